"""The history of a customer's credit limit (R25, R26); it is set in `wallet`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Admin, CreditChange, Customer
from billia_tui.db.paging import fetch
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.cleaned import cleaned
from billia_tui.operations.reach import of_customer
from billia_tui.paging import Page, Window
from billia_tui.text import clean


@dataclass(frozen=True, slots=True)
class LimitChange:
    """A change of the credit limit."""

    id: int
    at: datetime
    old: Money
    new: Money
    note: str
    admin: str


def history(session: Session, actor: Actor, customer_id: int, window: Window) -> Page[LimitChange]:
    """The changes of a credit limit, newest first."""
    statement = of_customer(
        select(CreditChange, Customer.currency, Admin.username)
        .join(Customer, Customer.id == CreditChange.customer_id)
        .join(Admin, Admin.id == CreditChange.admin_id),
        actor,
        customer_id,
        CreditChange.customer_id,
    )
    return fetch(session, statement, [CreditChange.__table__.c.id], window, _row, descending=True)


def _row(row: Any) -> LimitChange:
    change: CreditChange = row[0]
    return cleaned(
        LimitChange, change, old=Money(change.old, row[1]), new=Money(change.new, row[1]), admin=clean(row[2])
    )
