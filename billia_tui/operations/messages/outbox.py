"""Outgoing mail: written down, never sent by the console (R169). Links and codes are not stored (R52)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Email, OutgoingMail, PersonalLink
from billia_tui.db.paging import fetch
from billia_tui.operations.actor import Actor
from billia_tui.operations.permissions import staff_only
from billia_tui.operations.reach import of_customer
from billia_tui.paging import Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import EmailKind

LINK = "‹your personal link›"
"""Stands in a stored body where the mail itself has the link."""


@dataclass(frozen=True, slots=True)
class Template:
    """A mail with a personal link: `reason` is its code, the link lives for `lifetime`."""

    reason: str
    subject: str
    body: str
    lifetime: timedelta


ACTIVATION = Template(
    "activation",
    "Activate your account",
    f"Please set a password to activate your account: {LINK}",
    timedelta(days=7),
)
RESET = Template(
    "password reset",
    "Set a new password",
    f"You can set a new password within 30 minutes: {LINK}",
    timedelta(minutes=30),
)


def registration_address(session: Session, customer_id: int) -> str:
    """The registration address of a customer, as stored."""
    return session.scalars(
        select(Email.address).where(Email.customer_id == customer_id, Email.kind == EmailKind.REGISTRATION)
    ).one()


def write(session: Session, customer_id: int, address: str, subject: str, body: str, reason: str) -> None:
    """Adds a mail to the outbox."""
    session.add(
        OutgoingMail(
            customer_id=customer_id,
            address=address,
            subject=subject,
            body=body,
            at=clock.now(),
            reason=reason,
        )
    )


def send_link(session: Session, customer: Customer, template: Template) -> str:
    """Writes a mail with a new personal link to the registration address; older links of its kind end.

    Returns:
        The address. The link itself is nowhere: only the SHA-256 of its token is stored (P8).
    """
    now = clock.now()
    session.execute(
        update(PersonalLink)
        .where(
            PersonalLink.customer_id == customer.id,
            PersonalLink.purpose == template.reason,
            PersonalLink.used_at.is_(None),
            PersonalLink.expires_at > now,
        )
        .values(expires_at=now)
    )
    token = secrets.token_bytes(32)
    session.add(
        PersonalLink(
            customer_id=customer.id,
            purpose=template.reason,
            token_hash=hashlib.sha256(token).hexdigest(),
            expires_at=now + template.lifetime,
        )
    )
    address = registration_address(session, customer.id)
    write(session, customer.id, address, template.subject, template.body, template.reason)
    return address


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail as it is shown; where the real one has a link, its body has `LINK` (R52)."""

    id: int
    at: datetime
    address: str
    subject: str
    reason: str
    body: str


def page(session: Session, actor: Actor, customer_id: int, window: Window) -> Page[MailRow]:
    """What the customer was sent, newest first (R169)."""
    staff_only(actor)
    statement = of_customer(select(OutgoingMail), actor, customer_id, OutgoingMail.customer_id)
    return fetch(
        session, statement, [OutgoingMail.__table__.c.id], window, lambda found: _row(found[0]), descending=True
    )


def _row(mail: OutgoingMail) -> MailRow:
    body = clean(mail.body, lines=True, limit=None)
    return MailRow(mail.id, mail.at, clean(mail.address), clean(mail.subject), clean(mail.reason), body)
