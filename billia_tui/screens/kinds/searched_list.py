"""A list that is searched while typing, filtered and sorted: orders, services, domains (R120, R132), admins (R178)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.widget import Widget

from billia_tui.errors import BilliaError
from billia_tui.paging import Count, Key, Page, Window
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.screens.kinds.rows_around import show_rows
from billia_tui.screens.kinds.rows_page import Row, SearchedRows
from billia_tui.screens.kinds.store_page import StorePage
from billia_tui.widgets.pick_list import Choice, PickList
from billia_tui.widgets.search_line import SearchLine

if TYPE_CHECKING:
    from billia_tui.operations.team.changes_feed import Changes


class SearchedPage(SearchedRows[Row], StorePage[Row], inherit_bindings=False):
    """All rows of a kind. `page_of` of a subclass asks for what `words`, `shown`, `sorted_by` and `descending` say.

    A subclass gives, besides what a StorePage needs: the choices of `f`, (value, label), the first of which shows all;
    in its columns what each sorts by; and `START`, the order at first, which falls.
    """

    HINT: ClassVar[str] = "press / to search"
    FILTERS: ClassVar[Sequence[Choice]] = (("", "All"),)
    START: ClassVar[str] = ""
    RISING: ClassVar[frozenset[str]] = frozenset()
    """The orders that rise when they are picked first."""
    NO_MATCH: ClassVar[str] = "Nothing matches. esc clears search and filter."

    def __init__(self, *about: Any) -> None:
        super().__init__(*about)
        self.words = ""
        self.shown = self.FILTERS[0][0]
        self.sorted_by = self.START
        self.descending = True
        self._count: Count | None = None
        self._read_before = False

    def body(self) -> Iterable[Widget]:
        """Search line and table."""
        self.search = SearchLine(self.HINT)
        yield self.search
        yield from super().body()

    async def count_of(self) -> Count | None:
        """Asks the store how many rows there are; None shows no number."""
        return None

    @property
    def narrowed(self) -> bool:
        """Whether search or filter leave rows out."""
        return bool(self.words.strip()) or self.shown != self.FILTERS[0][0]

    def _empty_text(self) -> str:
        return self.NO_MATCH if self.narrowed else self.EMPTY

    # ── reading ──

    def on_mount(self) -> None:
        """Says what the list is sorted by, too."""
        super().on_mount()
        self.show_order()

    async def read_rows(self, at: Key | None, line: int, *, typing: bool) -> None:
        """What has to be known before the rows is asked for once while somebody types."""
        try:
            if not (self._read_before and typing):
                await self.read_first()
                self._read_before = True
            await show_rows(self.table, self._asked_page, at, line, empty_text=self._empty_text)
        except BilliaError as error:
            if not self.app.link.keeps(self, error, shown=at is not None):  # other words may be searched for by now
                self.table.say(f"✖ {error.text} · esc goes back", ("", "bad"))

    def order_now(self) -> tuple[str, bool]:
        """As it was picked."""
        return self.sorted_by, self.descending

    async def renew(self, changes: "Changes") -> bool:
        """Counts as well, where the number may be another."""
        rows = [*self.table.rows]
        done = await super().renew(changes)
        if self.table.rows != rows:
            self.count()
        return done

    def is_steady(self) -> bool:
        """Nor is another search on its way."""
        return not self.narrowing and super().is_steady()

    async def _asked_page(self, window: Window) -> Page[Row]:
        return await self.newest.ask(self.page_of(window))

    @work(exclusive=True, group="count")
    async def count(self) -> None:
        """Counts after the rows are there: nobody waits for the number."""
        try:
            self._count = await self.count_of()
        except BilliaError:
            self._count = None  # the list itself says what is wrong
        self.show_state()

    def show_state(self) -> None:
        """The order, where no title has it, how many there are, and the filter, at the right of the search line."""
        parts = [] if self._count is None else [f"{self._count} {'found' if self.narrowed else 'in all'}"]
        if self.shown != self.FILTERS[0][0]:
            parts.append(f"{dict(self.FILTERS)[self.shown]} ✕ esc")
        self.search.show("   ".join([*self.order_unseen(), *parts]))

    # ── search, filter, order ──

    def show_others(self, *, typing: bool = False) -> None:
        """Shows what is asked for now from its top; answers to what was asked before are dropped."""
        self.table.generation += 1
        self._count = None
        self.show_anew(typing=typing)
        self.table.refresh()

    def action_search_rows(self) -> None:
        """Opens the search box."""
        self.search.open()

    @on(SearchLine.Typed)
    def _typed(self) -> None:
        if self.search.words != self.words:
            self.words = self.search.words
            self.show_others(typing=True)

    @on(SearchLine.Entered)
    def _entered(self, event: SearchLine.Entered) -> None:
        """`enter` in the search box goes to the rows; what is typed next is meant for those that are found."""
        with event.hold:
            if self.search.words != self.words:
                self.words = self.search.words
                self.show_others()
            elif self.narrowing:
                self.await_reading()
            self.set_focus(self.table)

    def action_leave_page(self) -> None:
        """Clears search and filter; when there is nothing to clear, goes back."""
        if not self.narrowed and not self.words and not self.search.input.has_focus:
            super().action_leave_page()
            return
        self.set_focus(self.table)
        self.words, was = "", (self.words, self.shown)
        self.shown = self.FILTERS[0][0]
        self.search.close()
        if was != (self.words, self.shown):
            self.show_others()

    def action_filter_rows(self) -> None:
        """Only some rows."""
        self.app.push_screen(PickList("Show", self.FILTERS, self.shown), self._filter_picked)

    def _filter_picked(self, value: str | None) -> None:
        if value is not None and value != self.shown:
            self.shown = value
            self.show_others()

    def action_sort_rows(self) -> None:
        """Another order."""
        self.pick_order()

    def sort_by(self, sort: str) -> None:
        """The same one again is the other way round."""
        self.descending = not self.descending if sort == self.sorted_by else sort not in self.RISING
        self.sorted_by = sort
        self.show_others()


class SearchedListPage(SearchedPage[Row], ListPage[Row], inherit_bindings=False):
    """The same of one customer."""
