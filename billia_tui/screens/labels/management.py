"""Label management: which labels there are (R59, R60, R64, R65)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import paging
from billia_tui.keys.made import Where
from billia_tui.operations import permissions
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.labels.component_rows import ComponentRow
from billia_tui.operations.permissions import Right
from billia_tui.paging import Window
from billia_tui.screens.kinds.store_page import StorePage
from billia_tui.screens.labels.component_dialogs import ComponentDialog, DeleteComponentDialog
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.dialog import Dialog


class LabelManagementScreen(StorePage[ComponentRow], inherit_bindings=False):
    """Every component by key; those without the right may look."""

    NAME: ClassVar[str] = "Label management"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.LABELS)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("KEY", 10, grow=1),
        Column("NAME", 10, grow=2),
        Column("RESOURCES", 23),
        Column("TYPE", 7),
        Column("VALUES", 10, grow=4),
    )
    EMPTY: ClassVar[str] = "No label is set up yet. a adds one."

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

    async def page_of(self, window: Window) -> paging.Page[ComponentRow]:
        """A page of components."""
        return await self.app.ask(label_components.page, window)

    def crumbs(self) -> Sequence[str]:
        """It is opened from the list."""
        return ("Customers", self.NAME)

    def refusal(self) -> str | None:
        """Why the admin cannot change anything here; None if it can be tried."""
        if self.app.desk is None:
            return "the store is not open yet"
        return permissions.why_not(self.app.desk.actor, Right.MANAGE_LABELS)

    def show_title(self) -> None:
        """The key line follows the rights as well."""
        super().show_title()
        refusal = self.refusal()
        states = {name: KeyState(refusal=refusal) for name in ("component_add", "component_delete")}
        self.key_bar.show({**states, "open_row": KeyState("edit", refusal)})

    def open(self, row: ComponentRow) -> None:
        """Edits a component."""

        async def make() -> Dialog:
            return ComponentDialog(await self.app.ask(label_components.read, row.id))

        self.open_form(make, self.refusal())

    def action_component_add(self) -> None:
        """Sets up a component."""

        async def make() -> Dialog:
            return ComponentDialog(None)

        self.open_form(make, self.refusal())

    def action_component_delete(self) -> None:
        """Deletes a component, after saying how many carry it (R65)."""
        row = self.table.row
        if row is None:
            self.app.refuse(self.refusal() or "there is no label here")
            return

        async def make() -> Dialog:
            number = await self.app.ask(label_components.usage, row.id)
            return DeleteComponentDialog(row, number)

        self.open_form(make, self.refusal())
