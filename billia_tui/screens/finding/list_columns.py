"""The list of customers with the columns that this admin has chosen, for the list or for the queue that it shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from billia_tui.paging import Page
from billia_tui.screens.finding.columns import COLUMNS, FURTHER, USUAL, cells, cells_of, columns_of
from billia_tui.screens.finding.queue_keys import QueueKeys
from billia_tui.widgets.cells import Piece

if TYPE_CHECKING:
    from billia_tui.operations.finding.columns import Layout
    from billia_tui.operations.finding.row import CustomerRow


class ListColumns(QueueKeys, inherit_bindings=False):
    """A list whose columns can be chosen."""

    _layouts: "Mapping[int, Layout] | None" = None
    """By queue, 0 for the list; None until they were asked for."""
    _shown_layout: "Layout" = ()
    _pieces: "Callable[[CustomerRow], Sequence[Piece]]" = staticmethod(cells)

    @property
    def _queue_shown(self) -> int:
        return self.queue.id if self.queue is not None and self.queue_name else 0

    @property
    def layout_now(self) -> "Layout":
        """The columns that were chosen for what is shown; those of the list for a queue without; empty for as usual."""
        layouts = self._layouts or {}
        return layouts.get(self._queue_shown) or layouts.get(0) or ()

    async def know_columns(self) -> None:
        """Asks for them once, and puts those that belong to what is shown."""
        if self._layouts is None:
            from billia_tui.operations.finding import columns

            self._layouts = await self.app.ask(columns.layouts)
        layout = self.layout_now
        if layout != self._shown_layout:
            self._shown_layout = layout
            names: list[str] = [wish.column for wish in layout]
            self._pieces = cells_of(names) if layout else cells
            shown = names or [*USUAL]
            self.name_place = next((shown.index(name) for name in ("name", "username") if name in shown), 0)
            self.table.put_columns(columns_of(layout) or COLUMNS, self.cells_of)
            self.show_order()

    def pieces_of(self, row: "CustomerRow") -> "Sequence[Piece]":
        """A row with the columns that were chosen."""
        return self._pieces(row)

    @property
    def further_wanted(self) -> frozenset[str]:
        """The columns that are asked for besides the rows."""
        return frozenset(wish.column for wish in self._shown_layout) & FURTHER

    async def completed(self, page: "Page[CustomerRow]") -> "Page[CustomerRow]":
        """The rows with what else is shown of them, in one question."""
        await self.know_columns()
        found = await self.completed_rows({row.id: row for row in page.rows})
        return replace(page, rows=tuple(found[row.id] for row in page.rows))

    async def completed_rows(self, rows: "Mapping[int, CustomerRow]") -> "Mapping[int, CustomerRow]":
        """The same of rows by id."""
        wanted = self.further_wanted
        if not wanted or not rows:
            return rows
        from billia_tui.operations.finding import columns

        known = await self.app.ask(columns.further, [*rows], [columns.Shown(name) for name in wanted])
        return {ident: replace(row, further=known.get(ident)) for ident, row in rows.items()}

    def action_list_columns(self) -> None:
        """Which columns are shown, in which order and how wide."""
        if self.app.desk is not None:
            self.begin(self.choose_columns)

    async def choose_columns(self) -> None:
        """The form; the rows are read with what it shows."""
        from billia_tui.operations.finding import columns
        from billia_tui.screens.finding.columns_dialog import ColumnsDialog

        await self.know_columns()
        queue_id, whose = self._queue_shown, self.queue_name or "the list"
        shown = self.layout_now or tuple(map(columns.ColumnWish, columns.USUAL))
        chosen = await self.app.push_screen_wait(ColumnsDialog(whose, shown))
        if chosen is None:
            return
        await self.app.change(columns.save, queue_id, chosen)
        self._layouts = None
        await self.know_columns()
        self.app.say(f"Columns of {whose}: {'as chosen' if chosen else 'as usual'}")
        self.read()
