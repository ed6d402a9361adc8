"""Taking back bulk work: as a batch of its own, some customers in a transaction, each whole or not at all."""

import json
import time
from dataclasses import dataclass, field, replace
from uuid import uuid4

from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import Session, aliased

from billia_tui import clock
from billia_tui.db.models import Batch, LogEntry
from billia_tui.db.paging import fetch
from billia_tui.errors import BilliaError, Forbidden, NotFound, Refused, StoreError, refuse_if
from billia_tui.operations import stored_json
from billia_tui.operations.actor import Actor
from billia_tui.operations.bulk import work as bulk
from billia_tui.operations.bulk.run import TOGETHER, TURN
from billia_tui.operations.bulk.work import MOST_REASONS
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.batches import changing_back, runs, taking_back
from billia_tui.operations.imports.batches.runs import IMPORT
from billia_tui.operations.labels.attached import ATTACHED
from billia_tui.operations.permissions import staff_only
from billia_tui.operations.requests import Request
from billia_tui.operations.undo import take_back as undo
from billia_tui.operations.undo.take_back import Undoable
from billia_tui.paging import Page, Window

_UPTO, _REFUSED = "upto", "refused"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it has come: customers `done` and `refused` of `asked`; `more` if others wait."""

    batch_id: int
    asked: int
    done: int = 0
    refused: int = 0
    more: bool = True
    reasons: dict[str, int] = field(default_factory=dict)


def find(session: Session, actor: Actor, batch_id: int) -> Undoable:
    """A batch of the admin, whether it can be taken back or not; raises Forbidden, NotFound."""
    batch = _own(session, actor, batch_id, lock=False)
    entry = session.scalar(_lines(batch, actor).order_by(LogEntry.id.desc()).limit(1))
    return replace(undo.of_batch(batch, entry), refusal=undo.why_not_batch(session, actor, batch) or "")


def left(session: Session, actor: Actor, batch_id: int, window: Window) -> Page[Undoable]:
    """Those of a batch of the admin who were not taken back, in its order, each with what refuses it, if anything."""
    batch = _own(session, actor, batch_id, lock=False)
    lines = fetch(session, _lines(batch, actor), [LogEntry.__table__.c.id], window, lambda row: row[0])
    return Page(tuple(_stays(session, actor, entry) for entry in lines.rows), lines.keys, lines.more)


def begin(session: Session, actor: Actor, batch_id: int, *, request_key: str | None = None) -> Progress:
    """Begins to take a batch of the admin back; changes nobody yet. A batch that was not finished ends.

    Raises:
        Forbidden, NotFound, Refused (not reversible, taken back already).
    """
    request = Request(request_key, "undo batch", batch_id)
    batch = _own(session, actor, batch_id)
    if (known := request.answered(session)) is not None:
        return _progress(session.get_one(Batch, known), more=True)
    refuse_if(undo.why_not_batch(session, actor, batch))
    bulk.finish(session, actor, batch_id)
    asked = session.scalar(select(func.count()).select_from(_lines(batch, actor).subquery())) or 0
    back = Batch(
        admin_id=actor.admin_id,
        at=clock.now(),
        action=f"undo {batch.action}",
        details=json.dumps({_UPTO: 0, _REFUSED: {}}),
        query=batch.query,
        asked=asked,
        undoes=batch.id,
    )
    session.add(back)
    session.flush()
    request.remember(session, back.id)
    return _progress(back, more=asked > 0)


def do_some(session: Session, actor: Actor, batch_id: int) -> Progress:
    """Takes the next customers back; who was changed meanwhile stays, is counted and named by reason.

    `batch_id` is the batch that `begin` made. Raises Forbidden, NotFound, Refused (it is finished).
    """
    back = _own(session, actor, batch_id)
    if back.undoes is None or back.finished_at is not None:
        raise Refused(f"batch {batch_id} is finished")
    details = stored_json.exact(back.details)
    lines = _lines(session.get_one(Batch, back.undoes), actor).where(LogEntry.id > details[_UPTO]).order_by(LogEntry.id)
    entries = session.scalars(lines.limit(TOGETHER)).all()
    doing, reasons = replace(actor, batch_id=batch_id), details[_REFUSED]
    source = runs.source_of(session.get_one(Batch, back.undoes))
    for entry in entries:
        refused = _reversed(session, doing, entry, source)
        if refused is None:
            back.done += 1
            continue
        back.refused += 1
        if isinstance(refused, taking_back.LaterGoesFirst):
            details[undo.WAITING] = details.get(undo.WAITING, 0) + 1
        refusal = refused.text
        if refusal in reasons or len(reasons) < MOST_REASONS:
            reasons[refusal] = reasons.get(refusal, 0) + 1
    if entries:
        details[_UPTO] = entries[-1].id
    back.details = json.dumps(details, sort_keys=True, ensure_ascii=False)
    return _progress(back, more=len(entries) == TOGETHER)


def finish(session: Session, actor: Actor, batch_id: int) -> Progress:
    """Ends it, whether all had their turn or not; a second time changes nothing. Raises Forbidden, NotFound."""
    bulk.finish(session, actor, batch_id)
    return _progress(_own(session, actor, batch_id), more=False)


class UndoRun:
    """The whole of it, step by step, for who drives it and may stop; `finish` ends it in any case."""

    def __init__(self, desk: Desk, batch_id: int) -> None:
        self._desk, self._batch_id = desk, batch_id
        self._request_key = uuid4().hex
        self._pause = TURN if desk.store.dialect == "sqlite" else 0.0
        self.progress: Progress | None = None

    def step(self) -> bool:
        """Does the next customers; tells whether there are others. After an error it can be called again."""
        if self.progress is None:
            self.progress = self._desk.change(begin, self._batch_id, request_key=self._request_key)
        else:
            time.sleep(self._pause)
        self.progress = self._desk.change(do_some, self.progress.batch_id)
        return self.progress.more

    def finish(self) -> Progress | None:
        """Ends the batch, if it was begun."""
        if self.progress is not None:
            self.progress = self._desk.change(finish, self.progress.batch_id)
        return self.progress


def _own(session: Session, actor: Actor, batch_id: int, *, lock: bool = True) -> Batch:
    staff_only(actor)
    mine = select(Batch).where(Batch.id == batch_id, Batch.admin_id == actor.admin_id)
    batch = session.scalar(mine.with_for_update() if lock else mine)
    if batch is None:
        raise NotFound(f"there is no batch {batch_id} of yours; see: billia batches list")
    return batch


def _lines(batch: Batch, actor: Actor) -> Select[LogEntry]:
    """What the admin did in a batch and what was not taken back; the system's lines follow by themselves.

    Of a customer that an import brought one line stands for all: it goes whole, or stays.
    """
    back = aliased(LogEntry)
    undone = select(back.id).where(back.undoes == LogEntry.id).exists()
    mine = (LogEntry.batch_id == batch.id, LogEntry.admin_id == actor.admin_id, LogEntry.undoes.is_(None))
    return select(LogEntry).where(*mine, ~undone, taking_back.whole(batch.id) if batch.action == IMPORT else true())


def _stays(session: Session, actor: Actor, entry: LogEntry) -> Undoable:
    """A change that was not taken back, with what refuses it."""
    one = undo.offered(session, actor, entry)
    if not _came(entry) or not one.username:
        return one
    refused = taking_back.why_not(session, entry)
    return replace(one, refusal=refused.text if refused else "")


def _came(entry: LogEntry) -> bool:
    """Whether an import brought what a line tells of."""
    attached = entry.action == ATTACHED and entry.reason.startswith("from ")
    return entry.action == IMPORT or attached or changing_back.is_one(entry)


def _reversed(session: Session, actor: Actor, entry: LogEntry, source: str | None) -> BilliaError | None:
    """Takes one back, whole or not at all; gives what refused it. `source` is that of an import."""
    try:
        with session.begin_nested():
            imported = source is not None and _came(entry)
            (taking_back.reverse if imported else undo.reverse)(session, actor, entry)
            if source is not None:
                changing_back.look_again(session, source, entry)
    except (StoreError, Forbidden):
        raise
    except NotFound:
        return Refused("gone, or out of your reach")
    except BilliaError as error:
        return error
    return None


def _progress(batch: Batch, *, more: bool) -> Progress:
    reasons = stored_json.exact(batch.details).get(_REFUSED, {})
    return Progress(batch.id, batch.asked, batch.done, batch.refused, more, reasons)
