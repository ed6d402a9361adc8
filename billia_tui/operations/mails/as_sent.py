"""A mail as it goes over the line: headers, text and HTML, what goes with it (R225, R227)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from billia_tui.operations.mails import links, parts
from billia_tui.operations.mails.addresses import Route, ascii_domain, route
from billia_tui.operations.mails.queue import Job
from billia_tui.operations.messages.outbox import LINK, UNSUBSCRIBE
from billia_tui.settings.mail import Mailbox, MailSettings
from billia_tui.text import clean
from billia_tui.vocabulary import LinkPurpose

QUOTED = "(the server's words quote a mail with a link, so they are not kept)"

_PIECE = 6
"""Characters of a token that are no accident."""

NO_ADDRESS = "not sent: this is no address that a mail server takes"


@dataclass(frozen=True, slots=True)
class Attachment:
    """What goes with a mail. `kind` is its media type, as "application/pdf"."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail for the server: return address, address, and the message as bytes with CRLF at the end of its lines."""

    sender: str
    recipient: str
    content: bytes
    utf8: bool


class NoAddress(ValueError):
    """The mail cannot go to what stands as its address."""


def build(job: Job, settings: MailSettings, now: datetime, attachment: Attachment | None = None) -> Envelope:
    """The mail of a job that was handed over, with its links in it; raises NoAddress."""
    to = route(job.address)
    if to is None:
        raise NoAddress(NO_ADDRESS)
    sender = settings.sender_of(job.reseller)
    return_path = _return_path(job, settings, sender)
    kind, body = _content(job, settings)
    if attachment is not None:
        kind, body = parts.mixed([(kind, body), _attached(attachment)])
    lines = [*_headers(job, settings, to, now), "MIME-Version: 1.0", *kind]
    utf8 = to.needs_utf8 or not return_path.isascii()
    head = "\r\n".join(lines).encode("utf-8")
    return Envelope(return_path, to.address, head + b"\r\n\r\n" + body, utf8)


def _headers(job: Job, settings: MailSettings, to: Route, now: datetime) -> Iterator[str]:
    yield f"Date: {format_datetime(now.astimezone(UTC))}"
    yield f"Message-ID: {job.message_id}"
    yield _mailbox("From", settings.sender_of(job.reseller))
    if settings.reply_to is not None:
        yield _mailbox("Reply-To", settings.reply_to)
    yield parts.address("To", one_line(job.name), to.address)
    yield parts.text_header("Subject", one_line(job.subject))
    if not job.by_admin:
        yield "Auto-Submitted: auto-generated"
    if job.unsubscribe:
        yield f"List-Unsubscribe: <{links.address(settings.links, LinkPurpose.UNSUBSCRIBE, job.unsubscribe)}>"
        yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"


def _content(job: Job, settings: MailSettings) -> parts.Part:
    text = parts.text(with_links(job.body, job, settings), "plain")
    if not job.html:
        return text
    return parts.alternative([text, parts.text(with_links(job.html, job, settings), "html")])


def _attached(attachment: Attachment) -> parts.Part:
    return parts.attachment(one_line(attachment.name), attachment.kind, attachment.content)


def with_links(text: str, job: Job, settings: MailSettings) -> str:
    """A text with the links of the job where they belong; a mail without a link has none, whatever its text says."""
    if job.token:
        text = text.replace(LINK, links.address(settings.links, LinkPurpose(job.link), job.token))
    if job.unsubscribe:
        page = links.address(settings.links, LinkPurpose.UNSUBSCRIBE, job.unsubscribe)
        text = text.replace(UNSUBSCRIBE, page)
    return text


def without_tokens(answer: str, job: Job) -> str:
    """A server's answer, cleaned; its code alone if it reads to us from a text with a link, however broken (P8)."""
    words = " ".join(answer.split())
    bare = re.sub(r"[=\s]+", "", words)
    for token in (job.token, job.unsubscribe):
        if any(token[start : start + _PIECE] in bare for start in range(len(token) - _PIECE + 1)):
            return clean(f"{words[:3]} {QUOTED}")
    return clean(words)


def one_line(text: str) -> str:
    """A text for a header: data can end none and begin none."""
    return clean(text)


def _return_path(job: Job, settings: MailSettings, sender: Mailbox) -> str:
    """Where it comes back to; with an address for bounces one that names the mail (VERP)."""
    if settings.bounces:
        local, _, domain = settings.bounces.rpartition("@")
        word = job.message_id[1:].partition("@")[0]
        return f"{local}+{word}@{ascii_domain(domain)}"
    local, _, domain = sender.address.rpartition("@")
    return f"{local}@{ascii_domain(domain)}"


def _mailbox(header: str, mailbox: Mailbox) -> str:
    local, _, domain = mailbox.address.rpartition("@")
    return parts.address(header, mailbox.name, f"{local}@{ascii_domain(domain)}")
