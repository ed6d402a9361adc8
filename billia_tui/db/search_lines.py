"""What a customer is found by (R37, R213), line by line and with what each line is, from the tables themselves."""

import json
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import cache
from ipaddress import ip_address
from typing import Any, NamedTuple, cast

from sqlalchemy import BindParameter, Select, Table, bindparam, outerjoin, select
from sqlalchemy.orm import Session

from billia_tui import identifiers
from billia_tui.db.models import (
    Base,
    Customer,
    Email,
    Label,
    LabelComponent,
    LabelValue,
    Note,
    Payment,
    Profile,
    Purchase,
    Service,
)
from billia_tui.vocabulary import LabelType, ProfileType, ServiceStatus


class LineOf(StrEnum):
    """What a line is; the value is how it is said."""

    ID = "id"
    USERNAME = "username"
    NAME = "name"
    PHONE = "phone"
    CITY = "city"
    POSTCODE = "postcode"
    EMAIL = "e-mail"
    COMPANY = "company"
    COMPANY_NUMBER = "company number"
    VAT_NUMBER = "VAT number"
    DOMAIN = "domain"
    HOST = "host"
    IP = "IP"
    MERGED = "merged"
    PAYMENT = "payment"
    LABEL = "label"
    NOTE = "note"


class Line(NamedTuple):
    """A text by which a customer is found; `also` are other ways to write it."""

    of: LineOf
    text: str
    also: tuple[str, ...] = ()

    @property
    def forms(self) -> Iterator[str]:
        """All that is looked through for it."""
        yield self.text
        yield from self.also


def lines(session: Session, customer_ids: list[int]) -> dict[int, list[Line]]:
    """The lines of these customers; those that are deleted or not there are missing."""
    asked = {"ids": customer_ids}
    found: dict[int, list[Line]] = {row.id: list(of_customer(row)) for row in session.execute(_customers(), asked)}
    for statement, made in _others():
        for customer_id, *values in session.execute(statement, asked):
            if customer_id in found:
                found[customer_id] += made(*values)
    return found


def texts_of(some: Iterable[Line]) -> list[str]:
    """What the index holds of these lines, before it is folded: each text once."""
    return list(dict.fromkeys(form for line in some for form in line.forms if form))


def of_customer(row: Any) -> Iterator[Line]:
    """What the customer itself is called, and where it lives."""
    yield Line(LineOf.ID, str(row.id))
    yield Line(LineOf.USERNAME, row.username)
    yield Line(LineOf.NAME, f"{row.first_name} {row.last_name}")
    yield Line(LineOf.PHONE, row.phone, tuple(identifiers.phone_lines(row.phone, row.country) if row.phone else ()))
    yield plain(LineOf.CITY, row.city)
    yield plain(LineOf.POSTCODE, row.postcode)


def of_email(address: str) -> Iterator[Line]:
    """An address."""
    yield Line(LineOf.EMAIL, address)


def of_company(name: str, number: str, vat_number: str, city: str, postcode: str) -> Iterator[Line]:
    """A company, with what authorities know it by."""
    yield Line(LineOf.COMPANY, name)
    yield plain(LineOf.COMPANY_NUMBER, number)
    yield plain(LineOf.VAT_NUMBER, vat_number)
    yield plain(LineOf.CITY, city)
    yield plain(LineOf.POSTCODE, postcode)


def of_service(domain: str, server: str) -> Iterator[Line]:
    """The domain of a service, and the machine it is on: whatever its server information says."""
    yield Line(LineOf.DOMAIN, domain)
    for value in _values(server):
        version = _version(value)
        also = (identifiers.machine_form(value),) if version == 4 else ()
        yield Line(LineOf.IP if version else LineOf.HOST, value, also)


def of_merged(customer_id: int, username: str) -> Iterator[Line]:
    """What named a customer that became a part of this one finds this one (R208)."""
    yield Line(LineOf.MERGED, str(customer_id))
    yield Line(LineOf.MERGED, username)


def of_payment(reference: str) -> Iterator[Line]:
    """What the bank calls a payment, as it is written and without its blanks."""
    yield Line(LineOf.PAYMENT, reference, ("".join(reference.split()),))


def of_label(component: str, value: str, name: str | None) -> Iterator[Line]:
    """The value of a label by its name, and as it is stored."""
    shown = f"{component}: {name or value}"
    yield Line(LineOf.LABEL, shown, () if value in shown else (value,))


def plain(of: LineOf, text: str) -> Line:
    """A line that may be a number with signs between its digits: it is found without them too."""
    return Line(of, text, identifiers.number_forms(text))


def of_note(text: str) -> Iterator[Line]:
    """The words of a note."""
    yield Line(LineOf.NOTE, text)


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
"""The customers that are asked about; the statements are made once, as each change of a customer asks them all."""


def _columns(model: type[Base]) -> Any:
    """Of its table: what reads no objects is asked without their machinery."""
    return cast("Table", model.__table__).c


@cache
def _customers() -> Select[*tuple[Any, ...]]:
    one = _columns(Customer)
    own = (one.id, one.username, one.first_name, one.last_name, one.phone, one.country, one.city, one.postcode)
    return select(*own).where(one.id.in_(_IDS), one.deleted_at.is_(None))


def _emails() -> Select[*tuple[Any, ...]]:
    one = _columns(Email)
    return select(one.customer_id, one.address).where(one.customer_id.in_(_IDS)).order_by(one.id)


def _companies() -> Select[*tuple[Any, ...]]:
    one = _columns(Profile)
    told = (one.company_name, one.company_number, one.vat_number, one.city, one.postcode)
    is_there = (one.type == ProfileType.COMPANY, one.deleted_at.is_(None))
    return select(one.customer_id, *told).where(one.customer_id.in_(_IDS), *is_there).order_by(one.id)


def _services() -> Select[*tuple[Any, ...]]:
    one = _columns(Service)
    told = (one.domain != "") | (one.server != "{}")
    live = one.status != ServiceStatus.TERMINATED
    return select(one.customer_id, one.domain, one.server).where(one.customer_id.in_(_IDS), told, live).order_by(one.id)


def _merged() -> Select[*tuple[Any, ...]]:
    one = _columns(Customer)
    return select(one.merged_into, one.id, one.username).where(one.merged_into.in_(_IDS)).order_by(one.id)


def _payments() -> Select[*tuple[Any, ...]]:
    one, order = _columns(Payment), _columns(Purchase)
    told = select(order.customer_id, one.reference).where(order.customer_id.in_(_IDS), one.purchase_id == order.id)
    return told.where(one.reference != "").order_by(one.id)


def _labels() -> Select[*tuple[Any, ...]]:
    """Those that say something beyond yes and no."""
    one, component, value = _columns(Label), _columns(LabelComponent), _columns(LabelValue)
    named = (value.component_id == one.component_id) & (value.value == one.value)
    carried = select(one.customer_id, component.name, one.value, value.name).select_from(
        outerjoin(cast("Table", Label.__table__), cast("Table", LabelValue.__table__), named)
    )
    says = (component.id == one.component_id, component.type != LabelType.YES_NO)
    return carried.where(one.customer_id.in_(_IDS), *says).order_by(one.id)


def _notes() -> Select[*tuple[Any, ...]]:
    one = _columns(Note)
    return select(one.customer_id, one.text).where(one.customer_id.in_(_IDS), one.deleted_at.is_(None)).order_by(one.id)


@cache
def _others() -> tuple[tuple[Select[*tuple[Any, ...]], Callable[..., Iterator[Line]]], ...]:
    return (
        (_emails(), of_email),
        (_companies(), of_company),
        (_services(), of_service),
        (_merged(), of_merged),
        (_payments(), of_payment),
        (_labels(), of_label),
        (_notes(), of_note),
    )


def _values(server: str) -> list[str]:
    """The texts of server information; none of what cannot be read."""
    if server == "{}":
        return []
    try:
        told = json.loads(server)
    except (ValueError, RecursionError):
        return []
    values = told.values() if isinstance(told, dict) else ()
    return [value for value in values if isinstance(value, str)]


def _version(text: str) -> int:
    """The version of an IP address; 0 for what is none."""
    try:
        return ip_address(text).version
    except ValueError:
        return 0
