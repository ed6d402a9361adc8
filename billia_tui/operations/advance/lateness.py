"""Whether `billia advance` runs as often as it should, for the title line of the console (R197)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import LogEntry, Service
from billia_tui.operations.actor import Actor
from billia_tui.operations.store import runs
from billia_tui.operations.store.runs import Run


def words(session: Session, actor: Actor) -> str:
    """Since when it has not run, if that is more than a day; empty otherwise, without services and in a panel.

    In a store where it never ran it counts from the first line of the log.
    """
    if actor.acting_as is not None or session.scalar(select(Service.id).limit(1)) is None:
        return ""
    ran = runs.last(session, Run.ADVANCE)
    if not runs.is_late(ran or session.scalar(select(LogEntry.at).order_by(LogEntry.id).limit(1))):
        return ""
    return "advance never ran" if ran is None else f"advance ran last on {clock.day(ran)}"
