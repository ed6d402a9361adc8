"""Templates of mails: listed, looked at, changed by the house or for one reseller, given back (R228)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import MailTemplate
from billia_tui.errors import Conflict, Forbidden, Invalid, NotFound
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import filling, mail_texts
from billia_tui.operations.messages.filling import Filled, TemplateMistake
from billia_tui.operations.messages.mail_texts import EVERYBODY, LAYOUT, PLACES, Source
from billia_tui.operations.messages.outbox import LINK
from billia_tui.operations.permissions import Right, require, staff_only
from billia_tui.operations.staff import resellers
from billia_tui.operations.staff.reseller_name import shown_name
from billia_tui.paging import Page, Window
from billia_tui.text import clean, hidden_character

SHIPPED, HOUSE = "shipped", "house"
"""Whose a template is that is no reseller's."""

LONGEST = 50_000
"""Characters of a template."""

SAMPLES: dict[str, Any] = {
    "customer": {"name": "Maria Köhler", "first_name": "Maria", "last_name": "Köhler", "username": "maria"},
    "business": "Example Hosting",
    "unsubscribe": "",
    "link": LINK,
    "address": "maria@example.org",
    "old": "unsubscribed",
    "new": "subscribed",
    "order": "1234",
    "amount": "10.00 EUR",
    "rest": "5.00 EUR",
    "where": "to the wallet",
    "service": "Web hosting S",
    "day": "2026-03-02",
    "reason": "10.00 EUR needed, 0.00 in wallet and limit",
    "status": "Suspended",
    "words": "Please contact us.",
    "renews": True,
    "subject": "News",
    "text": "Dear Maria,\n\nhere is what you asked for.",
}
"""What fills a template that is looked at without a customer."""


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template that is in use. `owner` is "shipped", "house" or the name of a reseller."""

    name: str
    language: str
    owner: str
    subject: str
    edited_at: datetime | None

    @property
    def id(self) -> tuple[str, str, str]:
        """What tells it from others."""
        return self.name, self.language, self.reseller

    @property
    def reseller(self) -> str:
        """The reseller whose text it is; "" for the house's and the shipped ones."""
        return "" if self.owner in {SHIPPED, HOUSE} else self.owner


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A template as it is edited; `places` is what can fill it, `version` 0 for a shipped one."""

    name: str
    language: str
    owner: str
    subject: str
    body: str
    html: str
    places: tuple[str, ...]
    version: int


def listing(session: Session, actor: Actor) -> tuple[TemplateRow, ...]:
    """All templates in use: those of resellers within reach, of the house, and the shipped ones that it left."""
    staff_only(actor)
    names = dict(resellers.choices(session, actor))
    rows = [
        TemplateRow(one.name, one.language, _owner(one.reseller_id, names), clean(one.subject), one.edited_at)
        for one in session.scalars(select(MailTemplate))
        if one.reseller_id == EVERYBODY or one.reseller_id in names
    ]
    replaced = {(row.name, row.language) for row in rows if row.owner == HOUSE}
    for language in mail_texts.languages():
        for name in PLACES:
            ours = mail_texts.shipped(name, language)
            if ours is not None and (name, language) not in replaced:
                rows.append(TemplateRow(name, language, SHIPPED, clean(ours.subject), None))
    return tuple(sorted(rows, key=lambda row: (row.name, row.language, row.owner)))


def page(session: Session, actor: Actor, window: Window) -> Page[TemplateRow]:
    """A page of them: they are few, and stand in no table."""
    rows = listing(session, actor)
    first, last = 0, len(rows)
    if window.after is not None:
        first = window.after[0] + (not window.including)
    if window.before is not None:
        last = window.before[0] + window.including
    if window.backward:
        first = max(first, last - window.limit)
        more = first > 0
    else:
        more = last - first > window.limit
        last = min(last, first + window.limit)
    return Page(rows[first:last], tuple((number,) for number in range(first, last)), more)


def read(session: Session, actor: Actor, name: str, language: str, reseller: str = "") -> TemplateText:
    """The template that is in use for a language and, if it is named, a reseller; raises NotFound, Invalid."""
    staff_only(actor)
    owner_id = _owner_id(session, actor, reseller)
    row = _row(session, name, language, owner_id)
    if row is None and owner_id != EVERYBODY:
        row = _row(session, name, language, EVERYBODY)
    places = (*PLACES.get(name, ()), *mail_texts.ALWAYS)
    if row is not None:
        owner = HOUSE if row.reseller_id == EVERYBODY else reseller
        return TemplateText(name, language, owner, row.subject, row.body, row.html, places, row.version)
    ours = mail_texts.shipped(name, language) or mail_texts.shipped(name, mail_texts.FALLBACK)
    if ours is None:
        raise NotFound(f"there is no template {clean(name)!r} in {clean(language)!r}")
    return TemplateText(name, language, SHIPPED, ours.subject, ours.body, ours.html, places, 0)


def save(
    session: Session,
    actor: Actor,
    name: str,
    language: str,
    *,
    subject: str,
    body: str,
    html: str = "",
    reseller: str = "",
    seen: int | None = None,
) -> None:
    """Uses these texts from now on, for everybody or for one reseller's customers; mails written before keep theirs.

    Raises:
        Forbidden, Invalid (a mistake, with its line), Conflict (saved by someone else since `seen`).
    """
    owner_id = _to_change(session, actor, reseller)
    source = Source(name, language, subject.strip(), body.replace("\r\n", "\n"), html.replace("\r\n", "\n"))
    _check(source)
    row = _row(session, name, language, owner_id)
    version = row.version if row is not None else 0
    if seen is not None and row is not None and seen != version:
        fresh = {"subject": row.subject, "body": row.body, "html": row.html}
        raise Conflict("someone saved this template meanwhile", fresh, seen=version)
    if row is None:
        row = MailTemplate(name=name, language=language, reseller_id=owner_id, version=0)
        session.add(row)
    row.subject, row.body, row.html = source.subject, source.body, source.html
    row.admin_id, row.edited_at, row.version = actor.admin_id, clock.now(), version + 1
    session.flush()
    mail_texts.forget(session)
    _logged(session, actor, row, "edit template")


def reset(session: Session, actor: Actor, name: str, language: str, *, reseller: str = "") -> None:
    """Gives a template back to what is behind it: the house's, or the shipped one. Raises Forbidden, NotFound."""
    owner_id = _to_change(session, actor, reseller)
    row = _row(session, name, language, owner_id)
    if row is None:
        raise NotFound(f"there is no template {clean(name)!r} in {clean(language)!r} of one's own")
    session.delete(row)
    session.flush()
    mail_texts.forget(session)
    _logged(session, actor, row, "reset template")


def preview(session: Session, actor: Actor, name: str, language: str, reseller: str = "") -> Filled:
    """A template as it will look, filled with samples; raises NotFound, TemplateMistake."""
    found = read(session, actor, name, language, reseller)
    if name == LAYOUT:
        found = read(session, actor, mail_texts.MESSAGE, language, reseller)
    layout = mail_texts.find(session, LAYOUT, language, _owner_id(session, actor, reseller))
    assert layout is not None, "it is shipped"  # noqa: S101 - a mistake of ours
    source = Source(found.name, language, found.subject, found.body, found.html)
    return filling.fill(source, layout, {**SAMPLES, "language": language}, links=[LINK])


def _check(source: Source) -> None:
    """Raises Invalid with every mistake of a template: at once by its parts, with the line."""
    wrong: dict[str, str] = {}
    if mail_texts.NAME.fullmatch(source.name) is None:
        wrong["name"] = "takes small letters, digits and -, at most 40"
    if mail_texts.LANGUAGE.fullmatch(source.language) is None:
        wrong["language"] = "takes two letters, as en or de"
    for part in filling.PARTS:
        text = getattr(source, part)
        hidden = hidden_character(text.replace("\t", " "), lines=part != "subject")
        if len(text) > LONGEST:
            wrong[part] = f"takes at most {LONGEST:,} characters"
        elif hidden:
            wrong[part] = hidden
    needed = ("html",) if source.name == LAYOUT else ("subject", "body")
    wrong |= {part: "is needed" for part in needed if part not in wrong and not getattr(source, part).strip()}
    if not wrong:
        wrong |= _mistakes(source)
    if wrong:
        raise Invalid(wrong)


def _mistakes(source: Source) -> dict[str, str]:
    """A text of a shipped name has the places of that one, any other `ALWAYS` alone."""
    places = (*PLACES.get(source.name, ()), *mail_texts.ALWAYS)
    values = {name: SAMPLES[name] for name in places if name in SAMPLES} | {"language": source.language}
    if source.name == LAYOUT:
        values["paragraphs"] = ["Hello", "World"]
    ours = mail_texts.shipped(LAYOUT, source.language)
    assert ours is not None  # noqa: S101 - it is shipped
    found: dict[str, str] = {}
    for renews in (True, False):
        told = {**values, "renews": renews} if "renews" in values else values
        try:
            filling.fill(source, ours if source.name != LAYOUT else source, told)
        except TemplateMistake as mistake:
            found[mistake.part] = f"{mistake.why}; there are: {', '.join(places)}"
            break
    return found


def _row(session: Session, name: str, language: str, owner_id: int) -> MailTemplate | None:
    return session.scalar(
        select(MailTemplate).where(
            MailTemplate.name == name, MailTemplate.language == language, MailTemplate.reseller_id == owner_id
        )
    )


def _owner_id(session: Session, actor: Actor, reseller: str) -> int:
    return resellers.named(session, actor, reseller).id if reseller else EVERYBODY


def _to_change(session: Session, actor: Actor, reseller: str) -> int:
    require(actor, Right.STAFF)
    if not reseller and actor.reach is not None:
        raise Forbidden("a template of the house is for the customers of every reseller; name a reseller")
    return _owner_id(session, actor, reseller)


def _logged(session: Session, actor: Actor, row: MailTemplate, action: str) -> None:
    after = {"template": row.name, "language": row.language, "subject": row.subject}
    log.about(session, actor, row, action, after=after)


def _owner(reseller_id: int, names: dict[int, str]) -> str:
    return HOUSE if reseller_id == EVERYBODY else shown_name(names[reseller_id])
