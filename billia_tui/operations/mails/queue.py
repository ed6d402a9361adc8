"""The queue of mails that are to leave: claimed by row, handed over, recorded (R225, R226).

Each function is a part of one short transaction; none is open while a server answers. What a process has claimed it
holds for `LEASE`, and says again and again that it is still at it; what nobody holds any more goes back.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import bindparam, case, func, literal_column, select, update
from sqlalchemy.orm import Session

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
_MAIL = OutgoingMail.__table__.c
_CHANGE = update(OutgoingMail.__table__)  # type: ignore[arg-type]  # a mapped class has a table
_OURS = _CHANGE.where(_MAIL.id == bindparam("row"), _MAIL.claimed_by == bindparam("word"), _SENDING)
"""Each mail that leaves needs two of these: made once, and without a list of numbers in it, they cost little."""

_HAND = _OURS.values(handed_at=bindparam("now"), claimed_at=bindparam("now"))
_SENT = _OURS.values(
    state=MailState.SENT,
    tries=_MAIL.tries + 1,
    first_tried_at=func.coalesce(_MAIL.first_tried_at, bindparam("now", type_=_MAIL.first_tried_at.type)),
    next_at=None,
    finished_at=bindparam("now"),
    answer=bindparam("new_answer"),
    claimed_by="",
)
_RECORD = _CHANGE.where(_MAIL.id == bindparam("row")).values(
    state=bindparam("new_state"),
    tries=bindparam("new_tries"),
    first_tried_at=bindparam("new_first"),
    next_at=bindparam("new_next"),
    finished_at=bindparam("new_finished"),
    answer=bindparam("new_answer"),
    claimed_by="",
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
    now, connection = clock.now(), session.connection()
    ours = [one for one in asked if connection.execute(_HAND, {"row": one, "word": word, "now": now}).rowcount]
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
    now, told, sent = clock.now(), dict[int, Outcome](), []
    for outcome in outcomes:
        if outcome.result == Result.SENT:
            answer = outcome.answer[:ANSWER_LIMIT]
            sent.append({"row": outcome.mail_id, "word": word, "now": now, "new_answer": answer})
        else:
            told[outcome.mail_id] = outcome
    if sent:
        session.connection().execute(_SENT, sent)
    if not told:
        return
    held = select(_MAIL.id, _MAIL.tries, _MAIL.first_tried_at).where(
        _MAIL.id.in_(told), _MAIL.claimed_by == word, _SENDING
    )
    rows = [
        {"row": row.id, **_after(told[row.id].result, told[row.id].answer, row.tries, row.first_tried_at)}
        for row in session.execute(held.with_for_update())
    ]
    if rows:
        session.connection().execute(_RECORD, rows)


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
    session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.claimed_by == word, _SENDING, OutgoingMail.handed_at.is_(None))
        .values(state=case((OutgoingMail.tries > 0, MailState.FAILED), else_=MailState.QUEUED), claimed_by="")
        .execution_options(synchronize_session=False)
    )


def take_back(session: Session) -> int:
    """Takes back what a process has claimed that is not there any more; gives how many of them are in doubt."""
    stale = select(_MAIL.id, _MAIL.tries, _MAIL.first_tried_at, _MAIL.handed_at).where(
        _SENDING, _MAIL.claimed_at < clock.now() - LEASE
    )
    rows, doubts = [], 0
    for row in session.execute(stale.with_for_update(skip_locked=True)).all():
        result = Result.NOT_TRIED if row.handed_at is None else Result.LATER
        doubts += result == Result.LATER
        rows.append({"row": row.id, **_after(result, IN_DOUBT, row.tries, row.first_tried_at)})
    if rows:
        session.connection().execute(_RECORD, rows)
    return doubts


def _after(result: Result, answer: str, tries: int, first: datetime | None) -> dict[str, object]:
    """The columns of a mail after it was offered, or given back without that."""
    now = clock.now()
    if result == Result.NOT_TRIED:
        state = MailState.FAILED if tries else MailState.QUEUED
        return {
            "new_state": state, "new_tries": tries, "new_first": first, "new_next": now, "new_finished": None,
            "new_answer": "",
        }  # fmt: skip
    tries, first = tries + 1, first or now
    again = next_try(tries, first, now) if result == Result.LATER else None
    state = MailState.SENT if result == Result.SENT else MailState.FAILED if again else MailState.GIVEN_UP
    return {
        "new_state": state, "new_tries": tries, "new_first": first, "new_next": again,
        "new_finished": None if again else now, "new_answer": answer[:ANSWER_LIMIT],
    }  # fmt: skip
