"""The search box of the customer list: what is typed, completed, not finished yet or wrong (docs/queries.md)."""

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on, work
from textual.events import DescendantBlur, DescendantFocus

from billia_tui import clock
from billia_tui.errors import BilliaError
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.screens.customers.actions import CustomerActions
from billia_tui.screens.kinds.rows_page import SearchedRows
from billia_tui.widgets.query_line import QueryInput, QueryLine, offered_line
from billia_tui.widgets.record_table import RecordTable
from billia_tui.widgets.search_line import SearchLine

if TYPE_CHECKING:
    from textual.timer import Timer

    from billia_tui.operations.finding.row import CustomerRow
    from billia_tui.operations.queries.suggestions import Completion
    from billia_tui.operations.queries.terms import QueryError
    from billia_tui.widgets.cells import Line, Piece

PATIENCE = 1.0
"""Seconds without another letter after which a word that looks unfinished is taken as it stands."""


class QueryBox(SearchedRows["CustomerRow"], CustomerActions, inherit_bindings=False):
    """The page of a list with a search box; `change_query` is the subclass's."""

    query_shown: CustomerQuery
    search: QueryLine
    table: "RecordTable[CustomerRow]"
    last_good = CustomerQuery()
    """The last query whose rows were shown."""
    query_error: "QueryError | None" = None
    near_question = ""
    """What to ask about rows that are only like what was looked for (R214); empty for others."""
    near_words = ""
    """The query that finds them exactly."""
    _offer: "Completion | None" = None
    _place = 0
    _taken = ""
    """What the box holds after something that was offered was taken; another `tab` takes the next."""
    _patience: "Timer | None" = None

    def change_query(self, query: CustomerQuery, *, typing: bool = False) -> None:
        """Shows another query from its top."""
        raise NotImplementedError

    # ── typing ──

    @on(SearchLine.Typed)
    def _typed(self) -> None:
        from billia_tui.operations.queries.unfinished import typed

        box = self.search.input
        text = box.value
        is_taken = bool(text) and text == self._taken
        cursor = box.cursor_position if box.has_focus and not is_taken else -1
        said = typed(text, cursor, self.query_shown.words, clock.now())
        self.query_error = said.error
        self._wait(long=said.unfinished)
        if not is_taken:
            self._taken = ""
            self._look_up()
        self.show_query_line()
        self.change_query(replace(self.query_shown, words=said.asked), typing=True)

    def _wait(self, *, long: bool) -> None:
        """Takes the last word as it stands if nothing more comes; any letter begins the time anew."""
        if self._patience is not None:
            self._patience.stop()
        self._patience = self.set_timer(PATIENCE, self.settle_query) if long else None

    def settle_query(self, *, typing: bool = True) -> bool:
        """Takes the box as it stands; says what is wrong with it, if anything is. Gives whether nothing is."""
        from billia_tui.operations.queries.language import parse
        from billia_tui.operations.queries.terms import QueryError

        self._wait(long=False)
        try:
            parse(self.search.words, clock.now())
        except QueryError as error:
            self.refuse_query(error)
            return False
        self.change_query(replace(self.query_shown, words=self.search.words.rstrip()), typing=typing)
        return True

    def refuse_query(self, error: "QueryError") -> None:
        """Says what is wrong with the query; the rows stay."""
        self.query_error = error
        self.show_query_line()

    def forget_query_error(self) -> None:
        """What was wrong is gone."""
        self.query_error = None
        self.show_query_line()

    def put_words(self, words: str) -> None:
        """Puts a query into the box that was not typed."""
        from billia_tui.operations.queries.suggestions import Completion

        self._wait(long=False)
        self._offer, self._taken = Completion(0, 0), ""
        self.search.put(words)
        self.forget_query_error()

    # ── the line below the box ──

    def show_query_line(self) -> None:
        """Says in the place of the titles what is wrong, what can be completed or what is expected."""
        box, error = self.search.input, self.query_error
        box.mark((error.start, error.end) if error is not None else None)
        box.offers = box.has_focus and (self._offer is None or bool(self._offer.choices or self.near_question))
        self.table.put_banner(self._query_line())

    def _query_line(self) -> "Line | None":
        if self.query_error is not None:
            return [(f" ✖ {self.query_error.text}", "bad")]
        offer = self._offer
        if self.near_question and not (offer and offer.choices and self.search.input.has_focus):
            takes: list[Piece] = [(" tab ", "strong"), ("takes it", "muted")] if self.search.input.has_focus else []
            return [(f" ≈ nobody has all of these words: {self.near_question}", "info"), *takes]
        if offer is None or not self.search.input.has_focus:
            return None
        if offer.choices:
            return offered_line(offer, self._place, self.table.size.width)
        return [(f" {offer.expected}", "muted")] if offer.expected and self._patience is not None else None

    @on(DescendantBlur)
    @on(DescendantFocus)
    def _focus_moved(self) -> None:
        if self.search.words:
            self.show_query_line()

    # ── completing ──

    def _look_up(self) -> None:
        """Looks for what can stand at the cursor; what the store knows comes a moment later."""
        from billia_tui.operations.queries.suggestions import Completion, offered

        box = self.search.input
        self._place = 0
        can_ask = box.has_focus and self.app.desk is not None
        self._offer = offered(box.value, box.cursor_position) if can_ask else Completion(0, 0)
        if self._offer is None:
            self._ask_store()

    @work(exclusive=True, group="completion")
    async def _ask_store(self) -> None:
        with suppress(BilliaError):  # nobody has asked for it, and the list itself says what is wrong
            await self._offered()

    async def _offered(self) -> bool:
        """Asks the store what can stand at the cursor; gives whether that is what is typed still."""
        from billia_tui.operations.finding.completion import complete

        box = self.search.input
        asked = (box.value, box.cursor_position)
        offer = await self.app.ask(complete, *asked)
        if asked != (box.value, box.cursor_position):
            return False
        self._offer = offer
        self.show_query_line()
        return True

    async def _complete(self) -> None:
        if await self._offered():
            self._take()

    @on(QueryInput.Completed)
    def _completed(self) -> None:
        if self._offer is None:
            self.begin(self._complete, group="completion")
        else:
            self._take()

    def _take(self) -> None:
        """Puts in what is offered; another `tab` puts the next value in its place."""
        from billia_tui.operations.queries.suggestions import Completion

        box, offer = self.search.input, self._offer
        if offer is not None and not offer.choices and self.near_question:
            box.value = self.near_words
            box.cursor_position = len(box.value)
            return
        if offer is None or not offer.choices:
            return
        choice = offer.choices[self._place].text
        text = box.value[: offer.start] + choice + box.value[offer.end :]
        if choice.endswith((":", "=")):
            self._taken = ""  # what comes behind it is offered next
        else:
            self._taken = text
            self._place = (self._place + 1) % len(offer.choices)
            others = offer.choices if len(offer.choices) > 1 else ()
            self._offer = Completion(offer.start, offer.start + len(choice), others, offer.expected)
        box.value = text
        box.cursor_position = offer.start + len(choice)
