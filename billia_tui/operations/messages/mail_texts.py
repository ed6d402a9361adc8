"""The texts of mails: shipped ones in several languages, and those of the house or of a reseller instead (R228)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import files
from billia_tui.db.models import MailTemplate

SHIPPED = Path(__file__).parents[2] / "mail_texts"
"""A folder a language, a file a text: `Subject: …`, an empty line, the text."""

EVERYBODY = 0
"""Stands for the reseller of a text that is the house's."""

FALLBACK = "en"
"""The language of a customer in whose own there is no text."""

MESSAGE = "message"
LAYOUT = "layout"
"""The HTML around the paragraphs of a text that has no HTML of its own."""

LANGUAGE = re.compile(r"[a-z]{2}")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

PLACES: Mapping[str, tuple[str, ...]] = {
    "activation": ("link",),
    "password-reset": ("link",),
    "address-changed": ("address",),
    "subscription": ("old", "new"),
    "order-paid": ("order", "amount"),
    "part-paid": ("order", "amount", "rest"),
    "refund": ("order", "amount", "where"),
    "order-failed": ("order",),
    "not-renewed": ("service", "reason"),
    "service-expired": ("service", "day"),
    "service-suspended": ("service", "day"),
    "service-terminated": ("service", "day"),
    "service-by-hand": ("service", "status", "day", "words"),
    "remind-order": ("order", "amount", "day"),
    "remind-end": ("service", "amount", "day", "renews"),
    "remind-expired": ("service", "amount", "day"),
    "remind-suspended": ("service", "amount", "day"),
    MESSAGE: ("subject", "text"),
    LAYOUT: ("paragraphs", "subject", "language"),
}
"""The shipped texts, and what fills each besides `ALWAYS`; a text of the house's own name has `ALWAYS` alone."""

ALWAYS = ("customer", "business", "language", "unsubscribe")


@dataclass(frozen=True, slots=True)
class Source:
    """A template as it is written. `html` is empty where the layout makes it of the text."""

    name: str
    language: str
    subject: str
    body: str
    html: str = ""


def find(session: Session, name: str, language: str, reseller_id: int) -> Source | None:
    """The text of a name: in the customer's language before English, the reseller's before the house's and ours."""
    known: dict[tuple[str, str, int], Source | None] = session.info.setdefault("billia mail texts", {})
    key = name, language, reseller_id
    if key not in known:
        known[key] = _found(session, *key)
    return known[key]


def forget(session: Session) -> None:
    """A text was changed in this transaction."""
    session.info.pop("billia mail texts", None)


def _found(session: Session, name: str, language: str, reseller_id: int) -> Source | None:
    owners = (reseller_id, EVERYBODY)
    languages = (language, FALLBACK)
    rows = session.scalars(
        select(MailTemplate).where(
            MailTemplate.name == name,
            MailTemplate.language.in_(languages),
            MailTemplate.reseller_id.in_(owners),
        )
    )
    own = {(row.language, row.reseller_id): row for row in rows}
    for wanted in languages:
        for owner in owners:
            row = own.get((wanted, owner))
            if row is not None:
                return Source(name, wanted, row.subject, row.body, row.html)
        ours = shipped(name, wanted)
        if ours is not None:
            return ours
    return None


@cache
def shipped(name: str, language: str) -> Source | None:
    """The text that comes with the program, None if there is none."""
    if name == LAYOUT:
        return Source(LAYOUT, language, "", "", _read(SHIPPED / "layout.html"))
    if name not in PLACES or LANGUAGE.fullmatch(language) is None:
        return None
    file = SHIPPED / language / f"{name}.txt"
    return parsed(name, language, _read(file)) if file.is_file() else None


def _read(path: Path) -> str:
    with files.opened(path) as file:
        return file.read().decode("utf-8")


def parsed(name: str, language: str, text: str) -> Source:
    """A template as its file says it: its first line is `Subject: …`, the text follows behind an empty line."""
    head, _, body = text.replace("\r\n", "\n").partition("\n")
    subject = head.removeprefix("Subject:").strip() if head.startswith("Subject:") else ""
    return Source(name, language, subject, body.removeprefix("\n"))


def written(source: Source) -> str:
    """The file of a template."""
    return f"Subject: {source.subject}\n\n{source.body}"


def languages() -> tuple[str, ...]:
    """Those of the shipped texts."""
    return tuple(sorted(folder.name for folder in SHIPPED.iterdir() if folder.is_dir()))
