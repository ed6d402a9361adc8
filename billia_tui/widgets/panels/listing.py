"""A panel that is a list: e-mails, companies, services, orders, notes."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from billia_tui.errors import BilliaError
from billia_tui.keys import made as keys
from billia_tui.keys.made import Where
from billia_tui.paging import Page, Window
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.panels.panel import Panel, Verb
from billia_tui.widgets.record_table import RecordTable
from billia_tui.widgets.status_text import pieces

Row = TypeVar("Row")

FIRST = 30
"""How many rows a panel reads at first."""


class ListPanel(Panel[Page[Row]], Generic[Row]):
    """Rows with a cursor; `a` adds, `enter` opens, `d` deletes where that is possible."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(Where.PANEL)]
    COLUMNS: ClassVar[Sequence[Column]] = ()
    EMPTY: ClassVar[str] = "Nothing here."
    READS: ClassVar[Callable[..., Page[Any]]]
    """What gives a page of the rows of a customer; a subclass that has to say more has a `page_of` of its own."""
    HINT: ClassVar[str] = ""
    IS_BARE: ClassVar[bool] = True
    """Whether it is but a line, its title, while it is empty (R219): then that says so (R49)."""
    TALL: ClassVar[Sequence[Sequence[int]]] = ()
    """In a narrow panel: the columns of each line of a row."""
    TALL_BELOW: ClassVar[int] = 60
    """Cells under which a panel is narrow."""

    def compose(self) -> ComposeResult:
        """The table alone; the frame is the panel's."""
        self.table: RecordTable[Row] = RecordTable(
            self.COLUMNS, self.cells, self.ident, header=False, tall=self.TALL, tall_below=self.TALL_BELOW
        )
        yield self.table

    def cells(self, row: Row) -> Sequence[Piece]:
        """The pieces of a row."""
        return pieces(row, self.COLUMNS)

    def ident(self, row: Any) -> Hashable:
        """Every row has an id."""
        return int(row.id)

    def on_mount(self) -> None:
        """Says that something is on its way."""
        self.table.say("loading …")

    async def page_of(self, customer_id: int, window: Window) -> Page[Row]:
        """Asks the store for a page of rows."""
        found: Page[Row] = await self.app.ask(type(self).READS, customer_id, window)
        return found

    async def read(self, customer_id: int) -> Page[Row]:
        """The first page."""
        return await self.page_of(customer_id, Window(limit=FIRST))

    def show(self, content: Page[Row]) -> None:
        """Shows the first page, the cursor on the row where it was."""
        self.table.empty_text = self.EMPTY
        if not (self._has_cursor(content) and self.table.renew(content, None, self.table.key)):
            self.table.show(content)
        count = f"({len(content.rows)}{'+' if content.more else ''})"
        self.title(count if content.rows or not self.IS_BARE else f"{count} · {self.EMPTY}", self.HINT)

    @property
    def lines_wanted(self) -> int:
        """All rows that are read, and what is wrong; an empty list needs none."""
        lines = len(self.table.rows) * len(self.table.row_lines)
        return lines if self.shown is not None and (lines or self.IS_BARE) else 1

    def show_again(self, content: Page[Row]) -> None:
        """The first page once more; a cursor further down than that keeps its place, and all above it."""
        if self.table.row is None or self._has_cursor(content):
            self.show(content)

    def _has_cursor(self, content: Page[Row]) -> bool:
        row = self.table.row
        return row is not None and self.ident(row) in map(self.ident, content.rows)

    def failed(self, error: BilliaError) -> None:
        """Shows why there is nothing to see."""
        self.table.say(f"✖ {error.text} · ctrl+r tries again", ("", "bad"))

    def grip(self) -> None:
        """Puts the focus on the rows."""
        self.table.focus()

    def forget(self) -> None:
        """Another customer is shown."""
        super().forget()
        self.title("")
        self.table.say("loading …")

    @on(RecordTable.Wanted)
    def _wanted(self, event: RecordTable.Wanted) -> None:
        event.stop()
        self.fetch(event.window, event.generation)

    @work(group="rows")
    async def fetch(self, window: Window, generation: int) -> None:
        """Reads more rows."""
        try:
            page = await self.page_of(self.customer_id, window)
        except BilliaError as error:
            self.app.refuse(error)
            return
        self.table.answer(page, window, generation)

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        event.stop()
        self.ask(Verb.OPEN, event.row)

    @on(RecordTable.Moved)
    def _moved(self, event: RecordTable.Moved) -> None:
        event.stop()

    def action_panel_add(self) -> None:
        """Adds a row, where that is possible."""
        self.ask(Verb.ADD)

    def action_panel_open(self) -> None:
        """Opens the row under the cursor."""
        self.table.action_open_row()

    def action_panel_delete(self) -> None:
        """Deletes the row under the cursor, where that is possible."""
        if self.table.row is not None:
            self.ask(Verb.DELETE, self.table.row)
