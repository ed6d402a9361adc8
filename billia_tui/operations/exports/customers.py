"""Exporting customers: the fields that the import reads, as stored, page by page in flat memory (R37, R185)."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from billia_tui.db.models import Customer, Email, Profile, Reseller
from billia_tui.money import Money
from billia_tui.operations import countries
from billia_tui.operations.actor import Actor
from billia_tui.operations.desk import Desk
from billia_tui.operations.exports.rows import Values
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.imports.fields import OWN
from billia_tui.operations.imports.files.formulas import guarded
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.reach import reached
from billia_tui.paging import Page, Window, every_row
from billia_tui.vocabulary import EmailKind, ProfileType

TOGETHER = 1000
"""Customers in one page, each page a transaction of its own."""

NOTICE = "text cells that begin like a formula carry a leading ', which billia import takes off again"


HEADER = tuple(OWN["customers"].split())
"""As they are stored, not cleaned; no secret belongs to it (R52). The names are those of the import."""

_OF_CUSTOMER = tuple(name for name in HEADER if name in Customer.__table__.c)
_COMPANY = ("company_name", "company_number", "vat_number")


def customers(desk: Desk, words: str = "") -> Iterator[Values]:
    """All customers that the admin reaches, or those of a query, by id; raises Forbidden, QueryError."""
    return every_row(lambda window: desk.ask(page, words, window), TOGETHER)


def page(session: Session, actor: Actor, words: str, window: Window) -> Page[Values]:
    """One page of the export."""
    require(actor, Right.VIEW)
    found = customer_list.listing(session, actor, CustomerQuery(words))
    return replace(found, order=(Customer.__table__.c.id,), descending=False).page(_statement(), window, _row)


def of_ids(session: Session, actor: Actor, customer_ids: Sequence[int]) -> tuple[Values, ...]:
    """Some customers, by id; those that are gone or out of reach are missing."""
    require(actor, Right.VIEW)
    statement = _statement().where(Customer.id.in_(customer_ids), reached(actor)).order_by(Customer.id)
    return tuple(_row(row) for row in session.execute(statement))


def csv_lines(rows: Iterable[Mapping[str, object]], header: Sequence[str] = HEADER) -> Iterator[str]:
    """The lines of a CSV file: all cells quoted, and no text that a spreadsheet would run (P5)."""
    yield _csv_line(header)
    for row in rows:
        yield _csv_line([_cell(row[name]) for name in header])


def _statement() -> Select[*tuple[Any, ...]]:
    address, company = aliased(Email), aliased(Profile)
    return (
        select(
            *(getattr(Customer, name) for name in _OF_CUSTOMER),
            Customer.on_hold_manual.label("on_hold"),
            address.address.label("email"),
            Reseller.name.label("reseller"),
            *(getattr(company, name) for name in _COMPANY),
        )
        .join(Reseller, Reseller.id == Customer.reseller_id)
        .outerjoin(address, (address.customer_id == Customer.id) & (address.kind == EmailKind.REGISTRATION))
        .outerjoin(
            company,
            (company.customer_id == Customer.id)
            & company.main
            & company.deleted_at.is_(None)
            & (company.type == ProfileType.COMPANY),
        )
    )


def _row(row: Any) -> Values:
    others = {name: getattr(row, name) or "" for name in ("email", *_COMPANY)}
    others["country_name"] = countries.name_of(row.country) if row.country else ""
    others |= {name: Money(getattr(row, name), row.currency) for name in ("credit_limit", "wallet")}
    return {name: others[name] if name in others else getattr(row, name) for name in HEADER}


def _cell(value: object) -> str:
    """A value as a cell; only texts are guarded: numbers and times that we made stay as they are."""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return "" if value is None else str(value)


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(cells)
    return line.getvalue()
