"""Label management: which labels there are (R59, R60, R64, R65)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui.actions.labels import EDIT_COMPONENT
from billia_tui.keys.made import Where
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.labels.component_rows import ComponentRow
from billia_tui.screens.kinds.acting_rows import ActingRows
from billia_tui.widgets.cells import Column, Piece


def _values(row: ComponentRow) -> Piece:
    bounds = "" if row.lowest is None else f"{row.lowest} to {row.highest}"
    return ", ".join(value.name for value in row.values) or bounds, "muted"


class LabelManagementScreen(ActingRows[ComponentRow], inherit_bindings=False):
    """Every component by key; those without the right may look."""

    NAME: ClassVar[str] = "Label management"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.LABELS)
    READS = label_components.page
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("KEY", 10, "key", "strong", grow=1),
        Column("NAME", 10, "name", grow=2),
        Column("RESOURCES", 23, lambda row: (", ".join(row.resources), "")),
        Column("TYPE", 7, "type"),
        Column("VALUES", 10, _values, grow=4),
    )
    """The columns of R64, and what can be picked."""
    EMPTY: ClassVar[str] = "No label is set up yet. a adds one."
    OPENS = EDIT_COMPONENT

    def crumbs(self) -> Sequence[str]:
        """It is opened from the list."""
        return ("Customers", self.NAME)
