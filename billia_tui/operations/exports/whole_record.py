"""Everything that the store holds about one customer, as plain values: for article 15 of the GDPR.

It is made from the tables themselves: a column that is added stands in it without another word here, and a test asks
of each table with customers whether it is in it. Left out is what says nothing of the person: secrets (R52), forms of
a value that only searching and sorting need, and the links of the log's chain.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, inspect, or_, select
from sqlalchemy.orm import Session, undefer

from billia_tui import clock
from billia_tui.db.models import (
    Admin,
    Affiliate,
    AutomatorJob,
    Base,
    Commission,
    CreditChange,
    Customer,
    Document,
    Email,
    GdprChange,
    GdprDocument,
    Impersonation,
    Label,
    LabelComponent,
    LogEntry,
    Note,
    Notification,
    Order,
    OutgoingMail,
    Payment,
    PaymentMethod,
    Product,
    Profile,
    Purchase,
    Reminder,
    Reseller,
    Service,
    WalletTransaction,
)
from billia_tui.errors import Refused
from billia_tui.money import Money
from billia_tui.operations import countries, stored_json
from billia_tui.operations.actor import Actor
from billia_tui.operations.orders import document_file
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import not_found

Record = dict[str, object]

OF_CUSTOMER: Mapping[str, type[Base]] = {
    "emails": Email,
    "profiles": Profile,
    "consents": GdprChange,
    "consent_documents": GdprDocument,
    "services": Service,
    "orders": Purchase,
    "documents": Document,
    "wallet_movements": WalletTransaction,
    "credit_limits": CreditChange,
    "notes": Note,
    "labels": Label,
    "mails": OutgoingMail,
    "reminders_sent": Reminder,
    "notifications": Notification,
    "affiliations": Affiliate,
    "commissions": Commission,
    "impersonations": Impersonation,
}
"""Tables with a customer in each row."""

OF_PURCHASE: Mapping[str, type[Base]] = {"order_lines": Order, "payments": Payment, "jobs": AutomatorJob}
"""Tables with a purchase in each row."""

ELSEWHERE = frozenset(
    {
        *("log_entries", "personal_links", "presences"),
        *("search_entries", "name_words"),
        *("queue_holders", "queue_work"),
    }
)
"""Tables with customers that are no list of their own here: the log is asked by both of its columns; links are secrets,
who has a page open is no record, what is searched repeats the rest, and how staff share their work is theirs (R243).
"""

LEFT_OUT = frozenset(
    {
        *("password_hash", "raw", "message_id", "claimed_by"),
        *("username_key", "username_looks", "name_key", "address_key", "folded", "reseller_key"),
        *("wallet_rank", "credit_rank", "version"),
        *("chain", "salt", "digest", "hash"),
    }
)
_MONEY = frozenset({"wallet", "credit_limit", "price", "next_price", "amount", "balance_after", "paid_amount"})
_MONEY_OF = {CreditChange: _MONEY | {"old", "new"}, Purchase: _MONEY | {"wallet_paid"}}
_JSON = frozenset({"before", "after", "options", "server", "usage", "contacts", "details"})
_NAMES: Mapping[str, Any] = {
    "admin_id": Admin.username,
    "edited_by": Admin.username,
    "payment_method_id": PaymentMethod.name,
    "reseller_id": Reseller.name,
    "product_id": Product.code,
    "component_id": LabelComponent.key,
}
"""Columns whose number is told with its name beside it."""


def whole(session: Session, actor: Actor, customer_id: int) -> Record:
    """All of a customer, also of one that was deleted but not erased; not cleaned, for a file.

    Returns:
        The customer's own values, then lists by name; money as Money, times in UTC.

    Raises:
        Forbidden, NotFound, Refused (was erased).
    """
    require(actor, Right.VIEW)
    customer = session.get(Customer, customer_id)
    if customer is None or (actor.reach is not None and customer.reseller_id not in actor.reach):
        raise not_found(customer_id)
    erased = select(LogEntry.id).where(LogEntry.customer_id == customer_id, LogEntry.action == "erase").limit(1)
    if session.scalar(erased) is not None:
        raise Refused(f"customer {customer_id} was erased; nothing of the person is left")
    reader = _Reader(session, customer.currency)
    record: Record = {"made_at": clock.now(), **reader.record(customer)}
    for name, table in OF_CUSTOMER.items():
        record[name] = reader.records(table, _column(table, "customer_id") == customer_id)
    mine = select(Purchase.id).where(Purchase.customer_id == customer_id)
    for name, table in OF_PURCHASE.items():
        record[name] = reader.records(table, _column(table, "purchase_id").in_(mine))
    concerned = or_(LogEntry.customer_id == customer_id, LogEntry.acting_as == customer_id)
    record["log"] = reader.records(LogEntry, and_(concerned, LogEntry.object != "queue"))
    return record


def _column(table: type[Base], name: str) -> ColumnElement[Any]:
    found: ColumnElement[Any] = getattr(table, name)
    return found


class _Reader:
    """Reads rows as plain values.

    Args:
        session: a reading transaction.
        currency: of amounts whose row names none.
    """

    def __init__(self, session: Session, currency: str) -> None:
        self._session, self._currency = session, currency
        self._known: dict[tuple[str, int], str] = {}

    def records(self, table: type[Base], condition: ColumnElement[bool]) -> list[Record]:
        """The rows of a table for which something holds, the oldest first."""
        statement: Select[*tuple[Any, ...]] = select(table).where(condition).order_by(*inspect(table).primary_key)
        if table is GdprDocument:
            statement = statement.options(undefer(GdprDocument.content))
        return [self.record(row) for row in self._session.scalars(statement)]

    def record(self, row: Base) -> Record:
        """One row, by the names of its columns."""
        return dict(self._values(row))

    def _values(self, row: Base) -> Iterator[tuple[str, object]]:
        money = _MONEY_OF.get(type(row), _MONEY)
        currency = getattr(row, "currency", "") or self._currency
        for name in _names_of(type(row)):
            value = getattr(row, name)
            if name in money and type(value) is int:
                value = Money(value, currency)
            elif name in _JSON and isinstance(value, str):
                value = stored_json.mapping(value)
            elif name == "name_servers":
                value = stored_json.listed(value)
            elif isinstance(value, bytes):
                yield f"{name}_base64", base64.b64encode(value).decode("ascii")
                continue
            yield name, value
            if name == "country":
                yield "country_name", countries.name_of(value) if value else ""
            elif name in _NAMES:
                yield name.removesuffix("_id") + ("_name" if name == "edited_by" else ""), self._name(name, value)

    def _name(self, column: str, ident: int | None) -> str | None:
        """What a row that is pointed at is called, asked for once."""
        if ident is None:
            return None
        named = _NAMES[column]
        known = (str(named.class_.__tablename__), ident)
        if known not in self._known:
            self._known[known] = str(self._session.scalar(select(named).where(named.class_.id == ident)) or "")
        return self._known[known]


def _names_of(table: type[Base]) -> Iterable[str]:
    """The columns of a table that are told."""
    chained = {"number"} if table is LogEntry else set[str]()
    return [name for name in inspect(table).column_attrs.keys() if name not in LEFT_OUT | chained]  # noqa: SIM118 - no mapping


def written(record: Mapping[str, object]) -> bytes:
    """A record as one JSON document."""
    return (json.dumps(record, ensure_ascii=False, indent=2, default=_plain) + "\n").encode("utf-8", "backslashreplace")


def save(record: Mapping[str, object], target: Path, *, overwrite: bool = False) -> Path:
    """Writes it to the file `target`, or into that folder under a name of its own; see `document_file.write`."""
    return document_file.write(written(record), f"customer-{record['id']}.json", target, overwrite=overwrite)


def _plain(value: object) -> object:
    if isinstance(value, Money):
        return {"amount": value.amount, "currency": value.currency}
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    raise TypeError(type(value).__name__)
