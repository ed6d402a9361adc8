"""What is named by its own number or name: an order, a document, a service or domain, with its customer (R213)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Document, Purchase, Reseller, Service
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import reached
from billia_tui.text import clean, storable
from billia_tui.vocabulary import DocumentType, ServiceKind, ServiceStatus

MOST = 5
"""Records of one kind that are worth showing for one name."""

_NUMBER = re.compile(r"(#?)([0-9]{1,18})", re.ASCII)
_DOCUMENT = re.compile(r"[a-z]{1,10}-?0*([0-9]{1,18})", re.ASCII | re.IGNORECASE)


class RecordKind(StrEnum):
    """What was found."""

    ORDER = "order"
    DOCUMENT = "document"
    SERVICE = "service"
    DOMAIN = "domain"


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a customer, cleaned: `what` names it and says a little of it, `customer` is the username."""

    kind: RecordKind
    id: int
    what: str
    customer_id: int
    customer: str


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


def _with_customer(actor: Actor, model: type[Document | Purchase | Service]) -> Select[*tuple[Any, ...]]:
    """Rows of a table with the username of their customer, of those in reach."""
    return select(model, Customer.username).join(Customer, Customer.id == model.customer_id).where(reached(actor))


def _orders(session: Session, actor: Actor, ident: int) -> Iterator[Record]:
    for one, username in session.execute(_with_customer(actor, Purchase).where(Purchase.id == ident)):
        paid = "Paid" if one.paid else "Unpaid"
        what = f"order {one.id} · {Money(one.price, one.currency)} · {clean(one.status)} · {paid}"
        yield Record(RecordKind.ORDER, one.id, what, one.customer_id, clean(username))


def _services(session: Session, actor: Actor, ident: int) -> Iterator[Record]:
    for one, username in session.execute(_with_customer(actor, Service).where(Service.id == ident)):
        yield _of_service(one, username)


def _of_service(one: Service, username: str) -> Record:
    kind = RecordKind.DOMAIN if one.kind == ServiceKind.DOMAIN else RecordKind.SERVICE
    what = f"{kind} {one.id} · {clean(one.domain or one.product_name)} · {clean(one.status)}"
    return Record(kind, one.id, what, one.customer_id, clean(username))


def _documents(session: Session, actor: Actor, number: str, sequence: int) -> Iterator[Record]:
    """By the sequence within a number: there the index begins."""
    statement = (
        _with_customer(actor, Document)
        .where(
            Document.reseller_id.in_(select(Reseller.id)),
            Document.type.in_([*DocumentType]),
            Document.sequence == sequence,
            func.upper(Document.number) == number,
        )
        .order_by(Document.id)
        .limit(MOST)
    )
    for one, username in session.execute(statement):
        what = f"{clean(one.type)} {clean(one.number)} · {Money(one.amount, one.currency)} · order {one.purchase_id}"
        yield Record(RecordKind.DOCUMENT, one.id, what, one.customer_id, clean(username))


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
        yield _of_service(one, username)
