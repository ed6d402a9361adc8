"""What becomes of the customers of a queue: put off until a time with a reason, or done (R242).

A customer who is done comes back when it has left the queue and enters it anew: whatever is changed of such a customer,
`left` looks before it is stored whether it still belongs to the queue; what only time brings is looked at by `settle`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Select, or_, select, union_all
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Queue, QueueHolder, QueueWork
from billia_tui.db.narrowing import Condition
from billia_tui.errors import BilliaError, Refused, StoreError
from billia_tui.operations.actor import Actor
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.finding import taking
from billia_tui.operations.finding.queues import the_queue
from billia_tui.operations.input import LONGEST_REASON, Fields
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require, staff_only
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.queries.times import later
from billia_tui.operations.reach import reached, the_customer
from billia_tui.operations.requests import Request
from billia_tui.text import clean
from billia_tui.vocabulary import QueueStep, Role

LONGEST_AWAY = timedelta(days=366)
OPEN = "open"
PUT_OFF, DONE, REOPEN = "put off in queue", "done in queue", "open again in queue"
"""The actions of the log."""

EVERYBODYS = Actor(0, log.SYSTEM, Role.ADMINISTRATOR, 0, None)
"""Who looks whether a customer belongs to a queue: not each of those who happen to change it."""

AT_ONCE = 500
"""So many customers are asked about in one query."""


@dataclass(frozen=True, slots=True)
class InQueue:
    """Where a customer stands in a queue, cleaned: `holder` has it, `mine` if that is the actor.

    `step` is what became of it, None while it is open; `until` and `reason` belong to that.
    """

    holder: str = ""
    mine: bool = False
    step: QueueStep | None = None
    until: datetime | None = None
    reason: str = ""

    @property
    def words(self) -> str:
        """In a few words; empty while it is open and nobody has it."""
        if self.holder:
            return "yours" if self.mine else f"{self.holder} has it"
        if self.step is QueueStep.PUT_OFF:
            return f"put off until {clock.shown(self.until)}"
        return str(self.step or "")


# ── changing ──


def put_off(
    session: Session,
    actor: Actor,
    queue_id: int,
    customer_id: int,
    until: str,
    reason: str,
    *,
    request_key: str | None = None,
) -> datetime:
    """Puts a customer of a queue off; until then the walk passes it by, and whoever has it gives it back.

    Args:
        session: a writing transaction.
        actor: right: write notes.
        queue_id: the queue.
        customer_id: whom.
        until: as it is typed: `2026-12-01`, `2026-12-01 14:00`, `14:00`, `3d`, `2h`; UTC.
        reason: why, for colleagues.
        request_key: see `Request`.

    Returns:
        Until when.

    Raises:
        Forbidden, NotFound, Refused (a colleague has it), Invalid (at `until`, `reason`).
    """
    require(actor, Right.NOTES)
    request = Request(request_key, "put off", queue_id, customer_id, until, reason)
    if (known := request.answered(session)) is not None:
        return session.get_one(QueueWork, known).until or clock.now()
    read = Fields()
    why = read.line("reason", reason, required=True, limit=LONGEST_REASON)
    when = later(until, clock.now())
    if when is None:
        read.errors["until"] = "is no day or hour; write it as 2026-12-01, 2026-12-01 14:00, 14:00, 3d or 2h"
    elif not clock.now() < when <= clock.now() + LONGEST_AWAY:
        read.errors["until"] = "must lie ahead, at most a year"
    read.done()
    assert when is not None  # noqa: S101 - checked above
    work = _write(session, actor, queue_id, customer_id, QueueStep.PUT_OFF, when, why)
    request.remember(session, work.id)
    return when


def done(
    session: Session, actor: Actor, queue_id: int, customer_id: int, reason: str = "", *, request_key: str | None = None
) -> None:
    """Calls a customer of a queue done; who has left the queue by that comes back with the next entry.

    Raises:
        Forbidden, NotFound, Refused (a colleague has it; it is done already), Invalid (at `reason`).
    """
    require(actor, Right.NOTES)
    request = Request(request_key, "done", queue_id, customer_id, reason)
    if request.answered(session) is not None:
        return
    read = Fields()
    why = read.line("reason", reason, limit=LONGEST_REASON)
    read.done()
    work = _write(session, actor, queue_id, customer_id, QueueStep.DONE, None, why)
    request.remember(session, work.id)


def reopen(session: Session, actor: Actor, queue_id: int, customer_id: int) -> None:
    """Opens a customer of a queue again that was put off or done.

    Raises:
        Forbidden, NotFound, Refused (it is open).
    """
    require(actor, Right.NOTES)
    queue = the_queue(session, actor, queue_id)
    the_customer(session, actor, customer_id)
    work = session.scalar(standing_of(queue_id, customer_id))
    if work is None:
        raise Refused("it is open in this queue already", rule="R242")
    work.ended_at = clock.now()
    before, after = {"state": in_words(work)}, {"queue": queue.name, "state": OPEN}
    log.write(session, actor, customer_id, ("queue", queue_id), REOPEN, before=before, after=after)


def _write(
    session: Session,
    actor: Actor,
    queue_id: int,
    customer_id: int,
    step: QueueStep,
    until: datetime | None,
    reason: str,
) -> QueueWork:
    queue = the_queue(session, actor, queue_id)
    the_customer(session, actor, customer_id)
    holder = taking.holders(session, [customer_id]).get(customer_id)
    if holder is not None and holder[0] != actor.admin_id:
        raise Refused(f"{holder[1]} has this customer at the moment", rule="R241")
    now = clock.now()
    old = session.scalar(standing_of(queue_id, customer_id))
    if old is not None and old.step == step == QueueStep.DONE:
        raise Refused("it is done in this queue already", rule="R242")
    before = OPEN if old is None or _is_over(old, now) else in_words(old)
    if old is not None:
        old.ended_at = now
        session.flush()
    work = QueueWork(
        queue_id=queue_id, customer_id=customer_id, admin_id=actor.admin_id, at=now, step=step, until=until
    )
    work.reason = reason
    session.add(work)
    session.flush()
    taking.free(session, actor, customer_id)
    after = {"queue": queue.name, "state": in_words(work)}
    action = DONE if step is QueueStep.DONE else PUT_OFF
    thing = ("queue", queue_id)
    log.write(session, actor, customer_id, thing, action, before={"state": before}, after=after, reason=reason)
    return work


def in_words(work: QueueWork) -> str:
    """The state that a step left."""
    return str(work.step) if work.until is None else f"{work.step} until {clock.shown(work.until)}"


# ── leaving the queue ──


def left(session: Session, pairs: Iterable[tuple[int, int]]) -> None:
    """Ends what was done for those who do not belong to their queue any more; `pairs` are (queue, customer)."""
    for queue_id, group in groupby(sorted(pairs), key=lambda pair: pair[0]):
        queue = session.get(Queue, queue_id)
        ids = [customer_id for _, customer_id in group]
        for start in range(0, len(ids) if queue is not None else 0, AT_ONCE):
            assert queue is not None  # noqa: S101 - asked above
            _end_of(session, queue, ids[start : start + AT_ONCE])


def settle(session: Session, actor: Actor) -> None:
    """Ends what was done for those whom only time led out of a queue, of all queues; any admin's console may do it."""
    staff_only(actor)
    standing = select(QueueWork.queue_id, QueueWork.customer_id).where(
        QueueWork.ended_at.is_(None), QueueWork.step == QueueStep.DONE
    )
    left(session, [(row.queue_id, row.customer_id) for row in session.execute(standing)])


def _end_of(session: Session, queue: Queue, ids: Sequence[int]) -> None:
    try:
        inside = customer_list.members(session, EVERYBODYS, CustomerQuery(words=queue.query), ids)
    except StoreError:
        raise
    except BilliaError:  # a label of the query is gone: nobody can tell
        return
    gone = [one for one in ids if one not in inside]
    here = _standing(queue.id).where(QueueWork.customer_id.in_(gone), QueueWork.step == QueueStep.DONE)
    for work in session.scalars(here) if gone else ():
        work.ended_at = clock.now()
    session.flush()


# ── looking ──


def of_many(session: Session, actor: Actor, queue_id: int, customer_ids: Sequence[int]) -> dict[int, InQueue]:
    """How some customers stand in a queue, by id; those who are open and in nobody's hands are missing."""
    staff_only(actor)
    here = select(Customer.id).where(Customer.id.in_(customer_ids), reached(actor))
    customer_ids = session.scalars(here).all()
    found: dict[int, InQueue] = {}
    now = clock.now()
    for work in session.scalars(_standing(queue_id).where(QueueWork.customer_id.in_(customer_ids))):
        if not _is_over(work, now):
            found[work.customer_id] = InQueue(
                step=QueueStep(work.step), until=work.until, reason=clean(work.reason, limit=LONGEST_REASON)
            )
    for customer_id, (admin_id, name, _) in taking.holders(session, customer_ids).items():
        before = found.get(customer_id, InQueue())
        found[customer_id] = replace(before, holder=name, mine=admin_id == actor.admin_id)
    return found


def waiting(session: Session, actor: Actor, queue_id: int) -> Condition:
    """The condition that a customer of a queue waits for this admin: not done, not put off, in no colleague's hands."""
    the_queue(session, actor, queue_id)
    others = select(QueueHolder.customer_id).where(QueueHolder.admin_id != actor.admin_id, taking.held_now())
    not_now = or_(QueueWork.step == QueueStep.DONE, QueueWork.until > clock.now())
    worked = select(QueueWork.customer_id).where(QueueWork.queue_id == queue_id, QueueWork.ended_at.is_(None), not_now)
    free = Customer.id.not_in(union_all(others, worked))
    return Condition(free, free)


def standing_of(queue_id: int, customer_id: int) -> Select[QueueWork]:
    """What holds of a customer in a queue."""
    return _standing(queue_id).where(QueueWork.customer_id == customer_id)


def _standing(queue_id: int) -> Select[QueueWork]:
    """What holds in a queue."""
    return select(QueueWork).where(QueueWork.queue_id == queue_id, QueueWork.ended_at.is_(None))


def _is_over(work: QueueWork, now: datetime) -> bool:
    """Whether the time has come until which it was put off."""
    return work.until is not None and work.until <= now
