"""The settings of mail: the table `[mail]` of the settings file (docs/mail.md), read by what sends and nothing else.

The password is none of them: it is read from its file, or the environment, when the server asks for it (P8).
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from billia_tui.settings import restricted
from billia_tui.settings.config import BadSettings, suggestion
from billia_tui.settings.model import Settings

PASSWORD = "BILLIA_MAIL_PASSWORD"  # noqa: S105 - the name of a variable
"""The variable that holds the server's password where there is no file for it."""

MOST_CONNECTIONS = 20
MOST_BYTES = 10_000
"""Of a file with a password."""
MOST_SECONDS = 600
_ADDRESS = re.compile(r"[^\s@<>,;:\"\x00-\x1f\x7f]+@[^\s@<>,;:\"\x00-\x1f\x7f]+")
_NAMED = re.compile(r"(?P<name>[^<>\x00-\x1f\x7f]*)<(?P<address>[^<>]+)>")


class Security(StrEnum):
    """How the line to the server is encrypted; its certificate is always verified."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}
"""Where a server listens, if the settings name no port."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name, which may be empty, and an address."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where mail leaves, and in whose name.

    `senders` are those of resellers, by name in small letters. `bounces` is the address to which returned mail goes, as
    name+word@domain. `links` is where the pages behind links are, without a slash at its end. `timeout` counts seconds
    of waiting for one answer of the server; at most `connections` are open at a time.
    """

    host: str
    sender: Mailbox
    links: str
    port: int
    security: Security = Security.STARTTLS
    user: str = ""
    password_file: Path | None = None
    ca_file: Path | None = None
    reply_to: Mailbox | None = None
    bounces: str = ""
    senders: Mapping[str, Mailbox] = field(default_factory=dict)
    timeout: int = 60
    connections: int = 4

    def sender_of(self, reseller: str) -> Mailbox:
        """In whose name a reseller's customers get mail."""
        return self.senders.get(reseller.casefold(), self.sender)

    def password(self) -> str:
        """The server's password, of this moment; raises BadSettings if its file cannot be read."""
        if self.password_file is None:
            return "" if restricted.is_on() else os.environ.get(PASSWORD, "")
        from billia_tui import files  # only where something is sent

        try:
            with files.opened(self.password_file) as file:
                text = file.read(MOST_BYTES).decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadSettings("mail: password_file cannot be read as text") from error
        return text.strip("\r\n")


MISSING = "no mail leaves: the settings name no mail server, sender and page for links; see docs/mail.md"
"""Said by whatever would send."""

_TEXTS = ("host", "security", "user", "password_file", "ca_file", "sender", "reply_to", "bounces", "links")
_NUMBERS = {"port": 65535, "timeout": MOST_SECONDS, "connections": MOST_CONNECTIONS}
_KNOWN = (*_TEXTS, *_NUMBERS, "senders")


def read(settings: Settings) -> MailSettings | None:
    """The settings of mail; None where there are none, or not those that are needed. Raises BadSettings."""
    found = settings.mail
    _check(found)
    if not all(found.get(name) for name in ("host", "sender", "links")):
        return None
    security = Security(found.get("security", Security.STARTTLS))
    if security == Security.NONE and found.get("user") and found["host"] not in {"localhost", "127.0.0.1", "::1"}:
        raise BadSettings("mail: with security none the password would cross the network readable; take tls")
    return MailSettings(
        host=found["host"],
        sender=mailbox("sender", found["sender"]),
        links=_page(found["links"]),
        port=found.get("port", PORTS[security]),
        security=security,
        user=found.get("user", ""),
        password_file=_path(found, "password_file"),
        ca_file=_path(found, "ca_file"),
        reply_to=mailbox("reply_to", found["reply_to"]) if found.get("reply_to") else None,
        bounces=mailbox("bounces", found["bounces"]).address if found.get("bounces") else "",
        senders={name.casefold(): mailbox("senders", text) for name, text in found.get("senders", {}).items()},
        **{name: found[name] for name in ("timeout", "connections") if name in found},
    )


def mailbox(key: str, text: str) -> Mailbox:
    """A mailbox as it is written, `Name <name@domain>` or the address alone; raises BadSettings."""
    named = _NAMED.fullmatch(text.strip())
    name, address = (named["name"].strip().strip('"'), named["address"].strip()) if named else ("", text.strip())
    if not _ADDRESS.fullmatch(address):
        raise BadSettings(f'mail: {key} takes an address, e.g. "Billing <billing@example.org>"')
    return Mailbox(name, address)


def _check(found: Mapping[str, Any]) -> None:
    for key, value in found.items():
        if key not in _KNOWN:
            raise BadSettings(f"mail: there is no setting {key!r}{suggestion(key, _KNOWN)}")
        if key in _TEXTS and not (isinstance(value, str) and value):
            raise BadSettings(f"mail: {key} takes a text")
        if key in _NUMBERS and not (type(value) is int and 1 <= value <= _NUMBERS[key]):
            raise BadSettings(f"mail: {key} takes a whole number, 1 to {_NUMBERS[key]}")
    if found.get("security", Security.NONE) not in list(Security):
        raise BadSettings(f"mail: security takes {', '.join(Security)}")
    senders = found.get("senders", {})
    if not isinstance(senders, dict) or not all(isinstance(text, str) for text in senders.values()):
        raise BadSettings('mail: senders is a table: [mail.senders], then lines such as "North" = "north@example.org"')


def _page(text: str) -> str:
    try:
        parts = urlsplit(text)
        named = parts.scheme in {"https", "http"} and bool(parts.hostname) and not (parts.query or parts.fragment)
    except ValueError:
        named = False
    if not named or not text.isascii() or not text.isprintable() or " " in text:
        raise BadSettings("mail: links takes the address of the link pages, e.g. https://my.example.org")
    return text.rstrip("/")


def _path(found: Mapping[str, Any], key: str) -> Path | None:
    if key not in found:
        return None
    path = Path(found[key])
    if not path.is_absolute():
        raise BadSettings(f"mail: {key} takes a whole path")
    return path
