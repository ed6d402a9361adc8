"""Queues: saved queries (docs/queries.md) with a name and a key. Some are everybody's, the others one admin's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy import delete as delete_from
from sqlalchemy.orm import Session

from billia_tui.db.models import ListLayout, Queue, QueueCount, QueueHolder, QueueWork
from billia_tui.errors import NotFound, Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.input import Fields, check_seen
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require, staff_only, why_not
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.queries.terms import QueryError
from billia_tui.operations.requests import Request
from billia_tui.text import clean

MOST = 50
"""Queues that everybody, and each admin besides, may have."""

LONGEST_NAME = 60
LONGEST_QUERY = 1000
KEYS = "123456789"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A queue. `own` is the admin's own, else it is everybody's; `key` opens it in the customer list, or is empty."""

    id: int
    name: str
    key: str
    query: str
    own: bool
    version: int


def of(session: Session, actor: Actor) -> tuple[QueueRow, ...]:
    """The queues of this admin: everybody's, then the admin's own, both in the order in which they were put."""
    require(actor, Right.VIEW)
    return tuple(row_of(queue) for queue in (*_stored(session, None), *_stored(session, actor.admin_id)))


def find(session: Session, actor: Actor, name: str) -> QueueRow:
    """The queue with this key or name, case ignored; the admin's own goes before everybody's. Raises NotFound."""
    wanted = name.strip()
    queues = [*filter(lambda row: row.own, rows := of(session, actor)), *filter(lambda row: not row.own, rows)]
    for queue in queues:
        if queue.key and queue.key == wanted:
            return queue
    for queue in queues:
        if queue.name.casefold() == wanted.casefold():
            return queue
    raise NotFound(f"there is no queue {clean(wanted)!r}; see: billia queues list")


def why_not_change(actor: Actor, queue: QueueRow) -> str | None:
    """Why the admin may not edit, move or delete a queue; None if it can be tried."""
    return why_not(actor, Right.VIEW if queue.own else Right.QUEUES)


def add(
    session: Session,
    actor: Actor,
    name: str,
    query: str,
    *,
    key: str = "",
    everybody: bool = False,
    request_key: str | None = None,
) -> int:
    """Saves a query at the end of the admin's own queues, or of everybody's; gives its id.

    Raises:
        Forbidden, Invalid (at `name`, `key`, `query`), Refused (there are too many; key used for another request).
    """
    require(actor, Right.QUEUES if everybody else Right.VIEW)
    request = Request(request_key, "add queue", name, query, key, everybody)
    if (known := request.answered(session)) is not None:
        return known
    owner = None if everybody else actor.admin_id
    others = _stored(session, owner)
    if len(others) >= MOST:
        whose = "everybody has" if everybody else "you have"
        raise Refused(f"{whose} {MOST} queues already; delete one first")
    values = _checked(session, actor, {"name": name, "key": key, "query": query}, others)
    position = max((other.position for other in others), default=0) + 1
    queue = Queue(**values, admin_id=owner, position=position)
    session.add(queue)
    session.flush()
    log.about(session, actor, queue, "add queue", after={**values, "everybody": everybody})
    return request.remember(session, queue.id)


def edit(session: Session, actor: Actor, queue_id: int, values: Mapping[str, str], *, seen: int | None = None) -> bool:
    """Changes `name`, `key` or `query`, those that `values` has; tells whether anything changed.

    Raises:
        Forbidden, NotFound, Invalid, Conflict (saved by someone else since the version `seen`).
    """
    queue = _changeable(session, actor, queue_id)
    stored = _values(queue)
    check_seen(seen, queue.version, "queue", stored)
    others = [other for other in _stored(session, queue.admin_id) if other.id != queue.id]
    before, after = log.changed(stored, _checked(session, actor, {**stored, **values}, others))
    if not after:
        return False
    queue.put(after)
    log.about(session, actor, queue, "edit queue", before=before, after=after)
    return True


def move(session: Session, actor: Actor, queue_id: int, *, up: bool) -> bool:
    """Puts a queue before the one above it, or behind the one below; tells whether there is one.

    Raises:
        Forbidden, NotFound.
    """
    queue = _changeable(session, actor, queue_id)
    queues = list(_stored(session, queue.admin_id))
    place = queues.index(queue)
    there = place - 1 if up else place + 1
    if not 0 <= there < len(queues):
        return False
    queues.insert(there, queues.pop(place))
    for position, one in enumerate(queues, start=1):
        one.position = position
    before, after = {"place": place + 1}, {"place": there + 1}
    log.about(session, actor, queue, "move queue", before=before, after=after)
    return True


def delete(session: Session, actor: Actor, queue_id: int) -> None:
    """Deletes a queue; no customer changes. Raises Forbidden, NotFound."""
    queue = _changeable(session, actor, queue_id)
    before = {**_values(queue), "everybody": queue.admin_id is None}
    for table in (QueueHolder, QueueWork, QueueCount, ListLayout):
        session.execute(delete_from(table).where(table.queue_id == queue_id))
    session.delete(queue)
    log.write(session, actor, None, ("queue", queue_id), "delete queue", before=before)


def row_of(queue: Queue) -> QueueRow:
    """A queue as it is shown."""
    name, query = clean(queue.name), clean(queue.query, limit=None)
    return QueueRow(queue.id, name, clean(queue.key), query, queue.admin_id is not None, queue.version)


def the_queue(session: Session, actor: Actor, queue_id: int) -> QueueRow:
    """A queue that the admin sees: everybody's, or an own one; raises NotFound."""
    staff_only(actor)
    return row_of(_seen(session, actor, queue_id))


def _of_owner(owner: int | None) -> ColumnElement[bool]:
    return Queue.admin_id.is_(None) if owner is None else Queue.admin_id == owner


def _stored(session: Session, owner: int | None) -> Sequence[Queue]:
    return session.scalars(select(Queue).where(_of_owner(owner)).order_by(Queue.position, Queue.id)).all()


def _seen(session: Session, actor: Actor, queue_id: int, *, lock: bool = False) -> Queue:
    seen = or_(_of_owner(None), _of_owner(actor.admin_id))
    statement = select(Queue).where(Queue.id == queue_id, seen)
    queue = session.scalar(statement.with_for_update() if lock else statement)
    if queue is None:
        raise NotFound("there is no such queue any more; see: billia queues list")
    return queue


def _changeable(session: Session, actor: Actor, queue_id: int) -> Queue:
    """The queue, locked, if the admin may change it; another admin's own is not there."""
    require(actor, Right.VIEW)
    queue = _seen(session, actor, queue_id, lock=True)
    if queue.admin_id is None:
        require(actor, Right.QUEUES)
    return queue


def _values(queue: Queue) -> dict[str, str]:
    return {"name": queue.name, "key": queue.key, "query": queue.query}


def _checked(session: Session, actor: Actor, values: Mapping[str, str], others: Sequence[Queue]) -> dict[str, str]:
    """The values as they are stored; raises Invalid with all mistakes. `others` are the other queues of the owner."""
    read = Fields()
    checked = {
        "name": read.line("name", values["name"], required=True, limit=LONGEST_NAME),
        "key": read.line("key", values["key"]),
        "query": read.line("query", values["query"], required=True, limit=LONGEST_QUERY),
    }
    if checked["key"] and checked["key"] not in {*KEYS}:
        read.errors["key"] = "is one of 1 to 9, or empty"
    for other in others:
        if checked["key"] and checked["key"] == other.key:
            read.errors.setdefault("key", f"opens {clean(other.name)} already")
        if checked["name"].casefold() == other.name.casefold():
            read.errors.setdefault("name", "is the name of another queue")
    if "query" not in read.errors:
        try:
            customer_list.listing(session, actor, CustomerQuery(words=checked["query"]))
        except QueryError as error:
            read.errors["query"] = error.text
    read.done()
    return checked
