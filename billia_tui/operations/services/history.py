"""What really became of a service: each status with its time, who set it by hand and why, who moved it (R207, R220)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Admin, Customer, LogEntry, Service
from billia_tui.operations import stored_json
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.reach import with_orders
from billia_tui.text import clean
from billia_tui.vocabulary import ServiceStatus

MOST = 30
"""The newest steps that are looked at."""

MOST_OWNERS = 20
"""So many former owners of a service are asked about, the latest first."""

MOVED = "move service"
BY_HAND = "service status"
"""Actions of the log."""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the log in which a service got another status or owner.

    `status` is what it became, None for a move, which `what` tells in words; `by_hand` says that an admin did it.
    """

    at: datetime
    status: ServiceStatus | None
    what: str
    who: str
    reason: str
    by_hand: bool


def steps(session: Session, actor: Actor, service: Service) -> tuple[Step, ...]:
    """The steps of a service that the logs of its owners have, the oldest first.

    These are the customer of now and, for staff, those who had it before, as far as the actor reaches them: by moves
    (R207), or merged into one who had it (R208). A panel tells what was since it is its customer's.
    """
    found: dict[int, tuple[LogEntry, str | None]] = {}
    asked: set[int] = set()
    owners = {service.customer_id}
    while owners and len(asked) < MOST_OWNERS:
        found |= {entry.id: (entry, who) for entry, who in session.execute(_lines(actor, service, owners))}
        asked |= owners
        owners = set() if actor.acting_as is not None else _named(entry for entry, _ in found.values()) - asked
    newest = [found[ident] for ident in sorted(found)[-MOST:]]
    told = (_step(entry, username) for entry, username in newest)
    return tuple(dict.fromkeys(step for step in told if step is not None))  # a move is in both logs


def _lines(actor: Actor, service: Service, owners: Collection[int]) -> Select[LogEntry, str]:
    """The lines about a service in the logs of some who had it, and of those who were merged into them."""
    theirs = select(Customer.id).where(
        or_(Customer.id.in_(owners), Customer.merged_into.in_(owners)), with_orders(actor)
    )
    return (
        select(LogEntry, Admin.username)
        .outerjoin(Admin, Admin.id == LogEntry.admin_id)
        .where(
            LogEntry.customer_id.in_(theirs),
            LogEntry.object == "service",
            LogEntry.object_id == service.id,
            or_(LogEntry.after.contains('"status"'), LogEntry.action == MOVED),
        )
        .order_by(LogEntry.id.desc())
        .limit(MOST)
    )


def _named(entries: Iterable[LogEntry]) -> set[int]:
    """The owners from whom a service was moved."""
    moved = (stored_json.mapping(entry.before) for entry in entries if entry.action == MOVED)
    ids = (_word(before, "owner").partition(" ")[0] for before in moved)
    return {int(one) for one in ids if one.isdecimal()}


def _step(entry: LogEntry, username: str | None) -> Step | None:
    before, after = stored_json.mapping(entry.before), stored_json.mapping(entry.after)
    who = log.author(entry, username)
    by_hand = entry.action in {MOVED, BY_HAND} and entry.admin_id is not None
    if entry.action == MOVED:
        what = f"moved from {_word(before, 'owner')} to {_word(after, 'owner')}"
        return Step(entry.at, None, what, who, clean(entry.reason), by_hand)
    if (name := after.get("status")) not in list(ServiceStatus):
        return None
    return Step(entry.at, ServiceStatus(name), str(name), who, clean(entry.reason), by_hand)


def _word(values: Mapping[str, Any], name: str) -> str:
    return clean(str(values.get(name, "–")))
