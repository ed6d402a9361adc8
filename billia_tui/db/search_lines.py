"""What a customer is found by (R37, R213), line by line and with what each line is, from the tables themselves."""

import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from ipaddress import ip_address
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from billia_tui import identifiers
from billia_tui.db.models import (
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
    columns = (
        *(Customer.id, Customer.username, Customer.first_name, Customer.last_name, Customer.phone),
        *(Customer.country, Customer.city, Customer.postcode),
    )
    found: dict[int, list[Line]] = {}
    for row in session.execute(select(*columns).where(Customer.id.in_(customer_ids), Customer.deleted_at.is_(None))):
        found[row.id] = list(of_customer(row))
    for statement, made in _OTHERS:
        for customer_id, *values in session.execute(statement(customer_ids)):
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


def _emails(ids: list[int]) -> Select[*tuple[Any, ...]]:
    return select(Email.customer_id, Email.address).where(Email.customer_id.in_(ids)).order_by(Email.id)


def _companies(ids: list[int]) -> Select[*tuple[Any, ...]]:
    columns = (Profile.company_name, Profile.company_number, Profile.vat_number, Profile.city, Profile.postcode)
    is_there = (Profile.type == ProfileType.COMPANY, Profile.deleted_at.is_(None))
    return select(Profile.customer_id, *columns).where(Profile.customer_id.in_(ids), *is_there).order_by(Profile.id)


def _services(ids: list[int]) -> Select[*tuple[Any, ...]]:
    told = (Service.domain != "") | (Service.server != "{}")
    columns = (Service.customer_id, Service.domain, Service.server)
    live = Service.status != ServiceStatus.TERMINATED
    return select(*columns).where(Service.customer_id.in_(ids), told, live).order_by(Service.id)


def _merged(ids: list[int]) -> Select[*tuple[Any, ...]]:
    columns = (Customer.merged_into, Customer.id, Customer.username)
    return select(*columns).where(Customer.merged_into.in_(ids)).order_by(Customer.id)


def _payments(ids: list[int]) -> Select[*tuple[Any, ...]]:
    paid = select(Purchase.customer_id, Payment.reference).join(Payment, Payment.purchase_id == Purchase.id)
    return paid.where(Purchase.customer_id.in_(ids), Payment.reference != "").order_by(Payment.id)


def _labels(ids: list[int]) -> Select[*tuple[Any, ...]]:
    """Those that say something beyond yes and no."""
    named = (LabelValue.component_id == Label.component_id) & (LabelValue.value == Label.value)
    columns = (Label.customer_id, LabelComponent.name, Label.value, LabelValue.name)
    carried = (
        select(*columns).join(LabelComponent, LabelComponent.id == Label.component_id).outerjoin(LabelValue, named)
    )
    return carried.where(Label.customer_id.in_(ids), LabelComponent.type != LabelType.YES_NO).order_by(Label.id)


def _notes(ids: list[int]) -> Select[*tuple[Any, ...]]:
    there = (Note.customer_id.in_(ids), Note.deleted_at.is_(None))
    return select(Note.customer_id, Note.text).where(*there).order_by(Note.id)


_OTHERS: tuple[tuple[Any, Any], ...] = (
    (_emails, of_email),
    (_companies, of_company),
    (_services, of_service),
    (_merged, of_merged),
    (_payments, of_payment),
    (_labels, of_label),
    (_notes, of_note),
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
