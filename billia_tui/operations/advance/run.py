"""`billia advance`: does what time has made due, a short transaction for each service or customer (R8, R111, R113).

Others can work meanwhile. Every step looks again under the lock, so that running it twice, or two at the same
time, does nothing twice.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Impersonation, Product, Service
from billia_tui.errors import Conflict, Invalid, NotFound, Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.advance import due as advance_due
from billia_tui.operations.advance import reminders
from billia_tui.operations.advance.due import LAPSING, LONGEST_IMPERSONATION, Due, within_reach
from billia_tui.operations.customers.status import login_until
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import queue_numbers, queue_work
from billia_tui.operations.log import lines as log
from billia_tui.operations.orders import renewals
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import lock_with_affiliate, the_customer
from billia_tui.operations.services import renewal_tries as tries
from billia_tui.operations.services import waiting_renewals as waiting
from billia_tui.operations.services.changes import the_service
from billia_tui.operations.services.course import move_to, step_of
from billia_tui.operations.services.renewal_tries import Obstacle
from billia_tui.operations.store import runs
from billia_tui.operations.store.runs import Run
from billia_tui.paging import Page, Window, every_row
from billia_tui.vocabulary import CustomerStatus, ServiceStatus

BATCH = 200
MOST_FAILURES = 100
"""How many failures are told one by one."""


class Step(StrEnum):
    """What `billia advance` does; the value is how it is counted."""

    RENEWED = "renewed"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REDEMPTION = "in redemption"
    TERMINATED = "terminated"
    SIGNED_OUT = "first hour ended"
    LEFT = "impersonation ended"
    REMINDED = "reminded"


_STEP_OF = {
    ServiceStatus.EXPIRED: Step.EXPIRED,
    ServiceStatus.SUSPENDED: Step.SUSPENDED,
    ServiceStatus.REDEMPTION: Step.REDEMPTION,
    ServiceStatus.TERMINATED: Step.TERMINATED,
}


Done = Step | Obstacle
"""What became of something that was due: a step that was made, or what kept a service from being renewed."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be done, and why; it is tried again at the next run."""

    id: int
    customer_id: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did: how often each step, and what failed (`failures` holds the first ones of `failed`).

    `before` is when it ran the last time before, None if it never did (R197).
    `not_renewed` counts, by reason, the renewals that could not be done and that the next run tries again (R194).
    """

    until: datetime
    steps: dict[Step, int]
    not_renewed: dict[Obstacle, int]
    failed: int
    failures: tuple[Failure, ...]
    before: datetime | None = None


def checked_until(until: datetime | None, *, dry_run: bool) -> datetime:
    """The time to go on to, now if none is given; only a dry run can look ahead.

    Raises:
        Invalid (at `until`).
    """
    now = clock.now()
    if until is not None and until > now and not dry_run:
        raise Invalid({"until": "lies in the future; --dry-run can look ahead"})
    return until or now


def run(desk: Desk, until: datetime | None = None) -> Summary:
    """Does all that is due by `until`, of the customers that the admin reaches.

    Raises:
        Forbidden, Invalid (a time ahead), StoreError (what was done until then stays done).
    """
    began = clock.now()
    until = checked_until(until, dry_run=False)
    not_in_the_past = began - until < reminders.TOO_LATE
    done: Counter[Done] = Counter()
    failures: list[Failure] = []
    failed = 0
    for one, carry_out in _all_due(desk, until):
        try:
            done.update(desk.change(carry_out, one.id, until))
        except NotFound:  # deleted meanwhile
            continue
        except (Refused, Conflict, Invalid) as error:
            failed += 1
            if failed <= MOST_FAILURES:
                failures.append(Failure(one.id, one.customer_id, one.name, error.text))
    if not_in_the_past:
        done[Step.REMINDED] = _remind(desk, until)
    _look_at_queues(desk)
    steps, not_renewed = {step: done[step] for step in Step}, {one: done[one] for one in Obstacle if done[one]}
    with desk.store.reading() as session:
        before = runs.last(session, Run.ADVANCE)
    runs.note(desk.store, Run.ADVANCE, began)
    return Summary(until, steps, not_renewed, failed, tuple(failures), before)


def _look_at_queues(desk: Desk) -> None:
    """Whom time alone led out of a queue is not done in it any more; and how many are in each is kept (R242, R243)."""
    desk.change(queue_work.settle)
    desk.change(queue_numbers.note, desk.ask(queue_numbers.whole))


def _remind(desk: Desk, until: datetime) -> int:
    """Writes the reminders that are due, once what is due of services is done (R230)."""
    written = 0
    for page_of in (
        reminders.of_orders,
        reminders.of_ends,
        partial(reminders.of_status, kind=reminders.Kind.EXPIRED),
        partial(reminders.of_status, kind=reminders.Kind.SUSPENDED),
    ):
        for owed in _walked(desk, page_of, until):
            with suppress(NotFound):  # deleted meanwhile
                written += desk.change(reminders.remind, owed)
    return written


def plan(desk: Desk, until: datetime | None = None) -> Iterator[Due]:
    """What `run` would do, without doing it; `until` may lie ahead. Whether a renewal can be paid is not tried."""
    for one, _ in _all_due(desk, checked_until(until, dry_run=True)):
        yield one


def advance_service(session: Session, actor: Actor, service_id: int, until: datetime) -> tuple[Done, ...]:
    """Does what is due of one service: a renewal (R113, R192), or else the next step of its course (R111).

    It is one step, however late the run is: what follows waits its time from now (R197). A service whose renewal is
    paid and being carried out stays usable until that is done (R198).
    """
    require(actor, Right.SERVICES)
    lock_with_affiliate(session, select(Service.customer_id).where(Service.id == service_id).scalar_subquery())
    service, customer = the_service(session, actor, service_id)
    done: list[Done] = []
    if waiting.waits(service, until):
        why = tries.obstacle(session, customer, service)
        if why is None:
            renewals.auto_renew(session, actor, customer, service)
            return (Step.RENEWED,)
        tries.note(session, actor, customer, service, why)
        done.append(why.obstacle)
    product = session.get(Product, service.product_id) if service.product_id is not None else None
    step = step_of(service, product)
    if step is None or step[1] > until or _is_being_renewed(session, service, step[0]):
        return tuple(done)
    status, due = step
    move_to(session, actor, customer, service, status, reason=f"due {clock.shown(due)}", by_system=True)
    return (*done, _STEP_OF[status])


def _is_being_renewed(session: Session, service: Service, following: ServiceStatus) -> bool:
    order = tries.open_renewal(session, service) if following != ServiceStatus.EXPIRED else None
    return order is not None and order.paid


def end_first_hour(session: Session, actor: Actor, customer_id: int, until: datetime) -> tuple[Done, ...]:
    """Signs an Inactive customer out whose first hour is over (R8)."""
    require(actor, Right.SERVICES)
    customer = the_customer(session, actor, customer_id)
    over = login_until(customer.created_at)
    if customer.status != CustomerStatus.INACTIVE or customer.signed_out_at is not None or over > until:
        return ()
    customer.signed_out_at = clock.now()
    after = {"signed_out_at": clock.shown(customer.signed_out_at)}
    log.about(session, actor, customer, "end of first hour", after=after, by_system=True)
    return (Step.SIGNED_OUT,)


def end_impersonation(session: Session, actor: Actor, impersonation_id: int, until: datetime) -> tuple[Done, ...]:
    """Ends an impersonation that nobody ended (R71)."""
    require(actor, Right.SERVICES)
    one = session.scalar(
        select(Impersonation)
        .join(Customer, Customer.id == Impersonation.customer_id)
        .where(Impersonation.id == impersonation_id, within_reach(actor))
        .with_for_update(of=Impersonation)
    )
    if one is None or one.ended_at is not None or one.started_at + LONGEST_IMPERSONATION > until:
        return ()
    one.ended_at = clock.now()
    log.about(
        session, actor, one, "impersonation ended", reason=f"open since {clock.shown(one.started_at)}", by_system=True
    )
    return (Step.LEFT,)


_CarryOut = Callable[[Session, Actor, int, datetime], tuple[Done, ...]]
Found = TypeVar("Found")
_PageOf = Callable[[Session, Actor, datetime, Window], Page[Found] | Page[Found | None]]


def _all_due(desk: Desk, until: datetime) -> Iterator[tuple[Due, _CarryOut]]:
    """All that is due, and the operation that does it; read a batch at a time, so no transaction stays open."""
    for status in LAPSING:
        for due in _walked(desk, partial(advance_due.services, status=status), until):
            yield due, advance_service
    for due in _walked(desk, advance_due.customers, until):
        yield due, end_first_hour
    for due in _walked(desk, advance_due.impersonations, until):
        yield due, end_impersonation


def _walked(desk: Desk, page_of: _PageOf[Found], until: datetime) -> Iterator[Found]:
    """What is due on all pages; each is read before any of it is done."""
    found = every_row(lambda window: desk.ask(page_of, until, window), BATCH)
    return (due for due in found if due is not None)
