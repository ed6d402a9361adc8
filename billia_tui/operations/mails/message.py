"""A mail as it goes over the line: headers, text and HTML, what goes with it (R225, R227)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from billia_tui.operations.mails import links
from billia_tui.operations.mails.addresses import Route, ascii_domain, route
from billia_tui.operations.mails.queue import Job
from billia_tui.operations.messages.outbox import LINK, UNSUBSCRIBE
from billia_tui.settings.mail import Mailbox, MailSettings
from billia_tui.text import clean
from billia_tui.vocabulary import LinkPurpose

NO_ADDRESS = "not sent: this is no address that a mail server takes"

_LINE_LIMIT = 900
"""Bytes of a line from which a text is coded, well below what a server must take (998)."""


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
    utf8 = to.needs_utf8 or not return_path.isascii()
    made = EmailMessage(policy=policy.SMTPUTF8 if utf8 else policy.SMTP)
    _headers(made, job, settings, to, now)
    _content(made, job, settings)
    if attachment is not None:
        kind, _, subtype = attachment.kind.partition("/")
        made.add_attachment(attachment.content, maintype=kind, subtype=subtype, filename=one_line(attachment.name))
    return Envelope(return_path, to.address, made.as_bytes(), utf8)


def _headers(made: EmailMessage, job: Job, settings: MailSettings, to: Route, now: datetime) -> None:
    made["Date"] = format_datetime(now.astimezone(UTC))
    made["Message-ID"] = job.message_id
    made["From"] = _mailbox(settings.sender_of(job.reseller))
    if settings.reply_to is not None:
        made["Reply-To"] = _mailbox(settings.reply_to)
    made["To"] = Address(one_line(job.name), to.local, to.domain)
    made["Subject"] = one_line(job.subject)
    if not job.by_admin:
        made["Auto-Submitted"] = "auto-generated"
    if job.unsubscribe:
        page = links.address(settings.links, LinkPurpose.UNSUBSCRIBE, job.unsubscribe)
        made["List-Unsubscribe"] = f"<{page}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _content(made: EmailMessage, job: Job, settings: MailSettings) -> None:
    text = with_links(job.body, job, settings)
    made.set_content(_ended(text), cte=_coding(text))
    if job.html:
        page = with_links(job.html, job, settings)
        made.add_alternative(_ended(page), subtype="html", cte=_coding(page))


def with_links(text: str, job: Job, settings: MailSettings) -> str:
    """A text with the links of the job where they belong; a mail without a link has none, whatever its text says."""
    if job.token:
        text = text.replace(LINK, links.address(settings.links, LinkPurpose(job.link), job.token))
    if job.unsubscribe:
        page = links.address(settings.links, LinkPurpose.UNSUBSCRIBE, job.unsubscribe)
        text = text.replace(UNSUBSCRIBE, page)
    return text


def without_tokens(answer: str, job: Job) -> str:
    """A server's answer, cleaned, without the tokens that it may have read to us from the text (P8)."""
    for token in (job.token, job.unsubscribe):
        if token:
            answer = answer.replace(token, "…")
    return clean(re.sub(r"\s+", " ", answer).strip())


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


def _mailbox(mailbox: Mailbox) -> Address:
    local, _, domain = mailbox.address.rpartition("@")
    return Address(mailbox.name, local, ascii_domain(domain))


def _coding(text: str) -> str:
    """7bit where the text is plain ASCII in short lines; else one that any server passes on as it is."""
    plain = text.isascii() and all(len(line) <= _LINE_LIMIT for line in text.split("\n"))
    return "7bit" if plain else "quoted-printable"


def _ended(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"
