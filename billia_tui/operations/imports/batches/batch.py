"""One batch of an import: one transaction, in which bad rows are left out and the good ones are kept."""

from collections.abc import Callable, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from billia_tui.db.models import ImportKey
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports.batches.runs import Run
from billia_tui.operations.imports.kinds import sources
from billia_tui.operations.imports.kinds.kind import (
    Batch,
    Item,
    Mistakes,
    Outcome,
    RecordKind,
    Updated,
    Verdict,
    attempted,
    store,
    those_in,
)
from billia_tui.operations.permissions import require

LEFT = "!"
"""Behind the fingerprint of a record of which something that differs was left (R236)."""

_HELD = "rows that an import is about to change"
"""They are read at once, and each is found in the session then."""

UNCHANGED, NEW = Outcome(Verdict.UNCHANGED), Outcome(Verdict.NEW)


class Rehearsed(Exception):
    """Ends the transaction of a dry run, which is undone by it; brings the outcomes."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        super().__init__()
        self.outcomes = outcomes


def store_batch(session: Session, actor: Actor, kind: RecordKind, batch: Batch, items: Sequence[Item]) -> list[Outcome]:
    """Stores what is new, changes what differs, leaves what is as it was; one outcome an item.

    Several records of the same identity are taken one after another: after the first that is good, the same
    values again change nothing and other values are refused, so that a second import finds nothing to do.

    Raises:
        Forbidden, StoreError; whatever is wrong with a row is its outcome.
    """
    require(actor, kind.right)
    run = Run(session, actor, batch.source)
    outcomes: dict[int, Outcome] = {}
    accepted: dict[str, Item] = {}
    waiting = list(enumerate(items))
    while waiting:
        now: dict[str, tuple[int, Item]] = {}
        later = []
        for index, item in waiting:
            if item.identity in accepted:
                first = accepted[item.identity]
                outcomes[index] = repeated(item, first.line, first.fingerprint)
            elif item.identity in now:
                later.append((index, item))
            else:
                now[item.identity] = (index, item)
        done = _store(session, run, actor, kind, batch, [item for _, item in now.values()])
        for (index, item), outcome in zip(now.values(), done, strict=True):
            outcomes[index] = outcome
            if outcome.verdict != Verdict.REFUSED:
                accepted[item.identity] = item
        waiting = later
    found = [outcomes[index] for index in range(len(items))]
    run.count(found)
    return found


def rehearse_batch(
    session: Session, actor: Actor, kind: RecordKind, batch: Batch, items: Sequence[Item]
) -> list[Outcome]:
    """Does all that `store_batch` does, and raises Rehearsed so that nothing of it is kept."""
    outcomes = store_batch(session, actor, kind, batch, items)
    session.flush()
    raise Rehearsed(outcomes)


def repeated(item: Item, line: int, fingerprint: str) -> Outcome:
    """The outcome of a record whose identity stood in the file before, at `line`."""
    if item.fingerprint == fingerprint:
        return UNCHANGED
    return refused({"": f"the same record stands in line {line} with other values"})


def refused(mistakes: Mistakes) -> Outcome:
    """The outcome of a bad row."""
    return Outcome(Verdict.REFUSED, mistakes)


def _store(
    session: Session, run: Run, actor: Actor, kind: RecordKind, batch: Batch, items: Sequence[Item]
) -> list[Outcome]:
    """The outcomes of items of different identities."""
    known = _keys(session, kind, batch, items)
    outcomes = {
        item.identity: UNCHANGED
        for item in items
        # Who does not reach every customer looks at each: "unchanged" would tell what somebody else's record holds.
        if actor.reach is None and item.identity in known and known[item.identity].fingerprint == item.fingerprint
    }
    again = {
        item.identity
        for item in items
        if item.identity in known and known[item.identity].fingerprint == item.fingerprint + LEFT
    }
    strange = [item for item in items if item.identity not in known]
    adopted = kind.adopted(session, actor, batch, strange) if strange else {}
    fresh = [item for item in strange if item.identity not in adopted]
    if fresh or len(outcomes) < len(items):
        actor = run.actor()
    keys = []
    inserted = kind.insert(session, actor, batch, fresh) if fresh else []
    ids = [made for made in inserted if isinstance(made, int)]
    alike = kind.alike(session, actor, ids) if ids else {}
    for item, made in zip(fresh, inserted, strict=True):
        if isinstance(made, int):
            keys.append(_key_row(kind, batch, item, made))
            outcomes[item.identity] = Outcome(Verdict.NEW, alike=alike[made]) if made in alike else NEW
        else:
            outcomes[item.identity] = refused(made)
    waiting = [item for item in items if item.identity not in outcomes]
    rows = {one.identity: adopted.get(one.identity) or known[one.identity].row_id for one in waiting}
    session.info[_HELD] = those_in(session, select(kind.model), kind.model.__table__.c.id, rows.values())
    each = [(item, rows[item.identity]) for item in waiting if item.identity not in again]
    together = kind.update_together(session, actor, batch, each) if each else {}
    for item in waiting:
        row_id = rows[item.identity]
        if item.identity in together:
            outcome = _outcome(together[item.identity])
        else:
            change = kind.bring_along if item.identity in again else kind.update
            outcome = _updated(session, actor, batch, item, row_id, change)
        outcomes[item.identity] = outcome
        if outcome.verdict == Verdict.REFUSED:
            continue
        if item.identity in adopted:
            keys.append({**_key_row(kind, batch, item, row_id), "fingerprint": _mark(item, outcome)})
        elif known[item.identity].fingerprint != _mark(item, outcome):
            _remember(session, kind, batch, item, _mark(item, outcome))
    store(session, ImportKey, keys)
    sources.forget(session)
    return [outcomes[item.identity] for item in items]


def _keys(session: Session, kind: RecordKind, batch: Batch, items: Sequence[Item]) -> dict[str, ImportKey]:
    statement = select(ImportKey).where(ImportKey.source == batch.source, ImportKey.kind == kind.name)
    found = those_in(session, statement, ImportKey.external_id, [item.identity for item in items])
    return {key.external_id: key for (key,) in found}


Change = Callable[[Session, Actor, Batch, Item, int], Updated]


def _mark(item: Item, outcome: Outcome) -> str:
    """What a record is remembered by: one of which something was left is looked at again."""
    return item.fingerprint + LEFT * bool(outcome.left)


def _updated(session: Session, actor: Actor, batch: Batch, item: Item, row_id: int, change: Change) -> Outcome:
    """Changes one row in a savepoint of its own."""
    done = attempted(session, lambda: change(session, actor, batch, item, row_id))
    if isinstance(done, dict):
        return refused(done)
    return _outcome(done)


def _outcome(done: Updated) -> Outcome:
    return Outcome(Verdict.CHANGED if done.changed else Verdict.UNCHANGED, fixed=done.fixed, left=done.left)


def _key_row(kind: RecordKind, batch: Batch, item: Item, row_id: int) -> dict[str, object]:
    return {
        "source": batch.source,
        "kind": kind.name.value,
        "external_id": item.identity,
        "row_id": row_id,
        "fingerprint": item.fingerprint,
    }


def _remember(session: Session, kind: RecordKind, batch: Batch, item: Item, fingerprint: str) -> None:
    session.execute(
        update(ImportKey)
        .where(ImportKey.source == batch.source, ImportKey.kind == kind.name, ImportKey.external_id == item.identity)
        .values(fingerprint=fingerprint)
        .execution_options(synchronize_session=False)
    )
