"""A page with one list of the whole business: admins, resellers, labels, payment methods."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.widget import Widget

from billia_tui import paging
from billia_tui.errors import BilliaError
from billia_tui.paging import Window
from billia_tui.screens.kinds.rows_around import renew_rows
from billia_tui.screens.kinds.rows_page import Row, RowsPage
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.record_table import RecordTable
from billia_tui.widgets.status_text import pieces

if TYPE_CHECKING:
    from billia_tui.operations.team.changes_feed import Changes


class StorePage(RowsPage[Row], inherit_bindings=False):
    """All rows of one kind, paged by key. A subclass gives columns and the question to the store."""

    COLUMNS: ClassVar[Sequence[Column]] = ()
    EMPTY: ClassVar[str] = "Nothing here."
    READS: ClassVar[Callable[..., paging.Page[Any]]]
    """What gives a page of rows; a subclass that has to say more has a `page_of` of its own."""
    _facts_of_rows: tuple[str, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The table."""
        self.table = RecordTable(self.COLUMNS, self.cells, lambda row: getattr(row, "id", None))
        yield self.table

    async def page_of(self, window: Window) -> paging.Page[Row]:
        """A page of rows, of what this page is about."""
        return await self.app.ask(type(self).READS, *(self.about_page() or ()), window)

    def cells(self, row: Row) -> Sequence[Piece]:
        """The pieces of a row."""
        return pieces(row, self.COLUMNS)

    def open(self, row: Row) -> None:
        """All of the row: what is cut in its line opens whole (R219)."""
        from billia_tui.screens.kinds.facts_page import FactsBox

        named = zip(self.table.columns, self.cells(row), strict=True)
        facts = [(column.title.capitalize(), piece) for column, piece in named if column.title and piece[0]]
        self.app.push_screen(FactsBox(self.heading(), facts))

    async def read_first(self) -> None:
        """Asks for what has to be known before the rows; most pages need nothing."""

    def crumbs(self) -> Sequence[str]:
        """This page stands for itself."""
        return (self.heading(),)

    def heading(self) -> str:
        """The name of this page."""
        return self.NAME

    def show_title(self) -> None:
        """The key line follows: rights as well as rows may have changed."""
        super().show_title()
        self.show_keys()

    @on(RecordTable.Moved)
    def _moved(self) -> None:
        self.show_keys()

    def show_keys(self) -> None:
        """What can be done here, and with the row under the cursor."""
        if self.is_composed:
            self.key_bar.show(self.key_states())

    def key_states(self) -> dict[str, KeyState]:
        """How the keys stand, by name."""
        return {name: KeyState(refusal=why) for name, why in self.refusals().items()}

    def refusals(self) -> dict[str, str | None]:
        """Why a key cannot be used now; None if it can (R51)."""
        return {}

    def on_mount(self) -> None:
        """Paints first, then reads."""
        super().on_mount()
        self.table.say("loading …")
        self.table.focus()
        self.await_reading(but=self.app.key_of("leave_page"))
        self.call_after_refresh(self.read)

    def read(self) -> None:
        """Reads from the top."""
        self.load()

    @work(exclusive=True, group="list")
    async def load(self) -> None:
        """Reads the first page; the cursor stays on its row."""
        with self.reading():
            await self._load()
        self.show_title()

    async def _load(self) -> None:
        try:
            await self.read_first()
            page = await self.page_of(Window(limit=max(2 * self.table.visible_rows, 20)))
        except BilliaError as error:
            same = bool(self.table.rows) and self._facts_of_rows == (*self.facts(),)  # not those of another filter
            if not self.app.link.keeps(self, error, shown=same):
                self.table.say(f"✖ {error.text} · esc goes back", ("", "bad"))
            return
        before = self.table.row
        self.table.empty_text = self.EMPTY
        self.table.show(page)
        self._facts_of_rows = (*self.facts(),)
        if before is not None:
            self.table.go_to(getattr(before, "id", None))

    async def renew(self, _changes: "Changes") -> bool:
        """Reads the rows around the cursor, and what has to be known before them."""
        await self.read_first()
        rows = [*self.table.rows]
        done = await renew_rows(self.table, self.page_of, still=self.is_steady)
        if self.table.rows != rows:
            self.show_title()
        return done

    def is_steady(self) -> bool:
        """Whether the rows are those that are wanted: none are on their way."""
        return not self.is_reading
