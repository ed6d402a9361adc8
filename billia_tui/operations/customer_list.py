"""The customer list: pages by key in every order, filter, search and counts (R32-R39, R46, R185)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from billia_tui.db import search
from billia_tui.db.models import Customer, Label, Reseller
from billia_tui.db.paging import count as count_rows
from billia_tui.db.paging import fetch
from billia_tui.money import Money
from billia_tui.operations import hold, label_filter, labels
from billia_tui.operations.actor import Actor
from billia_tui.operations.customer_query import CustomerQuery, Sort, StatusFilter
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import not_found, reached
from billia_tui.operations.resellers import shown_name
from billia_tui.paging import Count, Key, Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import CustomerStatus

COUNT_CAP = 1000
"""Where the count that is shown at once stops."""


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A row of the list. `hold` says why the customer is on hold, empty if it is not; `labels` are as R63 says."""

    id: int
    username: str
    name: str
    first_name: str
    last_name: str
    products: int
    reseller: str
    wallet: Money
    status: CustomerStatus
    hold: str
    on_hold_manual: bool
    on_hold_auto: bool
    labels: tuple[str, ...] = ()


_customers = Customer.__table__.c
_ORDER: dict[Sort, list[ColumnElement[Any]]] = {
    Sort.ID: [_customers.id],
    Sort.USERNAME: [_customers.username_key, _customers.id],
    Sort.NAME: [_customers.name_key, _customers.id],
    Sort.PRODUCTS: [_customers.products_count, _customers.id],
    Sort.RESELLER: [_customers.reseller_key, _customers.id],
    Sort.WALLET: [_customers.wallet_rank, _customers.id],
    Sort.STATUS: [_customers.status, _customers.id],
}
_COLUMNS = (
    Customer.id,
    Customer.username,
    Customer.name,
    Customer.first_name,
    Customer.last_name,
    Customer.products_count,
    Reseller.name.label("reseller"),
    Customer.wallet,
    Customer.currency,
    Customer.status,
    Customer.on_hold_manual,
    Customer.on_hold_auto,
)


def page(session: Session, actor: Actor, query: CustomerQuery, window: Window) -> Page[CustomerRow]:
    """A page of the list with its labels: two queries. A key is (sort value, id), or (id,) when sorted by id."""
    require(actor, Right.VIEW)
    statement = _matching(session, actor, query, select(*_COLUMNS))
    statement = statement.join(Reseller, Reseller.id == Customer.reseller_id)
    found = fetch(session, statement, _order(session, query), window, _row, descending=query.descending)
    return replace(found, rows=tuple(_labelled(session, actor, found.rows)))


def count(session: Session, actor: Actor, query: CustomerQuery, *, at_most: int | None = COUNT_CAP) -> Count:
    """How many customers the query has; counting stops at `at_most`, None counts all."""
    require(actor, Right.VIEW)
    return count_rows(session, _matching(session, actor, query, select(Customer.id)), at_most=at_most)


def key_of(session: Session, actor: Actor, query: CustomerQuery, customer_id: int) -> Key:
    """Where a customer stands in the order of the list; raises NotFound."""
    columns = select(*_ORDER[query.sort]).where(Customer.id == customer_id, reached(actor))
    row = session.execute(columns).one_or_none()
    if row is None:
        raise not_found(customer_id)
    return tuple(row)


def rows(session: Session, actor: Actor, customer_ids: list[int]) -> dict[int, CustomerRow]:
    """Fresh rows of some customers, by id; those that are gone are missing."""
    statement = select(*_COLUMNS).join(Reseller, Reseller.id == Customer.reseller_id)
    found = session.execute(statement.where(Customer.id.in_(customer_ids), reached(actor)))
    return {row.id: row for row in _labelled(session, actor, [_row(row) for row in found])}


def step(session: Session, actor: Actor, query: CustomerQuery, key: Key, *, forward: bool) -> tuple[int, Key] | None:
    """The customer beside the one at `key` in the list, and its key; None at the end.

    The key need not belong to a customer of the list any more.
    """
    window = Window(limit=1, after=key) if forward else Window(limit=1, before=key)
    found = page(session, actor, query, window)
    return (found.rows[0].id, found.keys[0]) if found.rows else None


def before(session: Session, actor: Actor, query: CustomerQuery, key: Key, *, at_most: int = COUNT_CAP) -> Count:
    """How many customers of the list stand before `key`; counting stops at `at_most`."""
    order = _order(session, query)
    statement = _matching(session, actor, query, select(Customer.id))
    first, ident = order[0], order[-1]
    if len(order) == 1:
        ahead = ident > key[0] if query.descending else ident < key[0]
    elif query.descending:
        ahead = or_(first > key[0], (first == key[0]) & (ident > key[1]))
    else:
        ahead = or_(first < key[0], (first == key[0]) & (ident < key[1]))
    return count_rows(session, statement.where(ahead), at_most=at_most)


def _labelled(session: Session, actor: Actor, found: Sequence[CustomerRow]) -> Iterator[CustomerRow]:
    """The rows with their labels, all in one query."""
    carried = labels.of_many(session, actor, [row.id for row in found]) if found else {}
    for row in found:
        mine = carried.get(row.id)
        yield replace(row, labels=tuple(label.text for label in mine)) if mine else row


def _by_label(query: CustomerQuery) -> bool:
    """Whether the index of labels gives the list in its order: the newest of those who carry a label."""
    return bool(query.label) and query.sort == Sort.ID and not query.words.strip()


def _order(session: Session, query: CustomerQuery) -> list[ColumnElement[Any]]:
    if _by_label(query):
        return [Label.__table__.c.object_id]
    if query.sort == Sort.ID and query.words.strip():
        return [search.id_column(query.words, session.get_bind().dialect.name)]
    return _ORDER[query.sort]


def _matching(
    session: Session, actor: Actor, query: CustomerQuery, statement: Select[*tuple[Any, ...]]
) -> Select[*tuple[Any, ...]]:
    statement = statement.where(reached(actor))
    if query.status == StatusFilter.ON_HOLD:
        statement = statement.where(or_(Customer.on_hold_manual, Customer.on_hold_auto))
    elif query.status != StatusFilter.ALL:
        statement = statement.where(Customer.status == query.status.value)
    if query.label:
        statement = _carrying(statement, query, label_filter.filter_condition(session, query.label))
    return search.narrowed(session, statement, query.words, by_id=query.sort == Sort.ID)


def _carrying(
    statement: Select[*tuple[Any, ...]], query: CustomerQuery, wanted: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """Only customers with the label `wanted`: whatever has found fewer rows leads, the label or the search."""
    if _by_label(query):
        return statement.join(Label, Label.object_id == Customer.id).where(wanted)
    if query.words.strip():
        return statement.where(select(Label.id).where(wanted, Label.object_id == Customer.id).exists())
    return statement.where(Customer.id.in_(select(Label.object_id).where(wanted)))


def _row(row: Any) -> CustomerRow:
    return CustomerRow(
        row.id,
        clean(row.username),
        clean(row.name),
        clean(row.first_name),
        clean(row.last_name),
        row.products_count,
        shown_name(row.reseller),
        Money(row.wallet, row.currency),
        CustomerStatus(row.status),
        hold.why(manual=row.on_hold_manual, auto=row.on_hold_auto),
        row.on_hold_manual,
        row.on_hold_auto,
    )
