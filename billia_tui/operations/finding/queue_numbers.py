"""The numbers of a queue: how it stands, how many it had on the last thirty days, who worked in it (R243)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, func, or_, select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Admin, Customer, Queue, QueueCount, QueueHolder, QueueWork
from billia_tui.operations.actor import Actor
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.finding import queues
from billia_tui.operations.finding.queue_work import AT_ONCE
from billia_tui.operations.finding.taking import held_now
from billia_tui.operations.permissions import Right, require, staff_only
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.queries.terms import QueryError
from billia_tui.operations.reach import reached
from billia_tui.paging import Count
from billia_tui.text import clean
from billia_tui.vocabulary import QueueStep

DAYS = 30
"""Days whose counts are shown; older ones are dropped."""


@dataclass(frozen=True, slots=True)
class QueueStanding:
    """How a queue stands, as far as the admin reaches its `customers`.

    `taken` is who has whom: username and customer. `put_off` and `done` customers are still in the queue, but nobody's
    turn; `done_today` is how many were called done since midnight UTC, whether they are still in it or not.
    `days` are the numbers of thirty days ago to today, oldest first, None where nobody counted.
    """

    customers: Count
    taken: tuple[tuple[str, int], ...] = ()
    put_off: int = 0
    done: int = 0
    done_today: int = 0
    days: tuple[int | None, ...] = ()

    @property
    def open(self) -> Count:
        """Those who wait."""
        number = self.customers.number - len(self.taken) - self.put_off - self.done
        return Count(max(number, 0), exact=self.customers.exact)

    @property
    def holders(self) -> str:
        """Who has how many, e.g. "ana 2, ben"."""
        names: dict[str, int] = {}
        for name, _ in self.taken:
            names[name] = names.get(name, 0) + 1
        return ", ".join(f"{name} {number}" if number > 1 else name for name, number in names.items())


@dataclass(frozen=True, slots=True)
class WorkRow:
    """What an admin did in a queue."""

    queue: str
    admin: str
    done: int
    put_off: int
    customers: int


def standing(session: Session, actor: Actor, queue_id: int) -> QueueStanding:
    """How a queue stands; raises NotFound, QueryError (a label or reseller of it is gone)."""
    queue = queues.the_queue(session, actor, queue_id)
    query = CustomerQuery(words=queue.query)
    customers = customer_list.count(session, actor, query)
    now = clock.now()
    steps: dict[int, QueueStep] = {
        row.customer_id: QueueStep(row.step)
        for row in session.execute(
            select(QueueWork.customer_id, QueueWork.step).where(
                QueueWork.queue_id == queue_id,
                QueueWork.ended_at.is_(None),
                or_(QueueWork.until.is_(None), QueueWork.until > now),
            )
        )
    }
    names = session.execute(
        select(QueueHolder.customer_id, Admin.username)
        .join(Admin, Admin.id == QueueHolder.admin_id)
        .where(QueueHolder.queue_id == queue_id, held_now())
        .order_by(Admin.username_key, QueueHolder.taken_at)
    )
    taken = {row.customer_id: clean(row.username) for row in names}
    inside = _members(session, actor, query, [*{*steps, *taken}])
    of_steps = [step for one, step in steps.items() if one in inside and one not in taken]
    today = select(func.count()).select_from(QueueWork).join(Customer, Customer.id == QueueWork.customer_id)
    today = today.where(QueueWork.queue_id == queue_id, QueueWork.step == QueueStep.DONE, reached(actor))
    return QueueStanding(
        customers,
        tuple((name, one) for one, name in taken.items() if one in inside),
        of_steps.count(QueueStep.PUT_OFF),
        of_steps.count(QueueStep.DONE),
        session.scalar(today.where(QueueWork.at >= midnight(now))) or 0,
        _days(session, queue_id, now, customers) if queue.own or actor.reach is None else (),
    )


def _members(session: Session, actor: Actor, query: CustomerQuery, ids: Sequence[int]) -> set[int]:
    inside: set[int] = set()
    for start in range(0, len(ids), AT_ONCE):
        inside |= customer_list.members(session, actor, query, ids[start : start + AT_ONCE])
    return inside


def _days(session: Session, queue_id: int, now: datetime, customers: Count) -> tuple[int | None, ...]:
    first = midnight(now) - timedelta(days=DAYS)
    counted = select(QueueCount.day, QueueCount.customers)
    rows = session.execute(counted.where(QueueCount.queue_id == queue_id, QueueCount.day >= first))
    numbers = {row.day: row.customers for row in rows}
    if customers.exact:
        numbers[midnight(now)] = customers.number
    return tuple(numbers.get(first + timedelta(days=day)) for day in range(DAYS + 1))


def whole(session: Session, actor: Actor) -> dict[int, int]:
    """How many customers are in each queue that the admin may count for its picture; one that cannot be is missing."""
    staff_only(actor)
    found: dict[int, int] = {}
    for queue in queues.of(session, actor):
        if _may_note(actor, own=queue.own):
            try:
                query = CustomerQuery(words=queue.query)
                found[queue.id] = customer_list.count(session, actor, query, at_most=None).number
            except QueryError:
                continue
    return found


def note(session: Session, actor: Actor, counted: Mapping[int, int]) -> None:
    """Keeps how many customers are in some queues today; the last number of a day stays, thirty days of them.

    Everybody's queues are counted by who reaches everybody: else the picture would tell what somebody else reaches.
    """
    require(actor, Right.VIEW)
    today = midnight(clock.now())
    for queue_id, customers in counted.items():
        queue = session.get(Queue, queue_id)
        if queue is None or queue.admin_id not in {None, actor.admin_id}:
            continue
        if not _may_note(actor, own=queue.admin_id is not None):
            continue
        known = session.get(QueueCount, (queue_id, today))
        if known is None:
            old = QueueCount.day < today - timedelta(days=DAYS)
            session.execute(delete(QueueCount).where(QueueCount.queue_id == queue_id, old))
            session.add(QueueCount(queue_id=queue_id, day=today, customers=customers))
        else:
            known.customers = customers


def _may_note(actor: Actor, *, own: bool) -> bool:
    return own or actor.reach is None


def report(session: Session, actor: Actor, since: datetime) -> tuple[WorkRow, ...]:
    """What was done and put off since a time, by queue and admin: everybody's queues and the admin's own."""
    require(actor, Right.VIEW)
    done, put_off = (func.sum(case((QueueWork.step == step, 1), else_=0)) for step in QueueStep)
    rows = session.execute(
        select(Queue.name, Admin.username, done, put_off, func.count(QueueWork.customer_id.distinct()))
        .select_from(QueueWork)
        .join(Queue, Queue.id == QueueWork.queue_id)
        .join(Admin, Admin.id == QueueWork.admin_id)
        .join(Customer, Customer.id == QueueWork.customer_id)
        .where(QueueWork.at >= since, reached(actor), or_(Queue.admin_id.is_(None), Queue.admin_id == actor.admin_id))
        .group_by(Queue.id, Queue.name, Queue.position, Admin.id, Admin.username, Admin.username_key)
        .order_by(Queue.admin_id.is_not(None), Queue.position, Queue.id, Admin.username_key)
    )
    return tuple(WorkRow(clean(row[0]), clean(row[1]), row[2], row[3], row[4]) for row in rows)


def midnight(now: datetime) -> datetime:
    """The first second of its day."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
