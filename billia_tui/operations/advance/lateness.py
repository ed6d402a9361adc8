"""Whether `billia advance` and mail run as often as they should, for the title line of the console (R197, R225)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import LogEntry, Service
from billia_tui.operations.actor import Actor
from billia_tui.operations.messages import mail_health
from billia_tui.operations.messages.mail_health import MailHealth
from billia_tui.operations.store import runs
from billia_tui.operations.store.runs import Run


def words(session: Session, actor: Actor) -> str:
    """What does not run, for the title line; empty where all does, and in a panel."""
    if actor.acting_as is not None:
        return ""
    return " · ".join(filter(None, (_of_advance(session), _of_mail(session))))


def _of_mail(session: Session) -> str:
    """Since when mail waits that should have left, or that it is off; that links lead nowhere (R225, R231)."""
    health = mail_health.read(session)
    if not (health.is_old or health.link_pages) or mail_health.is_demo(session):
        return ""
    links = "link pages do not answer" if health.link_pages else ""
    if not health.is_old:
        return links
    if runs.last(session, Run.DELIVER) is None:
        return "mail is off"
    return " · ".join(filter(None, (_of_queue(health), links)))


def _of_queue(health: MailHealth) -> str:
    return f"mail {'fails' if health.failure else 'waits'} since {clock.shown(health.oldest)}"


def _of_advance(session: Session) -> str:
    """Since when it has not run, if that is more than a day; empty otherwise, and without services.

    In a store where it never ran it counts from the first line of the log.
    """
    if session.scalar(select(Service.id).limit(1)) is None:
        return ""
    ran = runs.last(session, Run.ADVANCE)
    if not runs.is_late(ran or session.scalar(select(LogEntry.at).order_by(LogEntry.id).limit(1))):
        return ""
    return "advance never ran" if ran is None else f"advance ran last on {clock.day(ran)}"
