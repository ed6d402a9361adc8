"""Bulk work: one action done to many customers as one batch, some hundred in a transaction, each whole or not at all.

Each customer is changed by the operation on one customer, so its rules, rights and log lines are those; the lines
carry the number of the batch. What was done is counted in the transaction that did it: after a crash it says how far
the batch came, and doing the same customers once more does nothing twice.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Batch
from billia_tui.errors import BilliaError, Forbidden, NotFound, Refused, StoreError
from billia_tui.operations import stored_json
from billia_tui.operations.actor import Actor
from billia_tui.operations.bulk.actions import LABELLING, BulkAction, Task, Work, checked
from billia_tui.operations.bulk.plan import GONE, Looked
from billia_tui.operations.finding.listing import members
from billia_tui.operations.permissions import staff_only
from billia_tui.operations.requests import Request

LEFT = "not in the query any more"
"""Said of customers who left the query between the dry run and their turn: what they were marked for is over."""

MOST_REASONS = 100
"""So many different reasons a batch keeps."""

_UPTO, _REFUSED = "upto", "refused"


@dataclass(frozen=True, slots=True)
class Done:
    """How far a batch has come: customers `done` and `refused` so far, and who was refused just now, and why."""

    done: int
    refused: int
    refusals: tuple[Looked, ...] = ()


def begin(
    session: Session,
    actor: Actor,
    work: Work,
    *,
    changing: int,
    refused: Mapping[str, int],
    request_key: str | None = None,
) -> int:
    """Begins a batch; gives its id.

    Args:
        session: a writing transaction.
        actor: the acting admin.
        work: what is to be done.
        changing: how many customers the dry run found to change.
        refused: how many it found not to, by reason.
        request_key: the same key again gives the same batch (P1).

    Raises:
        Forbidden, Invalid, NotFound, Refused (nobody would change).
    """
    task = checked(session, actor, work)
    request = Request(request_key, "bulk", work.action, work.value, work.reason, changing)
    if (known := request.answered(session)) is not None:
        return known
    if not changing or work.action == BulkAction.EXPORT:
        raise Refused("there is nobody whom this would change")
    details: dict[str, Any] = {_REFUSED: dict(list(refused.items())[:MOST_REASONS])}
    if work.action in LABELLING:  # never the text of a note: a note can be deleted
        details |= {"value": work.value, "replace": work.replace}
    batch = Batch(
        admin_id=actor.admin_id,
        at=clock.now(),
        action=str(work.action),
        details=_json(details),
        query=work.selection.text,
        reason=task.reason,
        asked=changing + sum(refused.values()),
        refused=sum(refused.values()),
    )
    session.add(batch)
    session.flush()
    return request.remember(session, batch.id)


def do_some(session: Session, actor: Actor, batch_id: int, work: Work, customer_ids: Sequence[int]) -> Done:
    """Does the work of a batch to some customers, who come by id; those that had their turn are left alone.

    Rights and values are checked again; whoever is refused, by rule, reach or because the query has it no longer, is
    counted and named, and the others go on.

    Raises:
        Forbidden, Invalid, NotFound (no such batch of this admin), Refused (the batch is finished).
    """
    task = checked(session, actor, work)
    batch = _own(session, actor, batch_id)
    if batch.finished_at is not None or batch.action != work.action:
        raise Refused(f"batch {batch_id} is finished")
    details = stored_json.exact(batch.details)
    waiting = [one for one in sorted(customer_ids) if one > details.get(_UPTO, 0)]
    if not waiting:
        return Done(batch.done, batch.refused)
    refusals = tuple(_tried(session, replace(actor, batch_id=batch_id), task, work, waiting))
    details[_UPTO] = waiting[-1]
    counts = details[_REFUSED]
    for one in refusals:
        if one.refusal in counts or len(counts) < MOST_REASONS:
            counts[one.refusal] = counts.get(one.refusal, 0) + 1
    batch.details = _json(details)
    batch.done += len(waiting) - len(refusals)
    batch.refused += len(refusals)
    return Done(batch.done, batch.refused, refusals)


def finish(session: Session, actor: Actor, batch_id: int) -> Done:
    """Ends a batch, whether all had their turn or not; a second time changes nothing. Raises Forbidden, NotFound."""
    batch = _own(session, actor, batch_id)
    if batch.finished_at is None:
        batch.finished_at = clock.now()
    return Done(batch.done, batch.refused)


def _own(session: Session, actor: Actor, batch_id: int) -> Batch:
    """A batch of the admin, kept from others to the end of the transaction."""
    staff_only(actor)
    mine = select(Batch).where(Batch.id == batch_id, Batch.admin_id == actor.admin_id)
    batch = session.scalar(mine.with_for_update())
    if batch is None:
        raise NotFound(f"there is no batch {batch_id} of yours")
    return batch


def _tried(session: Session, actor: Actor, task: Task, work: Work, customer_ids: Sequence[int]) -> list[Looked]:
    """Does it to each; gives those that were refused."""
    marked, query = work.selection.ids, work.selection.query
    inside = frozenset[int]() if query is None else members(session, actor, query, customer_ids)
    refused = []
    for customer_id in customer_ids:
        refusal: str | None = LEFT
        if customer_id in marked or customer_id in inside:
            refusal = _why_not_done(session, actor, task, customer_id)
        if refusal is not None:
            refused.append(Looked(customer_id, refusal))
    return refused


def _why_not_done(session: Session, actor: Actor, task: Task, customer_id: int) -> str | None:
    """Does it to one, whole or not at all; gives the reason if it was refused."""
    try:
        with session.begin_nested():
            task.do(session, actor, customer_id)
    except (StoreError, Forbidden):
        raise
    except NotFound:
        return GONE
    except BilliaError as error:
        return error.text
    return None


def _json(details: Mapping[str, object]) -> str:
    return json.dumps(details, sort_keys=True, ensure_ascii=False)
