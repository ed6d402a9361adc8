"""What a customer is found by (R37, R213), line by line and with what each line is, from the tables themselves."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache, partial
from ipaddress import ip_address
from operator import itemgetter
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Integer,
    Select,
    Table,
    Text,
    bindparam,
    literal,
    null,
    outerjoin,
    select,
    union_all,
)
from sqlalchemy import cast as cast_to
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
from billia_tui.text import fold
from billia_tui.vocabulary import LabelType, ProfileType, ServiceStatus

Rows = Select[*tuple[Any, ...]]


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
    found = {row.customer_id: [*row.lines()] for row in own(session, customer_ids)}
    for row in others(session, customer_ids):
        if row.customer_id in found:
            found[row.customer_id] += row.lines()
    return found


class Row(NamedTuple):
    """A row of a table with what customers are found by; its lines are made when they are asked for."""

    customer_id: int
    texts: Sequence[str | None]
    lines: Callable[[], Iterator[Line]]

    def may_hold(self, letters: Sequence[str]) -> bool:
        """Whether a line may hold one of some words, folded, of letters alone: those stand in a line as in the row."""
        text = "\n".join(filter(None, self.texts))
        folded = fold(text)
        return any(word in folded for word in letters) or "\\u" in text  # server information: a letter beyond ASCII


def own(session: Session, customer_ids: list[int]) -> Iterator[Row]:
    """What these customers themselves are called, in one query; those that are deleted or not there are missing."""
    for row in session.execute(_customers(), {"ids": customer_ids}):
        yield Row(row.id, row[1:], partial(of_customer, *row))


def others(session: Session, customer_ids: list[int]) -> Iterator[Row]:
    """What else they are found by, in one query."""
    for part, _, customer_id, *texts in sorted(session.execute(_question(), {"ids": customer_ids}), key=_PLACE):
        made, number = _MADE[part]
        yield Row(customer_id, texts[:number], partial(made, *texts[:number]))


def texts_of(some: Iterable[Line]) -> list[str]:
    """What the index holds of these lines, before it is folded: each text once."""
    found: dict[str, None] = {}
    for _, text, also in some:
        found[text] = None
        for form in also:
            found[form] = None
    found.pop("", None)
    return list(found)


def of_customer(
    ident: int, username: str, first_name: str, last_name: str, phone: str, country: str, city: str, postcode: str
) -> Iterator[Line]:
    """What the customer itself is called, and where it lives."""
    yield Line(LineOf.ID, str(ident))
    yield Line(LineOf.USERNAME, username)
    yield Line(LineOf.NAME, f"{first_name} {last_name}")
    yield Line(LineOf.PHONE, phone, tuple(identifiers.phone_lines(phone, country) if phone else ()))
    yield plain(LineOf.CITY, city)
    yield plain(LineOf.POSTCODE, postcode)


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


def of_merged(customer_id: str, username: str) -> Iterator[Line]:
    """What named a customer that became a part of this one finds this one (R208)."""
    yield Line(LineOf.MERGED, customer_id)
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
def _customers() -> Rows:
    one = _columns(Customer)
    own = (one.id, one.username, one.first_name, one.last_name, one.phone, one.country, one.city, one.postcode)
    return select(*own).where(one.id.in_(_IDS), one.deleted_at.is_(None))


def _emails() -> Rows:
    one = _columns(Email)
    return _part(0, one.id, one.customer_id, one.address).where(one.customer_id.in_(_IDS))


def _companies() -> Rows:
    one = _columns(Profile)
    told = _part(
        1, one.id, one.customer_id, one.company_name, one.company_number, one.vat_number, one.city, one.postcode
    )
    return told.where(one.customer_id.in_(_IDS), one.type == ProfileType.COMPANY, one.deleted_at.is_(None))


def _services() -> Rows:
    one = _columns(Service)
    told = (one.domain != "") | (one.server != "{}")
    live = one.status != ServiceStatus.TERMINATED
    return _part(2, one.id, one.customer_id, one.domain, one.server).where(one.customer_id.in_(_IDS), told, live)


def _merged() -> Rows:
    one = _columns(Customer)
    return _part(3, one.id, one.merged_into, cast_to(one.id, Text()), one.username).where(one.merged_into.in_(_IDS))


def _payments() -> Rows:
    one, order = _columns(Payment), _columns(Purchase)
    told = _part(4, one.id, order.customer_id, one.reference)
    return told.where(order.customer_id.in_(_IDS), one.purchase_id == order.id, one.reference != "")


def _labels() -> Rows:
    """Those that say something beyond yes and no."""
    one, component, value = _columns(Label), _columns(LabelComponent), _columns(LabelValue)
    named = (value.component_id == one.component_id) & (value.value == one.value)
    carried = _part(5, one.id, one.customer_id, component.name, one.value, value.name).select_from(
        outerjoin(cast("Table", Label.__table__), cast("Table", LabelValue.__table__), named)
    )
    says = (component.id == one.component_id, component.type != LabelType.YES_NO)
    return carried.where(one.customer_id.in_(_IDS), *says)


def _notes() -> Rows:
    one = _columns(Note)
    return _part(6, one.id, one.customer_id, one.text).where(one.customer_id.in_(_IDS), one.deleted_at.is_(None))


_MADE: tuple[tuple[Callable[..., Iterator[Line]], int], ...] = (
    (of_email, 1),
    (of_company, 5),
    (of_service, 2),
    (of_merged, 2),
    (of_payment, 1),
    (of_label, 3),
    (of_note, 1),
)
"""For each part of the question what makes lines of its texts, and how many those are."""

_PLACE = itemgetter(0, 1)
_MOST_TEXTS = max(number for _, number in _MADE)


def _part(number: int, ident: Any, customer_id: Any, *texts: Any) -> Rows:
    """A part of the question: all have the same columns."""
    missing = [cast_to(null(), Text())] * (_MOST_TEXTS - len(texts))
    whose = (literal(number, Integer()), ident, customer_id)
    return select(*whose, *texts, *(text.label(f"none_{place}") for place, text in enumerate(missing)))


@cache
def _question() -> CompoundSelect[*tuple[Any, ...]]:
    """All parts: asked one by one they take several times as long."""
    return union_all(_emails(), _companies(), _services(), _merged(), _payments(), _labels(), _notes())


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
    """The version of an IP address; 0 for what is none, which most texts are by their signs alone."""
    if ":" not in text and not text.replace(".", "").isdigit():
        return 0
    try:
        return ip_address(text).version
    except ValueError:
        return 0
