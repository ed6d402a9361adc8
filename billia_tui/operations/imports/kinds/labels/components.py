"""Importing the components of labels (R59, R60), known by their key, case ignored."""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from billia_tui.db.models import LabelComponent
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds.kind import Updated
from billia_tui.operations.imports.kinds.set_up import SetUpKind, filled
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.labels import components
from billia_tui.operations.labels.component_data import ComponentData, values_of
from billia_tui.operations.permissions import Right

_TEXTS = ("key", "name", "description", "type", "lowest", "highest")


class LabelComponents(SetUpKind):
    """A component with its values, a line `value=Name` each; what is carried is not taken away by an import (R65)."""

    name = KindName.LABEL_COMPONENTS
    right = Right.MANAGE_LABELS
    known_by = "key"
    model = LabelComponent
    column = LabelComponent.__table__.c.folded_key

    def identity(self, values: Values) -> str:
        """See `Kind`."""
        return super().identity(values).lower()

    def add(self, session: Session, actor: Actor, values: Values) -> int:
        """See `SetUpKind`."""
        return components.add(session, actor, ComponentData(**_read(values)))

    def edit(self, session: Session, actor: Actor, row_id: int, values: Values) -> Updated:
        """See `SetUpKind`."""
        stored = components.read(session, actor, row_id).stored
        return Updated(components.edit(session, actor, row_id, replace(stored, **_read(values))))


def _read(values: Values) -> dict[str, Any]:
    read = filled(values, _TEXTS)
    if "values" in values:
        read["values"] = values_of(values["values"])
    if values.get("resources", "").strip():
        read["resources"] = tuple(part.strip() for part in values["resources"].split(","))
    return read
