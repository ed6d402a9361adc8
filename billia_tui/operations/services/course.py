"""The course of a service: from Pending to Terminated, and back to Active by a renewal (R111-R113).

Pure functions say what is due when; the others change a service of a customer whose row is locked already.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, timedelta

from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db import search
from billia_tui.db.models import Customer, Product, Service
from billia_tui.errors import Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import notifications
from billia_tui.operations.messages.notifications import Template
from billia_tui.vocabulary import OrderType, ServiceKind, ServiceStatus

_TOLD = {
    ServiceStatus.EXPIRED: Template.EXPIRED,
    ServiceStatus.SUSPENDED: Template.SUSPENDED,
    ServiceStatus.REDEMPTION: Template.REDEMPTION,
    ServiceStatus.TERMINATED: Template.TERMINATED,
}
"""What the customer is told when a service gets there (R168)."""

_LAST = datetime.max.replace(tzinfo=UTC)

_RENEWABLE = (ServiceStatus.ACTIVE, ServiceStatus.EXPIRED, ServiceStatus.SUSPENDED, ServiceStatus.REDEMPTION)


@dataclass(frozen=True, slots=True)
class Days:
    """How many days a service that ended stays in each status (R111): of its product, or these."""

    expired: int = 7
    suspended: int = 23
    redemption: int = 0


def days_of(product: Product | None) -> Days:
    """The waiting times of a product; the usual ones for a service without a product, such as an imported one."""
    return Days(product.days_expired, product.days_suspended, product.days_redemption) if product else Days()


def due_times(expires_at: datetime, days: Days) -> dict[ServiceStatus, datetime]:
    """When a service that is never renewed gets to each status, in their order; no Redemption of 0 days."""
    suspended = _days_later(expires_at, days.expired)
    redemption = _days_later(suspended, days.suspended)
    times = {ServiceStatus.EXPIRED: expires_at, ServiceStatus.SUSPENDED: suspended}
    if days.redemption:
        times[ServiceStatus.REDEMPTION] = redemption
    times[ServiceStatus.TERMINATED] = _days_later(redemption, days.redemption)
    return times


def _days_later(time: datetime, days: int) -> datetime:
    """The same time `days` later, or as late as the calendar goes: an imported end may be the year 9999."""
    return time + timedelta(days=min(days, (_LAST - time).days))


_FOLLOWERS = {
    ServiceStatus.ACTIVE: (ServiceStatus.EXPIRED,),
    ServiceStatus.EXPIRED: (ServiceStatus.SUSPENDED,),
    ServiceStatus.SUSPENDED: (ServiceStatus.REDEMPTION, ServiceStatus.TERMINATED),
    ServiceStatus.REDEMPTION: (ServiceStatus.TERMINATED,),
}
"""The next status of the course; the first that the product has."""


def next_step(
    status: str, expires_at: datetime | None, days: Days, set_at: datetime | None = None
) -> tuple[ServiceStatus, datetime] | None:
    """The next status of the system's course and when it is due (R111); None where the course has no next step.

    A status that an admin set by hand at `set_at` stays: a step that was due before that is never made (R114).
    """
    if expires_at is None or status not in _FOLLOWERS:
        return None
    times = due_times(expires_at, days)
    following = next(one for one in _FOLLOWERS[ServiceStatus(status)] if one in times)
    due = times[following]
    return None if set_at is not None and due <= set_at else (following, due)


def steps_until(
    status: str, expires_at: datetime | None, days: Days, set_at: datetime | None, until: datetime
) -> list[tuple[ServiceStatus, datetime]]:
    """All steps of the course that are due by `until`, in their order: several if the service lapsed long ago."""
    steps: list[tuple[ServiceStatus, datetime]] = []
    while (step := next_step(status, expires_at, days, set_at)) and step[1] <= until:
        steps.append(step)
        status = step[0]
    return steps


def months_later(time: datetime, months: int) -> datetime:
    """The same day and time `months` later, or the last day of a shorter month."""
    years, month = divmod(time.month - 1 + months, 12)
    year = min(time.year + years, MAXYEAR)
    return time.replace(year=year, month=month + 1, day=min(time.day, monthrange(year, month + 1)[1]))


def renewed_end(status: str, expires_at: datetime | None, months: int | None, now: datetime) -> datetime | None:
    """The end after a renewal; None for a one-time service.

    Nobody loses time that was paid, nobody gains any: an Active service goes on from its old end, even if that was
    some hours ago; one that had lapsed goes on from now, or from an end that is still to come. The fee of
    Redemption (R112) is part of the price of the order, so it does not matter here.
    """
    if months is None:
        return None
    old = expires_at or now
    if status == ServiceStatus.ACTIVE and months_later(old, months) > now:
        return months_later(old, months)
    return months_later(max(old, now), months)


def why_not_renew(status: str) -> str | None:
    """Why a service of this status cannot be renewed (R112), None if it can."""
    if status in _RENEWABLE:
        return None
    if status == ServiceStatus.TERMINATED:
        return "this service is Terminated, which is final"
    return f"a service that is {status} cannot be renewed; it has to be Active first"


def title_of(service: Service) -> str:
    """What people call it: a domain by its name, a service by its product."""
    if service.kind == ServiceKind.DOMAIN:
        return service.domain or service.product_name
    return service.product_name


def carry_out(session: Session, actor: Actor, customer: Customer, order_type: str, service: Service) -> None:
    """Does to a service what an order asked for, when its purchase becomes Activated (R111, R112).

    New and Transfer make a Pending service Configure where its product needs that, else Active; one that an admin
    has moved on meanwhile stays. Renew renews it; Cancel terminates it; Edit and Upgrade leave its status alone.

    Raises:
        Refused: it cannot be renewed.
    """
    if order_type == OrderType.RENEW:
        renew(session, actor, customer, service)
    elif order_type == OrderType.CANCEL and service.status != ServiceStatus.TERMINATED:
        move_to(session, actor, customer, service, ServiceStatus.TERMINATED, reason="cancelled by an order")
    elif order_type in (OrderType.NEW, OrderType.TRANSFER) and service.status == ServiceStatus.PENDING:
        product = session.get(Product, service.product_id) if service.product_id is not None else None
        configure = product is not None and product.needs_configuration
        move_to(session, actor, customer, service, ServiceStatus.CONFIGURE if configure else ServiceStatus.ACTIVE)


def give_up(session: Session, actor: Actor, customer: Customer, service: Service) -> None:
    """Terminates a service that is still Pending, when the purchase that ordered it is Cancelled."""
    if service.status == ServiceStatus.PENDING:
        move_to(session, actor, customer, service, ServiceStatus.TERMINATED, reason="its order was cancelled")


def renew(session: Session, actor: Actor, customer: Customer, service: Service, *, by_system: bool = False) -> None:
    """Makes a service Active again, or longer, by one period (R112); see `renewed_end`.

    Raises:
        Refused: it is Terminated, or was never Active.
    """
    refusal = why_not_renew(service.status)
    if refusal:
        raise Refused(refusal, rule="R112")
    end = renewed_end(service.status, service.expires_at, service.period_months, clock.now())
    move_to(
        session,
        actor,
        customer,
        service,
        ServiceStatus.ACTIVE,
        action="renew service",
        expires_at=end,
        by_system=by_system,
    )


def move_to(
    session: Session,
    actor: Actor,
    customer: Customer,
    service: Service,
    status: ServiceStatus,
    *,
    action: str = "service status",
    expires_at: datetime | None = None,
    reason: str = "",
    by_system: bool = False,
    tell: bool = True,
) -> None:
    """Gives a service another status, with all that belongs to it: dates, count, search, log line, notification.

    The first time that it becomes Active sets `activated_at`, and `expires_at` where there is none (R118). Whoever
    calls has asked the rules and holds the lock on the customer.
    """
    before = _state(service)
    service.status = status
    service.expires_at = expires_at or service.expires_at
    if status == ServiceStatus.ACTIVE:
        _begin(service)
    service.version += 1
    if status == ServiceStatus.TERMINATED:
        customer.products_count -= 1
        if service.domain:
            search.refresh(session, [customer.id])
    was, now = log.changed(before, _state(service))
    log.write(
        session,
        actor,
        customer.id,
        ("service", service.id),
        action,
        before=was,
        after=now,
        reason=reason,
        by_system=by_system,
    )
    if tell and status in _TOLD and before["status"] != status:
        ended = min(service.expires_at or clock.now(), clock.now())
        notifications.write(session, customer.id, _TOLD[status], service=title_of(service), day=clock.day(ended))


def _begin(service: Service) -> None:
    now = clock.now()
    service.activated_at = service.activated_at or now
    if service.expires_at is None and service.period_months is not None:
        service.expires_at = months_later(now, service.period_months)


def _state(service: Service) -> dict[str, object]:
    return {
        "status": str(service.status),
        "activated_at": service.activated_at and clock.shown(service.activated_at),
        "expires_at": service.expires_at and clock.shown(service.expires_at),
    }
