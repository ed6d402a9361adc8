"""The links in mails (R227, R231): made when a mail is handed over; the store keeps only the SHA-256 of a token."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import PersonalLink
from billia_tui.vocabulary import LinkPurpose

LIFETIMES = {
    LinkPurpose.ACTIVATION: timedelta(days=7),
    LinkPurpose.RESET: timedelta(minutes=30),
    LinkPurpose.UNSUBSCRIBE: timedelta(days=365),
}
"""How long a link works from the moment at which the mail was handed over."""

SIGNED_IN = "signed in"
"""The purpose of no link but of the token of a browser in which a customer signed in; nothing else opens by it."""

PATHS = {LinkPurpose.ACTIVATION: "activate", LinkPurpose.RESET: "reset", LinkPurpose.UNSUBSCRIBE: "unsubscribe"}
"""Where its page is, below the address of the link pages; the token follows behind a slash."""


def digest(token: str) -> str:
    """What the store keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def address(base: str, purpose: LinkPurpose, token: str) -> str:
    """The link itself; `base` is the address of the link pages without a slash at its end."""
    return f"{base}/{PATHS[purpose]}/{token}"


def make(session: Session, customer_id: int, purpose: LinkPurpose, *, email_id: int | None = None) -> str:
    """Makes a link that works from now on; gives its token, which is known to nobody else (P8).

    An older one of the same purpose ends with it; unsubscribe links, which are many at a time, do not.

    Args:
        session: a writing transaction.
        customer_id: whose link it is.
        purpose: what it lets the customer do.
        email_id: the address that an unsubscribe link is about.
    """
    now = clock.now()
    if purpose != LinkPurpose.UNSUBSCRIBE:
        end(session, customer_id, purpose, now)
    token = secrets.token_urlsafe(32)
    session.add(
        PersonalLink(
            customer_id=customer_id,
            purpose=purpose,
            token_hash=digest(token),
            expires_at=now + LIFETIMES[purpose],
            email_id=email_id,
        )
    )
    return token


def end(session: Session, customer_id: int, purpose: str, now: datetime) -> None:
    """Ends the links of a purpose that still work."""
    session.execute(
        update(PersonalLink)
        .where(
            PersonalLink.customer_id == customer_id,
            PersonalLink.purpose == purpose,
            PersonalLink.used_at.is_(None),
            PersonalLink.expires_at > now,
        )
        .values(expires_at=now)
    )
