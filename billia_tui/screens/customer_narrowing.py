"""Narrowing and sorting the customer list: search box, filter, order (R35-R39)."""

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on, work

from billia_tui.errors import BilliaError
from billia_tui.operations.customer_query import CustomerQuery, Sort, StatusFilter, with_sort
from billia_tui.paging import Key
from billia_tui.screens.customer_actions import CustomerActions
from billia_tui.screens.customer_rows import COLUMNS
from billia_tui.widgets.pick_list import PickList
from billia_tui.widgets.record_table import RecordTable
from billia_tui.widgets.search_line import TYPING_PAUSE, SearchLine

if TYPE_CHECKING:
    from textual.worker import Worker

    from billia_tui.operations.customer_list import CustomerRow


class CustomerNarrowing(CustomerActions, inherit_bindings=False):
    """A list of customers that shows `query_shown`; `load` and `show_state` are the subclass's."""

    query_shown: CustomerQuery
    search: SearchLine
    table: "RecordTable[CustomerRow]"
    narrowing = False
    """Whether another query is on its way: keys wait for its rows."""

    def load(self, at: Key | None = None, line: int = 0, *, pause: float = 0) -> "Worker[None]":
        """Reads the rows of the query."""
        raise NotImplementedError

    def show_state(self) -> None:
        """Says what is shown."""
        raise NotImplementedError

    @property
    def everyone(self) -> CustomerQuery:
        """The query without search and filter."""
        return replace(self.query_shown, words="", status=StatusFilter.ALL, label="")

    @property
    def is_narrowed(self) -> bool:
        """Whether search or filter leave customers out."""
        query = self.query_shown
        return bool(query.words.strip() or query.label) or query.status != StatusFilter.ALL

    def show_order(self) -> None:
        """Marks the column that the list is sorted by."""
        sign = "▼" if self.query_shown.descending else "▲"
        self.table.titles = {
            index: f"{column.title} {sign}"
            for index, column in enumerate(COLUMNS)
            if column.sort == self.query_shown.sort
        }

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
            self.narrowing = True
            if not pause:
                self.app.type_ahead.hold()
            self.load(pause=pause)

    def on_input_submitted(self) -> None:
        """`enter` in the search box goes to the rows; what is typed next is meant for those that are found."""
        self.change_query(replace(self.query_shown, words=self.search.words))
        self.set_focus(self.table)
        if not self.narrowing:
            self.app.call_later(self.app.type_ahead.release)

    def key_down(self) -> None:
        """So does the down arrow."""
        if self.search.input.has_focus:
            self.set_focus(self.table)

    def action_leave_list(self) -> None:
        """Clears search and filter; when there is nothing to clear, quits (R36)."""
        if self.query_shown.words or self.search.input.has_focus or self.is_narrowed:
            self.set_focus(self.table)
            self.search.close()
            self.change_query(self.everyone)
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
