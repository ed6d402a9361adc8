"""Undo: an admin takes back a change of their own, as a new change with a log line of its own.

The way back is the operation that a person would use, with its rights and rules. It is refused if anybody changed the
same thing meanwhile. Money is never taken back: the customer may have spent it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from billia_tui import clock
from billia_tui.db.models import Admin, Batch, Customer, LogEntry
from billia_tui.errors import BilliaError, Conflict, Forbidden, NotFound, Refused, StoreError
from billia_tui.operations import permissions
from billia_tui.operations.actor import Actor
from billia_tui.operations.bulk.actions import REVERSIBLE
from billia_tui.operations.imports.batches.runs import IMPORT
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import staff_only
from billia_tui.operations.reach import reached, the_customer
from billia_tui.operations.requests import Request
from billia_tui.operations.undo.ways import WAYS, Change, left_as_it_was, why_never
from billia_tui.text import clean

WAITING = "waiting"
"""In the details of a batch that took another one back: how much of it stays until a later import is gone."""

LOOKED_AT = 200
"""So many of the admin's changes are looked through, newest first."""

NOTHING_HERE = "nothing to undo here"
ELSEWHERE = "older ones: billia undo --list"

A_SHIFT = timedelta(hours=12)
"""What counts as this session where there is none to ask for, as on the command line (R223)."""

_LATER = 1_000
"""So many later changes of the same thing are looked through for who changed it meanwhile."""


@dataclass(frozen=True, slots=True)
class Undoable:
    """A change as it is offered: taken back, each of `fields` goes from its second value to its third.

    `batch_id` is set if all of a batch is meant; `customers` says how many it changed. `refusal` says why it cannot be
    taken back now, `warning` what stays all the same; both are empty if there is nothing to say. `passed_over` is the
    newest change that is never taken back, and why, if one was made after this.
    """

    log_id: int
    at: datetime
    action: str
    customer_id: int
    username: str
    fields: tuple[tuple[str, str, str], ...] = ()
    warning: str = ""
    refusal: str = ""
    passed_over: str = ""
    batch_id: int | None = None
    customers: int = 1

    @property
    def id(self) -> int:
        """The line, for lists."""
        return self.log_id

    @property
    def in_words(self) -> tuple[tuple[str, str, str], ...]:
        """The fields as the console calls them (R222)."""
        return tuple((log.field_in_words(name), now, back) for name, now, back in self.fields)

    @property
    def what(self) -> str:
        """The change in a few words."""
        if self.batch_id is not None:
            things = "record" if self.action == IMPORT else "customer"
            return f"batch {self.batch_id}: {self.action} of {self.customers:,} {things}{'s'[: self.customers != 1]}"
        return f"{self.action} of {self.username}"


def recent(session: Session, actor: Actor, limit: int) -> list[Undoable]:
    """The last changes of the admin that could be taken back, newest first, at most `limit`; a batch counts once."""
    found = []
    for one in _offered(session, actor):
        found.append(one)
        if len(found) == limit:
            break
    return found


def last(session: Session, actor: Actor, *, customer_id: int | None = None, since: datetime | None = None) -> Undoable:
    """The last change of the admin that can be taken back; what was taken back, or takes back, does not count.

    Args:
        session: of the store.
        actor: whose changes.
        customer_id: only of this customer (R223); a batch, which changed others as well, is told of and not offered.
        since: only what was done from this time on, such as the beginning of the session (R223).

    Raises:
        Forbidden, Refused (there is none here, and why).
    """
    passed: list[str] = []
    one = next(_offered(session, actor, passed, customer_id=customer_id, since=since), None)
    if one is None:
        raise Refused(f"{NOTHING_HERE}. {passed[0]}" if passed else f"{NOTHING_HERE}; {ELSEWHERE}")
    return replace(one, passed_over=passed[0]) if passed else one


def the_last(session: Session, actor: Actor) -> Undoable:
    """The admin's very last change, whatever it was of, if it can be taken back and is of this shift.

    Who types `billia undo` means what was done just before: nothing older is taken instead of it (R223).

    Raises:
        Forbidden, Refused (it cannot be taken back, and why; or there is none).
    """
    one = last(session, actor, since=clock.now() - A_SHIFT)
    if one.passed_over:
        raise Refused(f"{NOTHING_HERE}. {one.passed_over.rstrip('.')}; {ELSEWHERE}")
    back = aliased(LogEntry)
    standing = LogEntry.undoes.is_(None) & ~select(back.id).where(back.undoes == LogEntry.id).exists()
    own = select(LogEntry).where(LogEntry.admin_id == actor.admin_id, LogEntry.id > one.log_id, standing)
    later = session.scalar(own.order_by(LogEntry.id.desc()).limit(1))
    if later is not None:
        about = f"{clean(later.action)} of {clean(later.object)} {later.object_id}"
        raise Refused(f"{NOTHING_HERE}. Your last change was {about}: it cannot be taken back; {ELSEWHERE}")
    return one


def find(session: Session, actor: Actor, log_id: int) -> Undoable:
    """A change of the admin by its log line, whether it can be taken back or not; raises Forbidden, NotFound."""
    return offered(session, actor, _own(session, actor, log_id))


def take_back(session: Session, actor: Actor, log_id: int, *, request_key: str | None = None) -> str:
    """Takes one change back; gives what was done, in words.

    Raises:
        Forbidden, NotFound (no such change of this admin, or its customer is gone), Conflict (changed meanwhile),
        Refused (never taken back, or was already), Invalid (the old value is against a rule by now).
    """
    request = Request(request_key, "undo", log_id)
    change = Change.of(_own(session, actor, log_id))
    customer = the_customer(session, actor, change.customer_id)
    words = f"{clean(change.action)} of {clean(customer.username)} taken back"
    if request.answered(session) is not None:
        return words
    _reverse(session, actor, change)
    request.remember(session, log_id)
    return words


def reverse(session: Session, actor: Actor, entry: LogEntry) -> None:
    """Takes back what a line tells of, for those who do many; raises as `take_back` does."""
    change = Change.of(entry)
    the_customer(session, actor, change.customer_id)
    _reverse(session, actor, change)


def why_not_batch(session: Session, actor: Actor, batch: Batch) -> str | None:
    """Why a batch of the admin is not taken back; None if it can be tried."""
    if batch.admin_id != actor.admin_id:
        return f"batch {batch.id} is not yours"
    if batch.undoes is not None:
        return f"batch {batch.id} took back batch {batch.undoes} itself"
    if batch.action not in REVERSIBLE and batch.action != IMPORT:
        return f"{clean(batch.action)} cannot be taken back"
    ended = select(Batch.id).where(Batch.undoes == batch.id, Batch.finished_at.is_not(None))
    ended = ended.where(Batch.done + Batch.refused >= Batch.asked)
    ended = ended.where(Batch.details.not_like(f'%"{WAITING}": %'))  # by now what they wait for may be gone (R239)
    if session.scalar(ended.limit(1)) is not None:
        return f"batch {batch.id} was taken back already"
    return None


# ── looking ──


def _offered(
    session: Session,
    actor: Actor,
    passed: list[str] | None = None,
    *,
    customer_id: int | None = None,
    since: datetime | None = None,
) -> Iterator[Undoable]:
    """What can be offered, newest first; what is never taken back is told in `passed` instead."""
    staff_only(actor)
    for entry in _newest(session, actor, customer_id, since):
        if entry.batch_id is not None:
            batch = session.get_one(Batch, entry.batch_id)
            if why_not_batch(session, actor, batch) is None:
                if customer_id is None:
                    yield of_batch(batch, entry)
                elif passed is not None:
                    passed.append(f"Your last change here was batch {batch.id}: billia undo --batch {batch.id}")
            elif batch.undoes is None and batch.action not in {*REVERSIBLE, IMPORT} and passed is not None:
                passed.append(f"Your last change was batch {batch.id}, {clean(batch.action)}: it cannot be taken back.")
            continue
        change = Change.of(entry)
        never = why_never(change)
        if never is None:
            one = offered(session, actor, entry)
            if one.username:
                yield one
        elif passed is not None:
            username = session.scalar(select(Customer.username).where(Customer.id == change.customer_id))
            passed.append(f"Your last change was {clean(change.action)} of {clean(username or '')}: {never}.")


def _newest(session: Session, actor: Actor, customer_id: int | None, since: datetime | None) -> Iterator[LogEntry]:
    """The admin's changes of customers that were not taken back, newest first; of a batch one line alone."""
    statement = select(LogEntry).where(
        LogEntry.admin_id == actor.admin_id, LogEntry.acting_as.is_(None), LogEntry.customer_id.is_not(None)
    )
    if customer_id is not None:
        statement = statement.where(LogEntry.customer_id == customer_id)
    if since is not None:
        statement = statement.where(LogEntry.at >= since)
    statement = statement.order_by(LogEntry.id.desc()).limit(LOOKED_AT)
    below: int | None = None
    looked = 0
    while looked < LOOKED_AT:
        here = statement if below is None else statement.where(LogEntry.id < below)
        entries = session.scalars(here).all()
        if not entries:
            return
        undone = set(session.scalars(select(LogEntry.undoes).where(LogEntry.undoes.in_([one.id for one in entries]))))
        for entry in entries:
            looked, below = looked + 1, entry.id
            if entry.batch_id is not None:
                yield entry
                below = _first_of(session, entry.batch_id)
                break
            if entry.undoes is None and entry.id not in undone:
                yield entry


def _first_of(session: Session, batch_id: int) -> int:
    """The first line of a batch: a batch of a million lines is stepped over at once."""
    first = session.scalar(select(func.min(LogEntry.id)).where(LogEntry.batch_id == batch_id))
    return first or 0


def _own(session: Session, actor: Actor, log_id: int) -> LogEntry:
    staff_only(actor)
    entry = session.get(LogEntry, log_id)
    if entry is None or entry.admin_id != actor.admin_id or entry.acting_as or entry.customer_id is None:
        raise NotFound(f"there is no change {log_id} of yours; see: billia undo --list")
    return entry


def of_batch(batch: Batch, entry: LogEntry | None) -> Undoable:
    """A batch as it is offered; `entry` is its last line, if it has one."""
    ident, customer_id = (entry.id, entry.customer_id or 0) if entry else (0, 0)
    return Undoable(
        ident,
        batch.at,
        clean(batch.action),
        customer_id,
        "",
        warning="" if batch.finished_at else "It was broken off, or still goes on; taking it back ends it.",
        batch_id=batch.id,
        customers=batch.done,
    )


def offered(session: Session, actor: Actor, entry: LogEntry) -> Undoable:
    """What a line tells of as it is offered; without a username if the admin does not reach the customer any more."""
    change = Change.of(entry)
    here = select(Customer.username).where(Customer.id == change.customer_id, reached(actor))
    username = session.scalar(here)
    if username is None:
        return Undoable(change.id, change.at, clean(change.action), change.customer_id, "", refusal="it is gone")
    fields = tuple(
        (clean(name), log.shown(change.after.get(name)), log.shown(change.before.get(name)))
        for name in dict.fromkeys([*change.before, *change.after])
    )
    try:
        _check(session, actor, change)
        refusal = ""
    except StoreError:
        raise
    except BilliaError as error:
        refusal = error.text
    way = WAYS.get(change.action)
    return Undoable(
        change.id,
        change.at,
        clean(change.action),
        change.customer_id,
        clean(username),
        fields,
        way.warning if way else "",
        refusal,
    )


# ── doing ──


def _reverse(session: Session, actor: Actor, change: Change) -> None:
    _check(session, actor, change)
    WAYS[change.action].back(session, replace(actor, undoes=change.id), change)
    session.flush()


def _check(session: Session, actor: Actor, change: Change) -> None:
    """Raises unless the change can be taken back now."""
    never = why_never(change)
    if never:
        raise Refused(never)
    if session.scalar(select(LogEntry.id).where(LogEntry.undoes == change.id).limit(1)) is not None:
        raise Refused("it was taken back already")
    forbidden = permissions.why_not(actor, WAYS[change.action].right)
    if forbidden:
        raise Forbidden(forbidden)
    meanwhile = _meanwhile(session, change)
    if meanwhile:
        raise Conflict(meanwhile, {}, seen=0)
    if not left_as_it_was(session, change):
        raise Conflict("it is not as you left it any more; look at it, then change it by hand", {}, seen=0)


def _meanwhile(session: Session, change: Change) -> str:
    """Who changed the same thing after this, in words; changes that were taken back do not count."""
    statement = (
        select(LogEntry, Admin.username)
        .outerjoin(Admin, Admin.id == LogEntry.admin_id)
        .where(LogEntry.customer_id == change.customer_id, LogEntry.id > change.id)
        .where(LogEntry.object == change.thing[0], LogEntry.object_id == change.thing[1])
        .order_by(LogEntry.id)
        .limit(_LATER)
    )
    later = session.execute(statement).all()
    undone = {entry.undoes for entry, _ in later}
    for entry, username in later:
        if entry.undoes is None and entry.id not in undone and Change.of(entry).fields & change.fields:
            who = log.author(entry, username)
            return f"{who} changed it at {clock.shown(entry.at)} ({clean(entry.action)}); change it by hand"
    return ""
