"""The dry run of bulk work: who would change, who would not and why, in stretches, so that it stays quick and flat."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer
from billia_tui.operations.actor import Actor
from billia_tui.operations.bulk.actions import Task, Work, checked
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.queries.selection import Selection
from billia_tui.operations.reach import reached
from billia_tui.paging import Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import CustomerStatus

STRETCH = 5_000
"""Customers that are looked at in one transaction."""

DONE = "done"
GONE = "gone, or out of your reach"
"""Said of marked customers that were deleted, or went to a reseller whom the admin does not reach (R185)."""

MOST_REASONS = 5
"""So many reasons are said above a list that says all of them."""

_id = Customer.__table__.c.id


@dataclass(frozen=True, slots=True)
class Looked:
    """A customer that was looked at: `refusal` says why it would not change, empty if it would."""

    id: int
    refusal: str


@dataclass(frozen=True, slots=True)
class BulkRow:
    """A customer as the dry run and the result show it: `text` is what changes, old → new, or why nothing does."""

    id: int
    username: str
    name: str
    changes: bool
    text: str


@dataclass(frozen=True, slots=True)
class _Facts:
    id: int
    status: CustomerStatus
    on_hold_manual: bool
    on_hold_auto: bool


class Outcomes:
    """What becomes of customers: their ids by reason, "" for those that change. Eight bytes a customer."""

    def __init__(self) -> None:
        self._ids: dict[str, array[int]] = {}

    def add(self, customer_id: int, refusal: str = "") -> None:
        """One more."""
        self._ids.setdefault(refusal, array("q")).append(customer_id)

    def add_all(self, customer_ids: Iterable[int], refusal: str = "") -> None:
        """Several more."""
        self._ids.setdefault(refusal, array("q")).extend(customer_ids)

    def only_refused(self) -> "Outcomes":
        """A copy of those that do not change."""
        copy = Outcomes()
        for reason, ids in self._ids.items():
            if reason:
                copy.add_all(ids, reason)
        return copy

    @property
    def changing(self) -> Sequence[int]:
        """Those that change, by id."""
        return self._ids.get("", array("q"))

    @property
    def refused(self) -> dict[str, int]:
        """How many do not, by reason, the most frequent first."""
        counts = {reason: len(ids) for reason, ids in self._ids.items() if reason and ids}
        return dict(sorted(counts.items(), key=lambda pair: -pair[1]))

    @property
    def number(self) -> int:
        """How many customers there are."""
        return sum(map(len, self._ids.values()))

    def sort(self) -> None:
        """By id within each reason."""
        self._ids = {reason: array("q", sorted(ids)) for reason, ids in self._ids.items()}

    def page(self, window: Window) -> Page[Looked]:
        """Those that do not change first, by reason, then those that do; a key is the place from 0."""
        total = self.number
        if window.bottom or window.before is not None:
            stop = total if window.before is None else window.before[0] + window.including
            start = max(stop - window.limit, 0)
            more = start > 0
        else:
            start = 0 if window.after is None else window.after[0] + (not window.including)
            stop = min(start + window.limit, total)
            more = stop < total
        found = tuple(self._from_to(start, stop))
        return Page(found, tuple((start + place,) for place in range(len(found))), more)

    def _from_to(self, start: int, stop: int) -> Iterator[Looked]:
        for reason in (*self.refused, ""):
            ids = self._ids.get(reason, array("q"))
            yield from (Looked(customer_id, reason) for customer_id in ids[max(start, 0) : max(stop, 0)])
            start, stop = start - len(ids), stop - len(ids)


class Plan:
    """A dry run: `step` looks at the next customers, until it tells that there are no others.

    Afterwards work is done to exactly those that were found to change: nobody who came into the query meanwhile is
    touched unseen, and nobody is skipped because others left it.
    """

    def __init__(self, desk: Desk, work: Work) -> None:
        self.work = work
        self.outcomes = Outcomes()
        self._desk = desk
        self._after: int | None = None
        self._in_query = work.selection.query is not None
        self._ids = sorted(work.selection.ids)
        self._place = 0

    def step(self) -> bool:
        """Looks at the next stretch; tells whether there is another. Raises what `checked` raises, and QueryError."""
        if self._in_query:
            found = self._desk.ask(of_query, self.work, Window(limit=STRETCH, after=self._key))
            self._add(found.rows)
            self._in_query = found.more
            self._after = found.keys[-1][0] if found.keys else None
            more = found.more or bool(self._ids)
        else:
            wanted = self._ids[self._place : self._place + STRETCH]
            self._place += len(wanted)
            self._add(self._desk.ask(of_ids, self.work, wanted))
            more = self._place < len(self._ids)
        if not more:
            self.outcomes.sort()
        return more

    @property
    def _key(self) -> tuple[int] | None:
        return None if self._after is None else (self._after,)

    def _add(self, found: Sequence[Looked]) -> None:
        for one in found:
            self.outcomes.add(one.id, one.refusal)


def of_query(session: Session, actor: Actor, work: Work, window: Window) -> Page[Looked]:
    """A stretch of those in the query, by id; those taken out of it are left out of the rows alone."""
    task = checked(session, actor, work)
    query, without = work.selection.query or CustomerQuery(), work.selection.without
    listing = replace(customer_list.listing(session, actor, query), order=(_id,), descending=False)
    found = listing.page(_statement(), window, _facts)
    rows = _looked(session, task, [row for row in found.rows if row.id not in without])
    return Page(tuple(rows), found.keys, found.more)


def of_ids(session: Session, actor: Actor, work: Work, customer_ids: Sequence[int]) -> tuple[Looked, ...]:
    """Some customers that were marked one by one; those that belong to the query as well are not said twice."""
    task = checked(session, actor, work)
    wanted = set(customer_ids)
    if work.selection.query is not None:
        wanted -= customer_list.members(session, actor, work.selection.query, customer_ids)
    statement = _statement().where(_id.in_(sorted(wanted)), reached(actor)).order_by(_id)
    found = {row.id: _facts(row) for row in session.execute(statement)}
    here = _looked(session, task, list(found.values()))
    return (*here, *(Looked(customer_id, GONE) for customer_id in sorted(wanted - found.keys())))


def rows(
    session: Session, actor: Actor, work: Work, looked: Sequence[Looked], *, done: bool = False
) -> tuple[BulkRow, ...]:
    """Customers of a dry run, or of what was `done`, with their names, in the order given; those gone have none."""
    task = checked(session, actor, work)
    ids = [one.id for one in looked]
    known, carried = customer_list.rows(session, actor, ids), task.carried(session, ids)
    made = []
    for one in looked:
        row = known.get(one.id)
        text = one.refusal or (DONE if done else task.change(row, carried.get(one.id)) if row else GONE)
        made.append(BulkRow(one.id, row.username if row else "", row.name if row else "", not one.refusal, clean(text)))
    return tuple(made)


def marked(session: Session, actor: Actor, selection: Selection) -> int:
    """How many customers a selection has, those out of reach among them if they were marked one by one."""
    if selection.query is None:
        return len(selection.ids)
    number = customer_list.count(session, actor, selection.query, at_most=None).number
    beside = len(selection.ids) - len(customer_list.members(session, actor, selection.query, list(selection.ids)))
    return number + beside - len(customer_list.members(session, actor, selection.query, list(selection.without)))


def _looked(session: Session, task: Task, found: Sequence[_Facts]) -> Iterator[Looked]:
    """Many customers share what decides: each case is judged once."""
    carried = task.carried(session, [row.id for row in found])
    known: dict[Any, str] = {}
    for row in found:
        value = carried.get(row.id)
        case = (row.status, row.on_hold_manual, row.on_hold_auto, value)
        if case not in known:
            known[case] = task.refusal(row, value) or ""
        yield Looked(row.id, known[case])


def _statement() -> Select[*tuple[Any, ...]]:
    return select(_id, Customer.status, Customer.on_hold_manual, Customer.on_hold_auto)


def _facts(row: Any) -> _Facts:
    return _Facts(row.id, CustomerStatus(row.status), row.on_hold_manual, row.on_hold_auto)


def counted(refused: Mapping[str, int]) -> str:
    """How many do not change, by reason, in words; the rare reasons are one."""
    parts = [f"{number:,} {reason}" for reason, number in refused.items()]
    rest = sum(list(refused.values())[MOST_REASONS:])
    return " · ".join(parts[:MOST_REASONS] + [f"{rest:,} for other reasons"] * (rest > 0))
