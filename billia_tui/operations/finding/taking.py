"""Who has which customer of a queue: told to colleagues, one at a time (R241).

It is no change of the business: no line of the log. A console that gets keys renews its rows; one that got none for
half an hour counts for nothing, and so a console that died frees its customer by itself.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Admin, Queue, QueueHolder
from billia_tui.operations.actor import Actor
from billia_tui.operations.finding.queues import the_queue
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_customer
from billia_tui.text import clean

LASTS = timedelta(minutes=30)
"""After this long without a key a customer is free again."""


def take(session: Session, actor: Actor, console: str, queue_id: int, customer_id: int, *, leaving: int = 0) -> str:
    """Takes a customer of a queue for a console, known by its `console`; whoever comes second does not get it.

    Args:
        session: a writing transaction.
        actor: who takes it; a customer of one's own is taken over from one's other console.
        console: a word that the console made up for itself.
        queue_id: the queue.
        customer_id: whom.
        leaving: the customer that this console has had until now and gives back.

    Returns:
        Who has it, if somebody else does; empty if it is the actor's now.

    Raises:
        Forbidden, NotFound (no such queue or customer).
    """
    require(actor, Right.VIEW)
    the_queue(session, actor, queue_id)
    the_customer(session, actor, customer_id)  # locked: two that come at the same moment come one after the other
    now = clock.now()
    session.execute(delete(QueueHolder).where(QueueHolder.seen_at < now - LASTS, QueueHolder.session != console))
    if leaving and leaving != customer_id:
        session.execute(delete(QueueHolder).where(QueueHolder.customer_id == leaving, QueueHolder.session == console))
    held = session.get(QueueHolder, customer_id)
    if held is None:
        taken = QueueHolder(customer_id=customer_id, queue_id=queue_id, admin_id=actor.admin_id, session=console)
        taken.taken_at = taken.seen_at = now
        session.add(taken)
    elif held.admin_id != actor.admin_id:
        return clean(session.scalars(select(Admin.username).where(Admin.id == held.admin_id)).one())
    else:
        held.queue_id, held.session, held.seen_at = queue_id, console, now
    session.flush()
    return ""


def free(session: Session, actor: Actor, customer_id: int, *, console: str = "") -> bool:
    """Gives back a customer that the actor has, with `console` only what that console has; tells whether it had it."""
    mine = delete(QueueHolder).where(QueueHolder.customer_id == customer_id, QueueHolder.admin_id == actor.admin_id)
    freed = session.execute(mine.where(QueueHolder.session == console) if console else mine)
    return bool(freed.rowcount)  # type: ignore[attr-defined]  # what a DELETE gives has it


def free_all(session: Session, actor: Actor, console: str) -> None:
    """Gives back all that a console has: it is being left."""
    session.execute(delete(QueueHolder).where(QueueHolder.session == console, QueueHolder.admin_id == actor.admin_id))


def still(session: Session, actor: Actor, console: str) -> None:
    """A key was pressed at a console: what it has it keeps for another half hour, unless somebody has it by now."""
    mine = update(QueueHolder).where(QueueHolder.session == console, QueueHolder.admin_id == actor.admin_id)
    session.execute(mine.values(seen_at=clock.now()))


def held_now() -> ColumnElement[bool]:
    """The condition that a holder still has the customer."""
    return QueueHolder.seen_at >= clock.now() - LASTS


def holders(session: Session, customer_ids: Sequence[int]) -> dict[int, tuple[int, str, int]]:
    """Of some customers those who are taken: by whom (id and username), and in which queue."""
    found = session.execute(
        select(QueueHolder.customer_id, QueueHolder.admin_id, Admin.username, QueueHolder.queue_id)
        .join(Admin, Admin.id == QueueHolder.admin_id)
        .join(Queue, Queue.id == QueueHolder.queue_id)
        .where(QueueHolder.customer_id.in_(customer_ids), held_now())
    )
    return {row.customer_id: (row.admin_id, clean(row.username), row.queue_id) for row in found}
