"""Storing imported customers: all the rows that `customers.add` writes, in few statements for many customers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock, identifiers
from billia_tui.db import search, search_lines
from billia_tui.db.models import (
    CreditChange,
    Customer,
    Email,
    LogEntry,
    Profile,
    Reseller,
    WalletTransaction,
)
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import naming
from billia_tui.operations.imports.kinds.kind import store, those_in
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.log import lines as log
from billia_tui.operations.wallet import hold
from billia_tui.text import fold
from billia_tui.vocabulary import CustomerStatus, EmailKind, MovementKind, ProfileType

OPENING = "imported opening balance"
OPENING_LIMIT = "imported credit limit"

_ADDRESS = ("country", "city", "address", "postcode", "phone")
_CALLED = ("username", "first_name", "last_name", "phone", "country", "city", "postcode")
_COMPANY = ("company_name", "company_number", "vat_number")


class Imported(NamedTuple):
    """A customer to import, checked; `values` are those of "add a customer", money is in minor units."""

    values: Values
    reseller: Reseller
    status: CustomerStatus
    created_at: datetime
    activated_at: datetime | None
    wallet: int
    credit_limit: int
    language: str = ""
    on_hold: bool = False
    custom_payments: bool = False
    reminders: bool = True

    @property
    def person(self) -> str:
        """First and last name."""
        return f"{self.values['first_name']} {self.values['last_name']}"

    @property
    def company(self) -> str:
        """The name of the company, empty for a person."""
        return self.values["company_name"]


def insert_all(session: Session, actor: Actor, reason: str, new: Sequence[Imported]) -> list[naming.New]:
    """Stores customers with e-mail, profiles, opening ledger entry, log line and search text; gives what they are."""
    if not new:
        return []
    rows = [_customer(one) for one in new]
    store(session, Customer, rows)
    # Asking for the ids afterwards is one statement; SQLite tells them row by row only.
    columns = select(Customer.username_key, Customer.id).where(Customer.deleted_at.is_(None))
    by_username = dict(those_in(session, columns, Customer.username_key, (row["username_key"] for row in rows)))
    ids = [by_username[row["username_key"]] for row in rows]
    pairs = list(zip(ids, new, strict=True))
    emails = [_email(customer_id, one) for customer_id, one in pairs]
    store(session, Email, emails)
    store(session, Profile, [row for customer_id, one in pairs for row in _profiles(customer_id, one)])
    store(session, WalletTransaction, [_opening(actor, *pair) for pair in pairs if pair[1].wallet])
    store(session, CreditChange, [_limit(actor, *pair) for pair in pairs if pair[1].credit_limit])
    store(session, LogEntry, [line for customer_id, one in pairs for line in _log(actor, reason, customer_id, one)])
    lines = {one: _found_by(one, row, made) for one, row, made in zip(ids, rows, new, strict=True)}
    search.put_new(session, lines)
    return [_compared(*each) for each in zip(ids, rows, emails, new, strict=True)]


def _compared(customer_id: int, row: Mapping[str, Any], email: Mapping[str, Any], new: Imported) -> naming.New:
    """What of a customer is compared with older ones (R210)."""
    company_key = row["name_key"] if new.company else ""
    address = (email["address"], email["address_key"], email["folded"])
    names = (row["username"], row["username_looks"], new.company, company_key)
    return naming.New(customer_id, *names, *address, row["phone"], row["phone_e164"])


def _found_by(customer_id: int, row: Mapping[str, Any], new: Imported) -> Iterator[search_lines.Line]:
    """By what the search finds the customer: all of it was just stored (R37)."""
    yield from search_lines.of_customer(customer_id, *(row[name] for name in _CALLED))
    yield from search_lines.of_email(new.values["email"])
    if new.company:
        yield from search_lines.of_company(*(new.values[name] for name in (*_COMPANY, "city", "postcode")))


def _customer(new: Imported) -> dict[str, Any]:
    name, currency = new.company or new.person, new.values["currency"]
    username_key = identifiers.username_key(new.values["username"])
    return {
        **{name: new.values[name] for name in (*customers.EDITABLE, "currency", "username")},
        "username_key": username_key,
        "username_looks": identifiers.looks(username_key),
        "phone_e164": identifiers.e164(new.values["phone"], new.values["country"]),
        "status": new.status,
        "created_at": new.created_at,
        "activated_at": new.activated_at,
        "reseller_id": new.reseller.id,
        "reseller_key": new.reseller.name_key,
        "on_hold_manual": new.on_hold,
        "on_hold_auto": hold.auto_for(new.wallet),
        "custom_payments": new.custom_payments,
        "reminders": new.reminders,
        "wallet": new.wallet,
        "wallet_rank": new.wallet and Money(new.wallet, currency).rank,
        "credit_limit": new.credit_limit,
        "credit_rank": new.credit_limit and Money(new.credit_limit, currency).rank,
        "name": name,
        "name_key": fold(name),
        "language": new.language,
    }


def _email(customer_id: int, new: Imported) -> dict[str, Any]:
    address = new.values["email"]
    return {
        "customer_id": customer_id,
        "address": address,
        "address_key": identifiers.address_key(address),
        "folded": fold(address),
        "kind": EmailKind.REGISTRATION,
        "added_at": new.created_at,
    }


def _profiles(customer_id: int, new: Imported) -> Iterator[dict[str, Any]]:
    """The Person profile that everyone has (R153), and the company, which is main (R104)."""
    empty = dict.fromkeys((*_COMPANY, *_ADDRESS), "")
    shared = {"customer_id": customer_id, "created_at": new.created_at, **empty}
    person = {"title": new.person, "type": ProfileType.PERSON, "contact_person": new.person}
    yield {**shared, **person, "main": not new.company}
    if new.company:
        filled = {name: new.values[name] for name in (*_COMPANY, *_ADDRESS)}
        company = {"title": new.company, "type": ProfileType.COMPANY, "contact_person": ""}
        yield {**shared, **company, **filled, "main": True}


def _opening(actor: Actor, customer_id: int, new: Imported) -> dict[str, Any]:
    """The first ledger entry: the wallet is the sum of its entries, from the first on (P1)."""
    return {
        "customer_id": customer_id,
        "kind": MovementKind.CORRECTION,
        "amount": new.wallet,
        "balance_after": new.wallet,
        "note": OPENING,
        "admin_id": actor.admin_id,
        "at": clock.now(),
    }


def _limit(actor: Actor, customer_id: int, new: Imported) -> dict[str, Any]:
    return {
        "customer_id": customer_id,
        "old": 0,
        "new": new.credit_limit,
        "note": OPENING_LIMIT,
        "admin_id": actor.admin_id,
        "at": clock.now(),
    }


def _log(actor: Actor, reason: str, customer_id: int, new: Imported) -> Iterator[dict[str, Any]]:
    """The line of the import, and those of holds: by hand (R16), and by the system below zero (R17)."""
    thing = ("customer", customer_id)
    currency = new.values["currency"]
    after: dict[str, object] = {name: value for name, value in new.values.items() if value}
    after |= {"reseller": new.reseller.name, "status": new.status.value}
    if new.custom_payments:
        after["custom_payments"] = True
    if not new.reminders:
        after["reminders"] = False
    if new.wallet:
        after["wallet"] = str(Money(new.wallet, currency))
    if new.credit_limit:
        after["credit_limit"] = str(Money(new.credit_limit, currency))
    yield log.line_of(actor, customer_id, thing, "import", after=after, reason=reason)
    if new.on_hold:
        was, now = {"on_hold_manual": False}, {"on_hold_manual": True}
        yield log.line_of(actor, customer_id, thing, "hold", before=was, after=now, reason=reason)
    if hold.auto_for(new.wallet):
        yield log.line_of(
            actor,
            customer_id,
            thing,
            "hold by system",
            before={"on_hold_auto": False},
            after={"on_hold_auto": True},
            reason="wallet below zero",
            by_system=True,
        )
