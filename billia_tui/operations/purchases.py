"""Purchases of a customer with their orders, as they are shown (R127, R128, R130, R131)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Order, PaymentMethod, Purchase, Service
from billia_tui.db.paging import fetch
from billia_tui.errors import NotFound
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.reach import of_customer, reached
from billia_tui.operations.services import PREVIEW
from billia_tui.paging import Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import OrderType, PurchaseStatus


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A line of a purchase."""

    id: int
    type: OrderType
    service_id: int | None
    domain: str
    description: str
    price: Money


@dataclass(frozen=True, slots=True)
class PurchaseRow:
    """A purchase with its first order; `more_orders` is how many others it has (R131)."""

    id: int
    placed_at: datetime
    type: str
    what: str
    more_orders: int
    status: PurchaseStatus
    price: Money
    paid: bool
    paid_at: datetime | None
    payment_method: str

    @property
    def services(self) -> str:
        """The first order and "+n"."""
        return f"{self.what} +{self.more_orders}" if self.more_orders else self.what


@dataclass(frozen=True, slots=True)
class PurchasePreview:
    """The newest three purchases, and how many there are."""

    rows: tuple[PurchaseRow, ...]
    count: int


@dataclass(frozen=True, slots=True)
class PurchaseDetails:
    """One purchase with all its orders."""

    row: PurchaseRow
    owner_id: int
    owner: str
    orders: tuple[OrderRow, ...]


def preview(session: Session, actor: Actor, customer_id: int) -> PurchasePreview:
    """The panel's three newest purchases and the count, in three queries."""
    found = page(session, actor, customer_id, Window(limit=PREVIEW))
    counted = of_customer(select(func.count(Purchase.id)), actor, customer_id, Purchase.customer_id)
    return PurchasePreview(found.rows, session.scalar(counted) or 0)


def page(session: Session, actor: Actor, customer_id: int, window: Window) -> Page[PurchaseRow]:
    """Purchases of a customer, newest first, each with its first order; two queries a page."""
    statement = of_customer(
        select(Purchase, PaymentMethod.name).outerjoin(PaymentMethod, PaymentMethod.id == Purchase.payment_method_id),
        actor,
        customer_id,
        Purchase.customer_id,
    )
    columns = Purchase.__table__.c
    order = [columns.placed_at, columns.id]
    found = fetch(session, statement, order, window, lambda row: (row[0], row[1]), descending=True)
    lines = _orders(session, [purchase.id for purchase, _ in found.rows])
    rows = tuple(_row(purchase, method, lines[purchase.id]) for purchase, method in found.rows)
    return Page(rows, found.keys, found.more)


def details(session: Session, actor: Actor, purchase_id: int) -> PurchaseDetails:
    """One purchase with all its orders; raises NotFound."""
    row = session.execute(
        select(Purchase, PaymentMethod.name, Customer.name)
        .join(Customer, Customer.id == Purchase.customer_id)
        .outerjoin(PaymentMethod, PaymentMethod.id == Purchase.payment_method_id)
        .where(Purchase.id == purchase_id, reached(actor))
    ).one_or_none()
    if row is None:
        raise NotFound(f"there is no order {purchase_id}")
    lines = _orders(session, [purchase_id])[purchase_id]
    purchase: Purchase = row[0]
    return PurchaseDetails(_row(purchase, row[1], lines), purchase.customer_id, clean(row[2]), tuple(lines))


def _orders(session: Session, purchase_ids: list[int]) -> dict[int, list[OrderRow]]:
    lines: dict[int, list[OrderRow]] = defaultdict(list)
    statement = (
        select(Order, Service.domain, Purchase.currency)
        .join(Purchase, Purchase.id == Order.purchase_id)
        .outerjoin(Service, Service.id == Order.service_id)
        .where(Order.purchase_id.in_(purchase_ids))
        .order_by(Order.purchase_id, Order.id)
    )
    for order, domain, currency in session.execute(statement):
        lines[order.purchase_id].append(
            OrderRow(
                order.id,
                OrderType(order.type),
                order.service_id,
                clean(domain or ""),
                clean(order.description),
                Money(order.price, currency),
            )
        )
    return lines


def _row(purchase: Purchase, method: str | None, orders: list[OrderRow]) -> PurchaseRow:
    first = orders[0] if orders else None
    types = list(dict.fromkeys(str(order.type) for order in orders))
    return PurchaseRow(
        purchase.id,
        purchase.placed_at,
        "/".join(types) or "–",
        (first.domain or first.description) if first else "–",
        max(len(orders) - 1, 0),
        PurchaseStatus(purchase.status),
        Money(purchase.price, purchase.currency),
        purchase.paid,
        purchase.paid_at,
        clean(method or "–"),
    )
