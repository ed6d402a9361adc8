"""How mail is doing, for the title and `doctor`: what waits, since when, and what was in the way (R225)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import OutgoingMail, StoreSetting
from billia_tui.vocabulary import DEMO

FAILURE = "mail failure"
"""The setting of a store that says what was in the way of the last run; not there if nothing was."""

LINK_PAGES = "link pages"
"""The setting that says what was wrong with the pages behind links at the last run."""

OLD = timedelta(minutes=15)
"""A mail that has been due for so long means that nobody delivers, or that something is in the way."""


@dataclass(frozen=True, slots=True)
class MailHealth:
    """`waiting` mails are due, the oldest since `oldest`; `failure` is what was in the way of the last run.

    `link_pages` is what was wrong with the pages that links lead to.
    """

    waiting: int
    oldest: datetime | None
    failure: str
    link_pages: str

    @property
    def is_old(self) -> bool:
        """Whether a mail has waited for longer than any that is delivered."""
        return self.oldest is not None and clock.now() - self.oldest > OLD


def read(session: Session) -> MailHealth:
    """How it is now."""
    due = OutgoingMail.state.in_([literal_column("'queued'"), literal_column("'failed'")])
    statement = select(func.count(), func.min(OutgoingMail.next_at)).where(due, OutgoingMail.next_at <= clock.now())
    waiting, oldest = session.execute(statement).one()
    named = select(StoreSetting.name, StoreSetting.value).where(StoreSetting.name.in_((FAILURE, LINK_PAGES)))
    wrong = dict(session.execute(named).all())
    return MailHealth(waiting, oldest, wrong.get(FAILURE, ""), wrong.get(LINK_PAGES, ""))


def is_demo(session: Session) -> bool:
    """Whether all in this store is made up: no mail leaves it (R225)."""
    return session.get(StoreSetting, DEMO) is not None


def note(session: Session, failure: str, link_pages: str = "") -> None:
    """Notes what was in the way of a run, and what is wrong with the pages behind links; "" if nothing is."""
    for name, value in ((FAILURE, failure), (LINK_PAGES, link_pages)):
        row = session.get(StoreSetting, name, with_for_update=True)
        if row is not None:
            row.value = value
        elif value:
            session.add(StoreSetting(name=name, value=value))
