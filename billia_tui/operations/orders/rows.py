"""Purchases and their orders in a line each (R127, R130, R131)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Order, Purchase, Service
from billia_tui.money import Money
from billia_tui.operations.orders.change import due_of
from billia_tui.text import clean
from billia_tui.vocabulary import OrderType, PurchaseStatus


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A line of a purchase. `product` is the service as it is named now, empty without one.

    `goes_back_to` is the end that the service had before this order renewed it, if that can be taken back (R204).
    `moved` says that the service is another customer's by now (R207).
    """

    id: int
    type: OrderType
    service_id: int | None
    domain: str
    description: str
    price: Money
    product: str = ""
    goes_back_to: datetime | None = None
    moved: bool = False

    @property
    def title(self) -> str:
        """The domain above the service, in one line (R130)."""
        return f"{self.domain} · {self.description}" if self.domain else self.description


@dataclass(frozen=True, slots=True)
class PurchaseRow:
    """A purchase with its first order; `more_orders` is how many others it has (R131).

    `due` is what is still to be paid; `paid` says that it is nothing (R200).
    `title` is the first order with domain and service (R130), `what` the shorter form.
    """

    id: int
    placed_at: datetime
    type: str
    what: str
    more_orders: int
    status: PurchaseStatus
    price: Money
    paid: bool
    due: Money
    paid_at: datetime | None
    payment_method: str
    title: str

    @property
    def rest(self) -> Money | None:
        """What is due where it is a part of the price, so that "Unpaid" alone would say too much (R200)."""
        return self.due if 0 < self.due.minor < self.price.minor else None

    @property
    def services(self) -> str:
        """The first order and "+n"."""
        return f"{self.what} +{self.more_orders}" if self.more_orders else self.what


def orders_of(session: Session, purchase_ids: Sequence[int]) -> dict[int, list[OrderRow]]:
    """The orders of some purchases, each in its order, in one query."""
    lines: dict[int, list[OrderRow]] = defaultdict(list)
    if not purchase_ids:
        return lines
    statement = (
        select(
            Order,
            Service.domain,
            Service.product_name,
            Service.expires_at,
            Purchase.currency,
            Service.customer_id != Purchase.customer_id,
        )
        .join(Purchase, Purchase.id == Order.purchase_id)
        .outerjoin(Service, Service.id == Order.service_id)
        .where(Order.purchase_id.in_(purchase_ids))
        .order_by(Order.purchase_id, Order.id.desc())  # renewals by several periods go back from the last one on
    )
    ends: dict[tuple[int, int | None], datetime | None] = {}
    for order, domain, product, end, currency, moved in session.execute(statement):
        renewed = (order.purchase_id, order.service_id)
        goes_back = order.end_after is not None and order.end_after == ends.get(renewed, end)
        ends[renewed] = order.end_before if goes_back else ends.get(renewed, end)
        lines[order.purchase_id].insert(
            0,
            OrderRow(
                order.id,
                OrderType(order.type),
                order.service_id,
                clean(domain or ""),
                clean(order.description),
                Money(order.price, currency),
                clean(product or ""),
                order.end_before if goes_back else None,
                bool(moved),
            ),
        )
    return lines


def row_of(purchase: Purchase, method: str | None, orders: Sequence[OrderRow]) -> PurchaseRow:
    """A purchase as a list shows it; `method` is the name of its payment method."""
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
        Money(due_of(purchase), purchase.currency),
        purchase.paid_at,
        clean(method or "–"),
        first.title if first else "–",
    )
