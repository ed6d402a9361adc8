"""The outbox: mails to customers, which leave by `billia mails deliver` (R43, R225). Links are not stored (R52)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import OutgoingMail
from billia_tui.db.paging import fetch
from billia_tui.operations.actor import Actor
from billia_tui.operations.cleaned import cleaned
from billia_tui.operations.permissions import staff_only
from billia_tui.operations.reach import of_customer
from billia_tui.paging import Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import MailState

LINK = "‹personal link›"
"""Stands in a stored body where the mail itself has the link (R227)."""

UNSUBSCRIBE = "‹unsubscribe link›"
"""Stands where the mail itself has the link to unsubscribe from marketing."""


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail as it is shown; where the real one has a link, its body has `LINK` (R52).

    `state` is where it is (R226), `tries` how often a server was offered it, `next_at` when it is tried again,
    `finished_at` when it was sent or given up, `answer` what the server said or why it did not leave. `bounced_at` is
    when it came back (R229).
    """

    id: int
    at: datetime
    address: str
    subject: str
    reason: str
    body: str
    state: MailState
    tries: int
    next_at: datetime | None
    finished_at: datetime | None
    answer: str
    message_id: str
    bounced_at: datetime | None
    bounce: str


def page(
    session: Session, actor: Actor, customer_id: int, window: Window, *, state: MailState | None = None
) -> Page[MailRow]:
    """What was written to the customer, newest first; of one state, if it is given (R226)."""
    staff_only(actor)
    statement = of_customer(select(OutgoingMail), actor, customer_id, OutgoingMail.customer_id)
    if state is not None:
        statement = statement.where(OutgoingMail.state == state)
    return fetch(
        session, statement, [OutgoingMail.__table__.c.id], window, lambda found: row_of(found[0]), descending=True
    )


def state_in_words(mail: OutgoingMail) -> str:
    """Where a mail is, with the reason if it did not leave or came back."""
    if mail.bounced_at is not None:
        return f"came back: {clean(mail.bounce)}"
    state = str(MailState(mail.state))
    if mail.state in {MailState.FAILED, MailState.GIVEN_UP} and mail.answer:
        return f"{state}: {clean(mail.answer)}"
    return state


def row_of(mail: OutgoingMail) -> MailRow:
    """A mail as it is shown."""
    return cleaned(MailRow, mail, body=clean(mail.body, lines=True, limit=None))
