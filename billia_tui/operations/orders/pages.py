"""Purchases of a customer with their orders, as they are shown (R127, R128, R130-R132, R143)."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui.db.models import PaymentMethod, Purchase
from billia_tui.db.paging import count as count_rows
from billia_tui.db.paging import fetch
from billia_tui.operations.actor import Actor
from billia_tui.operations.orders.details import JobRow, OrderOwner, PurchaseDetails, details
from billia_tui.operations.orders.query import PurchaseQuery, PurchaseSort
from billia_tui.operations.orders.rows import OrderRow, PurchaseRow, orders_of, row_of
from billia_tui.operations.orders.search import matching, order_of
from billia_tui.operations.reach import of_customer
from billia_tui.operations.services.pages import PREVIEW
from billia_tui.paging import Count, Page, Window

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
    """The newest three purchases, and how many there are."""

    rows: tuple[PurchaseRow, ...]
    count: int


def preview(session: Session, actor: Actor, customer_id: int) -> PurchasePreview:
    """The panel's three newest purchases and the count, in three queries."""
    found = page(session, actor, customer_id, Window(limit=PREVIEW))
    counted = of_customer(select(func.count(Purchase.id)), actor, customer_id, Purchase.customer_id)
    return PurchasePreview(found.rows, session.scalar(counted) or 0)


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
    with_method = select(Purchase, PaymentMethod.name).outerjoin(
        PaymentMethod, PaymentMethod.id == Purchase.payment_method_id
    )
    statement = matching(actor, customer_id, query, with_method)
    order = order_of(query)
    found = fetch(session, statement, order, window, lambda row: (row[0], row[1]), descending=query.descending)
    lines = orders_of(session, [purchase.id for purchase, _ in found.rows])
    rows = tuple(row_of(purchase, method, lines[purchase.id]) for purchase, method in found.rows)
    return Page(rows, found.keys, found.more)


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
