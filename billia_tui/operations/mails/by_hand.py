"""A message of the staff to a customer: free or from a template, to one of its addresses, seen first (R228)."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Document, Email, MailTemplate
from billia_tui.errors import Invalid, NotFound
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import writing
from billia_tui.operations.messages.filling import Filled, TemplateMistake
from billia_tui.operations.messages.mail_texts import EVERYBODY, MESSAGE, PLACES
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_customer
from billia_tui.operations.requests import Request
from billia_tui.text import clean, hidden_character
from billia_tui.vocabulary import EmailKind, Marketing

LONGEST_SUBJECT = 200
LONGEST_TEXT = 20_000
REASON = "message"
MOST_DOCUMENTS = 20
"""So many are offered; others go by `--document` of the command."""


@dataclass(frozen=True, slots=True)
class Message:
    """What an admin writes. `email_id` is the address, the registration address if left out.

    A `marketing` message goes to an address that is subscribed, with a link to end that. `document_id` goes with it.
    """

    subject: str
    text: str
    email_id: int | None = None
    marketing: bool = False
    document_id: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """Where a message can go, as (id, address), the registration address first; templates to begin with.

    `documents` are the newest that can go with it, as (id, what it is).
    """

    addresses: tuple[tuple[int, str], ...]
    templates: tuple[str, ...]
    documents: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as it will look."""

    address: str
    filled: Filled


def offer(session: Session, actor: Actor, customer_id: int) -> Offer:
    """What the form of a message offers; raises Forbidden, NotFound."""
    require(actor, Right.NOTES)
    customer = the_customer(session, actor, customer_id, lock=False)
    emails = session.scalars(select(Email).where(Email.customer_id == customer.id).order_by(Email.id)).all()
    first = sorted(emails, key=lambda one: one.kind != EmailKind.REGISTRATION)
    own = session.scalars(
        select(MailTemplate.name)
        .where(MailTemplate.reseller_id.in_((EVERYBODY, customer.reseller_id)), MailTemplate.name.not_in(PLACES))
        .distinct()
    )
    papers = select(Document).where(Document.customer_id == customer.id, Document.cancelled_at.is_(None))
    newest = session.scalars(papers.order_by(Document.id.desc()).limit(MOST_DOCUMENTS))
    return Offer(
        tuple((one.id, clean(one.address)) for one in first),
        tuple(sorted(own)),
        tuple((one.id, f"{clean(one.number)} · {Money(one.amount, one.currency)}") for one in newest),
    )


def draft(session: Session, actor: Actor, customer_id: int, template: str) -> tuple[str, str]:
    """Subject and text of a template of the house's own, filled for a customer: to go on writing.

    Raises:
        Forbidden, NotFound, Invalid (at `template`: there is none, or it has a mistake).
    """
    require(actor, Right.NOTES)
    customer = the_customer(session, actor, customer_id, lock=False)
    try:
        made = writing.filled(session, customer, template, {})
    except TemplateMistake as mistake:
        raise Invalid({"template": mistake.text}) from mistake
    return made.subject, made.body.strip("\n")


def preview(session: Session, actor: Actor, customer_id: int, message: Message) -> Preview:
    """A message as it will look; raises Forbidden, NotFound, Invalid."""
    require(actor, Right.NOTES)
    customer = the_customer(session, actor, customer_id, lock=False)
    email = _checked(session, customer, message)
    try:
        made = writing.filled(session, customer, MESSAGE, _values(message), marketing=message.marketing)
    except TemplateMistake as mistake:
        raise Invalid({"text": mistake.text}) from mistake
    return Preview(clean(email.address), made)


def send(session: Session, actor: Actor, customer_id: int, message: Message, *, request_key: str | None = None) -> int:
    """Writes a message into the outbox; gives the number of the mail.

    Raises:
        Forbidden, NotFound, Invalid (each field that is wrong), Refused (key used for another request).
    """
    require(actor, Right.NOTES)
    request = Request(
        request_key, "message", customer_id, message.subject, message.text, message.email_id or 0, message.marketing,
        message.document_id or 0,
    )  # fmt: skip
    customer = the_customer(session, actor, customer_id)
    if (known := request.answered(session)) is not None:
        return known
    email = _checked(session, customer, message)
    try:
        writing.filled(session, customer, MESSAGE, _values(message), marketing=message.marketing)
    except TemplateMistake as mistake:
        raise Invalid({"text": mistake.text}) from mistake
    mail = writing.write(
        session, customer.id, MESSAGE, reason=REASON, values=_values(message), to=email.address,
        marketing=message.marketing, admin_id=actor.admin_id, document_id=message.document_id,
    )  # fmt: skip
    after = {"address": email.address, "subject": mail.subject}
    log.about(session, actor, mail, "send message", after=after)
    return request.remember(session, mail.id)


def _values(message: Message) -> dict[str, object]:
    text = message.text.replace("\r\n", "\n").expandtabs(4).strip("\n")
    return {"subject": message.subject.strip(), "text": text}


def _checked(session: Session, customer: Customer, message: Message) -> Email:
    """The address of a message whose fields are right; raises Invalid, NotFound."""
    wrong = {
        name: mistake
        for name, limit in (("subject", LONGEST_SUBJECT), ("text", LONGEST_TEXT))
        if (mistake := _wrong(getattr(message, name), limit, lines=name == "text"))
    }
    email = _address(session, customer, message.email_id)
    if message.marketing and email.marketing != Marketing.SUBSCRIBED:
        wrong["marketing"] = f"{clean(email.address)} is not subscribed"
    if message.document_id is not None:
        document = session.get(Document, message.document_id)
        if document is None or document.customer_id != customer.id:
            wrong["document"] = f"customer {customer.id} has no document {message.document_id}"
    if wrong:
        raise Invalid(wrong)
    return email


def _wrong(text: str, limit: int, *, lines: bool) -> str | None:
    if not text.strip():
        return "is needed"
    if len(text) > limit:
        return f"takes at most {limit:,} characters"
    return hidden_character(text.replace("\r\n", "\n").replace("\t", " "), lines=lines)


def _address(session: Session, customer: Customer, email_id: int | None) -> Email:
    wanted = select(Email).where(Email.customer_id == customer.id)
    if email_id is None:  # the registration address; in a damaged store another one
        wanted = wanted.order_by(Email.kind != EmailKind.REGISTRATION, Email.id).limit(1)
    else:
        wanted = wanted.where(Email.id == email_id)
    email = session.scalar(wanted)
    if email is None:
        raise NotFound(f"customer {customer.id} has no address {email_id or ''}")
    return email
