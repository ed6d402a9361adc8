"""The customer list: search while typing, filter, sort, count, mark; the first screen (R32-R46)."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from billia_tui import keys
from billia_tui.errors import BilliaError
from billia_tui.keys import Where
from billia_tui.operations.customer_query import CustomerQuery, Sort, StatusFilter, with_sort
from billia_tui.paging import Count, Key, Window
from billia_tui.screens.business_pages import BusinessPages
from billia_tui.screens.customer_actions import CustomerActions
from billia_tui.text import clean
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.pick_list import PickList
from billia_tui.widgets.record_table import RecordTable
from billia_tui.widgets.search_line import SearchLine
from billia_tui.widgets.status_text import customer_status, hold_badge, money

if TYPE_CHECKING:
    from billia_tui.operations.allowed import Facts
    from billia_tui.operations.customer_list import CustomerRow

BROAD = 156
"""Cells that a screen of 160 leaves for columns: only there is room for labels beside all else."""

COLUMNS = (
    Column("ID", 8, sort=Sort.ID, right=True),
    Column("USERNAME", 16, grow=3, sort=Sort.USERNAME),
    Column("NAME / COMPANY", 16, grow=4, sort=Sort.NAME),
    Column("PRODUCTS", 8, right=True, drop=2, sort=Sort.PRODUCTS),
    Column("RESELLER", 10, grow=1, drop=3, sort=Sort.RESELLER),
    Column("WALLET", 14, right=True, sort=Sort.WALLET),
    Column("STATUS", 11, sort=Sort.STATUS),
    Column("", 9),
    Column("LABELS", 20, grow=3, drop=4, from_width=BROAD),
)
TYPING_PAUSE = 0.04
"""Seconds without another letter before the store is asked: a burst of letters is one question."""


def cells(row: "CustomerRow") -> Sequence[Piece]:
    """A row of the list; colour only where it means something."""
    return (
        (str(row.id), ""),
        (row.username, ""),
        (row.name, ""),
        (str(row.products), ""),
        (row.reseller, ""),
        money(row.wallet),
        customer_status(row.status),
        hold_badge(row.hold, short=True),
        (" · ".join(row.labels), "muted"),
    )


class CustomersScreen(CustomerActions, BusinessPages, inherit_bindings=False):
    """Every customer that the admin reaches."""

    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.LIST)
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(Where.LIST)]

    def __init__(self) -> None:
        super().__init__()
        self.query_shown = CustomerQuery()
        self._count: Count | None = None
        self._all: Count | None = None
        self._narrowing = False

    def body(self) -> ComposeResult:
        """Search line and table."""
        self.search = SearchLine()
        self.table: RecordTable[CustomerRow] = RecordTable(COLUMNS, cells, lambda row: row.id, id="customers")
        yield self.search
        yield self.table

    def crumbs(self) -> Sequence[str]:
        """The first page."""
        return ("Customers",)

    def on_mount(self) -> None:
        """Paints first; the store is opened after that."""
        super().on_mount()
        self.table.say("Opening the store …")
        self.show_order()
        self.table.focus()
        self.call_after_refresh(self.read)

    # ── reading ──

    def read(self) -> None:
        """Reads the list afresh around the row under the cursor."""
        self.load(self.table.key, self.table.line_of_cursor)

    @work(exclusive=True, group="list")
    async def load(self, at: Key | None = None, line: int = 0, *, pause: float = 0) -> None:
        """Reads the rows of the query, from the top or around the key `at` with its row on `line`."""
        if pause:
            await asyncio.sleep(pause)
        try:
            if self.app.desk is None:
                await self.app.open_store()
            await self._show_rows(at, line)
        except BilliaError as error:
            self.table.say(f"✖ {error.text} · ctrl+r tries again", ("", "bad"))
        self._narrowing = False
        await self.app.type_ahead.release()
        self.show_title()
        self.count()

    async def _show_rows(self, at: Key | None, line: int) -> None:
        from billia_tui.operations import customer_list

        limit = max(2 * self.table.visible_rows, 20)
        above = None
        if at is None:
            page = await self.app.ask(customer_list.page, self.query_shown, Window(limit=limit))
        else:
            window = Window(limit=limit, after=at, including=True)
            page = await self.app.ask(customer_list.page, self.query_shown, window)
            above = await self.app.ask(customer_list.page, self.query_shown, Window(limit=limit, before=at))
            if not page.rows and above.rows:  # the row was the last one and is gone
                page, above = replace(above, more=False), None
        if not page.rows:
            self.table.empty_text = self._empty_text()
        self.table.show(page, above=above, line=line)

    @property
    def _everyone(self) -> CustomerQuery:
        """The query without search and filter."""
        return replace(self.query_shown, words="", status=StatusFilter.ALL, label="")

    @property
    def _is_narrowed(self) -> bool:
        """Whether search or filter leave customers out."""
        query = self.query_shown
        return bool(query.words.strip() or query.label) or query.status != StatusFilter.ALL

    def _empty_text(self) -> str:
        if self._is_narrowed:
            return "No customer matches. esc clears search and filter."
        return "There are no customers yet. a adds one; billia import brings them from a file."

    @work(exclusive=True, group="count")
    async def count(self) -> None:
        """Counts: what is quick at once, the rest when it is ready (R38)."""
        from billia_tui.operations import customer_list

        if self.app.desk is None:
            return
        everyone = self._everyone
        try:
            self._count = await self.app.ask(customer_list.count, self.query_shown)
            self.show_state()
            if self._all is None or self.query_shown == everyone:
                self._all = await self.app.ask(customer_list.count, everyone, at_most=None)
            if self.query_shown == everyone:
                self._count = self._all
            elif not self._count.exact:
                self.show_state()
                self._count = await self.app.ask(customer_list.count, self.query_shown, at_most=None)
        except BilliaError:
            self._count = None  # the list itself says what is wrong
        self.show_state()

    def show_state(self) -> None:
        """Count, filter, order and marks at the right of the search line."""
        query = self.query_shown
        parts = []
        if self.table.marks:
            parts.append(f"{len(self.table.marks):,} marked")
        if self._count is not None:
            parts.append(f"{self._count} of {self._all}" if self._all is not None else f"{self._count} of …")
        if query.status != StatusFilter.ALL:
            parts.append(f"{'on hold' if query.status == StatusFilter.ON_HOLD else f'status {query.status}'} ✕ esc")
        if query.label:
            parts.append(f"label {clean(query.label)} ✕ esc")
        self.search.show("   ".join(parts))

    def show_order(self) -> None:
        """Marks the column that the list is sorted by."""
        sign = "▼" if self.query_shown.descending else "▲"
        self.table.titles = {
            index: f"{column.title} {sign}"
            for index, column in enumerate(COLUMNS)
            if column.sort == self.query_shown.sort
        }

    @on(RecordTable.Wanted)
    def _wanted(self, event: RecordTable.Wanted) -> None:
        self.fetch(event.window, event.generation)

    @work(group="rows")
    async def fetch(self, window: Window, generation: int) -> None:
        """Reads more rows for the table; it drops them if the list is another one by then."""
        from billia_tui.operations import customer_list

        try:
            page = await self.app.ask(customer_list.page, self.query_shown, window)
        except BilliaError as error:
            self.app.refuse(error)
            return
        self.table.answer(page, window, generation)

    # ── what is under the cursor ──

    def subject(self) -> "tuple[int, Facts] | None":
        """The row under the cursor."""
        row = self.table.row
        return None if row is None else (row.id, row)

    @on(RecordTable.Moved)
    def _moved(self) -> None:
        self.show_keys()

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        self.open_customer(event.row.id)

    def open_customer(self, customer_id: int) -> None:
        """Opens the details page; coming back, the list stands where it stood (R42)."""
        from billia_tui.screens.customer import CustomerScreen

        self.app.push_screen(CustomerScreen(customer_id, self.query_shown), self._returned)

    def _returned(self, customer_id: int | None) -> None:
        """Back from the details page, perhaps of another customer than the one that was opened."""
        if customer_id is not None:
            self.find_row(customer_id)

    @work(exclusive=True, group="list")
    async def find_row(self, customer_id: int) -> None:
        """Shows fresh rows, the cursor on this customer if the list still has it."""
        from billia_tui.operations import customer_list

        try:
            if not self.table.go_to(customer_id):
                key = await self.app.ask(customer_list.key_of, self.query_shown, customer_id)
                await self._show_rows(key, self.table.line_of_cursor)
        except BilliaError:
            await self._show_rows(self.table.key, self.table.line_of_cursor)  # deleted: stay where we were
        self.changed(customer_id)

    def changed(self, customer_id: int) -> None:
        """Reads the rows in view afresh in place: cursor and scroll position stay (R50)."""
        del customer_id
        self.refresh_rows()

    @work(exclusive=True, group="fresh")
    async def refresh_rows(self) -> None:
        """Fresh values for the rows in view; a row that is gone makes the list be read again."""
        from billia_tui.operations import customer_list

        held = self.table.rows_in_view
        try:
            fresh = await self.app.ask(customer_list.rows, [row.id for row in held])
        except BilliaError as error:
            self.app.refuse(error)
            return
        self.table.replace(fresh)
        if len(fresh) < len(held):
            self._all = None
            self.read()
        self.show_title()
        self.show_keys()

    # ── search, filter, order, marks ──

    def action_search(self) -> None:
        """Opens the search box (R36)."""
        self.search.open()

    @on(SearchLine.Typed)
    def _typed(self) -> None:
        self.change_query(replace(self.query_shown, words=self.search.words), pause=TYPING_PAUSE)

    def change_query(self, query: CustomerQuery, *, pause: float = 0) -> None:
        """Shows another query from its top."""
        if query != self.query_shown:
            self.query_shown = query
            self.show_order()
            self.show_state()
            self._narrowing = True
            if not pause:
                self.app.type_ahead.hold()
            self.load(pause=pause)

    def on_input_submitted(self) -> None:
        """`enter` in the search box goes to the rows; what is typed next is meant for those that are found."""
        self.change_query(replace(self.query_shown, words=self.search.words))
        self.set_focus(self.table)
        if not self._narrowing:
            self.app.call_later(self.app.type_ahead.release)

    def key_down(self) -> None:
        """So does the down arrow."""
        if self.search.input.has_focus:
            self.set_focus(self.table)

    def action_leave_list(self) -> None:
        """Clears search and filter; when there is nothing to clear, quits (R36)."""
        if self.query_shown.words or self.search.input.has_focus or self._is_narrowed:
            self.set_focus(self.table)
            self.search.close()
            self.change_query(self._everyone)
        else:
            self.app.exit(0)

    def action_sort(self) -> None:
        """Another order (R39)."""
        choices = [
            (
                column.sort,
                f"{column.title.capitalize()}{' (other way round)' if column.sort == self.query_shown.sort else ''}",
            )
            for column in COLUMNS
            if column.sort
        ]
        self.app.push_screen(PickList("Sort by", choices, self.query_shown.sort), self._sort_picked)

    def _sort_picked(self, sort: str | None) -> None:
        if sort:
            self.change_query(with_sort(self.query_shown, Sort(sort)))

    def action_filter(self) -> None:
        """Only a status, or only those with a label (R35, R58)."""
        if self.app.desk is not None:
            self.app.type_ahead.hold()
            self.filter_by()

    @work(exclusive=True, group="dialog")
    async def filter_by(self) -> None:
        """Offers each status, then the labels that customers can have; "All" shows everybody again."""
        from billia_tui.operations import label_filter

        try:
            labels = await self.app.ask(label_filter.filter_choices)
        except BilliaError as error:
            self.app.refuse(error)
            await self.app.type_ahead.release()
            return
        query = self.query_shown
        choices = [*((status.value, status.value) for status in StatusFilter), *labels]
        picked = self.app.push_screen(PickList("Show", choices, query.label or query.status), wait_for_dismiss=True)
        self.app.call_later(self.app.type_ahead.release)
        match await picked:
            case None:
                return
            case StatusFilter.ALL:
                self.change_query(replace(query, status=StatusFilter.ALL, label=""))
            case label if "=" in label:
                self.change_query(replace(query, label=label))
            case status:
                self.change_query(replace(query, status=StatusFilter(status)))

    def action_mark(self) -> None:
        """Marks the row and goes to the next."""
        self.table.toggle_mark()
        self.show_state()

    def action_add_customer(self) -> None:
        """Add a customer (R41, R148)."""
        from billia_tui.operations.allowed import Action

        reason = self.refusal(Action.ADD)
        if reason:
            self.app.refuse(reason)
        else:
            self.app.type_ahead.hold()
            self.add_customer()

    @work(exclusive=True, group="dialog")
    async def add_customer(self) -> None:
        """The form; afterwards the new details page opens (R152)."""
        from billia_tui.operations import resellers
        from billia_tui.operations.allowed import Action
        from billia_tui.screens import dialogs

        try:
            choices = await self.app.ask(resellers.choices)
        except BilliaError as error:
            self.app.refuse(error)
            await self.app.type_ahead.release()
            return
        dialog = dialogs.AddCustomerDialog(choices, may_activate=self.refusal(Action.ACTIVATE) is None)
        message = await self.app.push_screen_wait(dialog)
        if message is not None and dialog.new_id is not None:
            self.app.say(message)
            self._all = None
            self.load()
            self.open_customer(dialog.new_id)
