"""The customer list: pages by key in every order, filter, search and counts (R32-R39, R46, R185)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Reseller
from billia_tui.db.narrowing import Condition, Listing, on_column
from billia_tui.operations.actor import Actor
from billia_tui.operations.finding import conditions as customer_conditions
from billia_tui.operations.finding import matched
from billia_tui.operations.finding.named_conditions import labelled
from billia_tui.operations.finding.ranking import Ranked, ranked
from billia_tui.operations.finding.row import CustomerRow, row_of
from billia_tui.operations.finding.row import labelled as labelled_row
from billia_tui.operations.labels import carried as labels
from billia_tui.operations.labels import filter as label_filter
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.queries.customer_query import CustomerQuery, Sort, StatusFilter
from billia_tui.operations.queries.terms import Hold, QueryField, Term
from billia_tui.operations.reach import not_found, reached
from billia_tui.paging import Count, Key, Page, Window
from billia_tui.vocabulary import CustomerStatus

COUNT_CAP = 1000
"""Where the count that is shown at once stops."""


_customers = Customer.__table__.c
_ORDER: dict[Sort, list[ColumnElement[Any]]] = {
    Sort.ID: [_customers.id],
    Sort.USERNAME: [_customers.username_key, _customers.id],
    Sort.NAME: [_customers.name_key, _customers.id],
    Sort.PRODUCTS: [_customers.products_count, _customers.id],
    Sort.RESELLER: [_customers.reseller_key, _customers.id],
    Sort.WALLET: [_customers.currency, _customers.wallet_rank, _customers.id],  # R215
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


def page(
    session: Session, actor: Actor, query: CustomerQuery, window: Window, *, but: Condition | None = None
) -> Page[CustomerRow]:
    """A page of the list with its labels, only of those who fulfil `but` as well.

    A key is opaque: only the query that gave it knows what it says.
    """
    require(actor, Right.VIEW)
    statement = select(*_COLUMNS).join(Reseller, Reseller.id == Customer.reseller_id)
    wanted = _wanted(session, actor, query)
    if but is not None:
        wanted = replace(wanted, listing=replace(wanted.listing, conditions=(*wanted.listing.conditions, but)))
    found = wanted.page(statement, window, row_of)
    rows = tuple(_labelled(session, actor, found.rows))
    return replace(found, rows=_found_by(session, query, wanted.listing.named, rows))


def _found_by(
    session: Session, query: CustomerQuery, named: Mapping[int, str], rows: tuple[CustomerRow, ...]
) -> tuple[CustomerRow, ...]:
    """The rows, with what they were found by."""
    words = matched.words_of(customer_conditions.understood(query.words))
    if not words:
        return rows
    shown = {row.id: (str(row.id), row.username, row.name) for row in rows}
    told = matched.matches(session, words, shown, named)
    return tuple(replace(row, found=matched.said(told.get(row.id, ()))) for row in rows)


def count(session: Session, actor: Actor, query: CustomerQuery, *, at_most: int | None = COUNT_CAP) -> Count:
    """How many customers the query has; counting stops at `at_most`, None counts all."""
    require(actor, Right.VIEW)
    return listing(session, actor, query).count(at_most=at_most)


def key_of(session: Session, actor: Actor, query: CustomerQuery, customer_id: int) -> Key:
    """Where a customer stands in the order of the list; raises NotFound."""
    wanted = _wanted(session, actor, query)
    columns = select(*wanted.listing.order).where(Customer.id == customer_id, reached(actor))
    row = session.execute(columns).one_or_none()
    if row is None:
        raise not_found(customer_id)
    return wanted.key(tuple(row))


def rows(session: Session, actor: Actor, customer_ids: list[int]) -> dict[int, CustomerRow]:
    """Fresh rows of some customers, by id; those that are gone are missing."""
    statement = select(*_COLUMNS).join(Reseller, Reseller.id == Customer.reseller_id)
    found = session.execute(statement.where(Customer.id.in_(customer_ids), reached(actor)))
    return {row.id: row for row in _labelled(session, actor, [row_of(row) for row in found])}


def step(
    session: Session, actor: Actor, query: CustomerQuery, key: Key, *, forward: bool, but: Condition | None = None
) -> tuple[int, Key] | None:
    """The customer beside the one at `key` in the list, the next who fulfils `but`, and its key; None at the end.

    The key need not belong to a customer of the list any more.
    """
    window = Window(limit=1, after=key) if forward else Window(limit=1, before=key)
    found = page(session, actor, query, window, but=but)
    return (found.rows[0].id, found.keys[0]) if found.rows else None


def before(session: Session, actor: Actor, query: CustomerQuery, key: Key, *, at_most: int = COUNT_CAP) -> Count:
    """How many customers of the list stand before `key`; counting stops at `at_most`."""
    return _wanted(session, actor, query).before(key, at_most=at_most)


def _labelled(session: Session, actor: Actor, found: Sequence[CustomerRow]) -> Iterator[CustomerRow]:
    """The rows with their labels, all in one query."""
    carried = labels.of_many(session, actor, [row.id for row in found]) if found else {}
    for row in found:
        mine = carried.get(row.id)
        yield labelled_row(row, mine) if mine else row


def _wanted(session: Session, actor: Actor, query: CustomerQuery) -> Ranked:
    """The customers of the query, the ones that its words name exactly first; raises QueryError, Invalid."""
    parsed = customer_conditions.understood(query.words)
    found = listing(session, actor, query)
    return ranked(found, parsed, query.words) if len(found.order) == 1 else Ranked(found)


def listing(session: Session, actor: Actor, query: CustomerQuery) -> Listing:
    """The customers of the query that the admin reaches, in its order; raises QueryError, Invalid."""
    parsed = customer_conditions.understood(query.words)
    sort, descending = (query.sort, query.descending) if parsed.sort is None else (parsed.sort, parsed.descending)
    conditions = [*customer_conditions.conditions(session, actor, parsed), *_chosen(session, actor, query)]
    if actor.reach is not None:
        conditions.append(on_column(Customer.reseller_id, lambda column: column.in_(sorted(actor.reach or ()))))
    here = reached(replace(actor, reach=None))
    return Listing(session, here, tuple(conditions), _ORDER[sort], descending)


def _chosen(session: Session, actor: Actor, query: CustomerQuery) -> Iterator[Condition]:
    """What is chosen beside the words."""
    if query.status == StatusFilter.ON_HOLD:
        yield customer_conditions.of(session, actor, Term(QueryField.HOLD, Hold.YES))
    elif query.status != StatusFilter.ALL:
        yield customer_conditions.of(session, actor, Term(QueryField.STATUS, CustomerStatus(query.status.value)))
    if query.label:
        yield labelled(label_filter.filter_condition(session, query.label))


def members(session: Session, actor: Actor, query: CustomerQuery, customer_ids: Sequence[int]) -> frozenset[int]:
    """Which of some customers belong to a query and are in reach."""
    found = replace(listing(session, actor, query), order=(_customers.id,))
    return frozenset(found.some(select(_customers.id), customer_ids, lambda row: row[0]).rows)
