"""Walking through a list of customers, one by one, while customers leave the list and others join it.

A walk remembers where in the order of the list its customer stood when it was reached. That place stays when the
customer moves or leaves the list, so that the next one is always the next from there.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy.orm import Session

from billia_tui.errors import NotFound
from billia_tui.operations.actor import Actor
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.finding.queue_work import waiting
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.paging import Count, Key, Window


@dataclass(frozen=True, slots=True)
class Walk:
    """At `customer_id` in the list of `query`, at its place `key`; None as long as nobody has asked for it.

    `name` is that of the queue, and `queue_id` its id, if the list is one: then whom a colleague has, and who was put
    off or is done, is passed by (R241, R242). `outside`: the customer was not in the list when it was reached,
    but looked up by name or id.
    """

    query: CustomerQuery
    customer_id: int
    key: Key | None = None
    name: str = ""
    outside: bool = False
    queue_id: int = 0


class Standing(StrEnum):
    """Whether the customer of a walk still stands where it was reached."""

    HERE = "here"
    MOVED = "moved"
    LEFT = "left"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a walk is: `ahead` of it stand so many of `total` customers."""

    walk: Walk
    ahead: Count
    total: Count
    standing: Standing

    @property
    def number(self) -> str:
        """The number of the customer, counted from 1."""
        return f"{self.ahead.number + 1:,}" if self.ahead.exact else str(self.ahead)


def place(session: Session, actor: Actor, walk: Walk) -> Place:
    """Where the walk is, with the key that it remembers from now on; raises NotFound, QueryError."""
    key = walk.key if walk.key is not None else _key_of(session, actor, walk)
    standing = _standing(session, actor, walk, key)
    outside = standing == Standing.LEFT and (walk.outside or walk.key is None)
    ahead = customer_list.before(session, actor, walk.query, key)
    total = customer_list.count(session, actor, walk.query)
    return Place(replace(walk, key=key, outside=outside), ahead, total, Standing.OUTSIDE if outside else standing)


def onward(session: Session, actor: Actor, walk: Walk, *, forward: bool) -> Walk | None:
    """The walk one customer on, or back; None at the end of the list. Raises NotFound, QueryError."""
    key = walk.key if walk.key is not None else _key_of(session, actor, walk)
    but = waiting(session, actor, walk.queue_id) if walk.queue_id else None
    found = customer_list.step(session, actor, walk.query, key, forward=forward, but=but)
    if found is not None and found[0] == walk.customer_id:  # it has moved to just behind where it stood
        found = customer_list.step(session, actor, walk.query, found[1], forward=forward, but=but)
    return None if found is None else replace(walk, customer_id=found[0], key=found[1], outside=False)


def _key_of(session: Session, actor: Actor, walk: Walk) -> Key:
    return customer_list.key_of(session, actor, walk.query, walk.customer_id)


def _standing(session: Session, actor: Actor, walk: Walk, key: Key) -> Standing:
    there = customer_list.page(session, actor, walk.query, Window(limit=1, after=key, including=True))
    if there.rows and there.rows[0].id == walk.customer_id and there.keys[0] == key:
        return Standing.HERE
    try:
        _key_of(session, actor, walk)
    except NotFound:  # deleted
        return Standing.LEFT
    in_list = customer_list.members(session, actor, walk.query, [walk.customer_id])
    return Standing.MOVED if in_list else Standing.LEFT


def way_back(session: Session, actor: Actor, walk: Walk) -> Key:
    """The key on which the list opens when the walk ends: of the customer, or where it stood if it has left."""
    key = walk.key if walk.key is not None else _key_of(session, actor, walk)
    moved = _standing(session, actor, walk, key) == Standing.MOVED
    return _key_of(session, actor, walk) if moved else key
