"""The customer page at a glance: why it stands as it does, what needs attention, the last contact (R216-R218)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from billia_tui import clock
from billia_tui.db.models import (
    Admin,
    AutomatorJob,
    Email,
    LogEntry,
    Note,
    OutgoingMail,
    Purchase,
    Service,
)
from billia_tui.db.types import UtcTime, WholeNumber
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.log import lines as log
from billia_tui.operations.mails import by_hand
from billia_tui.operations.permissions import staff_only
from billia_tui.text import clean, first_line
from billia_tui.vocabulary import CustomerStatus, JobState, NoteKind, PurchaseStatus, ServiceStatus

LAPSED = (ServiceStatus.SUSPENDED, ServiceStatus.REDEMPTION, ServiceStatus.EXPIRED)
"""The statuses of a service that need attention, the worst first."""

ENDS_WITHIN = timedelta(days=7)
"""So long before its end a service that will hardly be renewed by itself needs attention."""

_TRIED = (ServiceStatus.ACTIVE, ServiceStatus.EXPIRED, ServiceStatus.SUSPENDED)

Part = Select[*tuple[Any, ...]]
Columned = ColumnElement[Any] | InstrumentedAttribute[Any] | None


@dataclass(frozen=True, slots=True)
class Why:
    """Why a customer is what it is (R217): "Blocked", "On hold" or "Inactive".

    `since` and `who` are None and empty where nothing tells them, as of an imported customer. `who` is an admin, or the
    system. `limit_helps_not` says that the customer is held for its wallet although it has a credit limit.
    """

    what: str
    since: datetime | None
    who: str
    reason: str
    by_system: bool = False
    limit_helps_not: bool = False


@dataclass(frozen=True, slots=True)
class Unpaid:
    """Orders of a currency that are not paid: how many, what is due, since when the oldest (R200)."""

    count: int
    due: Money
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are of something that needs attention, since when, and what is told of it."""

    count: int
    since: datetime | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """The last note or message of the staff (R218): when, who, what it was and how it begins."""

    at: datetime
    who: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Glance:
    """A customer with why and what needs attention (R217, R218); what there is none of is empty or None.

    `ends` are Active services that end soon and that auto renew does not renew or cannot pay; `since` is the first end.
    """

    customer: CustomerPage
    why: tuple[Why, ...]
    unpaid: tuple[Unpaid, ...]
    lapsed: tuple[tuple[ServiceStatus, Counted], ...]
    not_renewed: Counted | None
    failed: Counted | None
    bounced: Counted | None
    never_confirmed: bool
    paid: tuple[Money, ...]
    contact: Contact | None
    ends: Counted | None = None


def read(session: Session, actor: Actor, customer_id: int) -> Glance:
    """The customer, and in one more query all that is to be seen at a glance; raises Forbidden in a panel, NotFound."""
    staff_only(actor)
    customer = customer_page.read(session, actor, customer_id)
    found: dict[str, list[Any]] = {}
    now = clock.now()
    asked = {"customer": customer_id, "now": now, "soon": now + ENDS_WITHIN, "available": _available(customer)}
    for row in session.execute(_question(tuple(_states(customer))), asked):
        found.setdefault(row.what, []).append(row)
    return Glance(
        customer,
        tuple(_whys(customer, found)),
        tuple(Unpaid(row.number, Money(row.minor, row.word), row.at) for row in found.get("unpaid", ())),
        tuple(
            (status, Counted(row.number, row.at))
            for status in LAPSED
            for row in found.get("lapsed", ())
            if row.word == status
        ),
        _counted(found, "not renewed"),
        _counted(found, "failed"),
        _counted(found, "bounced"),
        customer.activated_at is None and customer.status != CustomerStatus.ACTIVE,
        tuple(Money(row.minor, row.word) for row in found.get("paid", ()) if row.minor),
        _contact(found),
        _counted(found, "ends"),
    )


# ── the one question ──

_ME = bindparam("customer", type_=WholeNumber)
_NOW, _SOON = bindparam("now", type_=UtcTime()), bindparam("soon", type_=UtcTime())
_AVAILABLE = bindparam("available", type_=WholeNumber)
_REASONS = {
    "Blocked": ("block",),
    "Inactive": ("add", "unblock"),
    "held": ("hold",),
    "held by system": ("hold by system",),
}
"""The lines of the log that tell why a customer is what it is."""


@cache
def _question(states: tuple[str, ...]) -> CompoundSelect[*tuple[Any, ...]]:
    """What is asked of a customer that is this; made once, as making it takes longer than answering it."""
    return union_all(*_of_orders(), *_of_services(), _bounced(), _note(), _message(), *map(_line, states))


def _states(customer: CustomerPage) -> Iterator[str]:
    """What has to be explained of a customer."""
    if customer.status in _REASONS:
        yield str(customer.status)
    yield from ["held"] * customer.on_hold_manual
    yield from ["held by system"] * customer.on_hold_auto


def _of_orders() -> Iterator[Part]:
    """What is unpaid, what was paid, and the orders that failed, with what their last job said."""
    mine = Purchase.customer_id == _ME
    unpaid = and_(mine, ~Purchase.paid, Purchase.status != literal_column("'Cancelled'"))
    due, oldest = func.sum(Purchase.price - Purchase.paid_amount), func.min(Purchase.placed_at)
    owed = _columns("unpaid", number=func.count(), minor=due, at=oldest, word=Purchase.currency)
    yield owed.where(unpaid).group_by(Purchase.currency)
    paid = _columns("paid", minor=func.sum(Purchase.paid_amount), word=Purchase.currency)
    yield paid.where(mine, Purchase.paid_amount != literal_column("0")).group_by(Purchase.currency)
    jobs = (
        select(AutomatorJob.message, AutomatorJob.ended_at)
        .where(AutomatorJob.purchase_id == Purchase.id, AutomatorJob.state == JobState.FAILED)
        .order_by(AutomatorJob.id.desc())
        .limit(1)
        .correlate(Purchase)
    )
    told, ended = (jobs.with_only_columns(column).scalar_subquery() for column in jobs.selected_columns)
    failed = select(Purchase.id, told.label("told"), ended.label("ended"))
    failed_ones = failed.where(mine, Purchase.status == PurchaseStatus.COLLAPSED).subquery().c
    yield _columns(
        "failed", number=func.count(failed_ones.id), at=func.min(failed_ones.ended), words=func.max(failed_ones.told)
    )


def _of_services() -> Iterator[Part]:
    """The services that lapsed, those that could not be renewed, and those that end soon (R113, R230)."""
    mine = Service.customer_id == _ME
    began = func.min(func.coalesce(Service.status_at, Service.expires_at))
    lapsed = _columns("lapsed", number=func.count(), at=began, word=Service.status)
    yield lapsed.where(mine, Service.status.in_(LAPSED)).group_by(Service.status)
    since, reason = func.min(Service.renewal_failed_at), func.max(Service.renewal_reason)
    failed = _columns("not renewed", number=func.count(), at=since, words=reason)
    yield failed.where(mine, Service.renewal_failed_at.is_not(None), Service.status.in_(_TRIED))
    soon = (mine, Service.status == ServiceStatus.ACTIVE, Service.expires_at > _NOW, Service.expires_at <= _SOON)
    unsure = or_(~Service.auto_renew, func.coalesce(Service.next_price, Service.price) > _AVAILABLE)
    yield _columns("ends", number=func.count(), at=func.min(Service.expires_at)).where(*soon, unsure)


def _available(customer: CustomerPage) -> int:
    """What there is for a renewal; of whom nothing is renewed, less than nothing."""
    renews = customer.status == CustomerStatus.ACTIVE and not customer.hold
    return customer.wallet.minor + customer.credit_limit.minor if renews else -1


def _bounced() -> Part:
    """The addresses to which mail came back for good (R229)."""
    back = _columns("bounced", number=func.count(), at=func.max(Email.bounced_at), words=func.max(Email.address))
    return back.where(Email.customer_id == _ME, Email.bounced_at.is_not(None), Email.released_at.is_(None))


def _columns(
    what: str,
    *,
    number: Columned = None,
    minor: Columned = None,
    at: Columned = None,
    who: Columned = None,
    word: Columned = None,
    words: Columned = None,
) -> Part:
    """A part of the question: all parts have the same columns."""
    none = null()
    return select(
        literal(what, Text()).label("what"),
        cast(none if number is None else number, WholeNumber).label("number"),
        cast(none if minor is None else minor, WholeNumber).label("minor"),
        (cast(none, UtcTime()) if at is None else at).label("at"),
        (cast(none, Text()) if who is None else who).label("who"),
        (cast(none, Text()) if word is None else word).label("word"),
        (cast(none, Text()) if words is None else words).label("words"),
    )


def _last(part: Part) -> Part:
    """The newest row of a part, which SQLite asks for in parentheses of its own."""
    newest = part.limit(1).subquery()
    return select(*newest.c)


def _note() -> Part:
    note = _columns("note", at=Note.created_at, who=Admin.username, words=Note.text)
    mine = (Note.customer_id == _ME, Note.kind == NoteKind.USER, Note.deleted_at.is_(None))
    return _last(note.join(Admin, Admin.id == Note.admin_id).where(*mine).order_by(Note.id.desc()))


def _message() -> Part:
    mail = _columns("message", at=OutgoingMail.at, who=Admin.username, words=OutgoingMail.subject)
    mine = (OutgoingMail.customer_id == _ME, OutgoingMail.reason == by_hand.REASON)
    return _last(mail.join(Admin, Admin.id == OutgoingMail.admin_id).where(*mine).order_by(OutgoingMail.id.desc()))


def _line(state: str) -> Part:
    """The newest line of the log that tells why."""
    who = func.coalesce(Admin.username, log.SYSTEM)
    line = _columns(state, at=LogEntry.at, who=who, words=LogEntry.reason)
    told = (LogEntry.customer_id == _ME, LogEntry.object == "customer", LogEntry.action.in_(_REASONS[state]))
    return _last(line.outerjoin(Admin, Admin.id == LogEntry.admin_id).where(*told).order_by(LogEntry.id.desc()))


# ── the answer ──


def _counted(found: dict[str, list[Any]], what: str) -> Counted | None:
    row = found[what][0]
    return Counted(row.number, row.at, clean(row.words or "")) if row.number else None


def _contact(found: dict[str, list[Any]]) -> Contact | None:
    both = [row for kind in ("note", "message") for row in found.get(kind, ())]
    if not both:
        return None
    last = max(both, key=lambda row: row.at)
    return Contact(last.at, clean(last.who), last.what, first_line(last.words))


def _whys(customer: CustomerPage, found: dict[str, list[Any]]) -> Iterator[Why]:
    """Of what the customer is, each with its line of the log; without one only what is known."""
    lines = {what: rows[0] for what, rows in found.items()}
    for what in _states(customer):
        line = lines.get(what)
        held = what.startswith("held")
        by_system = what == "held by system"
        since = customer.created_at if line is None and what == "Inactive" else line and line.at
        yield Why(
            "On hold" if held else what,
            since,
            clean(line.who) if line is not None else (log.SYSTEM if by_system else ""),
            clean(line.words) if line is not None else ("wallet below zero" if by_system else ""),
            by_system=by_system,
            limit_helps_not=by_system and customer.credit_limit.minor > 0,
        )
