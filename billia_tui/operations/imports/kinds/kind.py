"""What every kind of record that can be imported does, so that one loop serves all of them."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, TypeVar

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from billia_tui.db.many_rows import insert_all
from billia_tui.db.models import Base, Customer, LogEntry
from billia_tui.errors import BilliaError, Invalid, StoreError
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.files.table import Record
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right

Mistakes = dict[str, str]
"""What is wrong with a row, by field; "" is the row as a whole."""

Key = TypeVar("Key", str, int, tuple[int, str, int])
Made = TypeVar("Made")

LONGEST_IDENTITY = 500


class Item(NamedTuple):
    """A record of the file, ready for the store.

    `record` is how it stands there, `identity` is its name there, `fingerprint` stands for its values.
    """

    line: int
    record: Record
    values: Values
    identity: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What holds for all items of a batch: where they come from, and what earlier batches of a dry run take."""

    source: str
    claimed: frozenset[tuple[str, str]] = frozenset()
    named: bool = True
    """Whether the user, or a mapping, named the source (R235)."""
    update: bool = False
    """Whether what differs and is left otherwise is brought along (R236)."""
    own: bool = False
    """Whether the file is an export of ours: numbers in it are our own ids where the source has none."""

    @property
    def reason(self) -> str:
        """What the log says about where a record came from."""
        return f"from {self.source}"


class Verdict(StrEnum):
    """What became of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Outcome(NamedTuple):
    """What became of one row; `fixed` names fields that differ and that a second import does not change.

    `left` names those that `--update` would bring along (R236). `alike` says what the new record looks like, without
    being the same; empty where it looks like nothing (R210).
    """

    verdict: Verdict
    mistakes: Mapping[str, str] = MappingProxyType({})
    fixed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    alike: str = ""


@dataclass(frozen=True, slots=True)
class Updated:
    """What a second import of a record did to its row."""

    changed: bool
    fixed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class RecordKind(ABC):
    """A kind of record, kept by `model`. `right` is what its import needs (R182)."""

    name: KindName
    model: ClassVar[type[Base]]
    right: Right

    def identity(self, values: Values) -> str:
        """What tells this record from all others of its source: most have an id. Raises Invalid where it has none."""
        return named(values)

    def claims(self, _item: Item) -> list[tuple[str, str]]:
        """What the record takes that no other may have: only a dry run, which stores nothing, asks."""
        return []

    def complete(self, values: Values) -> Values:
        """Adds what other files say about the record."""
        return values

    def adopted(self, _session: Session, _actor: Actor, _batch: Batch, _items: Sequence[Item]) -> dict[str, int]:
        """Rows that are these records though no import made them: row by identity."""
        return {}

    @abstractmethod
    def insert(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> list[int | Mistakes]:
        """Stores new records with their log lines, all in few statements; for each its row or what is wrong."""

    def alike(self, _session: Session, _actor: Actor, _row_ids: Sequence[int]) -> dict[int, str]:
        """What rows that were just stored look like, by row (R210); most kinds look like nothing."""
        return {}

    @abstractmethod
    def update(self, session: Session, actor: Actor, batch: Batch, item: Item, row_id: int) -> Updated:
        """Brings a row up to what its record says now; raises what operations raise."""

    def update_together(
        self, _session: Session, _actor: Actor, _batch: Batch, _rows: Sequence[tuple[Item, int]]
    ) -> dict[str, Updated]:
        """Those updates that need no look at each row alone, in few statements; by identity, the others are missing."""
        return {}

    def bring_along(self, _session: Session, _actor: Actor, _batch: Batch, _item: Item, _row_id: int) -> Updated:
        """What was left when the same record came before: brought along now if the batch says so, told else."""
        return Updated(changed=False)


def attempted(session: Session, do: Callable[[], Made]) -> Made | Mistakes:
    """Does something to one row in a savepoint of its own: what it gives, or what is wrong; raises StoreError."""
    try:
        with session.begin_nested():
            return do()
    except StoreError:
        raise
    except Invalid as error:
        return error.fields
    except BilliaError as error:
        return {"": error.text}


def told_by(texts: Iterable[str]) -> str:
    """What tells a record without an id from others: some of its texts together."""
    return f"text {hashlib.sha256(chr(0).join(texts).encode()).hexdigest()}"


def named(values: Values, name: str = "id") -> str:
    """The identity that a field gives; raises Invalid where it is empty or too long."""
    text = values[name].strip()
    if not text:
        raise Invalid({name: "is required"})
    if len(text) > LONGEST_IDENTITY:
        raise Invalid({name: f"has {len(text):,} characters; at most {LONGEST_IDENTITY} are possible"})
    return text


def fingerprint(values: Values) -> str:
    """Stands for all values of a record."""
    text = "\0".join([f"{name}\0{values[name]}" for name in _in_order(tuple(values))])
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=64)
def _in_order(names: tuple[str, ...]) -> tuple[str, ...]:
    """Sorted; the records of a file have the same ones."""
    return tuple(sorted(names))


def inserted(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> list[int]:
    """Stores rows, which must all have the same columns; gives their ids in the same order."""
    if not rows:
        return []
    table = _table(model)
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(session.execute(statement, rows).scalars())


def bring(
    session: Session,
    actor: Actor,
    batch: Batch,
    model: type[Base],
    thing: str,
    rows: list[dict[str, Any]],
    logged: Iterable[Mapping[str, object]],
) -> list[int]:
    """Stores rows of customers, a line of the log each with what is `logged` of it; gives their ids in that order."""
    ids = inserted(session, model, rows)
    lines = [
        log.line_of(actor, row["customer_id"], (thing, row_id), "import", after=after, reason=batch.reason)
        for row_id, row, after in zip(ids, rows, logged, strict=True)
    ]
    store(session, LogEntry, lines)
    return ids


def outcomes(mistakes: Iterable[Mistakes], ids: Iterable[int]) -> list[int | Mistakes]:
    """For each record what is wrong with it, or else the next of the ids."""
    stored = iter(ids)
    return [wrong or next(stored) for wrong in mistakes]


def store(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Stores rows whose ids nobody asks for."""
    insert_all(session, _table(model), rows)


def those_in(session: Session, statement: Any, column: Any, keys: Iterable[Key]) -> Any:
    """The rows of `statement` whose `column` is one of `keys`; none asks nothing."""
    wanted = sorted(set(keys))
    return session.execute(statement.where(column.in_(wanted))).all() if wanted else []


def lock(session: Session, ids: Iterable[int]) -> None:
    """Locks customers to the end of the transaction, always in the same order (SQLite is locked as a whole)."""
    session.execute(
        select(Customer.id).where(Customer.id.in_(sorted(set(ids)))).order_by(Customer.id).with_for_update()
    )


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - a mistake of ours
    return table
