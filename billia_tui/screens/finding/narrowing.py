"""Narrowing and sorting the customer list: search box, filter, order (R35-R39)."""

from dataclasses import replace

from textual import on

from billia_tui.operations.queries.customer_query import CustomerQuery, Sort, StatusFilter, with_sort
from billia_tui.screens.finding.query_box import QueryBox
from billia_tui.widgets.pick_list import PickList
from billia_tui.widgets.search_line import SearchLine


class CustomerNarrowing(QueryBox, inherit_bindings=False):
    """A list of customers that shows `query_shown`."""

    @property
    def everyone(self) -> CustomerQuery:
        """The query without search and filter."""
        return replace(self.query_shown, words="", status=StatusFilter.ALL, label="")

    @property
    def is_narrowed(self) -> bool:
        """Whether search or filter leave customers out."""
        query = self.query_shown
        return bool(query.words.strip() or query.label) or query.status != StatusFilter.ALL

    @property
    def ordered(self) -> CustomerQuery:
        """The query with the order that the list has, which its words may say."""
        if "sort" not in self.query_shown.words.lower():
            return self.query_shown
        from billia_tui.operations.queries.language import ordered

        return ordered(self.query_shown)

    def order_now(self) -> tuple[str, bool]:
        """As it was picked, or as the words say."""
        query = self.ordered
        return query.sort, query.descending

    def settle(self) -> None:
        """As it stands, it is searched for."""
        self.settle_query()

    def action_search(self) -> None:
        """Opens the search box (R36)."""
        self.search.open()

    def change_query(self, query: CustomerQuery, *, typing: bool = False) -> None:
        """Shows another query from its top."""
        if query != self.query_shown:
            self.query_shown = query
            self.show_anew(typing=typing)

    def back_to_last_good(self) -> None:
        """The store refused the query: the rows that are there belong to the one before; the box waits for another."""
        self.query_shown = self.last_good
        self.show_order()
        self.show_state()
        if self.search.words:
            self.set_focus(self.search.input)

    @on(SearchLine.Entered)
    def _entered(self, event: SearchLine.Entered) -> None:
        """`enter` in the search box goes to the rows; what is typed next is meant for those that are found.

        A query that cannot be understood keeps the cursor in the box.
        """
        with event.hold:
            if self.settle_query(typing=False):
                self.app.jump_memory.searched(self.search.words)
                self.set_focus(self.table)
            if self.narrowing:
                self.await_reading()

    def action_clear_list(self) -> None:
        """Clears search and filter; where there is nothing to clear, nothing happens (R36, R224)."""
        self.app.jump_memory.searched(self.search.words)
        if self.query_shown.words or self.search.words or self.search.input.has_focus or self.is_narrowed:
            self.set_focus(self.table)
            self.search.close()
            self.forget_query_error()
            self.change_query(self.everyone)

    def action_sort(self) -> None:
        """Another order (R39)."""
        self.pick_order()

    def sort_by(self, sort: str) -> None:
        """The order is chosen beside the words from now on, so a `sort:` leaves them."""
        query = with_sort(self.ordered, Sort(sort))
        if query.words != self.query_shown.words:
            self.search.input.value = query.words
        self.change_query(query)

    def action_filter(self) -> None:
        """Only a status, or only those with a label (R35, R58)."""
        if self.app.desk is not None:
            self.begin(self.filter_by)

    async def filter_by(self) -> None:
        """Offers each status, then the labels that customers can have; "All" shows everybody again."""
        from billia_tui.operations.labels import filter as label_filter

        labels = await self.app.ask(label_filter.filter_choices)
        query = self.query_shown
        choices = [*((status.value, status.value) for status in StatusFilter), *labels]
        match await self.app.push_screen_wait(PickList("Show", choices, query.label or query.status)):
            case None:
                return
            case StatusFilter.ALL:
                self.change_query(replace(query, status=StatusFilter.ALL, label=""))
            case label if "=" in label:
                self.change_query(replace(query, label=label))
            case status:
                self.change_query(replace(query, status=StatusFilter(status)))
