"""The records that a timeline joins: of each its query, and how a row of it becomes an event (R221)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, exists, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from billia_tui import clock
from billia_tui.db.models import (
    Admin,
    Customer,
    Document,
    Email,
    LogEntry,
    Note,
    Notification,
    Order,
    OutgoingMail,
    Payment,
    PaymentMethod,
    Purchase,
    Service,
    WalletTransaction,
)
from billia_tui.money import Money
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import outbox
from billia_tui.operations.timeline.events import Event, EventKind
from billia_tui.text import clean, first_line

Column = ColumnElement[Any] | InstrumentedAttribute[Any]

_OF_OBJECT = {"service": EventKind.SERVICE, "purchase": EventKind.ORDER}
"""The kinds of log lines by what was changed; all others are changes of the customer."""

_THEIR_OWN = {"customer", "impersonation", "affiliate", "queue"}
"""What was changed need not be named: it is this customer, or the action names it."""

_TOLD_BY_RECORDS = (("customer", "add funds"), ("customer", "correct balance"), ("note", "add note"))
"""Log lines that say nothing which the record itself, with its author, does not say too."""


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of record: `rows` gives its query, whose first column is the record.

    Attributes:
        kinds: the events that it makes.
        owner, at, ident: whose a record is, when it happened and its id.
        words: the columns in which words are looked for.
        event: makes one of a row.
        of_kind: narrows to one of several kinds.
    """

    kinds: tuple[EventKind, ...]
    rows: Callable[[], Select[*tuple[Any, ...]]]
    owner: Column
    at: Column
    ident: Column
    words: tuple[Column, ...]
    event: Callable[[Any], Event]
    of_kind: Callable[[EventKind], ColumnElement[bool]] | None = None


def _log_rows() -> Select[*tuple[Any, ...]]:
    """The log, with the address or the service that a line is about."""
    told = [and_(LogEntry.object == thing, LogEntry.action == action) for thing, action in _TOLD_BY_RECORDS]
    told.append(and_(LogEntry.action == "mark order paid", LogEntry.after.contains('"payment_record"')))
    told.append(and_(LogEntry.object == "document", LogEntry.action.startswith("issue ")))
    return (
        log.lines()
        .outerjoin(Email, and_(LogEntry.object == "email", Email.id == LogEntry.object_id))
        .outerjoin(Service, and_(LogEntry.object == "service", Service.id == LogEntry.object_id))
        .add_columns(case((Service.domain != "", Service.domain), else_=Service.product_name), Email.address)
        .where(*(~one for one in told))
    )


def _object_of(kind: EventKind) -> ColumnElement[bool]:
    things = [thing for thing, of in _OF_OBJECT.items() if of is kind]
    return LogEntry.object.in_(things) if things else LogEntry.object.not_in([*_OF_OBJECT])


def _of_log(row: Any) -> Event:
    entry, line = row[0], log.line_shown(row)
    changes = [(field, f"{old} → {new or '–'}" if old else new or "–") for field, old, new in line.in_words]
    about = clean(row[3] or row[4] or "") or line.thing_in_words
    kind = _OF_OBJECT.get(entry.object, EventKind.CHANGE)
    return Event(
        f"line {entry.id}",
        entry.at,
        kind,
        line.who,
        line.action if entry.object in _THEIR_OWN else f"{about}: {line.action}",
        (*changes, *_if_any("", line.reason), *_if_any("takes back line", str(line.undoes or ""))),
        entry.object_id if kind is EventKind.ORDER else None,
        entry.object_id if kind is EventKind.SERVICE else None,
    )


def _order_rows() -> Select[*tuple[Any, ...]]:
    """Purchases that no log line tells of at their own time, such as those that were imported."""
    told = exists().where(
        LogEntry.customer_id == Purchase.customer_id,
        LogEntry.object == "purchase",
        LogEntry.object_id == Purchase.id,
        LogEntry.at == Purchase.placed_at,
    )
    first = select(Order.description).where(Order.purchase_id == Purchase.id).order_by(Order.id).limit(1)
    return select(Purchase, first.scalar_subquery()).where(~told)


def _of_order(row: Any) -> Event:
    one: Purchase = row[0]
    price = str(Money(one.price, one.currency))
    facts = (*_if_any("", clean(row[1] or "")), ("", price), ("", f"{clean(one.status)} now"))
    return Event(f"order {one.id}", one.placed_at, EventKind.ORDER, "", f"order {one.id} placed", facts, one.id)


def _payment_rows() -> Select[*tuple[Any, ...]]:
    return (
        select(Payment, Purchase.currency, PaymentMethod.name, Admin.username)
        .join(Purchase, Purchase.id == Payment.purchase_id)
        .outerjoin(PaymentMethod, PaymentMethod.id == Payment.payment_method_id)
        .outerjoin(Admin, Admin.id == Payment.admin_id)
    )


def _of_payment(row: Any) -> Event:
    one, currency, method, admin = row[0], row[1], row[2], row[3]
    how = "wallet" if one.wallet else clean(method or "")
    facts = (
        *_if_any("by", how),
        *_if_any("reference", clean(one.reference)),
        *_if_any("dated", clock.day(one.at) if one.at.date() != one.made_at.date() else ""),
        *_if_any("taken back", clock.shown(one.taken_back_at) if one.taken_back_at else ""),
        *_if_any("", clean(one.reason)),
    )
    what = f"{clean(one.kind).lower()} of {Money(abs(one.amount), currency)}, order {one.purchase_id}"
    return Event(f"payment {one.id}", one.made_at, EventKind.PAYMENT, _who(admin), what, facts, one.purchase_id)


def _wallet_rows() -> Select[*tuple[Any, ...]]:
    return (
        select(WalletTransaction, Customer.currency, Admin.username)
        .join(Customer, Customer.id == WalletTransaction.customer_id)
        .outerjoin(Admin, Admin.id == WalletTransaction.admin_id)
    )


def _of_wallet(row: Any) -> Event:
    one, currency, admin = row[0], row[1], row[2]
    after = Money(one.balance_after, currency)
    before = Money(one.balance_after - one.amount, currency)
    facts = (("wallet", f"{before} → {after}"), *_if_any("", clean(one.note)))
    what = f"{clean(one.kind)} {'+' if one.amount > 0 else ''}{Money(one.amount, currency)}"
    return Event(f"movement {one.id}", one.at, EventKind.WALLET, _who(admin), what, facts)


def _of_document(row: Any) -> Event:
    one: Document = row[0]
    facts = (
        ("", f"{Money(one.amount, one.currency)}, order {one.purchase_id}"),
        *_if_any("cancelled", clock.shown(one.cancelled_at) if one.cancelled_at else ""),
    )
    what = f"{clean(one.type)} {clean(one.number)}"
    return Event(f"document {one.id}", one.issued_at, EventKind.DOCUMENT, "", what, facts, one.purchase_id)


def _mail_rows() -> Select[*tuple[Any, ...]]:
    return select(OutgoingMail, Admin.username).outerjoin(Admin, Admin.id == OutgoingMail.admin_id)


def _of_mail(row: Any) -> Event:
    one: OutgoingMail = row[0]
    facts = (("to", clean(one.address)), ("", outbox.state_in_words(one)), *_if_any("", clean(one.reason)))
    return Event(f"mail {one.id}", one.at, EventKind.MAIL, _who(row[1]), clean(one.subject), facts)


def _of_notification(row: Any) -> Event:
    one: Notification = row[0]
    facts = (("", clean(one.text)), ("channel", clean(one.channel)))
    return Event(f"notification {one.id}", one.at, EventKind.NOTIFICATION, log.SYSTEM, clean(one.title), facts)


def _note_rows() -> Select[*tuple[Any, ...]]:
    editor = aliased(Admin)
    return (
        select(Note, Admin.username, editor.username)
        .join(Admin, Admin.id == Note.admin_id)
        .outerjoin(editor, editor.id == Note.edited_by)
    )


def _of_note(row: Any) -> Event:
    one, admin, editor = row[0], row[1], row[2]
    text = "deleted since" if one.deleted_at else clean(one.text, lines=True, limit=None)
    first = first_line(text)
    facts = (
        *_if_any("", text.removeprefix(first).strip()),
        *_if_any("order", str(one.purchase_id or "")),
        *_if_any("edited by", f"{clean(editor)} at {clock.shown(one.edited_at)}" if editor else ""),
    )
    return Event(
        f"note {one.id}", one.created_at, EventKind.NOTE, clean(admin), f"note: {first}", facts, one.purchase_id
    )


def _if_any(name: str, value: str) -> tuple[tuple[str, str], ...]:
    return ((name, value),) if value else ()


def _who(admin: str | None) -> str:
    return log.SYSTEM if admin is None else clean(admin)


_L, _P, _W, _N = LogEntry, Payment, WalletTransaction, Notification

SOURCES: tuple[Source, ...] = (
    Source(
        (EventKind.CHANGE, EventKind.SERVICE, EventKind.ORDER),
        _log_rows, _L.customer_id, _L.at, _L.id, log.WORDS_IN, _of_log, _object_of,
    ),
    Source(
        (EventKind.ORDER,), _order_rows, Purchase.customer_id, Purchase.placed_at, Purchase.id,
        (Purchase.status, cast(Purchase.id, Text)), _of_order,
    ),
    Source(
        (EventKind.PAYMENT,), _payment_rows, Purchase.customer_id, _P.made_at, _P.id,
        (_P.kind, _P.reference, _P.reason, PaymentMethod.name, cast(_P.purchase_id, Text)), _of_payment,
    ),
    Source((EventKind.WALLET,), _wallet_rows, _W.customer_id, _W.at, _W.id, (_W.kind, _W.note), _of_wallet),
    Source(
        (EventKind.DOCUMENT,), lambda: select(Document), Document.customer_id, Document.issued_at, Document.id,
        (Document.type, Document.number, cast(Document.purchase_id, Text)), _of_document,
    ),
    Source((EventKind.NOTE,), _note_rows, Note.customer_id, Note.created_at, Note.id, (Note.text,), _of_note),
    Source(
        (EventKind.NOTIFICATION,), lambda: select(_N), _N.customer_id, _N.at, _N.id, (_N.title, _N.text),
        _of_notification,
    ),
    Source(
        (EventKind.MAIL,), _mail_rows, OutgoingMail.customer_id, OutgoingMail.at, OutgoingMail.id,
        (OutgoingMail.subject, OutgoingMail.address, OutgoingMail.body, OutgoingMail.answer), _of_mail,
    ),
)  # fmt: skip
"""All of them; of one second the later ones come after the earlier ones."""
