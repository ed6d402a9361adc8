"""Reminders: what customers are told before it is too late, each once whatever the timer does (R230)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, literal_column, or_, select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Purchase, Reminder, Service
from billia_tui.db.paging import fetch
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.messages import reminder_days, writing
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import reached, the_customer
from billia_tui.operations.services import renewal_tries as tries
from billia_tui.operations.services import waiting_renewals as waiting
from billia_tui.operations.services.agreed import renewal_price
from billia_tui.operations.services.course import title_of
from billia_tui.paging import Page, Window
from billia_tui.vocabulary import CustomerStatus, PurchaseStatus, ServiceStatus

TOO_LATE = timedelta(days=7)
"""A reminder that is later than that is not written any more: the timer stood still, or reminders are new here."""


class Kind(StrEnum):
    """What a reminder is about; the value is the name of its template."""

    ORDER = "remind-order"
    END = "remind-end"
    EXPIRED = "remind-expired"
    SUSPENDED = "remind-suspended"


class Owed(NamedTuple):
    """A reminder that is due: of a purchase or service, about a moment of it, so many days from there."""

    kind: Kind
    object_id: int
    customer_id: int
    about: datetime
    days: int


_STATUS = {Kind.EXPIRED: ServiceStatus.EXPIRED, Kind.SUSPENDED: ServiceStatus.SUSPENDED}


def of_orders(session: Session, actor: Actor, until: datetime, window: Window) -> Page[Owed | None]:
    """A page of unpaid orders of which customers are to be reminded; None for others."""
    require(actor, Right.SERVICES)
    days = reminder_days.read(session).orders
    columns = Purchase.__table__.c
    statement = (
        select(Purchase)
        .join(Customer, Customer.id == Purchase.customer_id)
        .where(
            ~Purchase.paid,
            # Spelled out, as the index spells it: with a parameter in its place SQLite could not use the index.
            Purchase.status != literal_column(f"'{PurchaseStatus.CANCELLED}'"),
            Purchase.placed_at <= until - timedelta(days=min(days, default=reminder_days.MOST_DAYS)),
            Purchase.placed_at > until - timedelta(days=max(days, default=0)) - TOO_LATE,
            *_to_be_reminded(actor),
        )
    )
    return fetch(
        session, statement, [columns.placed_at, columns.id], window,
        lambda row: _owed_after(Kind.ORDER, row[0], row[0].placed_at, days, until),
    )  # fmt: skip


def of_ends(session: Session, actor: Actor, until: datetime, window: Window) -> Page[Owed | None]:
    """A page of Active services that end soon."""
    require(actor, Right.SERVICES)
    days = reminder_days.read(session).ends
    columns = Service.__table__.c
    statement = (
        select(Service)
        .join(Customer, Customer.id == Service.customer_id)
        .where(
            Service.status == ServiceStatus.ACTIVE,
            Service.expires_at > until,
            Service.expires_at <= until + timedelta(days=max(days, default=0)),
            *_to_be_reminded(actor),
        )
    )
    return fetch(session, statement, [columns.expires_at, columns.id], window, lambda row: _end(row[0], days, until))


def of_status(session: Session, actor: Actor, until: datetime, window: Window, *, kind: Kind) -> Page[Owed | None]:
    """A page of services that are Expired or Suspended for some days."""
    require(actor, Right.SERVICES)
    days = getattr(reminder_days.read(session), kind.removeprefix("remind-"))
    columns = Service.__table__.c
    statement = (
        select(Service)
        .join(Customer, Customer.id == Service.customer_id)
        .where(
            Service.status == _STATUS[kind],
            # What was suspended by hand, or set before its end, is no matter of paying (R220).
            Service.expires_at <= Service.status_at,
            or_(
                Service.status != ServiceStatus.SUSPENDED,
                Service.status_set_at.is_(None),
                Service.status_set_at != Service.status_at,
            ),
            Service.status_at <= until - timedelta(days=min(days, default=reminder_days.MOST_DAYS)),
            Service.status_at > until - timedelta(days=max(days, default=0)) - TOO_LATE,
            *_to_be_reminded(actor),
        )
    )
    return fetch(
        session, statement, [columns.expires_at, columns.id], window,
        lambda row: _owed_after(kind, row[0], row[0].status_at, days, until),
    )  # fmt: skip


def remind(session: Session, actor: Actor, owed: Owed) -> bool:
    """Writes a reminder, if it is still due and was not written; gives whether it was.

    Raises:
        Forbidden, NotFound (deleted meanwhile).
    """
    require(actor, Right.SERVICES)
    customer = the_customer(session, actor, owed.customer_id)
    if customer.status == CustomerStatus.BLOCKED or not customer.reminders or _was_written(session, owed):
        return False
    values = _values(session, customer, owed)
    if values is None:
        return False
    mail = writing.write(session, customer.id, owed.kind, reason="reminder", values=values)
    session.add(
        Reminder(
            customer_id=customer.id, kind=owed.kind, object_id=owed.object_id, about=owed.about, days=owed.days,
            at=clock.now(), mail_id=mail.id,
        )
    )  # fmt: skip
    session.flush()
    return True


def _to_be_reminded(actor: Actor) -> Iterator[ColumnElement[bool]]:
    yield reached(actor)
    yield Customer.status != CustomerStatus.BLOCKED
    yield Customer.__table__.c.reminders


def _owed_after(
    kind: Kind, thing: Purchase | Service, about: datetime, days: tuple[int, ...], until: datetime
) -> Owed | None:
    """The latest reminder that is due behind a moment, if it is not too late for it."""
    due = [one for one in days if about + timedelta(days=one) <= until < about + timedelta(days=one) + TOO_LATE]
    return Owed(kind, thing.id, thing.customer_id, about, max(due)) if due else None


def _end(service: Service, days: tuple[int, ...], until: datetime) -> Owed | None:
    """The latest reminder that is due before an end; none that comes in the first half of a period."""
    assert service.expires_at is not None, "only what ends is asked for"  # noqa: S101 - a mistake of ours
    half = 15 * service.period_months if service.period_months else reminder_days.MOST_DAYS
    due = [one for one in days if one <= half and service.expires_at - timedelta(days=one) <= until]
    return Owed(Kind.END, service.id, service.customer_id, service.expires_at, min(due)) if due else None


def _was_written(session: Session, owed: Owed) -> bool:
    """Whether this reminder, or a later one about the same, was written."""
    known = session.scalars(
        select(Reminder.days).where(
            Reminder.kind == owed.kind, Reminder.object_id == owed.object_id, Reminder.about == owed.about
        )
    )
    if owed.kind == Kind.END:
        return any(days <= owed.days for days in known)
    return any(days >= owed.days for days in known)


def _values(session: Session, customer: Customer, owed: Owed) -> dict[str, object] | None:
    """What fills its template; None if it is not due any more."""
    if owed.kind == Kind.ORDER:
        return _of_order(session.get(Purchase, owed.object_id), customer)
    service = session.get(Service, owed.object_id)
    if service is None or service.customer_id != customer.id:
        return None
    values = {"service": title_of(service), "amount": Money(renewal_price(service), service.currency)}
    if owed.kind == Kind.END:
        ends = service.status == ServiceStatus.ACTIVE and service.expires_at == owed.about
        if not ends or _surely_renewed(session, customer, service):
            return None
        return {**values, "day": clock.day(service.expires_at), "renews": waiting.renews(service)}
    if service.status != _STATUS[owed.kind] or service.status_at != owed.about:
        return None
    return {**values, "day": clock.day(service.status_at if owed.kind == Kind.SUSPENDED else service.expires_at)}


def _of_order(purchase: Purchase | None, customer: Customer) -> dict[str, object] | None:
    if purchase is None or purchase.customer_id != customer.id:
        return None
    if purchase.paid or purchase.status == PurchaseStatus.CANCELLED:
        return None
    due = Money(purchase.price - purchase.paid_amount, purchase.currency)
    return {"order": purchase.id, "amount": due, "day": clock.day(purchase.placed_at)}


def _surely_renewed(session: Session, customer: Customer, service: Service) -> bool:
    """Whether wallet and limit pay this renewal and all that come before it (R113)."""
    if not waiting.renews(service):
        return False
    if tries.obstacle(session, customer, service) is not None:
        return False
    before = session.scalars(
        select(Service).where(
            Service.customer_id == customer.id,
            Service.status.in_(waiting.AUTOMATIC),
            Service.auto_renew,
            Service.period_months.is_not(None),
            Service.expires_at <= service.expires_at,
        )
    )
    owed = sum(renewal_price(one) for one in before if one.currency == customer.currency)
    return owed <= customer.wallet + customer.credit_limit
