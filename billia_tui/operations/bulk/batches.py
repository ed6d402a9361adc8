"""Reading bulk work back: the batches, newest first, and the log lines of one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Admin, Batch, Customer, LogEntry
from billia_tui.db.paging import fetch
from billia_tui.errors import NotFound
from billia_tui.operations import stored_json
from billia_tui.operations.actor import Actor
from billia_tui.operations.cleaned import cleaned
from billia_tui.operations.log import lines as log
from billia_tui.operations.log.lines import LogLine
from billia_tui.operations.permissions import staff_only
from billia_tui.operations.reach import reached
from billia_tui.paging import Page, Window
from billia_tui.text import clean


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch as it is shown. `query` is empty if its customers were marked one by one; `value` is a label's.

    `refusals` says how many were refused for which reason; `undoes` is the batch that this one took back.
    """

    id: int
    at: datetime
    admin: str
    action: str
    value: str
    query: str
    reason: str
    asked: int
    done: int
    refused: int
    refusals: tuple[tuple[str, int], ...]
    finished_at: datetime | None
    undoes: int | None

    @property
    def left(self) -> int:
        """How many customers had no turn."""
        return self.asked - self.done - self.refused

    @property
    def state(self) -> str:
        """Whether it was done to the end, stopped, or broken off; one that is under way looks like the last."""
        if self.finished_at is None:
            return "not finished"
        return "stopped" if self.left > 0 else "finished"


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A log line of a batch, and whose it is."""

    id: int
    customer_id: int
    username: str
    line: LogLine


def page(session: Session, actor: Actor, window: Window) -> Page[BatchRow]:
    """The batches of admins within reach, newest first (R185)."""
    staff_only(actor)
    return fetch(session, _batches(actor), [Batch.__table__.c.id], window, _row, descending=True)


def read(session: Session, actor: Actor, batch_id: int) -> BatchRow:
    """One of them; raises Forbidden, NotFound."""
    staff_only(actor)
    found = session.execute(_batches(actor).where(Batch.id == batch_id)).one_or_none()
    if found is None:
        raise NotFound(f"there is no batch {batch_id}")
    return _row(found)


def lines(session: Session, actor: Actor, batch_id: int, window: Window) -> Page[BatchLine]:
    """The log lines of a batch about customers in reach, in the order in which they were written."""
    read(session, actor, batch_id)
    statement = log.lines().add_columns(Customer.id.label("owner_id"), Customer.username.label("owner"))
    statement = statement.join(Customer, Customer.id == LogEntry.customer_id)
    statement = statement.where(LogEntry.batch_id == batch_id, reached(actor))
    return fetch(session, statement, [LogEntry.__table__.c.id], window, _line)


def _batches(actor: Actor) -> Select[*tuple[Any, ...]]:
    statement = select(Batch, Admin.username).join(Admin, Admin.id == Batch.admin_id)
    return statement if actor.reach is None else statement.where(Admin.reseller_id.in_(sorted(actor.reach)))


def _refusals(details: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    found = details.get("refused", {})
    return found.items() if isinstance(found, dict) else ()


def _row(row: Any) -> BatchRow:
    batch: Batch = row[0]
    details = stored_json.mapping(batch.details)
    return cleaned(
        BatchRow,
        batch,
        admin=clean(row[1]),
        value=clean(str(details.get("value", details.get(stored_json.UNREADABLE, "")))),
        refusals=tuple((clean(reason), number) for reason, number in _refusals(details)),
    )


def _line(row: Any) -> BatchLine:
    line = log.line_shown(row)
    return BatchLine(line.id, row.owner_id, clean(row.owner), line)
