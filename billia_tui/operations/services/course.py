"""The course of a service: from Pending to Terminated, and back to Active by a renewal (R111-R113).

Pure functions say what is due when; the others change a service of a customer whose row is locked already.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db import search
from billia_tui.db.models import Customer, Product, Service
from billia_tui.errors import refuse_if
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import notifications
from billia_tui.operations.messages.notifications import Template
from billia_tui.operations.services import domains
from billia_tui.operations.services import waiting_renewals as waiting
from billia_tui.operations.services.agreed import take_over
from billia_tui.operations.services.anchor import anchor_of, anchored, months_later
from billia_tui.text import clean
from billia_tui.vocabulary import OrderType, ServiceKind, ServiceStatus

TOLD = {
    ServiceStatus.EXPIRED: Template.EXPIRED,
    ServiceStatus.SUSPENDED: Template.SUSPENDED,
    ServiceStatus.REDEMPTION: Template.REDEMPTION,
    ServiceStatus.TERMINATED: Template.TERMINATED,
}
"""What the customer is told when a service gets there (R168)."""

NO_WORDS = "Please contact us."
"""What a customer is told whose service was suspended by hand without a word to it (R220)."""

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


def due_times(
    expires_at: datetime, days: Days, status: str | None = None, since: datetime | None = None
) -> dict[ServiceStatus, datetime]:
    """When a service that is never renewed gets to each status, in their order; no Redemption of 0 days.

    With `since`, the moment at which its `status` really began, what follows counts from then (R197), though from no
    earlier than the end; without it from the end alone.
    """
    waits = {ServiceStatus.SUSPENDED: days.expired, ServiceStatus.REDEMPTION: days.suspended}
    last = days.suspended
    times = {ServiceStatus.EXPIRED: expires_at}
    if days.redemption or status == ServiceStatus.REDEMPTION:
        last = days.redemption
    else:
        del waits[ServiceStatus.REDEMPTION]
    waits[ServiceStatus.TERMINATED] = last
    at = _really(ServiceStatus.EXPIRED, expires_at, expires_at, status, since)
    for following, wait in waits.items():
        at = _really(following, _days_later(at, wait), expires_at, status, since)
        times[following] = at
    return times


def _really(
    reached: ServiceStatus, due: datetime, expires_at: datetime, status: str | None, since: datetime | None
) -> datetime:
    """When the status `reached` began, if it is the one that there is now; else when it is due."""
    return max(since, expires_at) if reached == status and since is not None else due


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
    status: str,
    expires_at: datetime | None,
    days: Days,
    set_at: datetime | None = None,
    since: datetime | None = None,
) -> tuple[ServiceStatus, datetime] | None:
    """The next status of the system's course and when it is due (R111); None where the course has no next step.

    A waiting time counts from the moment `since` at which the status really began, whoever set it: a late timer
    costs nobody their grace (R197). Where that is not known, as in rows of older versions, it counts from the end, and
    a status that an admin set by hand at `set_at` stays: a step that was due before that is never made (R114).
    """
    if expires_at is None or status not in _FOLLOWERS:
        return None
    times = due_times(expires_at, days, status, since)
    following = next(one for one in _FOLLOWERS[ServiceStatus(status)] if one in times)
    due = times[following]
    waited = since is not None and status != ServiceStatus.ACTIVE
    return None if set_at is not None and due <= set_at and not waited else (following, due)


def step_of(service: Service, product: Product | None) -> tuple[ServiceStatus, datetime] | None:
    """The next step of a service; see `next_step`."""
    return next_step(service.status, service.expires_at, days_of(product), service.status_set_at, service.status_at)


def renewed_end(
    status: str,
    expires_at: datetime | None,
    months: int | None,
    now: datetime,
    *,
    anchor: int | None = None,
    periods: int = 1,
) -> datetime | None:
    """The end after a renewal by `periods` of `months`, on the `anchor` day (R191); None for a one-time service.

    Nobody loses time that was paid, nobody gains any: an Active service goes on from its old end, even if that was
    some hours ago; one that had lapsed goes on from now, which is its anchor then, or from an end that is still to
    come. The fee of Redemption (R112) is part of the price of the order, so it does not matter here.
    """
    return None if months is None else _renewed(status, expires_at or now, months * periods, now, anchor)[0]


def _renewed(status: str, old: datetime, months: int, now: datetime, anchor: int | None) -> tuple[datetime, int]:
    """The end after a renewal, and the anchor day that it is reckoned from."""
    day = anchored(old, anchor)
    end = months_later(old, months, day)
    if old > now or (status == ServiceStatus.ACTIVE and end > now):
        return end, day
    return months_later(now, months), now.day


def anchor_day(service: Service) -> int | None:
    """The anchor day of a service (R191); where none is kept, as in what was imported, the one that its dates tell."""
    if service.anchor_day is not None or service.expires_at is None or service.period_months is None:
        return service.anchor_day
    return anchor_of(service.activated_at, service.expires_at, service.period_months)


def why_not_renew(status: str) -> str | None:
    """Why a service of this status cannot be renewed (R112), None if it can."""
    if status in _RENEWABLE:
        return None
    if status == ServiceStatus.TERMINATED:
        return "this service is Terminated, which is final"
    return f"a service that is {status} cannot be renewed; it has to be Active first"


def why_stopped(service: Service, *, own: bool) -> str:
    """Why what was suspended by hand is not renewed; to its customer (`own`) in the words that were said (R220)."""
    day = clock.day(service.status_at)
    if own:
        return f"it was suspended by us on {day}. {clean(service.status_words) or NO_WORDS}"
    return f"it was suspended by hand on {day}, which a renewal does not lift; set it Active first (R220)"


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
        Refused: it cannot be renewed, or is a domain that another customer has (R209).
    """
    if order_type == OrderType.RENEW:
        renew(session, actor, customer, service)
    elif order_type == OrderType.CANCEL and service.status != ServiceStatus.TERMINATED:
        move_to(session, actor, customer, service, ServiceStatus.TERMINATED, reason="cancelled by an order")
    elif order_type in (OrderType.NEW, OrderType.TRANSFER) and service.status == ServiceStatus.PENDING:
        domains.check_free(session, actor, service)
        product = session.get(Product, service.product_id) if service.product_id is not None else None
        configure = product is not None and product.needs_configuration
        move_to(session, actor, customer, service, ServiceStatus.CONFIGURE if configure else ServiceStatus.ACTIVE)


def give_up(session: Session, actor: Actor, customer: Customer, service: Service) -> None:
    """Terminates a service that is still Pending, when the purchase that ordered it is Cancelled."""
    if service.status == ServiceStatus.PENDING:
        move_to(session, actor, customer, service, ServiceStatus.TERMINATED, reason="its order was cancelled")


def renew(
    session: Session,
    actor: Actor,
    customer: Customer,
    service: Service,
    *,
    periods: int = 1,
    by_system: bool = False,
) -> None:
    """Makes a service Active again, or longer, by some periods (R112); see `renewed_end`.

    One that was suspended by hand gets its time and stays Suspended: paying does not lift that (R220).
    The price agreed for "from the next renewal" becomes its price (R206), and nothing is waited for any more (R192).

    Raises:
        Refused: it is Terminated, or was never Active.
    """
    refuse_if(why_not_renew(service.status), rule="R112")
    now, end = clock.now(), None
    if service.period_months is not None:
        old, months = service.expires_at or now, service.period_months * periods
        end, service.anchor_day = _renewed(service.status, old, months, now, anchor_day(service))
    take_over(service)
    waiting.forget(service)
    stopped = waiting.stopped(service)
    move_to(
        session,
        actor,
        customer,
        service,
        ServiceStatus.SUSPENDED if stopped else ServiceStatus.ACTIVE,
        action="renew service",
        expires_at=end,
        reason="it stays Suspended, as that was done by hand" if stopped else "",
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
    by_hand: bool = False,
    words: str = "",
) -> None:
    """Gives a service another status, with all that belongs to it: dates, count, search, log line, notification.

    The first time that it becomes Active sets `activated_at`, and `expires_at` where there is none (R118). Whoever
    calls has asked the rules and holds the lock on the customer. What is done `by_hand` is told in `words` of its own
    (R220).
    """
    before = _state(service)
    if service.status != status or by_hand:
        service.status_words = words
    if service.status != status:
        service.status_at = clock.now()
    service.status = status
    service.expires_at = expires_at or service.expires_at
    if status == ServiceStatus.ACTIVE:
        _begin(service)
    service.version += 1
    if status == ServiceStatus.TERMINATED:
        customer.products_count -= 1
        if service.domain or service.server != "{}":
            search.refresh(session, [customer.id])
    was, now = log.changed(before, _state(service))
    if words:
        now["told_the_customer"] = words
    thing = ("service", service.id)
    log.write(session, actor, customer.id, thing, action, before=was, after=now, reason=reason, by_system=by_system)
    if tell and status in TOLD and before["status"] != status:
        _tell(session, customer, service, by_hand=by_hand)


def _tell(session: Session, customer: Customer, service: Service, *, by_hand: bool) -> None:
    """Tells the customer; what was done by hand is no matter of paying (R220)."""
    status, words = ServiceStatus(service.status), service.status_words
    told = {"service": title_of(service), "status": str(status)}
    if by_hand and (words or status == ServiceStatus.SUSPENDED):
        template = Template.STOPPED if status == ServiceStatus.SUSPENDED else Template.SET
        day = clock.day(clock.now())
        notifications.write(session, customer.id, template, **told, day=day, words=words or NO_WORDS)
        return
    ended = min(service.expires_at or clock.now(), clock.now())
    notifications.write(session, customer.id, TOLD[status], **told, day=clock.day(ended))


def _begin(service: Service) -> None:
    now = clock.now()
    service.activated_at = service.activated_at or now
    if service.expires_at is None and service.period_months is not None:
        service.expires_at, service.anchor_day = months_later(now, service.period_months), now.day


def _state(service: Service) -> dict[str, object]:
    return {
        "status": str(service.status),
        "price": str(Money(service.price, service.currency)),
        "activated_at": service.activated_at and clock.shown(service.activated_at),
        "expires_at": service.expires_at and clock.shown(service.expires_at),
    }
