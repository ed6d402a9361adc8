"""The queue of mails that are to leave: claimed by row, handed over, recorded (R225, R226).

Each function is a part of one short transaction; none is open while a server answers. What a process has claimed it
holds for `LEASE`, and says again and again that it is still at it; what nobody holds any more goes back.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum

from sqlalchemy import Select, literal_column, select, update
from sqlalchemy.orm import Session, load_only

from billia_tui import clock
from billia_tui.db.models import Customer, Email, OutgoingMail, Reseller
from billia_tui.operations.actor import Actor
from billia_tui.operations.mails import links
from billia_tui.operations.mails.addresses import ascii_domain
from billia_tui.operations.mails.retries import next_try
from billia_tui.settings.mail import MailSettings
from billia_tui.text import clean
from billia_tui.vocabulary import CustomerStatus, LinkPurpose, MailState, Marketing

LEASE = timedelta(minutes=5)
"""How long a claim holds that is not renewed."""

IN_DOUBT = "the sending process ended while the server had this mail in hand: it may have arrived"
"""Told of a mail that was handed over and of which no answer was recorded (R226)."""

ANSWER_LIMIT = 500
"""Characters of an answer that are kept."""

_DELETED = "not sent: the customer was deleted"
_ACTIVE = "not sent: the account is not Inactive any more"
_BLOCKED = "not sent: the customer is Blocked"
_UNSUBSCRIBED = "not sent: the address is not subscribed any more"


# Spelled out, as the indexes spell it: with a parameter in its place SQLite could not use them.
_DUE = OutgoingMail.state.in_([literal_column("'queued'"), literal_column("'failed'")])
_SENDING = OutgoingMail.state == literal_column("'sending'")
_STATE = load_only(
    *(OutgoingMail.state, OutgoingMail.tries, OutgoingMail.first_tried_at, OutgoingMail.next_at, OutgoingMail.handed_at)
)


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed mail with all that a message is made of. `name` is the customer's, `reseller` its reseller's.

    `tokens` are those of the link in it and of its unsubscribe link, empty until it is handed over.
    """

    id: int
    customer_id: int
    address: str
    name: str
    reseller: str
    subject: str
    body: str
    html: str
    link: str
    marketing: bool
    by_admin: bool
    document_id: int | None
    message_id: str
    email_id: int | None = None
    token: str = ""
    unsubscribe: str = ""


class Result(Enum):
    """What became of a mail that a server was offered."""

    SENT = "sent"
    LATER = "later"
    NEVER = "never"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mail, with the server's answer, cleaned and without its tokens."""

    mail_id: int
    result: Result
    answer: str = ""


def claim(session: Session, actor: Actor | None, word: str, number: int, settings: MailSettings) -> list[Job]:
    """Claims up to `number` mails that are due, oldest first; two processes never get the same.

    What must not leave any more is given up here.
    """
    now = clock.now()
    due = select(OutgoingMail.id).where(_DUE, OutgoingMail.next_at <= now)
    if actor is not None and actor.reach is not None:
        mine = select(Customer.id).where(Customer.reseller_id.in_(sorted(actor.reach)))
        due = due.where(OutgoingMail.customer_id.in_(mine))
    due = due.order_by(OutgoingMail.next_at, OutgoingMail.id).limit(number).with_for_update(skip_locked=True)
    while ids := session.scalars(due).all():
        session.execute(
            update(OutgoingMail)
            .where(OutgoingMail.id.in_(ids))
            .values(state=MailState.SENDING, claimed_by=word, claimed_at=now, handed_at=None)
            .execution_options(synchronize_session=False)
        )
        jobs = _jobs(session, ids, settings)
        session.flush()
        if jobs:
            return jobs
    return []


def _jobs(session: Session, ids: Sequence[int], settings: MailSettings) -> list[Job]:
    statement = (
        select(OutgoingMail, Customer.name, Customer.status, Customer.deleted_at, Reseller.name, Email)
        .join(Customer, Customer.id == OutgoingMail.customer_id)
        .join(Reseller, Reseller.id == Customer.reseller_id)
        .outerjoin(Email, (Email.customer_id == OutgoingMail.customer_id) & (Email.address == OutgoingMail.address))
        .where(OutgoingMail.id.in_(ids))
        .order_by(OutgoingMail.next_at, OutgoingMail.id)
    )
    found = []
    for mail, name, status, deleted_at, reseller, joined in session.execute(statement):
        email: Email | None = joined
        why_not = _why_not(mail, CustomerStatus(status), email, deleted=deleted_at is not None)
        if why_not:
            _give_up(mail, why_not)
            continue
        if not mail.message_id:
            mail.message_id = _message_id(mail.id, settings.sender_of(reseller).domain)
        job = Job(
            id=mail.id,
            customer_id=mail.customer_id,
            address=mail.address,
            name=clean(name),
            reseller=reseller,
            subject=mail.subject,
            body=mail.body,
            html=mail.html,
            link=mail.link,
            marketing=mail.marketing,
            by_admin=mail.admin_id is not None,
            document_id=mail.document_id,
            message_id=mail.message_id,
            email_id=email.id if email is not None else None,
        )
        found.append(job)
    return found


def _message_id(mail_id: int, domain: str) -> str:
    """The one Message-ID of a mail; what stands before the @ cannot be guessed, so a bounce that names it is ours."""
    return f"<{mail_id}.{secrets.token_hex(12)}@{ascii_domain(domain)}>"


def _why_not(mail: OutgoingMail, status: CustomerStatus, email: Email | None, *, deleted: bool) -> str | None:
    if deleted:
        return _DELETED
    if mail.link == LinkPurpose.ACTIVATION and status != CustomerStatus.INACTIVE:
        return _ACTIVE
    if mail.link and status == CustomerStatus.BLOCKED:
        return _BLOCKED
    if mail.marketing and (email is None or email.marketing != Marketing.SUBSCRIBED):
        return _UNSUBSCRIBED
    return None


def _give_up(mail: OutgoingMail, why: str) -> None:
    mail.state, mail.answer, mail.finished_at = MailState.GIVEN_UP, why, clock.now()
    mail.next_at, mail.claimed_by = None, ""


def hand(session: Session, word: str, jobs: Iterable[Job]) -> dict[int, Job]:
    """Notes that these mails are handed to a server now, and makes their links; gives those that are still ours.

    Only after the commit may a server see them: whatever is `sending` and was handed may have arrived.
    """
    asked = {job.id: job for job in jobs}
    if not asked:
        return {}
    now = clock.now()
    ours = session.scalars(
        update(OutgoingMail)
        .where(OutgoingMail.id.in_(asked), OutgoingMail.claimed_by == word, OutgoingMail.state == MailState.SENDING)
        .values(handed_at=now, claimed_at=now)
        .returning(OutgoingMail.id)
        .execution_options(synchronize_session=False)
    )
    return {mail_id: _with_links(session, asked[mail_id]) for mail_id in ours}


def _with_links(session: Session, job: Job) -> Job:
    if job.link:
        job = replace(job, token=links.make(session, job.customer_id, LinkPurpose(job.link)))
    if job.marketing:
        unsubscribe = links.make(session, job.customer_id, LinkPurpose.UNSUBSCRIBE, email_id=job.email_id)
        job = replace(job, unsubscribe=unsubscribe)
    return job


def record(session: Session, word: str, outcomes: Iterable[Outcome]) -> None:
    """Writes down what became of mails; those that another process has taken over are left alone."""
    told = {outcome.mail_id: outcome for outcome in outcomes}
    if told:
        for mail in session.scalars(_held(word).where(OutgoingMail.id.in_(told)).with_for_update()):
            _record(mail, told[mail.id].result, told[mail.id].answer)


def renew(session: Session, word: str) -> None:
    """Says that this process is still at what it has claimed."""
    session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.claimed_by == word, _SENDING)
        .values(claimed_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def release(session: Session, word: str) -> None:
    """Gives back what this process has claimed and not handed to a server; no try was made."""
    for mail in session.scalars(_held(word).where(OutgoingMail.handed_at.is_(None)).with_for_update()):
        _put_back(mail)


def take_back(session: Session) -> int:
    """Takes back what a process has claimed that is not there any more; gives how many of them are in doubt."""
    stale = select(OutgoingMail).options(_STATE).where(_SENDING, OutgoingMail.claimed_at < clock.now() - LEASE)
    doubts = 0
    for mail in session.scalars(stale.with_for_update(skip_locked=True)):
        if mail.handed_at is None:
            _put_back(mail)
        else:
            doubts += 1
            _record(mail, Result.LATER, IN_DOUBT)
    return doubts


def _held(word: str) -> Select[OutgoingMail]:
    return select(OutgoingMail).options(_STATE).where(OutgoingMail.claimed_by == word, _SENDING)


def _put_back(mail: OutgoingMail) -> None:
    mail.state = MailState.FAILED if mail.tries else MailState.QUEUED
    mail.claimed_by, mail.handed_at = "", None


def _record(mail: OutgoingMail, result: Result, answer: str) -> None:
    if result == Result.NOT_TRIED:
        _put_back(mail)
        return
    now = clock.now()
    mail.tries += 1
    mail.first_tried_at = mail.first_tried_at or now
    mail.answer, mail.claimed_by = answer[:ANSWER_LIMIT], ""
    mail.next_at = next_try(mail.tries, mail.first_tried_at, now) if result == Result.LATER else None
    if result == Result.SENT:
        mail.state = MailState.SENT
    else:
        mail.state = MailState.FAILED if mail.next_at else MailState.GIVEN_UP
    mail.finished_at = None if mail.next_at else now
