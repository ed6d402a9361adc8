"""Customers under several conditions, so that each page is quick however many customers there are.

PostgreSQL's planner knows how common a value is and that a page needs few rows. SQLite's does not, so here it is told:
read along the order of the list and test each customer, or gather what the rarest condition has and sort that.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, FromClause, Select, func, not_, or_, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from billia_tui.db.models import Customer
from billia_tui.db.paging import beyond, fetch, placed
from billia_tui.db.paging import count as count_rows
from billia_tui.paging import Count, Key, Page, Window

T = TypeVar("T")
Rows = Select[*tuple[Any, ...]]

FEW = 2_000
"""So many customers are gathered and sorted for one page without looking for a better way."""

STRETCH = 4_000
"""So many customers are tested along the order of the list before another way is looked for."""

MANY = 200_000
"""Where counting what a condition has stops."""

_id: ColumnElement[int] = Customer.__table__.c.id


@dataclass(frozen=True, slots=True)
class Source:
    """An index that knows customers: `key` of the rows of `table` that are `matched`.

    Those are `in_order`: each customer once, by id; `certain`: they fulfil the condition without being asked again;
    `live`: none of them is deleted.
    """

    table: FromClause
    key: ColumnElement[Any]
    matched: ColumnElement[bool]
    in_order: bool = False
    certain: bool = True
    live: bool = False

    @property
    def ids(self) -> Select[int]:
        """The ids of the customers."""
        return select(self.key).select_from(self.table).where(self.matched)


@dataclass(frozen=True, slots=True)
class Condition:
    """What customers must fulfil: `holds` may use any index, `tested` none of the table of customers itself.

    `column` is the column of theirs that `holds` compares, if it is one. `named` are some who fulfil it whatever
    `plain` says, with the reason; all others fulfil it if they fulfil `plain`, which is found faster.
    """

    holds: ColumnElement[bool]
    tested: ColumnElement[bool]
    source: Source | None = None
    column: ColumnElement[Any] | None = None
    plain: "Condition | None" = None
    named: Mapping[int, str] = field(default_factory=dict)

    def or_named(self, named: Mapping[int, str]) -> "Condition":
        """The same, and all that are `named` fulfil it too."""
        if not named:
            return self
        ids = sorted(named)
        source = None
        if self.source is not None:
            others = select(_id).where(_id.in_(ids), Customer.deleted_at.is_(None), not_(self.tested))
            either = union_all(
                select(self.source.key.label("id")).select_from(self.source.table).where(self.source.matched), others
            ).subquery()
            source = Source(either, either.c.id, true(), certain=self.source.certain, live=self.source.live)
        holds, tested = or_(self.holds, _id.in_(ids)), or_(self.tested, hidden(Customer.id).in_(ids))
        return Condition(holds, tested, source, plain=self, named=named)


def on_column(
    column: InstrumentedAttribute[Any], test: Callable[[Any], ColumnElement[bool]], *, in_order: bool = False
) -> Condition:
    """A condition on an indexed column of the customers; `in_order` if only one value of it fulfils it."""
    table = Customer.__table__
    matched = Customer.deleted_at.is_(None) & test(column)
    source = Source(table, _id, matched, in_order=in_order, live=True)
    return Condition(test(column), test(hidden(column)), source, table.c[column.key])


def hidden(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """The column, so that SQLite looks for no index of it."""
    return UnaryExpression(column.expression, operator=custom_op("+"), type_=column.type)


@dataclass(frozen=True, slots=True)
class Listing:
    """The customers that are `here` and fulfil all `conditions`, by `order`, whose last column is the id."""

    session: Session
    here: ColumnElement[bool]
    conditions: tuple[Condition, ...] = ()
    order: Sequence[ColumnElement[Any]] = (_id,)
    descending: bool = False

    def page(self, statement: Rows, window: Window, make: Callable[[Any], T]) -> Page[T]:
        """A page of `statement`, a select from customers."""
        if not self._is_sqlite:
            return self._fetch(self.restricted(statement), window, make)
        if not self._sources:
            return self._fetch(self._along(statement, None), window, make, along=True)
        stream = self._stream()
        if stream is not None and len(self.conditions) == 1:
            return self._fetch(self._along(statement, stream), window, make, stream, along=True)
        rarest, number = self._rarest(FEW)
        if number <= FEW:
            return self._fetch(self._among(statement, rarest), window, make)
        return self._first_along(statement, stream, window, make)

    @property
    def named(self) -> dict[int, str]:
        """Who fulfils a condition whatever else is true, and why."""
        return {one: why for condition in self.conditions for one, why in condition.named.items()}

    def some(self, statement: Rows, ids: Sequence[int], make: Callable[[Any], T]) -> Page[T]:
        """Those of a few customers that belong to the list, in its order."""
        tests = (one.tested if self._is_sqlite else one.holds for one in self.conditions)
        statement = statement.where(self.here, Customer.id.in_(ids), *tests)
        return self._fetch(statement, Window(limit=len(ids)), make)

    def count(self, *, at_most: int | None, ahead_of: Key | None = None) -> Count:
        """How many there are, all or only those ahead of a key; counting stops at `at_most`."""
        lead = self._lead_of_count(at_most) if self._is_sqlite else None
        statement: Rows = select(_id)
        if not self._is_sqlite:
            statement = self.restricted(statement)
        elif lead is None:
            statement = self._along(statement, None)
        elif len(self.conditions) == 1 and lead.source is not None and lead.source.live and ahead_of is None:
            statement = lead.source.ids
        elif lead.source is not None and lead.source.in_order:
            statement = self._along(statement, lead)
        else:
            statement = self._among(statement, lead)
        if ahead_of is not None:
            statement = statement.where(beyond(self.order, ahead_of, falling=not self.descending))
        return count_rows(self.session, statement, at_most=at_most)

    def restricted(self, statement: Rows) -> Rows:
        """`statement`, which selects from customers in an order of its own, narrowed to these."""
        if self._is_sqlite and self._sources:
            rarest, number = self._rarest(MANY)
            return self._among(statement, rarest) if number <= MANY else self._along(statement, None)
        return statement.where(self.here, *(condition.holds for condition in self.conditions))

    # ── ways on SQLite ──

    def _first_along(
        self, statement: Rows, stream: Condition | None, window: Window, make: Callable[[Any], T]
    ) -> Page[T]:
        """Along the order for a stretch; if that gives no page, the way that then promises to be shorter."""
        along = self._along(statement, stream)
        end = self._end_of_stretch(stream, window)
        if end is None:
            return self._fetch(along, window, make, stream)
        stretch = beyond(self._columns(stream), end, falling=self.descending == window.backward, including=True)
        found = self._fetch(along.where(stretch), window, make, stream)
        if found.more:
            return found
        still = STRETCH * (window.limit + 1) / max(len(found.rows), 0.01)
        rarest, number = self._rarest(int(min(still, MANY)))
        if number <= still:
            return self._fetch(self._among(statement, rarest), window, make)
        return self._fetch(along, window, make, stream)

    def _stream(self) -> Condition | None:
        """The condition whose own index gives the customers in the order of the list."""
        if len(self.order) > 1:
            return next((one for one in self.conditions if one.column is self.order[0]), None)
        return next((one for one in self.conditions if one.source is not None and one.source.in_order), None)

    def _along(self, statement: Rows, stream: Condition | None) -> Rows:
        """Along the order of the list, or of `stream`, each customer tested for the other conditions."""
        statement = statement.where(self.here)
        for one in self.conditions:
            if one is not stream or (one.source is not None and not one.source.certain):
                statement = statement.where(one.tested)
        if stream is None or stream.source is None:
            return statement
        if stream.source.table is Customer.__table__:
            return statement.where(stream.source.matched)
        return statement.join(stream.source.table, stream.source.key == Customer.id).where(stream.source.matched)

    def _among(self, statement: Rows, lead: Condition) -> Rows:
        """All customers of `lead`, tested for the other conditions, and then sorted."""
        assert lead.source is not None  # noqa: S101 - a mistake of ours
        tested = (one.tested for one in self.conditions if one is not lead or not lead.source.certain)
        return statement.where(self.here, Customer.id.in_(lead.source.ids), *tested)

    # ── choosing ──

    @property
    def _is_sqlite(self) -> bool:
        return self.session.get_bind().dialect.name == "sqlite"

    @property
    def _sources(self) -> list[tuple[Condition, Source]]:
        return [(one, one.source) for one in self.conditions if one.source is not None]

    def _rarest(self, cap: int) -> tuple[Condition, int]:
        """The condition that the fewest customers may fulfil, and how many; more than `cap` says no more than that."""
        counts = (
            select(func.count()).select_from(source.ids.limit(cap + 1).subquery()).scalar_subquery()
            for _, source in self._sources
        )
        numbers = self.session.execute(select(*counts)).one()
        best = min(range(len(numbers)), key=numbers.__getitem__)
        return self._sources[best][0], numbers[best]

    def _lead_of_count(self, at_most: int | None) -> Condition | None:
        """With which condition to begin counting; None for all customers."""
        if len(self.conditions) == 1 and self._sources and (self._sources[0][1].in_order or self._sources[0][1].live):
            return self.conditions[0]
        return self._rare_one(at_most) or next((one for one, source in self._sources if source.in_order), None)

    def _rare_one(self, at_most: int | None) -> Condition | None:
        if not self._sources:
            return None
        cap = MANY if at_most is None else MANY // 10
        rarest, number = self._rarest(cap)
        return rarest if number <= cap else None

    def _end_of_stretch(self, stream: Condition | None, window: Window) -> Key | None:
        """Where the stretch from the beginning of the window ends; None if the list ends before it."""
        bare = replace(self, conditions=() if stream is None else (stream,))
        columns = self._columns(stream)
        whole = bare._along(select(*columns).select_from(Customer), stream)  # noqa: SLF001 - one of us
        statement = placed(whole, columns, window, descending=self.descending)
        row = self.session.execute(statement.limit(1).offset(STRETCH)).one_or_none()
        return None if row is None else tuple(row)

    def _columns(self, stream: Condition | None) -> Sequence[ColumnElement[Any]]:
        """What the list is sorted by, in the columns of the index that is read."""
        if len(self.order) == 1 and stream is not None and stream.source is not None:
            return [stream.source.key]
        return self.order

    def _fetch(
        self,
        statement: Rows,
        window: Window,
        make: Callable[[Any], T],
        stream: Condition | None = None,
        *,
        along: bool = False,
    ) -> Page[T]:
        columns = self._columns(stream)
        return fetch(self.session, statement, columns, window, make, descending=self.descending, many_alike=along)
