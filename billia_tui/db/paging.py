"""Keyset pages in SQL: never OFFSET, so that the last page costs what the first one costs."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from billia_tui.paging import Count, Key, Page, Window

T = TypeVar("T")


def fetch(
    session: Session,
    statement: Select[*tuple[Any, ...]],
    order: Sequence[ColumnElement[Any]],
    window: Window,
    make: Callable[[Any], T],
    *,
    descending: bool = False,
    many_alike: bool = False,
) -> Page[T]:
    """The page `window` of `statement`, which is sorted by `order` (its last column is the id).

    All columns of `order` run the same way, so one row comparison finds the place in the index. One row more
    than asked for is read, to know whether there are others. `many_alike`: an index is read along `order`, and its
    first column may be the same in very many rows.
    """
    keyed = statement.add_columns(*(column.label(f"key_{i}") for i, column in enumerate(order)))
    in_steps = many_alike and len(order) > 1 and session.get_bind().dialect.name == "sqlite"
    found = _in_steps(session, keyed, order, window, descending=descending) if in_steps else None
    if found is None:
        whole = placed(keyed, order, window, descending=descending)
        found = list(session.execute(whole.limit(window.limit + 1)).all())
    more = len(found) > window.limit
    found = found[: window.limit]
    if window.backward:
        found.reverse()
    width = len(order)
    return Page(tuple(make(row) for row in found), tuple(tuple(row[-width:]) for row in found), more)


def _in_steps(
    session: Session,
    statement: Select[*tuple[Any, ...]],
    order: Sequence[ColumnElement[Any]],
    window: Window,
    *,
    descending: bool,
) -> list[Any] | None:
    """The rows from a key on: those alike in the first column, then the others; None if the window has no key.

    SQLite finds the place of a row comparison by the first column alone, and then reads all that are alike.
    """
    key = window.before if window.backward else window.after
    if key is None:
        return None
    falling = descending != window.backward
    limit = window.limit + 1
    ordered = statement.order_by(*(column.desc() if falling else column.asc() for column in order))
    alike = order[0] == literal(key[0], order[0].type)
    after = beyond(order[1:], key[1:], falling=falling, including=window.including)
    found = list(session.execute(ordered.where(alike, after).limit(limit)).all())
    if len(found) < limit:
        others = ordered.where(beyond(order[:1], key[:1], falling=falling))
        found += session.execute(others.limit(limit - len(found))).all()
    return found


def placed(
    statement: Select[*tuple[Any, ...]],
    order: Sequence[ColumnElement[Any]],
    window: Window,
    *,
    descending: bool,
) -> Select[*tuple[Any, ...]]:
    """`statement` sorted by `order`, from the place on at which `window` begins, towards where it lies."""
    key = window.before if window.backward else window.after
    falling = descending != window.backward
    if key is not None:
        statement = statement.where(beyond(order, key, falling=falling, including=window.including))
    if window.only is not None:
        statement = statement.where(order[-1] == window.only)
    return statement.order_by(*(column.desc() if falling else column.asc() for column in order))


def beyond(
    order: Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]],
    key: Key,
    *,
    falling: bool,
    including: bool = False,
) -> ColumnElement[bool]:
    """What comes after `key` in the order, or stands there if `including`; `falling` is the largest first."""
    # With the columns' own types: a time is compared as it is stored.
    values = [literal(value, column.type) for column, value in zip(order, key, strict=True)]
    here, there = (tuple_(*order), tuple_(*values)) if len(order) > 1 else (order[0], values[0])
    if including:
        return here <= there if falling else here >= there
    return here < there if falling else here > there


def count(session: Session, statement: Select[*tuple[Any, ...]], *, at_most: int | None) -> Count:
    """How many rows `statement` has; with `at_most`, counting stops there."""
    if at_most is None:
        return Count(session.scalar(select(func.count()).select_from(statement.subquery())) or 0)
    some = session.scalar(select(func.count()).select_from(statement.limit(at_most + 1).subquery())) or 0
    return Count(min(some, at_most), exact=some <= at_most)
