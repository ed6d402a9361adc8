"""Each import is a batch, as bulk work is: its log lines name it, and it can be taken back as one (R239).

One that was broken off is gone on with by the next import of the same admin from the same source.
"""

import json
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Batch
from billia_tui.operations import stored_json
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports.kinds.kind import Outcome, Verdict
from billia_tui.operations.permissions import staff_only

IMPORT = "import"
"""The action of such a batch."""


class Run:
    """The batch of an import within one transaction; it is there as soon as something may change."""

    def __init__(self, session: Session, actor: Actor, source: str) -> None:
        self._session, self._actor, self._source = session, actor, source
        self._new: Batch | None = None
        self._batch: Batch | None = None

    def actor(self) -> Actor:
        """Who changes something, as a part of the batch."""
        if self._batch is None:
            self._batch = _open(self._session, self._actor, self._source)
        if self._batch is None:
            self._batch = self._new = Batch(
                admin_id=self._actor.admin_id,
                at=clock.now(),
                action=IMPORT,
                details=_details(self._source),
                asked=0,
                done=0,
                refused=0,
            )
            self._session.add(self._new)
            self._session.flush()
        return replace(self._actor, batch_id=self._batch.id)

    def count(self, outcomes: Sequence[Outcome]) -> None:
        """Adds the records that were stored; a batch that nothing belongs to does not stay."""
        done = sum(one.verdict in {Verdict.NEW, Verdict.CHANGED} for one in outcomes)
        if self._new is not None and not done:
            self._session.delete(self._new)
            self._new = self._batch = None
        if self._batch is not None:
            self._batch.done += done
            self._batch.asked += done


def finish(session: Session, actor: Actor, source: str, refused: int) -> int | None:
    """Ends the batch of the admin's import from `source`; gives its number, None if nothing was changed.

    `refused` are the records that did not come: one that is gone on with meets the same ones again.
    """
    staff_only(actor)
    batch = _open(session, actor, source)
    if batch is None:
        return None
    batch.finished_at = clock.now()
    batch.refused = refused
    batch.asked = batch.done + refused
    return batch.id


def by_source(source: str) -> Select[int]:
    """The batches that imports from a source are, by whichever admin."""
    return select(Batch.id).where(Batch.action == IMPORT, Batch.details == _details(source))


def source_of(batch: Batch) -> str | None:
    """The source from which a batch came; None for one that is no import."""
    return str(stored_json.exact(batch.details)["value"]) if batch.action == IMPORT else None


def _details(source: str) -> str:
    return json.dumps({"value": source}, ensure_ascii=False)


def _open(session: Session, actor: Actor, source: str) -> Batch | None:
    """The newest of them that was not finished."""
    mine = (Batch.admin_id == actor.admin_id, Batch.action == IMPORT, Batch.finished_at.is_(None))
    statement = select(Batch).where(*mine, Batch.details == _details(source)).order_by(Batch.id.desc()).limit(1)
    return session.scalar(statement.with_for_update())
