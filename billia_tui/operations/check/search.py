"""What `check` looks at in the search, and what it can repair there: all of it is made from the records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db import health, search
from billia_tui.db.models import Customer
from billia_tui.db.store import Store
from billia_tui.operations.check.rows import Found

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was wrong and is right now: the texts of how many customers, and whether the indexes were made anew."""

    customers: int
    indexes: bool

    def __str__(self) -> str:
        """The same in words."""
        made = "its indexes were made anew" if self.indexes else "its indexes were sound"
        return f"search: the texts of {self.customers:,} customers were put right, {made}"


def texts(session: Session, customers: Mapping[int, Any]) -> Iterator[Found]:
    """Whether search finds each customer by what it holds now, and no deleted one."""
    for customer_id in _wrong(session, list(customers)):
        yield customer_id, "the search holds other texts than the records"


def repair(store: Store) -> Repaired:
    """Makes what search looks through anew where it is wrong, all in one transaction; nothing else is touched.

    Raises:
        StoreBusy: others are writing; StoreError.
    """
    wrong = list(_all_wrong(store))
    made_anew = bool(wrong) or not health.search_index_is_sound(store)
    if made_anew:
        with store.writing() as session:
            search.make_anew(session, wrong)
    return Repaired(len(wrong), made_anew)


def _all_wrong(store: Store) -> Iterator[int]:
    last = 0
    while True:
        with store.reading() as session:
            ids = list(
                session.scalars(select(Customer.id).where(Customer.id > last).order_by(Customer.id).limit(BATCH))
            )
            if not ids:
                return
            yield from _wrong(session, ids)
        last = ids[-1]


def _wrong(session: Session, ids: list[int]) -> Iterator[int]:
    wanted, stored = search.wanted(session, ids), search.stored(session, ids)
    return (customer_id for customer_id in ids if stored.get(customer_id) != wanted.get(customer_id))
