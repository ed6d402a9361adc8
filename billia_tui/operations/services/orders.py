"""The orders on a service, and their notes, for its page (R121, R126)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Admin, Note, Order, Purchase, Service
from billia_tui.money import Money
from billia_tui.text import clean, first_line
from billia_tui.vocabulary import NoteKind, OrderType, PurchaseStatus

MOST_ORDERS, MOST_NOTES = 20, 20
"""The most that the page of a service shows."""


@dataclass(frozen=True, slots=True)
class OrderOfService:
    """An order on a service, and the purchase that it leads to (R126)."""

    id: int
    purchase_id: int
    type: OrderType
    placed_at: datetime
    status: PurchaseStatus
    paid: bool
    price: Money


@dataclass(frozen=True, slots=True)
class NoteOfOrder:
    """A note of an order on a service (R126), by its first line."""

    id: int
    purchase_id: int
    created_at: datetime
    admin: str
    line: str


def newest(session: Session, service: Service) -> tuple[OrderOfService, ...]:
    """The newest orders on a service that the actor reaches."""
    found = session.execute(
        select(Order, Purchase)
        .join(Purchase, Purchase.id == Order.purchase_id)
        .where(Order.service_id == service.id, Purchase.customer_id == service.customer_id)
        .order_by(Purchase.placed_at.desc(), Order.id.desc())
        .limit(MOST_ORDERS)
    )
    return tuple(
        OrderOfService(
            order.id,
            purchase.id,
            OrderType(order.type),
            purchase.placed_at,
            PurchaseStatus(purchase.status),
            purchase.paid,
            Money(order.price, purchase.currency),
        )
        for order, purchase in found
    )


def count(session: Session, service: Service) -> int:
    """How many orders there are on a service."""
    statement = select(func.count()).select_from(Order).join(Purchase, Purchase.id == Order.purchase_id)
    mine = (Order.service_id == service.id, Purchase.customer_id == service.customer_id)
    return session.scalar(statement.where(*mine)) or 0


def notes(session: Session, service: Service) -> tuple[NoteOfOrder, ...]:
    """The newest notes of those orders; for staff alone (R170)."""
    purchases = select(Order.purchase_id).where(Order.service_id == service.id)
    found = session.execute(
        select(Note, Admin.username)
        .join(Admin, Admin.id == Note.admin_id)
        .where(
            Note.customer_id == service.customer_id,
            Note.kind == NoteKind.ORDER,
            Note.purchase_id.in_(purchases),
            Note.deleted_at.is_(None),
        )
        .order_by(Note.id.desc())
        .limit(MOST_NOTES)
    )
    return tuple(
        NoteOfOrder(note.id, note.purchase_id or 0, note.created_at, clean(admin), first_line(note.text))
        for note, admin in found
    )
