"""Which columns the list of customers shows, in which order and how wide: for each admin, and for each queue.

What the row itself does not have is asked for by one query for each such column and page, and only if it is shown.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, ListLayout, Note, OutgoingMail, Purchase, Service
from billia_tui.errors import Invalid
from billia_tui.money import Money
from billia_tui.operations import stored_json
from billia_tui.operations.actor import Actor
from billia_tui.operations.finding.row import Further
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import reached
from billia_tui.text import clean
from billia_tui.vocabulary import PurchaseStatus, ServiceStatus

WIDEST = 60
"""Cells that a column may have."""


class Shown(StrEnum):
    """A column."""

    ID = "id"
    USERNAME = "username"
    NAME = "name"
    PRODUCTS = "products"
    RESELLER = "reseller"
    WALLET = "wallet"
    STATUS = "status"
    HOLD = "hold"
    LABELS = "labels"
    CURRENCY = "currency"
    COUNTRY = "country"
    CITY = "city"
    CREATED = "created"
    EXPIRY = "expiry"
    UNPAID = "unpaid"
    CONTACT = "contact"


USUAL = (
    Shown.ID, Shown.USERNAME, Shown.NAME, Shown.PRODUCTS, Shown.RESELLER, Shown.WALLET, Shown.STATUS, Shown.HOLD,
    Shown.LABELS,
)  # fmt: skip
_OF_THE_CUSTOMER = frozenset({Shown.CURRENCY, Shown.COUNTRY, Shown.CITY, Shown.CREATED})


@dataclass(frozen=True, slots=True)
class ColumnWish:
    """A column that is shown; `width` in cells, 0 for as wide as it usually is."""

    column: Shown
    width: int = 0


Layout = tuple[ColumnWish, ...]


def layouts(session: Session, actor: Actor) -> Mapping[int, Layout]:
    """The layouts of this admin by queue, 0 for the list without one; what is not there is as usual."""
    require(actor, Right.VIEW)
    rows = session.scalars(select(ListLayout).where(ListLayout.admin_id == actor.admin_id))
    found = {row.queue_id: _read(row.columns) for row in rows}
    return {queue_id: layout for queue_id, layout in found.items() if layout}


def save(session: Session, actor: Actor, queue_id: int, wished: Sequence[ColumnWish]) -> None:
    """Keeps the columns of the list, or of a queue, for this admin; none is as usual again.

    Raises:
        Forbidden, Invalid (at `columns`: one of them twice, too wide).
    """
    require(actor, Right.VIEW)
    names = [one.column for one in wished]
    if len(names) != len(set(names)) or any(not 0 <= one.width <= WIDEST for one in wished):
        raise Invalid({"columns": f"are each shown once, at most {WIDEST} cells wide"})
    found = session.scalar(
        select(ListLayout).where(ListLayout.admin_id == actor.admin_id, ListLayout.queue_id == queue_id)
    )
    text = json.dumps([[one.column, one.width] for one in wished])
    before = found.columns if found is not None else ""
    if not wished:
        if found is not None:
            session.delete(found)
    elif found is None:
        session.add(ListLayout(admin_id=actor.admin_id, queue_id=queue_id, columns=text))
    else:
        found.columns = text
    after = text if wished else ""
    if before != after:
        thing = ("queue", queue_id) if queue_id else ("customer list", actor.admin_id)
        log.write(session, actor, None, thing, "columns", before={"columns": before}, after={"columns": after})


def further(session: Session, actor: Actor, customer_ids: Sequence[int], wanted: Iterable[Shown]) -> dict[int, Further]:
    """What is wanted of some customers in reach, by id; at most one query for each kind of column."""
    require(actor, Right.VIEW)
    columns = set(wanted)
    mine = select(Customer.id).where(Customer.id.in_(list(customer_ids)), reached(actor))
    found: dict[int, Further] = {}
    if columns & _OF_THE_CUSTOMER:
        of = select(Customer.id, Customer.currency, Customer.country, Customer.city, Customer.created_at)
        for row in session.execute(of.where(Customer.id.in_(mine))):
            found[row.id] = Further(clean(row.currency), clean(row.country), clean(row.city), row.created_at)
    if Shown.EXPIRY in columns:
        for ident, expiry in _expiries(session, mine):
            found[ident] = replace(found.get(ident, Further()), expiry=expiry)
    if Shown.UNPAID in columns:
        for ident, unpaid in _unpaid(session, mine):
            known = found.get(ident, Further())
            found[ident] = replace(known, unpaid=(*known.unpaid, unpaid))
    if Shown.CONTACT in columns:
        for ident, contact in _contacts(session, mine):
            found[ident] = replace(found.get(ident, Further()), contact=contact)
    return found


def _expiries(session: Session, mine: Select[int]) -> Iterable[tuple[int, datetime]]:
    living = (
        Service.customer_id.in_(mine),
        Service.status != ServiceStatus.TERMINATED,
        Service.expires_at >= clock.now(),
    )
    statement = select(Service.customer_id, func.min(Service.expires_at)).where(*living).group_by(Service.customer_id)
    return [(ident, expiry) for ident, expiry in session.execute(statement) if expiry is not None]


def _unpaid(session: Session, mine: Select[int]) -> Iterable[tuple[int, Money]]:
    due = func.sum(Purchase.price - Purchase.paid_amount)
    open_ = (Purchase.customer_id.in_(mine), ~Purchase.paid, Purchase.status != PurchaseStatus.CANCELLED)
    key = (Purchase.customer_id, Purchase.currency)
    rows = session.execute(select(*key, due).where(*open_).group_by(*key).order_by(*key))
    return [(row[0], Money(int(row[2]), row[1])) for row in rows]


def _contacts(session: Session, mine: Select[int]) -> Iterable[tuple[int, datetime]]:
    notes = select(Note.customer_id, func.max(Note.created_at).label("at")).where(
        Note.customer_id.in_(mine), Note.deleted_at.is_(None)
    )
    mails = select(OutgoingMail.customer_id, func.max(OutgoingMail.at).label("at")).where(
        OutgoingMail.customer_id.in_(mine), OutgoingMail.admin_id.is_not(None)
    )
    both = union_all(notes.group_by(Note.customer_id), mails.group_by(OutgoingMail.customer_id)).subquery()
    rows = session.execute(select(both.c.customer_id, func.max(both.c.at)).group_by(both.c.customer_id))
    return [(row[0], row[1]) for row in rows]


def _read(text: str) -> Layout:
    """A layout as it is stored; what cannot be read, or is no column any more, is left out."""
    made: list[ColumnWish] = []
    for one in stored_json.wishes(text):
        if one[0] in {*Shown} and one[0] not in {wish.column for wish in made}:
            made.append(ColumnWish(Shown(one[0]), min(max(one[1], 0), WIDEST)))
    return tuple(made)
