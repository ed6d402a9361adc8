"""What really became of a service: each status with its time, who set it by hand and why, who moved it (R220)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Admin, LogEntry, Service
from billia_tui.operations import stored_json
from billia_tui.operations.log import lines as log
from billia_tui.text import clean
from billia_tui.vocabulary import ServiceStatus

MOST = 30
"""The newest steps that are looked at."""

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


def steps(session: Session, service: Service) -> tuple[Step, ...]:
    """The steps of a service that the log of its customer has, the oldest first."""
    statement = (
        select(LogEntry, Admin.username)
        .outerjoin(Admin, Admin.id == LogEntry.admin_id)
        .where(
            LogEntry.customer_id == service.customer_id,
            LogEntry.object == "service",
            LogEntry.object_id == service.id,
            or_(LogEntry.after.contains('"status"'), LogEntry.action == MOVED),
        )
        .order_by(LogEntry.id.desc())
        .limit(MOST)
    )
    found = (_step(entry, username) for entry, username in session.execute(statement))
    return tuple(reversed([step for step in found if step is not None]))


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
