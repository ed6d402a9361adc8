"""What is set up before customers come, as kinds of an import: each record is known by its own name, here and there."""

from abc import abstractmethod
from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from billia_tui.operations.actor import Actor
from billia_tui.operations.imports.kinds.kind import (
    Batch,
    Item,
    Mistakes,
    RecordKind,
    Updated,
    attempted,
    named,
    those_in,
)
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.permissions import Right


class SetUpKind(RecordKind):
    """Records that are few, and go one by one through the operations that the staff uses.

    `known_by` is the field that names a record, `column` where `model` keeps that name.
    """

    right = Right.STAFF
    known_by: ClassVar[str]
    column: ClassVar[ColumnElement[Any]]

    def identity(self, values: Values) -> str:
        """See `Kind`."""
        return named(values, self.known_by)

    def adopted(self, session: Session, _actor: Actor, _batch: Batch, items: Sequence[Item]) -> dict[str, int]:
        """What is there under this name is the same, whoever set it up."""
        statement = select(self.column, self.model.__table__.c.id)
        names = [item.identity for item in items]
        return {name: int(row_id) for name, row_id in those_in(session, statement, self.column, names)}

    def insert(self, session: Session, actor: Actor, _batch: Batch, items: Sequence[Item]) -> list[int | Mistakes]:
        """See `Kind`."""
        return [attempted(session, partial(self.add, session, actor, item.values)) for item in items]

    def update(self, session: Session, actor: Actor, _batch: Batch, item: Item, row_id: int) -> Updated:
        """See `Kind`."""
        return self.edit(session, actor, row_id, item.values)

    @abstractmethod
    def add(self, session: Session, actor: Actor, values: Values) -> int:
        """Sets a record up, and gives its id; raises what operations raise."""

    @abstractmethod
    def edit(self, session: Session, actor: Actor, row_id: int, values: Values) -> Updated:
        """Brings a record to what the file says of it; raises what operations raise."""


def filled(values: Values, names: Sequence[str]) -> dict[str, Any]:
    """Those fields that the file has, trimmed; an empty one stays."""
    return {name: values[name].strip() for name in names if name in values}
