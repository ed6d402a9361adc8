"""Searching, filtering and sorting the services of one customer in the store (R119, R120)."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, false, func, literal, or_

from billia_tui.db.models import Service
from billia_tui.db.short_texts import bytewise, holds_word
from billia_tui.operations.actor import Actor
from billia_tui.operations.reach import of_customer
from billia_tui.operations.services.query import ServiceQuery, ServiceSort
from billia_tui.text import storable
from billia_tui.vocabulary import ServiceKind, ServiceStatus

_LONG_AGO, _FAR_AHEAD = datetime(1000, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


def order_of(query: ServiceQuery) -> list[ColumnElement[Any]]:
    """The columns that the list is sorted by, the id last; all run the same way."""
    columns = Service.__table__.c
    match query.sort:
        case ServiceSort.NEWEST:
            return [columns.created_at, columns.id]
        case ServiceSort.EXPIRY:  # those without an end come last, both ways
            without = _LONG_AGO if query.descending else _FAR_AHEAD
            return [func.coalesce(columns.expires_at, literal(without, columns.expires_at.type)), columns.id]
        case ServiceSort.NAME:
            named = case((columns.kind == ServiceKind.DOMAIN, columns.domain), else_=columns.product_name)
            return [func.lower(bytewise(named)), func.lower(bytewise(columns.domain)), columns.id]


def matching(
    actor: Actor, customer_id: int, kind: ServiceKind, query: ServiceQuery, statement: Select[*tuple[Any, ...]]
) -> Select[*tuple[Any, ...]]:
    """`statement` (on services) narrowed to those of a customer that the query has."""
    statement = of_customer(statement.where(Service.kind == kind), actor, customer_id, Service.customer_id)
    if query.status is not None:
        statement = statement.where(Service.status == query.status)
    if not storable(query.words):  # no stored text holds it, and no driver takes it
        return statement.where(false())
    return statement.where(*(_holds(word) for word in query.words.split()))


def _holds(word: str) -> ColumnElement[bool]:
    """Whether a service has `word` in its name, domain, id or, at its start, status (R120)."""
    places = (Service.product_name, Service.domain)
    hits = [held for place in places for held in holds_word(place, word)]
    if word.isascii() and word.isdigit():
        hits.append(cast(Service.id, String).contains(word))
    statuses = [status for status in ServiceStatus if status.casefold().startswith(word.casefold())]
    return or_(*hits, Service.status.in_(statuses)) if statuses else or_(*hits)
