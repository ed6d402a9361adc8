"""The one list: rows that are paged by key, and rows that are searched while typing, filtered and sorted besides."""

from typing import Any, Generic, TypeVar

from textual import on, work

from billia_tui import paging
from billia_tui.errors import BilliaError
from billia_tui.paging import Key, Window
from billia_tui.screens.kinds.newest import Newest
from billia_tui.screens.kinds.page import Page
from billia_tui.widgets.pick_list import PickList
from billia_tui.widgets.record_table import RecordTable
from billia_tui.widgets.search_line import SearchLine

Row = TypeVar("Row")


class RowsPage(Page, Generic[Row], inherit_bindings=False):
    """A page with a table of rows; `page_of` of a subclass asks the store for them."""

    table: RecordTable[Row]

    async def page_of(self, window: Window) -> paging.Page[Row]:
        """Asks the store for a page of rows."""
        raise NotImplementedError

    def are_wanted(self) -> bool:
        """Whether the rows of the table are still those that are asked for."""
        return True

    @property
    def is_reading(self) -> bool:
        """Whether this page reads its list anew at this moment."""
        return any(worker.group == "list" and worker.is_running for worker in self.workers if worker.node is self)

    @on(RecordTable.Wanted)
    def _wanted(self, event: RecordTable.Wanted) -> None:
        self.fetch(event.window, event.generation)

    @work(group="rows")
    async def fetch(self, window: Window, generation: int) -> None:
        """Reads more rows; the table drops them if the list is another one by then."""
        if not self.are_wanted():  # other rows are on their way
            return
        try:
            page = await self.page_of(window)
        except BilliaError as error:
            self.app.refuse(error)
        else:
            self.table.answer(page, window, generation)

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        self.open(event.row)

    def open(self, row: Any) -> None:
        """Opens a row, where there is more to see of it."""


class SearchedRows(RowsPage[Row], inherit_bindings=False):
    """Rows that are searched, filtered and sorted; what is asked for, read and counted is the subclass's."""

    search: SearchLine
    narrowing = False
    """Whether other rows are on their way: keys wait for them."""

    def __init__(self, *about: Any) -> None:
        super().__init__(*about)  # whom a ListPage is about
        self.newest = Newest()

    async def read_rows(self, at: Key | None, line: int, *, typing: bool) -> None:
        """Reads and shows the rows, from the top or around the key `at` with its row on `line`; says what is wrong."""
        raise NotImplementedError

    def order_now(self) -> tuple[str, bool]:
        """What the rows are sorted by, and whether it falls."""
        raise NotImplementedError

    def count(self) -> Any:
        """Counts, once the rows are there: nobody waits for the number."""
        raise NotImplementedError

    def show_state(self) -> None:
        """Says at the right of the search line how many there are, and which."""
        raise NotImplementedError

    def sort_by(self, sort: str) -> None:
        """Shows the rows in another order."""
        raise NotImplementedError

    def settle(self) -> None:
        """What was typed is meant as it stands."""

    def read(self) -> None:
        """Reads afresh around the row under the cursor, which stays where it is."""
        self.load(self.table.key, self.table.line_of_cursor)

    @work(exclusive=True, group="list")
    async def load(self, at: Key | None = None, line: int = 0, *, typing: bool = False) -> None:
        """Reads the rows, from the top or around the key `at` with its row on `line`."""
        if typing:
            await self.newest.turn()
        with self.reading():
            await self.read_rows(at, line, typing=typing)
            self.narrowing = False
        self.show_title()
        self.count()

    def show_anew(self, *, typing: bool = False) -> None:
        """Shows what is asked for now from its top."""
        self.show_order()
        self.show_state()
        self.narrowing = True
        if not typing:
            self.await_reading()
        self.load(typing=typing)

    def show_order(self) -> None:
        """Marks the column that the list is sorted by."""
        sort, falls = self.order_now()
        sign = "▼" if falls else "▲"
        self.table.titles = {
            index: f"{column.title} {sign}"
            for index, column in enumerate(self.table.columns)
            if column.sort and column.sort == sort
        }

    def order_unseen(self) -> list[str]:
        """What the list is sorted by, where no column in view is marked with it."""
        sort, falls = self.order_now()
        if not sort:  # a list with one order, its own
            return []
        places = {column.sort: index for index, column in enumerate(self.table.columns) if column.sort}
        place = places.get(sort)
        if place is not None and self.table.has_in_view(place):
            return []
        name = sort if place is None else self.table.columns[place].title.lower()
        return [f"{'▼' if falls else '▲'} {name}"]

    def pick_order(self) -> None:
        """Another order; the same one again is the other way round."""
        now, _ = self.order_now()
        choices = [
            (column.sort, f"{column.title.capitalize()}{' (other way round)' if column.sort == now else ''}")
            for column in self.table.columns
            if column.sort
        ]
        self.app.push_screen(PickList("Sort by", choices, now), self._order_picked)

    def _order_picked(self, sort: str | None) -> None:
        if sort:
            self.sort_by(sort)

    def key_down(self) -> None:
        """The down arrow goes from the search box to the rows."""
        if self.search.input.has_focus:
            self.settle()
            self.set_focus(self.table)
