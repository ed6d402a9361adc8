"""Label management: which labels there are (R59, R60, R64, R65)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui.actions.labels import EDIT_COMPONENT
from billia_tui.keys.made import Where
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.labels.component_rows import ComponentRow
from billia_tui.screens.kinds.acting_rows import ActingRows
from billia_tui.widgets.cells import Column, Piece


class LabelManagementScreen(ActingRows[ComponentRow], inherit_bindings=False):
    """Every component by key; those without the right may look."""

    NAME: ClassVar[str] = "Label management"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.LABELS)
    READS = label_components.page
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("KEY", 10, grow=1),
        Column("NAME", 10, grow=2),
        Column("RESOURCES", 23),
        Column("TYPE", 7),
        Column("VALUES", 10, grow=4),
    )
    EMPTY: ClassVar[str] = "No label is set up yet. a adds one."
    OPENS = EDIT_COMPONENT

    def cells(self, row: ComponentRow) -> Sequence[Piece]:
        """The columns of R64, and what can be picked."""
        bounds = "" if row.lowest is None else f"{row.lowest} to {row.highest}"
        return (
            (row.key, "strong"),
            (row.name, ""),
            (", ".join(row.resources), ""),
            (row.type, ""),
            (", ".join(value.name for value in row.values) or bounds, "muted"),
        )

    def crumbs(self) -> Sequence[str]:
        """It is opened from the list."""
        return ("Customers", self.NAME)
