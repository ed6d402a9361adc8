"""How the parts of `check` read: a batch of customers at a time.

Each part gets the customers by id, an unbroken stretch of ids, and yields (id, what does not fit).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

Found = tuple[int, str]


def counted(session: Session, statement: Any, owner: Any, customers: Mapping[int, Any]) -> Counter[int]:
    """How many, or how much, by customer; `statement` selects owner and number."""
    found = session.execute(statement.where(between(owner, customers)).group_by(owner))
    return Counter({row[0]: row[1] for row in found})


def of(session: Session, statement: Any, owner: Any, customers: Mapping[int, Any], ident: Any) -> Iterable[Any]:
    """The rows of these customers, each customer's in the order of their ids."""
    found: Iterable[Any] = session.execute(statement.where(between(owner, customers)).order_by(owner, ident))
    return found


def between(owner: Any, customers: Mapping[int, Any]) -> Any:
    """The condition that a row is of one of them."""
    return owner.between(min(customers), max(customers))
