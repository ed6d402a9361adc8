"""Mail that came back (RFC 3464): read as data, believed only where it names a mail of ours (R229).

A report is believed if it has the word that stands in the Message-ID of the mail, or in the address that it came back
to (VERP): nobody can guess it. Whatever else stands in it is a text, and is kept as one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Email, OutgoingMail
from billia_tui.errors import NotFound
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_customer
from billia_tui.text import clean

LARGEST = 1024 * 1024
"""Bytes of a returned mail that are looked at."""

WORD = re.compile(r"([1-9][0-9]{0,18})\.([0-9a-f]{24})")
"""What stands before the @ of our Message-IDs: number of the mail, and what cannot be guessed."""

REASON_LIMIT = 300
_MOST_PARTS = 200

STRANGER = "this is about no mail of ours; nothing was changed"
NO_REPORT = "this is no report that a mail could not be delivered; nothing was changed"


@dataclass(frozen=True, slots=True)
class Returned:
    """What a returned mail says: words that may be ours, and why it was not delivered; None if it does not say so."""

    words: tuple[str, ...]
    why: str | None


@dataclass(frozen=True, slots=True)
class Bounced:
    """A mail that came back. `marked` is whether its address is marked as well: the customer still has it."""

    mail_id: int
    customer_id: int
    address: str
    why: str
    marked: bool


def read(content: bytes, came_to: str = "") -> Returned:
    """Reads a returned mail, however it is broken; `came_to` is the address that the mail server got it for."""
    message = message_from_bytes(content[:LARGEST], policy=policy.compat32)
    words = [word for text in (came_to, *_addresses(message)) for word in _words(text)]
    why = None
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            break
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            why = why or _why(part)
        elif kind in {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"}:
            words += _words(_original(part))
    return Returned(tuple(dict.fromkeys(words)), why)


def _addresses(message: Message) -> Iterator[str]:
    for name in ("Delivered-To", "X-Original-To", "Envelope-To", "To"):
        for text in message.get_all(name, []):
            yield str(text)[:1000]


def _words(text: str) -> list[str]:
    return ["".join((found[1], ".", found[2])) for found in WORD.finditer(text)]


def _original(part: Message) -> str:
    """The Message-ID of the mail that comes with the report, whole or its headers alone."""
    inner = part.get_payload()
    if isinstance(inner, list) and inner and isinstance(inner[0], Message):
        return str(inner[0].get("Message-ID", ""))[:1000]
    text = part.get_payload(decode=True)
    raw = text if isinstance(text, bytes) else str(inner).encode("utf-8", "replace")
    return str(message_from_bytes(raw, policy=policy.compat32).get("Message-ID", ""))[:1000]


def _why(part: Message) -> str | None:
    """Why a mail was not delivered for good, of the first address of which the report says so."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message) or str(block.get("Action", "")).strip().lower() != "failed":
            continue
        told = str(block.get("Diagnostic-Code", "")).partition(";")[2] or str(block.get("Status", ""))
        return clean(" ".join(told.split()) or "not delivered", limit=REASON_LIMIT)
    return None


def bounce(session: Session, actor: Actor, returned: Returned) -> Bounced:
    """Marks the mail that came back, and its address; once more changes nothing.

    Raises:
        Forbidden, NotFound: it is no report of a failure, or about no mail of ours.
    """
    require(actor, Right.SERVICES)
    if returned.why is None:
        raise NotFound(NO_REPORT)
    mail = _ours(session, returned.words)
    if mail is None:
        raise NotFound(STRANGER)
    try:
        customer = the_customer(session, actor, mail.customer_id)
    except NotFound as error:
        raise NotFound(STRANGER) from error
    session.refresh(mail, with_for_update=True)
    email = session.scalar(
        select(Email)
        .where(Email.customer_id == customer.id, Email.address == mail.address, Email.released_at.is_(None))
        .with_for_update()
    )
    if mail.bounced_at is None:
        mail.bounced_at, mail.bounce = clock.now(), returned.why
        after = {"address": mail.address}
        log.about(session, actor, mail, "mail came back", after=after, reason=returned.why, by_system=True)
        if email is not None:
            email.bounced_at, email.bounce = mail.bounced_at, returned.why
    return Bounced(mail.id, customer.id, clean(mail.address), mail.bounce, email is not None)


def _ours(session: Session, words: tuple[str, ...]) -> OutgoingMail | None:
    for word in words[:20]:
        mail_id = int(word.partition(".")[0])
        if mail_id > 2**63 - 1:
            continue
        mail = session.scalar(select(OutgoingMail).where(OutgoingMail.id == mail_id))
        if mail is not None and mail.message_id.startswith(f"<{word}@"):
            return mail
    return None
