"""Purchases of a customer with their orders, as they are shown (R127, R128, R130-R132, R143)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, literal_column, select, union_all
from sqlalchemy.orm import Session, aliased

from billia_tui.db.models import PaymentMethod, Purchase
from billia_tui.db.paging import count as count_rows
from billia_tui.db.paging import fetch
from billia_tui.db.types import WholeNumber
from billia_tui.operations.actor import Actor
from billia_tui.operations.orders.details import JobRow, OrderOwner, PurchaseDetails, details
from billia_tui.operations.orders.query import PurchaseQuery, PurchaseSort
from billia_tui.operations.orders.rows import OrderRow, PurchaseRow, orders_of, row_of
from billia_tui.operations.orders.search import matching, order_of
from billia_tui.operations.reach import of_customer
from billia_tui.operations.services.pages import PREVIEW
from billia_tui.paging import Count, Page, Window
from billia_tui.vocabulary import PurchaseStatus

__all__ = [
    "JobRow",
    "OrderOwner",
    "OrderRow",
    "PurchaseDetails",
    "PurchasePreview",
    "PurchaseQuery",
    "PurchaseRow",
    "PurchaseSort",
    "count",
    "details",
    "page",
    "preview",
]

COUNT_CAP = 1000
"""Where the count that is shown at once stops."""


@dataclass(frozen=True, slots=True)
class PurchasePreview:
    """Three purchases that are needed most, and how many there are (R219)."""

    rows: tuple[PurchaseRow, ...]
    count: int


def preview(session: Session, actor: Actor, customer_id: int) -> PurchasePreview:
    """The panel's three: what needs attention first, then the newest (R219); and the count, in three queries."""
    counted = of_customer(select(func.count(Purchase.id)), actor, customer_id, Purchase.customer_id)
    number = session.scalar(counted) or 0
    if not number:  # or the customer is out of reach
        return PurchasePreview((), 0)
    found = {row[0].id: row for row in session.execute(_needed(), {"customer": customer_id})}
    newest = sorted(found.values(), key=lambda row: (row[0].placed_at, row[0].id), reverse=True)
    return PurchasePreview(_rows(session, sorted(newest, key=_need)[:PREVIEW]), number)


def _need(row: Any) -> int:
    """What goes before what: asked again here, as a database need not keep the order of parts that have joins."""
    purchase: Purchase = row[0]
    if purchase.status == PurchaseStatus.COLLAPSED:
        return 0
    return 1 if not purchase.paid and purchase.status != PurchaseStatus.CANCELLED else 2


@cache
def _needed() -> Any:
    """Some purchases that failed, some that are unpaid, and the newest; each part has an index that has its order."""
    mine = select(Purchase).where(Purchase.customer_id == bindparam("customer", type_=WholeNumber))
    failed = mine.where(Purchase.status == PurchaseStatus.COLLAPSED)
    unpaid = mine.where(~Purchase.paid, Purchase.status != literal_column("'Cancelled'"))
    newest = mine.order_by(Purchase.placed_at.desc(), Purchase.id.desc())
    parts = (failed.order_by(Purchase.id.desc()), unpaid.order_by(Purchase.id.desc()), newest)
    first = [aliased(Purchase, part.limit(PREVIEW).subquery()) for part in parts]
    of_each = (
        select(one, PaymentMethod.name).outerjoin(PaymentMethod, PaymentMethod.id == one.payment_method_id)
        for one in first
    )
    return select(Purchase, PaymentMethod.name).from_statement(union_all(*of_each))


def _with_method() -> Select[Purchase, str]:
    """Purchases, each with how it is paid."""
    return select(Purchase, PaymentMethod.name).outerjoin(PaymentMethod, PaymentMethod.id == Purchase.payment_method_id)


def _rows(session: Session, found: Sequence[Any]) -> tuple[PurchaseRow, ...]:
    lines = orders_of(session, [purchase.id for purchase, _ in found])
    return tuple(row_of(purchase, method, lines[purchase.id]) for purchase, method in found)


def page(
    session: Session,
    actor: Actor,
    customer_id: int,
    window: Window,
    query: PurchaseQuery = PurchaseQuery(),  # noqa: B008 - it is frozen
) -> Page[PurchaseRow]:
    """Purchases of a customer, newest first unless the query says otherwise; two queries a page.

    A key is (placed_at, id), or (id) when sorted by id.
    """
    statement = matching(actor, customer_id, query, _with_method())
    order = order_of(query)
    found = fetch(session, statement, order, window, lambda row: (row[0], row[1]), descending=query.descending)
    return Page(_rows(session, found.rows), found.keys, found.more)


def count(
    session: Session,
    actor: Actor,
    customer_id: int,
    query: PurchaseQuery = PurchaseQuery(),  # noqa: B008 - it is frozen
    *,
    at_most: int | None = COUNT_CAP,
) -> Count:
    """How many the query has; counting stops at `at_most`, None counts all."""
    return count_rows(session, matching(actor, customer_id, query, select(Purchase.id)), at_most=at_most)
