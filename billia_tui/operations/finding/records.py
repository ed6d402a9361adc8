"""What is named by its own number or name: an order, a document, a service or domain, with its customer (R213)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from billia_tui.db import search_lines
from billia_tui.db.models import Customer, Document, Payment, Purchase, Reseller, Service
from billia_tui.db.search_lines import LineOf
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.finding.matched import Match
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import reached
from billia_tui.text import clean, fold, storable
from billia_tui.vocabulary import DocumentType, ServiceKind, ServiceStatus

Rows = Select[*tuple[Any, ...]]

MOST = 5
"""Records of one kind that are worth showing for one name."""

_NUMBER = re.compile(r"(#?)([0-9]{1,18})", re.ASCII)
_DOCUMENT = re.compile(r"[a-z]{1,10}-?0*([0-9]{1,18})", re.ASCII | re.IGNORECASE)


_OF_SERVICES = frozenset({LineOf.DOMAIN, LineOf.HOST, LineOf.IP})


class RecordKind(StrEnum):
    """What was found."""

    ORDER = "order"
    DOCUMENT = "document"
    SERVICE = "service"
    DOMAIN = "domain"


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a customer, cleaned: `what` names it and says a little of it, `customer` is the username.

    `matched` is what it was found by.
    """

    kind: RecordKind
    id: int
    what: str
    customer_id: int
    customer: str
    matched: str


def named(session: Session, actor: Actor, text: str) -> tuple[Record, ...]:
    """The records in reach that `text` names: `1553` (order, service), `#1553` (order), `INV-000408`, a domain."""
    require(actor, Right.VIEW)
    text = text.strip()
    if not text or not storable(text):
        return ()
    number = _NUMBER.fullmatch(text)
    if number is not None:
        ident = int(number[2])
        return (*_orders(session, actor, ident), *(() if number[1] else _services(session, actor, ident)))
    document = _DOCUMENT.fullmatch(text)
    if document is not None:
        return tuple(_documents(session, actor, text.upper(), int(document[1])))
    return tuple(_domains(session, actor, text.lower())) if "." in text and " " not in text else ()


def owners(session: Session, word: str) -> dict[int, str]:
    """Customers who have an order, a service or a document of this very number, in reach or not, and what it is."""
    number, document = _NUMBER.fullmatch(word), _DOCUMENT.fullmatch(word)
    found: list[tuple[Select[*tuple[Any, ...]], str]] = []
    if number is not None:
        ident = int(number[2])
        if not number[1]:
            found.append((select(Service.customer_id).where(Service.id == ident), f"service {ident}"))
        found.append((select(Purchase.customer_id).where(Purchase.id == ident), f"order {ident}"))
    elif document is not None:
        found.append((_of_document(select(Document.customer_id), word, int(document[1])), word.upper()))
    return {owner: what for statement, what in found for owner in session.scalars(statement)}


def _of_document(statement: Rows, number: str, sequence: int) -> Rows:
    """By the sequence within a number: there the index begins."""
    wanted = statement.where(
        Document.reseller_id.in_(select(Reseller.id)),
        Document.type.in_([*DocumentType]),
        Document.sequence == sequence,
        func.upper(Document.number) == number.upper(),
    )
    return wanted.order_by(Document.id).limit(MOST)


def _with_customer(actor: Actor, model: type[Document | Purchase | Service]) -> Select[*tuple[Any, ...]]:
    """Rows of a table with the username of their customer, of those in reach."""
    return select(model, Customer.username).join(Customer, Customer.id == model.customer_id).where(reached(actor))


def of_matches(
    session: Session, actor: Actor, text: str, found: Sequence[tuple[int, Match]], known: Sequence[Record]
) -> Iterator[Record]:
    """The services whose host, address or domain `text` names, and the orders whose payment it does.

    Args:
        session: in a transaction.
        actor: the acting admin.
        text: what is looked for.
        found: who was found for it, by what.
        known: records that are told already.
    """
    there, words = {(one.kind, one.id) for one in known}, set(fold(text).split())
    machines = [(owner, match) for owner, match in found if match.of in _OF_SERVICES and fold(match.text) in words]
    on = {(owner, match.text): match.said for owner, match in machines}
    paid = {(owner, match.text): match.said for owner, match in found if match.of == LineOf.PAYMENT}
    told = [*_services_on(session, actor, on), *_orders_paid(session, actor, paid)]
    yield from [one for one in told if (one.kind, one.id) not in there][:MOST]


def _services_on(session: Session, actor: Actor, told: Mapping[tuple[int, str], str]) -> Iterator[Record]:
    if not told:
        return
    of_them = Service.customer_id.in_({owner for owner, _ in told}), Service.status != ServiceStatus.TERMINATED
    for one, username in session.execute(_with_customer(actor, Service).where(*of_them).order_by(Service.id)):
        lines = search_lines.of_service(one.domain, one.server)
        by = next((told[one.customer_id, line.text] for line in lines if (one.customer_id, line.text) in told), None)
        if by is not None:
            yield _of_service(one, username, by)


def _orders_paid(session: Session, actor: Actor, told: Mapping[tuple[int, str], str]) -> Iterator[Record]:
    if not told:
        return
    paid = select(Purchase.id, Purchase.customer_id, Payment.reference).join(
        Payment, Payment.purchase_id == Purchase.id
    )
    theirs = paid.where(Purchase.customer_id.in_({owner for owner, _ in told}), Payment.reference != "")
    for ident, owner, reference in session.execute(theirs.order_by(Payment.id)).all():
        if (owner, reference) in told:
            yield from _orders(session, actor, ident, told[owner, reference])


def _orders(session: Session, actor: Actor, ident: int, matched: str = "") -> Iterator[Record]:
    for one, username in session.execute(_with_customer(actor, Purchase).where(Purchase.id == ident)):
        paid = "Paid" if one.paid else "Unpaid"
        what = f"order {one.id} · {Money(one.price, one.currency)} · {clean(one.status)} · {paid}"
        yield Record(RecordKind.ORDER, one.id, what, one.customer_id, clean(username), matched or f"order {one.id}")


def _services(session: Session, actor: Actor, ident: int) -> Iterator[Record]:
    for one, username in session.execute(_with_customer(actor, Service).where(Service.id == ident)):
        yield _of_service(one, username)


def _of_service(one: Service, username: str, matched: str = "") -> Record:
    kind = RecordKind.DOMAIN if one.kind == ServiceKind.DOMAIN else RecordKind.SERVICE
    what = f"{kind} {one.id} · {clean(one.domain or one.product_name)} · {clean(one.status)}"
    return Record(kind, one.id, what, one.customer_id, clean(username), matched or f"{kind} {one.id}")


def _documents(session: Session, actor: Actor, number: str, sequence: int) -> Iterator[Record]:
    for one, username in session.execute(_of_document(_with_customer(actor, Document), number, sequence)):
        what = f"{clean(one.type)} {clean(one.number)} · {Money(one.amount, one.currency)} · order {one.purchase_id}"
        yield Record(RecordKind.DOCUMENT, one.id, what, one.customer_id, clean(username), clean(one.number))


def _domains(session: Session, actor: Actor, name: str) -> Iterator[Record]:
    statement = (
        _with_customer(actor, Service)
        .where(
            func.lower(Service.domain) == name,
            Service.kind == ServiceKind.DOMAIN,
            Service.status != ServiceStatus.TERMINATED,
        )
        .order_by(Service.id)
        .limit(MOST)
    )
    for one, username in session.execute(statement):
        yield _of_service(one, username, clean(one.domain))
