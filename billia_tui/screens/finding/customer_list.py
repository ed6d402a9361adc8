"""The customer list: search while typing, filter, sort, count, mark; the first screen (R32-R46)."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.events import Resize

from billia_tui.actions import customers as actions
from billia_tui.errors import BilliaError, NotFound
from billia_tui.keys import made as keys
from billia_tui.keys.made import Where
from billia_tui.operations.queries.customer_query import CustomerQuery, StatusFilter
from billia_tui.operations.queries.terms import QueryError
from billia_tui.paging import Count, Key, Page, Window
from billia_tui.screens.finding.columns import COLUMNS
from billia_tui.screens.finding.list_columns import ListColumns
from billia_tui.screens.kinds.rows_around import at_once, renew_rows, show_rows
from billia_tui.text import clean
from billia_tui.widgets.query_line import QueryLine
from billia_tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from textual.timer import Timer

    from billia_tui.operations.customers.allowed import Facts
    from billia_tui.operations.finding.row import CustomerRow
    from billia_tui.operations.finding.walk import Walk
    from billia_tui.operations.team.changes_feed import Changes
    from billia_tui.screens.customers.details import CustomerScreen


AT_REST = 0.3
"""Seconds without another letter after which all who match are counted, which may take longer than the rows."""

COUNTED_EVERY = 5.0
"""Seconds between two counts because of what colleagues do."""


FOUND_SHOWN = 40
"""Letters of what the row under the cursor was found by, above the list: the row itself may have less room."""


class CustomersScreen(ListColumns, inherit_bindings=False):
    """Every customer that the admin reaches."""

    NAME = "Customers"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.LIST)

    def __init__(self) -> None:
        super().__init__()
        self.query_shown = CustomerQuery()
        self._count: Count | None = None
        self._all: Count | None = None
        self._all_is_old = False
        self._counted: CustomerQuery | None = None
        self._rows_of: CustomerQuery | None = None
        """The query of the rows in the table: their keys mean nothing to another one."""
        self._details: CustomerScreen | None = None
        self._counting: Timer | None = None
        self._counted_at = 0.0

    def body(self) -> ComposeResult:
        """Search line and table."""
        self.search = QueryLine()
        self.table = RecordTable(COLUMNS, self.cells_of, lambda row: row.id, id="customers")
        self.table.marks = self.marked
        yield self.search
        yield self.table

    def crumbs(self) -> Sequence[str]:
        """The first page, and the queue that it shows."""
        return ("Customers", *filter(None, [self.queue_name]))

    def on_mount(self) -> None:
        """Paints first; the store is opened after that."""
        super().on_mount()
        self.table.say("Opening the store …")
        self.show_order()
        self.table.focus()
        if self.app.first_page is not None:
            self.await_reading(but=self._moving)
        self.call_after_refresh(self.read)

    # ── reading ──

    async def read_rows(self, at: Key | None, line: int, *, typing: bool) -> None:
        """Those of the query; at the start the first ones without the store."""
        del typing
        query = self.query_shown
        if not self.are_wanted():
            at, line = None, 0
        try:
            if self.app.desk is not None or not await self._show_first_rows():
                await self._show_rows(query, at, line)
        except QueryError as error:
            self.refuse_query(error)
            self.back_to_last_good()
        except BilliaError as error:
            if not self.app.link.keeps(self, error, shown=self._rows_of == query and bool(self.table.rows)):
                self.table.say(f"✖ {error.text} · ctrl+r tries again", ("", "bad"))
        else:
            self.last_good = self.query_shown

    def are_wanted(self) -> bool:
        """Whether they are those of the query that is shown."""
        return self._rows_of == self.query_shown

    async def _show_first_rows(self) -> bool:
        """Shows the first rows while the store is being opened, if that can be; gives whether they are those wanted."""
        query, read = self.query_shown, self.app.first_page
        if read is None or query != CustomerQuery() or self.table.rows:
            return False
        page = await self.app.in_thread(read, at_once(self.table))
        if page is None:
            return False
        await self.recognise(query, page.rows)
        self.table.empty_text = self._empty_text()
        self.table.show(page)
        self._rows_of = query
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        await painted.wait()
        await self.app.open_store()
        await self.know_columns()
        if self._shown_layout:
            return False  # other columns are wanted, of other rows
        self.show_keys()
        return True

    @property
    def _moving(self) -> str:
        """The keys that move in the rows: they need no store."""
        moves = (entry for entry in keys.entries(Where.TABLE) if entry.id != "open_row")
        return ",".join(self.app.key_of(entry.id) for entry in moves)

    async def page_of(self, window: Window) -> Page["CustomerRow"]:
        """A page of the query that is shown."""
        return await self._page_of(self.query_shown, window)

    async def _page_of(self, query: CustomerQuery, window: Window) -> Page["CustomerRow"]:
        await self.app.open_store()  # before the import: else keys would wait for it with us
        from billia_tui.operations.finding import listing as customer_list

        page = await self.newest.ask(self.app.ask(customer_list.page, query, window))
        question = words = ""
        is_top = window.after is None and window.before is None
        if not page.rows and query.words.strip() and (is_top or (self.near_question and window.before is None)):
            from billia_tui.operations.finding import near

            found = await self.newest.ask(self.app.ask(near.matches, query))
            page, question = Page(found.rows, tuple((0, row.id) for row in found.rows), more=False), found.question
            words = found.query
        await self.recognise(query, page.rows)
        if (question, words) != (self.near_question, self.near_words) and (is_top or question):
            self.near_question, self.near_words = question, words
            self.show_query_line()
        return await self.completed(page)

    async def _show_rows(self, query: CustomerQuery, at: Key | None, line: int) -> None:
        await show_rows(self.table, partial(self._page_of, query), at, line, empty_text=self._empty_text)
        self._rows_of = query
        self.show_state()

    def _empty_text(self) -> str:
        if self.queue_name:
            return f"Nobody is in this queue. esc shows everyone, {self._key('queues')} the queues."
        if self.is_narrowed:
            return "No customer matches. esc clears search and filter."
        return "No customers yet. a adds one; enter sets up a new store; billia import brings them from a file."

    @work(exclusive=True, group="count")
    async def count(self) -> None:
        """Counts: what is quick at once, the rest when it is ready (R38). An exact number stays until the next one."""
        from billia_tui.operations.finding import listing as customer_list

        if self.app.desk is None:
            return
        everyone, query = self.everyone, self.query_shown
        try:
            some = await self.app.ask(customer_list.count, query)
            if some.exact or self._counted != query:
                self._count = some
                self.show_state()
            if self._all is None or self._all_is_old or query == everyone:
                self._all = await self.app.ask(customer_list.count, everyone, at_most=None)
                self._all_is_old = False
            if query == everyone:
                self._count = self._all
            elif not some.exact:
                self.show_state()
                await asyncio.sleep(AT_REST)  # each letter ends the count before it
                self._count = await self.app.ask(customer_list.count, query, at_most=None)
            self._counted = query
        except BilliaError:
            self._count = self._counted = None  # the list itself says what is wrong
        self.show_state()

    def show_state(self) -> None:
        """Count, filter, order and marks at the right of the search line, and by what the row was found (R213)."""
        query, row = self.query_shown, self.table.row
        found = clean(row.found, limit=FOUND_SHOWN) if row is not None and query.words.strip() else ""
        parts = [*filter(None, [found, self.marks_shown()]), *self.order_unseen()]
        if self._count is not None:
            parts.append(f"{self._count} of {self._all}" if self._all is not None else f"{self._count} of …")
        if query.status != StatusFilter.ALL:
            parts.append(f"{'on hold' if query.status == StatusFilter.ON_HOLD else f'status {query.status}'} ✕ esc")
        if query.label:
            parts.append(f"label {clean(query.label)} ✕ esc")
        self.search.show("   ".join(parts))

    # ── what is under the cursor ──

    def subject(self) -> "tuple[int, Facts] | None":
        """The row under the cursor."""
        row = self.table.row
        return None if row is None else (row.id, row)

    @on(RecordTable.Moved)
    def _moved(self) -> None:
        self.show_keys()
        self.show_state()

    @on(RecordTable.Nothing)
    def _nothing(self) -> None:
        """`enter` in a list without anybody leads through the setting up."""
        if self.app.desk is not None and not self.is_narrowed and not self.is_reading:
            self.action_set_up()

    def action_set_up(self) -> None:
        """The first product, way to pay and customer."""
        from billia_tui.screens.settings.set_up import SetUpScreen

        self.app.push_screen(SetUpScreen(), self._set_up_left)

    def _set_up_left(self, customer_id: int | None) -> None:
        self._all_is_old = True
        self.read()
        if customer_id:
            self.open_customer(customer_id)

    def action_import_file(self) -> None:
        """A file of another system: what it would bring first."""
        from billia_tui.settings import restricted

        settings = restricted.settings()
        none = settings is not None and settings.uploads is None
        over_ssh = "over SSH no file can be named here; whoever has the host imports it" if none else None
        if self.app.desk is not None:
            self.begin(self._import_file, over_ssh)

    async def _import_file(self) -> None:
        from billia_tui.screens.imports.dialog import ImportDialog

        assert self.app.desk is not None  # noqa: S101 - the list has it
        dialog = ImportDialog(self.app.desk)
        if await self.fill(dialog) is not None and dialog.order is not None:
            from billia_tui.screens.imports.page import ImportScreen

            await self.app.push_screen_wait(ImportScreen(dialog.order))
            self._all_is_old = True
            self.read()

    def open(self, row: "CustomerRow") -> None:
        """The details page."""
        self.open_customer(row.id)

    def open_customer(self, customer_id: int) -> None:
        """Opens the details page; coming back, the list stands where it stood (R42)."""
        self.app.jump_memory.searched(self.search.words)
        page = self.details_page()
        page.open_for(customer_id, self.walk_at(customer_id))
        if page not in self.app.screen_stack:
            self.app.push_screen(page, lambda _: self._returned(page.walk))

    def details_page(self) -> "CustomerScreen":
        """The details page, which is kept for the next customer."""
        if self._details is None:
            from billia_tui.screens.customers.details import CustomerScreen

            self._details = CustomerScreen()
            self.app.install_screen(self._details, "details")
        return self._details

    def make_details_page(self) -> None:
        """Makes it in advance, so that the first customer opens as soon as all others."""
        page = self.details_page()
        if not page.is_running:
            self.app._get_screen(page)  # noqa: SLF001 - Textual has no other way to make a page before it is shown
            page.post_message(Resize(self.app.size, self.app.size))

    def _returned(self, walk: "Walk | None") -> None:
        """Back from the details page, perhaps of another customer than the one that was opened."""
        if walk is not None and walk.query == self.query_shown:
            self.find_row(walk)

    @work(exclusive=True, group="list")
    async def find_row(self, walk: "Walk") -> None:
        """Shows fresh rows, the cursor on the customer; on the next one if it has left the list."""
        from billia_tui.operations.finding.walk import way_back

        self.table.go_to(walk.customer_id)
        key, line = self.table.key if self._rows_of == walk.query else None, self.table.line_of_cursor
        try:
            with suppress(NotFound):  # deleted: stay where we were
                key = await self.app.ask(way_back, walk)
            if self.query_shown == walk.query:
                await self._show_rows(walk.query, key, line)
        except BilliaError as error:
            self.app.refuse(error)
        self.show_title()
        self.show_keys()
        self.count()

    def changed(self, _customer_id: int) -> None:
        """Reads the rows in view afresh in place: cursor and scroll position stay (R50). Counts those who match."""
        self.refresh_rows()
        if self.is_narrowed:
            self.count()

    @work(exclusive=True, group="fresh")
    async def refresh_rows(self) -> None:
        """Fresh values for the rows in view; a row that is gone makes the list be read again."""
        from billia_tui.operations.finding import listing as customer_list

        held = self.table.rows_in_view
        try:
            fresh = await self.completed_rows(await self.app.ask(customer_list.rows, [row.id for row in held]))
        except BilliaError as error:
            self.app.refuse(error)
            return
        found_by = {row.id: row.found for row in held}
        self.table.replace({one: replace(row, found=found_by[one]) for one, row in fresh.items()})
        if len(fresh) < len(held):
            self._all_is_old = True
            self.read()
        self.show_title()
        self.show_keys()

    # ── colleagues ──

    async def renew(self, changes: "Changes") -> bool:
        """The rows around the cursor as they are now; counts them where some may have come or gone."""
        query, rows = self.query_shown, [*self.table.rows]

        def still() -> bool:
            return not (self.narrowing or self.is_reading) and self.query_shown == self._rows_of == query

        if not still():
            return False
        done = await renew_rows(self.table, partial(self._page_of, query), still=still, stays=self._elsewhere)
        if self.table.rows != rows:
            self.show_title()
            self.show_keys()
        if done and (changes.count or self.is_narrowed):
            self._count_later(everybody=changes.count)
        return done

    async def _elsewhere(self, row: "CustomerRow") -> "CustomerRow | None":
        from billia_tui.operations.finding import listing as customer_list

        return (await self.completed_rows(await self.app.ask(customer_list.rows, [row.id]))).get(row.id)

    def _count_later(self, *, everybody: bool) -> None:
        """Counts when it has not been counted for a while: an import counts for nobody all the time."""
        self._all_is_old = self._all_is_old or everybody  # shown until the new number is there
        if self._counting is None:
            wait = self._counted_at + COUNTED_EVERY - time.monotonic()
            self._counting = self.set_timer(max(wait, 0.01), self._count_now)

    def _count_now(self) -> None:
        self._counting, self._counted_at = None, time.monotonic()
        self.count()

    # ── adding ──

    def action_add_customer(self) -> None:
        """Add a customer (R41, R148)."""
        self.begin(self.add_customer, self.refusal(actions.ADD))

    async def add_customer(self) -> None:
        """The form; afterwards the new details page opens (R152)."""
        from billia_tui.operations.staff import resellers
        from billia_tui.screens.customers.dialogs.customer import AddCustomerDialog

        choices = await self.app.ask(resellers.choices)
        dialog = AddCustomerDialog(choices, may_activate=self.refusal(actions.ACTIVATE) is None)
        message = await self.app.push_screen_wait(dialog)
        if message is not None and dialog.new_id is not None:
            self.app.say(message)
            self._all_is_old = True
            self.load()
            self.open_customer(dialog.new_id)
