"""Automatic renewals that cannot be done: what stands in the way, kept and counted (R192, R194, R196, R198)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from billia_tui import clock
from billia_tui.db.models import Customer, Order, Purchase, Service
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import notifications
from billia_tui.operations.messages.notifications import Template
from billia_tui.operations.services import waiting_renewals as waiting
from billia_tui.operations.services.agreed import renewal_price
from billia_tui.operations.services.course import title_of, why_not_renew
from billia_tui.text import clean
from billia_tui.vocabulary import CustomerStatus, OrderType, PurchaseStatus


class Obstacle(StrEnum):
    """What kept a service from being renewed; the value is how it is counted."""

    MONEY = "not enough money"
    BLOCKED = "customer is Blocked"
    ORDER = "an order renews it"
    CURRENCY = "another currency"
    STATUS = "status"
    BY_HAND = "suspended by hand"


@dataclass(frozen=True, slots=True)
class NotRenewed:
    """Why a renewal was not done; `words` say what was short, or which rule stood in the way (R194)."""

    obstacle: Obstacle
    words: str


@dataclass(frozen=True, slots=True)
class Tries:
    """The tries that failed for one reason; `marked_at` is when money arrived after the last of them."""

    reason: str
    number: int
    since: datetime
    marked_at: datetime | None

    def __str__(self) -> str:
        """In one line, for a page."""
        times = "1 try" if self.number == 1 else f"{self.number:,} tries"
        came = " · money arrived since, the next run tries again" if self.marked_at is not None else ""
        return f"{self.reason} · {times} since {clock.shown(self.since)}{came}"


def obstacle(session: Session, customer: Customer, service: Service) -> NotRenewed | None:
    """What stands in the way of an automatic renewal of a service of a locked customer; None if nothing does."""
    if refusal := why_not_renew(service.status):
        return NotRenewed(Obstacle.STATUS, refusal)
    if waiting.stopped(service):
        return NotRenewed(Obstacle.BY_HAND, "it was suspended by hand")
    if customer.status == CustomerStatus.BLOCKED:
        return NotRenewed(Obstacle.BLOCKED, "the customer is Blocked")
    if order := open_renewal(session, service):
        wanted = "" if order.paid else "; pay it or have it cancelled"
        return NotRenewed(Obstacle.ORDER, f"{order_in_words(order)}{wanted}")
    return _short(customer, Money(renewal_price(service), service.currency))


def _short(customer: Customer, owed: Money) -> NotRenewed | None:
    """What is short for an amount; nothing due can always be paid (R199)."""
    if not owed.minor:
        return None
    if owed.currency != customer.currency:
        return NotRenewed(Obstacle.CURRENCY, f"it is in {owed.currency}, the wallet in {customer.currency}")
    have = Money(customer.wallet + customer.credit_limit, customer.currency)
    if have.minor < owed.minor:
        return NotRenewed(Obstacle.MONEY, f"{owed} needed, {have.amount} in wallet and limit")
    return None


def open_renewal(session: Session, service: Service) -> Purchase | None:
    """The newest purchase that will renew a service: Pending, Processing, or paid and to be tried again (R198)."""
    return session.scalar(select(Purchase).where(Purchase.id == open_renewal_id(service.id).scalar_subquery()))


def open_renewal_id(service_id: ColumnElement[int] | InstrumentedAttribute[int] | int) -> Select[int]:
    """The id of that purchase, as a part of another question."""
    purchase = aliased(Purchase)
    paid_ahead = and_(purchase.status == PurchaseStatus.COLLAPSED, purchase.paid)
    return (
        select(purchase.id)
        .join(Order, Order.purchase_id == purchase.id)
        .where(
            Order.service_id == service_id,
            Order.type == OrderType.RENEW,
            or_(purchase.status.in_((PurchaseStatus.PENDING, PurchaseStatus.PROCESSING)), paid_ahead),
        )
        .order_by(purchase.id.desc())
        .limit(1)
    )


def order_in_words(purchase: Purchase) -> str:
    """Which order renews it already."""
    return f"order {purchase.id} ({purchase.status}, {'Paid' if purchase.paid else 'Unpaid'}) renews it"


def note(session: Session, actor: Actor, customer: Customer, service: Service, why: NotRenewed) -> None:
    """Keeps a failed try: another reason is a line of the log and a notification, the same again is counted (R194)."""
    service.renewal_marked_at = None
    if service.renewal_reason == why.words:
        service.renewal_tries += 1
        return
    service.renewal_reason, service.renewal_tries = why.words, 1
    service.renewal_failed_at = clock.now()
    log.write(session, actor, customer.id, ("service", service.id), "not renewed", reason=why.words, by_system=True)
    notifications.write(session, customer.id, Template.NOT_RENEWED, service=title_of(service), reason=why.words)


def failed(service: Service) -> Tries | None:
    """The tries of a service that failed; None if the last one did not, or there was none."""
    if service.renewal_failed_at is None:
        return None
    return Tries(
        clean(service.renewal_reason), service.renewal_tries, service.renewal_failed_at, service.renewal_marked_at
    )
