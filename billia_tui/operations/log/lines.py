"""The log: every change writes a line in its own transaction (R186); lines are never changed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, Select, false, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from billia_tui import clock
from billia_tui.db.models import Admin, Base, Customer, LogEntry
from billia_tui.db.paging import fetch
from billia_tui.db.short_texts import holds_words
from billia_tui.operations import stored_json
from billia_tui.operations.actor import Actor
from billia_tui.operations.permissions import Right, require, staff_only
from billia_tui.operations.queries.terms import ANY_TIME, Span
from billia_tui.operations.reach import of_customer, the_customer
from billia_tui.paging import Page, Window
from billia_tui.text import clean, storable

SYSTEM = "system"
"""Who did what nobody did: what the course of time, a payment or a rule brought with it."""

CUSTOMER = "customer"
"""Who did what a customer did by a link, with no admin in between (R231)."""


_TABLES = {"outgoing_mails": "mail", "mail_templates": "template"}
"""What the log calls a row of these tables; others after their table."""

_THINGS = {"purchase": "order"}
_FIELDS = {
    "on_hold_auto": "on hold by the system",
    "on_hold_manual": "on hold by hand",
    "custom_payments": "custom payment",
    "vat_number": "VAT number",
    "paid_amount": "paid",
    "renewal_reason": "not renewed",
}
"""What is called otherwise on the screen than its underscored name says."""


class Told(TypedDict, total=False):
    """What a line tells besides: the changed fields `before` and `after`, without secrets, and why."""

    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    reason: str
    by_system: bool


def write(
    session: Session,
    actor: Actor,
    customer_id: int | None,
    thing: tuple[str, int],
    action: str,
    **told: Unpack[Told],
) -> None:
    """Adds a line: `thing` is what was changed and its id."""
    session.add(LogEntry(**line_of(actor, customer_id, thing, action, **told)))


def about(
    session: Session,
    actor: Actor,
    row: Base,
    action: str,
    changes: Mapping[str, tuple[object, object]] | None = None,
    **told: Unpack[Told],
) -> None:
    """Adds a line about `row`, in the log of its customer; `changes` has old and new of each field."""
    ident: int = row.id  # type: ignore[attr-defined] # only for tables whose rows have a number
    customer_id = ident if isinstance(row, Customer) else getattr(row, "customer_id", None)
    if changes is not None:
        told["before"] = {name: old for name, (old, _) in changes.items()}
        told["after"] = {name: new for name, (_, new) in changes.items()}
    name = _TABLES.get(row.__tablename__, row.__tablename__.removesuffix("s").replace("_", " "))
    write(session, actor, customer_id, (name, ident), action, **told)


def line_of(
    actor: Actor, customer_id: int | None, thing: tuple[str, int], action: str, **told: Unpack[Told]
) -> dict[str, Any]:
    """The columns of such a line, for those who write many at once."""
    by_system = told.get("by_system", False)
    return {
        "at": clock.now(),
        "admin_id": None if by_system else actor.admin_id or None,  # a customer who came by a link is no admin
        "acting_as": None if by_system else actor.acting_as,
        "customer_id": customer_id,
        "object": thing[0],
        "object_id": thing[1],
        "action": action,
        "before": written(told.get("before")),
        "after": written(told.get("after")),
        "reason": told.get("reason", ""),
        "batch_id": actor.batch_id,
        "undoes": actor.undoes,
    }


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Of two states the fields that differ, old and new."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str).encode


def written(values: Mapping[str, object] | None) -> str:
    """Fields with their values as the log keeps them."""
    return _encode(values) if values else "{}"


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line as it is shown; `changes` holds (field, old, new).

    `acting_as` is the username of the customer whose panel the admin was in (R70), empty otherwise; `batch` the number
    of the bulk work that the line is a part of, `undoes` the line that this change took back.
    """

    id: int
    at: datetime
    admin: str
    acting_as: str
    thing: str
    action: str
    changes: tuple[tuple[str, str, str], ...]
    reason: str
    batch: int | None = None
    undoes: int | None = None

    @property
    def who(self) -> str:
        """Both names where an admin acted as a customer; of the customer itself its name."""
        if self.admin == CUSTOMER and self.acting_as:
            return f"{CUSTOMER} {self.acting_as}"
        return f"{self.admin} as {self.acting_as}" if self.acting_as else self.admin

    @property
    def in_words(self) -> tuple[tuple[str, str, str], ...]:
        """The changes with the fields as the console calls them (R222)."""
        return tuple((field_in_words(name), old, new) for name, old, new in self.changes)

    @property
    def thing_in_words(self) -> str:
        """What was changed, as the console calls it (R222)."""
        kind, _, ident = self.thing.rpartition(" ")
        return f"{kind_in_words(kind)} {ident}"

    @property
    def summary(self) -> str:
        """The changes in one line, e.g. "status: Active → Blocked"."""
        parts = [f"{name}: {old or '–'} → {new or '–'}" for name, old, new in self.in_words]
        back = f"takes back line {self.undoes}" if self.undoes else ""
        return " · ".join(filter(None, [*parts, self.reason, back]))


def page(
    session: Session,
    actor: Actor,
    customer_id: int,
    window: Window,
    *,
    action: str = "",
    admin: str = "",
    kind: str = "",
    thing: tuple[str, int] | None = None,
    days: Span = ANY_TIME,
    words: Sequence[str] = (),
) -> Page[LogLine]:
    """The log of a customer, newest first (R187).

    Args:
        session: a reading transaction.
        actor: the acting admin.
        customer_id: whose log.
        window: which page.
        action: only this action.
        admin: only what the admin of this username did, with `SYSTEM` what nobody did, with `CUSTOMER` what the
            customer did.
        kind: only what was done to things of this kind, e.g. "email", as the log or the console calls it.
        thing: only what was done to this one, a kind and an id.
        days: only what happened in this time.
        words: only what has all of these in its action, values or reason (R222).
    """
    staff_only(actor)
    statement = of_customer(lines(), actor, customer_id, LogEntry.customer_id)
    if thing:
        statement = statement.where(LogEntry.object == thing[0], LogEntry.object_id == thing[1])
    return _fetched(session, _told(statement, days, words), window, action, admin, kind)


def news(lines: Sequence[LogLine], own: str) -> LogLine | None:
    """Of new lines, the newest first, the one that `own` is told: what a colleague saved, not what that brought.

    What the system did is told where nobody else did anything: with a change of one's own it came from that.
    """
    people = [line for line in lines if line.admin != SYSTEM]
    told = [line for line in people if line.admin != own] if people else lines
    return told[0] if told else None


def store_page(
    session: Session,
    actor: Actor,
    window: Window,
    *,
    action: str = "",
    admin: str = "",
    kind: str = "",
    days: Span = ANY_TIME,
    words: Sequence[str] = (),
) -> Page[LogLine]:
    """The log of what belongs to no customer: admins, resellers, products, the set-up of labels (R186).

    An Administrator who does not reach every reseller sees what admins within reach did (R185).

    Raises:
        Forbidden: no right to manage admins and resellers.
    """
    require(actor, Right.STAFF)
    statement = lines().where(LogEntry.customer_id.is_(None))
    if actor.reach is not None:
        statement = statement.where(Admin.reseller_id.in_(sorted(actor.reach)))
    return _fetched(session, _told(statement, days, words), window, action, admin, kind)


def choices(session: Session, actor: Actor, customer_id: int) -> tuple[list[str], list[str]]:
    """The actions and the admins that this customer's log knows, to filter by, last of all those who are none."""
    staff_only(actor)
    the_customer(session, actor, customer_id, lock=False)
    mine = LogEntry.customer_id == customer_id
    actions = session.scalars(select(LogEntry.action).where(mine).distinct().order_by(LogEntry.action))
    admins = session.scalars(
        select(Admin.username)
        .join(LogEntry, LogEntry.admin_id == Admin.id)
        .where(mine)
        .distinct()
        .order_by(Admin.username)
    )
    names = [clean(name) for name in admins]
    for name, nobody in _NO_ADMIN.items():
        if name not in names and session.scalar(select(LogEntry.id).where(mine, nobody).limit(1)) is not None:
            names.append(name)
    return [clean(action) for action in actions], names


def kind_in_words(kind: str) -> str:
    """A kind of thing as the console calls it (R222)."""
    return _THINGS.get(kind, kind)


def kinds(session: Session, actor: Actor, customer_id: int) -> list[str]:
    """The kinds of things that this customer's log knows, to filter by."""
    staff_only(actor)
    the_customer(session, actor, customer_id, lock=False)
    mine = LogEntry.customer_id == customer_id
    found = session.scalars(select(LogEntry.object).where(mine).distinct().order_by(LogEntry.object))
    return [clean(kind) for kind in found]


def lines() -> Select[*tuple[Any, ...]]:
    """All lines, with the columns that `line_shown` reads first."""
    acted = aliased(Customer)
    return (
        select(LogEntry, Admin.username, acted.username)
        .outerjoin(Admin, Admin.id == LogEntry.admin_id)
        .outerjoin(acted, acted.id == LogEntry.acting_as)
    )


WORDS_IN = (LogEntry.action, LogEntry.before, LogEntry.after, LogEntry.reason)
"""Where words are looked for in a line."""


def _told(statement: Select[*tuple[Any, ...]], days: Span, words: Sequence[str]) -> Select[*tuple[Any, ...]]:
    if not all(map(storable, words)):
        return statement.where(false())
    return statement.where(*within(LogEntry.at, days), *holds_words(WORDS_IN, words))


def within(time: ColumnElement[Any] | InstrumentedAttribute[Any], days: Span) -> Iterator[ColumnElement[bool]]:
    """The conditions that a time lies in a stretch."""
    if days.first is not None:
        yield time >= days.first
    if days.until is not None:
        yield time < days.until


def _fetched(
    session: Session, statement: Select[*tuple[Any, ...]], window: Window, action: str, admin: str, kind: str
) -> Page[LogLine]:
    """A page of the lines that are left."""
    if not storable(action + admin + kind):
        return Page((), (), more=False)
    if action:
        statement = statement.where(LogEntry.action == action)
    if kind:
        statement = statement.where(
            LogEntry.object.in_([kind, *(thing for thing, word in _THINGS.items() if word == kind)])
        )
    if admin:
        by = Admin.username_key == admin.casefold()
        nobody = _NO_ADMIN.get(admin.casefold())
        statement = statement.where(by if nobody is None else by | nobody)
    return fetch(session, statement, [LogEntry.__table__.c.id], window, line_shown, descending=True)


_NO_ADMIN = {
    CUSTOMER: LogEntry.admin_id.is_(None) & LogEntry.acting_as.is_not(None),
    SYSTEM: LogEntry.admin_id.is_(None) & LogEntry.acting_as.is_(None),
}


def author(entry: LogEntry, username: str | None) -> str:
    """The admin of this username, the customer, or nobody."""
    if username is not None:
        return clean(username)
    return SYSTEM if entry.acting_as is None else CUSTOMER


def line_shown(row: Any) -> LogLine:
    """A row of `lines` as it is shown."""
    entry: LogEntry = row[0]
    before, after = stored_json.mapping(entry.before), stored_json.mapping(entry.after)
    changes = tuple(
        (clean(name), shown(before.get(name)), shown(after.get(name))) for name in dict.fromkeys([*before, *after])
    )
    return LogLine(
        entry.id,
        entry.at,
        author(entry, row[1]),
        clean(row[2] or ""),
        f"{clean(entry.object)} {entry.object_id}",
        clean(entry.action),
        changes,
        clean(entry.reason),
        entry.batch_id,
        entry.undoes,
    )


def field_in_words(name: str) -> str:
    """A field of a line as the console calls it."""
    return _FIELDS.get(name, name.replace("_", " "))


def shown(value: object) -> str:
    """A value of a log line, cleaned."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else clean(str(value))
