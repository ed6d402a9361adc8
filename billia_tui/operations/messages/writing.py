"""Writing a mail: its text from a template in the customer's language, into the outbox (R228)."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Email, OutgoingMail, Reseller
from billia_tui.operations.messages import filling, mail_texts
from billia_tui.operations.messages.filling import Filled, TemplateMistake
from billia_tui.operations.messages.outbox import LINK, UNSUBSCRIBE
from billia_tui.text import clean
from billia_tui.vocabulary import EmailKind, LinkPurpose, MailState

REASONS = {
    LinkPurpose.ACTIVATION: "activation",
    LinkPurpose.RESET: "password-reset",
}
"""The template of a mail with a personal link."""


def write(
    session: Session,
    customer_id: int,
    template: str,
    *,
    reason: str,
    values: Mapping[str, object] | None = None,
    to: str | None = None,
    link: str = "",
    marketing: bool = False,
    admin_id: int | None = None,
    document_id: int | None = None,
) -> OutgoingMail:
    """Adds a mail from a template to the outbox, to leave at once; gives its row, with its id.

    A template that cannot be filled stops nothing but its mail: that is given up, with the line of the mistake.

    Args:
        session: a writing transaction.
        customer_id: to whom.
        template: its name.
        reason: the code of what brought it.
        values: what fills the template's own places.
        to: where to; the registration address, if left out.
        link: the kind of personal link that it gets when it leaves.
        marketing: whether the customer can unsubscribe from such.
        admin_id: who wrote it; None for the system.
        document_id: what goes with it.
    """
    customer = session.get_one(Customer, customer_id)
    texts = {name: value if isinstance(value, bool) else str(value) for name, value in (values or {}).items()}
    now = clock.now()
    mail = OutgoingMail(
        customer_id=customer_id,
        address=to if to is not None else registration_address(session, customer_id),
        at=now,
        reason=reason,
        link=link,
        template=template,
        marketing=marketing,
        admin_id=admin_id,
        document_id=document_id,
        subject="",
        body="",
        next_at=now,
        details=json.dumps(texts, ensure_ascii=False),
    )
    fill(session, customer, mail)
    session.add(mail)
    session.flush()
    return mail


def send_link(session: Session, customer: Customer, purpose: LinkPurpose) -> str:
    """Writes a mail to the registration address that gets a personal link when it leaves (R227); gives the address."""
    return write(session, customer.id, REASONS[purpose], reason=purpose, link=purpose).address


def fill(session: Session, customer: Customer, mail: OutgoingMail) -> None:
    """Fills a mail from its template and details; one that cannot be filled is given up and says why."""
    mail.language = language_of(session, customer)
    try:
        made = filled(
            session, customer, mail.template, json.loads(mail.details), link=mail.link, marketing=mail.marketing
        )
    except TemplateMistake as mistake:
        mail.state, mail.next_at, mail.finished_at = MailState.GIVEN_UP, None, clock.now()
        mail.subject, mail.answer = mail.template, f"not sent: {mistake.text}"
        return
    mail.subject, mail.body, mail.html, mail.details = made.subject, made.body, made.html, "{}"


def filled(
    session: Session,
    customer: Customer,
    template: str,
    values: Mapping[str, Any],
    *,
    link: str = "",
    marketing: bool = False,
    source: mail_texts.Source | None = None,
) -> Filled:
    """The texts that a customer would get; raises TemplateMistake. `source` is looked at instead of what is stored."""
    language = language_of(session, customer)
    found = source or mail_texts.find(session, template, language, customer.reseller_id)
    if found is None:
        raise TemplateMistake(mail_texts.Source(template, language, "", ""), "subject", 0, "there is no such template")
    layout = mail_texts.find(session, mail_texts.LAYOUT, language, customer.reseller_id)
    assert layout is not None, "it is shipped"  # noqa: S101 - a mistake of ours
    told = {name: _data(value) for name, value in values.items()}
    told |= {
        "customer": {name: clean(getattr(customer, name)) for name in ("name", "first_name", "last_name", "username")},
        "business": business_of(session, customer),
        "language": found.language,
        "unsubscribe": UNSUBSCRIBE if marketing else "",
    }
    if link:
        told["link"] = LINK
    links = [place for place, there in ((LINK, link), (UNSUBSCRIBE, marketing)) if there]
    return filling.fill(found, layout, told, links=links)


def _data(value: Any) -> Any:
    return value if isinstance(value, bool) else clean(str(value), lines=True, limit=None)


def language_of(session: Session, customer: Customer) -> str:
    """The language of a customer's mails: its own, or its reseller's."""
    return customer.language or session.get_one(Reseller, customer.reseller_id).language


def business_of(session: Session, customer: Customer) -> str:
    """In whose name a customer is written to: its reseller's; nothing for the business itself, the sender says it."""
    name = session.get_one(Reseller, customer.reseller_id).name
    return "" if name == "default" else clean(name)


def registration_address(session: Session, customer_id: int) -> str:
    """The registration address of a customer, as stored."""
    return session.scalars(
        select(Email.address).where(Email.customer_id == customer_id, Email.kind == EmailKind.REGISTRATION)
    ).one()
