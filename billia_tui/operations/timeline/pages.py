"""Pages of a timeline by key: each source is asked once, their rows are joined by time (R221)."""

from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

from billia_tui.db.paging import beyond
from billia_tui.db.short_texts import holds_words
from billia_tui.operations.actor import Actor
from billia_tui.operations.log.lines import within
from billia_tui.operations.permissions import staff_only
from billia_tui.operations.reach import of_customer
from billia_tui.operations.timeline.events import ALL, Event, Wanted
from billia_tui.operations.timeline.sources import SOURCES, Source
from billia_tui.paging import Key, Page, Window


def page(session: Session, actor: Actor, customer_id: int, window: Window, wanted: Wanted = ALL) -> Page[Event]:
    """What happened to a customer, newest first; nothing for one out of reach.

    A key is (time, place of the source among all, id): of what has the same time the order is always the same.
    """
    staff_only(actor)
    key = window.before if window.backward else window.after
    falling = not window.backward
    parts = []
    for rank, source in enumerate(SOURCES):
        if wanted.kind in (None, *source.kinds):
            statement = of_customer(source.rows(), actor, customer_id, source.owner)
            statement = _narrowed(statement, source, wanted)
            if key is not None:
                statement = statement.where(_beyond(source, rank, key, falling=falling, including=window.including))
            parts.append(_read(session, statement, source, rank, window.limit + 1, falling=falling))
    joined = merge(*parts, key=lambda found: found[0], reverse=falling)
    found = list(islice(joined, window.limit + 1))
    more = len(found) > window.limit
    found = found[: window.limit]
    if window.backward:
        found.reverse()
    return Page(tuple(event for _, event in found), tuple(place for place, _ in found), more)


def _narrowed(statement: Select[*tuple[Any, ...]], source: Source, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    if wanted.kind is not None and source.of_kind is not None:
        statement = statement.where(source.of_kind(wanted.kind))
    return statement.where(*within(source.at, wanted.days), *holds_words(source.words, wanted.words))


def _beyond(source: Source, rank: int, key: Key, *, falling: bool, including: bool) -> ColumnElement[bool]:
    """What of a source comes after a key of the joined order."""
    time, of, ident = key
    if rank == of:
        return beyond((source.at, source.ident), (time, ident), falling=falling, including=including)
    return beyond((source.at,), (time,), falling=falling, including=(rank < of) == falling)


def _read(
    session: Session,
    statement: Select[*tuple[Any, ...]],
    source: Source,
    rank: int,
    limit: int,
    *,
    falling: bool,
) -> list[tuple[tuple[datetime, int, int], Event]]:
    order = [source.at.desc(), source.ident.desc()] if falling else [source.at.asc(), source.ident.asc()]
    rows = session.execute(statement.add_columns(source.at, source.ident).order_by(*order).limit(limit))
    return [((row[-2], rank, row[-1]), source.event(row)) for row in rows]
