"""Mails of the whole business: listed by state, looked at, tried again (R226)."""

from dataclasses import dataclass

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, OutgoingMail
from billia_tui.db.paging import fetch
from billia_tui.errors import NotFound, refuse_if
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import writing
from billia_tui.operations.messages.outbox import MailRow, row_of
from billia_tui.operations.permissions import Right, require, staff_only
from billia_tui.operations.reach import reached, the_customer
from billia_tui.paging import Page, Window
from billia_tui.vocabulary import MailState

_ON_ITS_WAY = "this mail is on its way already"


@dataclass(frozen=True, slots=True)
class StoreMailRow:
    """A mail with whose it is."""

    customer_id: int
    mail: MailRow


def page(session: Session, actor: Actor, window: Window, *, state: MailState | None = None) -> Page[StoreMailRow]:
    """The mails to all customers that the admin reaches, newest first; those of one state, if it is given."""
    staff_only(actor)
    statement = select(OutgoingMail).join(Customer, Customer.id == OutgoingMail.customer_id).where(reached(actor))
    if state is not None:
        statement = statement.where(OutgoingMail.state == literal_column(f"'{state}'"))
    return fetch(
        session, statement, [OutgoingMail.__table__.c.id], window, lambda found: _row(found[0]), descending=True
    )


def read(session: Session, actor: Actor, mail_id: int) -> StoreMailRow:
    """One mail; raises NotFound."""
    staff_only(actor)
    statement = select(OutgoingMail).join(Customer, Customer.id == OutgoingMail.customer_id)
    mail = session.scalar(statement.where(OutgoingMail.id == mail_id, reached(actor)))
    if mail is None:
        raise _not_found(mail_id)
    return _row(mail)


def due(session: Session, actor: Actor, window: Window) -> Page[StoreMailRow]:
    """What a run of `deliver` would hand over now, oldest first."""
    require(actor, Right.SERVICES)
    columns = OutgoingMail.__table__.c
    waiting = columns.state.in_([literal_column("'queued'"), literal_column("'failed'")])
    statement = (
        select(OutgoingMail)
        .join(Customer, Customer.id == OutgoingMail.customer_id)
        .where(waiting, columns.next_at <= clock.now(), reached(actor))
    )
    return fetch(session, statement, [columns.next_at, columns.id], window, lambda found: _row(found[0]))


def why_not_retry(state: MailState) -> str | None:
    """Why a mail of this state is not tried again, None if it can be."""
    if state == MailState.SENT:
        return "this mail was sent; write it anew"
    return _ON_ITS_WAY if state in {MailState.QUEUED, MailState.SENDING} else None


def retry(session: Session, actor: Actor, mail_id: int) -> StoreMailRow:
    """Queues a mail anew that failed or was given up: it leaves with the next run, with all its tries (R226).

    Raises:
        Forbidden, NotFound, Refused (sent, or on its way).
    """
    require(actor, Right.NOTES)
    owner = session.scalar(select(OutgoingMail.customer_id).where(OutgoingMail.id == mail_id))
    if owner is None:
        raise _not_found(mail_id)
    try:
        customer = the_customer(session, actor, owner)
    except NotFound as error:
        raise _not_found(mail_id) from error
    mail = session.scalars(select(OutgoingMail).where(OutgoingMail.id == mail_id).with_for_update()).one()
    state = MailState(mail.state)
    refuse_if(why_not_retry(state), rule="R226")
    mail.state, mail.tries, mail.first_tried_at = MailState.QUEUED, 0, None
    mail.next_at, mail.finished_at, mail.handed_at = clock.now(), None, None
    if not mail.body and mail.template:
        writing.fill(session, customer, mail)
    after = {"state": str(MailState.QUEUED)}
    log.write(session, actor, owner, ("mail", mail.id), "retry mail", before={"state": str(state)}, after=after)
    return _row(mail)


def _not_found(mail_id: int) -> NotFound:
    return NotFound(f"there is no mail {mail_id}")


def _row(mail: OutgoingMail) -> StoreMailRow:
    return StoreMailRow(mail.customer_id, row_of(mail))
