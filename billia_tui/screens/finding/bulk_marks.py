"""Marks on the customer list: row by row, or all of the query; and the way from them to bulk work."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import work

from billia_tui.errors import BilliaError
from billia_tui.keys import made as keys
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.queries.selection import Selection
from billia_tui.screens.finding.narrowing import CustomerNarrowing
from billia_tui.text import clean
from billia_tui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from billia_tui.operations.finding.row import CustomerRow
    from billia_tui.operations.labels.attached import Offer
    from billia_tui.screens.bulk.bulk_dialog import BulkDialog

LONGEST_QUERY = 24
"""Letters of a query that the line of the marks shows."""


class MarkedRows:
    """Which rows are marked: a table asks this for the rows that it draws.

    `rows_of` is the query whose rows are shown; of other rows than those of the marked query, `elsewhere` are in it.
    """

    def __init__(self) -> None:
        self.selection = Selection()
        self.rows_of: CustomerQuery | None = None
        self.elsewhere: frozenset[int] = frozenset()
        self.shows_query = False

    def __contains__(self, customer_id: object) -> bool:
        return isinstance(customer_id, int) and self.selection.has(customer_id, in_query=self.in_query(customer_id))

    def in_query(self, customer_id: int) -> bool:
        """Whether a row that is shown belongs to the marked query."""
        return self.shows_query or customer_id in self.elsewhere

    def put(self, selection: Selection) -> None:
        """Another selection."""
        if selection.query != self.selection.query:
            self.elsewhere = frozenset()
        self.selection = selection
        self.shows_query = self.rows_of is not None and selection.is_all_of(self.rows_of)

    def show(self, query: CustomerQuery) -> None:
        """Rows of this query are shown from now on."""
        if query != self.rows_of:
            self.rows_of, self.elsewhere = query, frozenset()
            self.shows_query = self.selection.is_all_of(query)


class BulkMarks(CustomerNarrowing, inherit_bindings=False):
    """A list whose rows can be marked. Marks stay while it is scrolled, sorted and searched."""

    def __init__(self) -> None:
        super().__init__()
        self.marked = MarkedRows()
        self._number: int | None = None

    @property
    def selection(self) -> Selection:
        """Who is marked."""
        return self.marked.selection

    # ── what is marked ──

    async def recognise(self, query: CustomerQuery, rows: "Sequence[CustomerRow]") -> None:
        """Rows of `query` will be shown: which of them belong to the query that is marked?"""
        self.marked.show(query)
        marked = self.selection.query
        if marked is not None and rows and not self.marked.shows_query:
            from billia_tui.operations.finding import listing as customer_list

            self.marked.elsewhere |= await self.app.ask(customer_list.members, marked, [row.id for row in rows])

    def marks_shown(self) -> str:
        """How many are marked, and what to do with them; empty if none is."""
        if not self.selection:
            return ""
        return f"{self._whom()} · {self._key('bulk')} bulk"

    def _whom(self) -> str:
        """The marked customers in words."""
        chosen = self.selection
        if chosen.query is None:
            return f"{len(chosen.ids):,} marked"
        text = clean(chosen.text)
        whole = "all of the query" if text else "all customers"
        if text and not self.marked.shows_query:
            whole = f"all of {text if len(text) <= LONGEST_QUERY else text[: LONGEST_QUERY - 1] + '…'}"
        but = f" but {len(chosen.without):,}" if chosen.without else ""
        number = "…" if self._number is None else f"{self._number:,}"
        return f"{number} marked ({whole}{but})"

    def _key(self, name: str) -> str:
        return keys.first_shown(self.app.key_of(name))

    # ── marking ──

    def action_mark(self) -> None:
        """Marks the row, or takes its mark off, and goes to the next."""
        row = self.table.row
        if row is not None:
            self._select(self.selection.toggled(row.id, in_query=self.marked.in_query(row.id)))
            self.table.mark_changed()

    def action_mark_all(self) -> None:
        """Marks all of the query that is shown; a second time takes that back. What was marked by rows stays."""
        chosen, query = self.selection, self.marked.rows_of
        if query is not None and chosen.is_all_of(query):
            self._select(chosen.without_query())
        elif query is None or self.table.row is None:
            self.app.refuse("There is nobody to mark here")
        else:
            self._select(chosen.with_all_of(query))
        self.table.refresh()

    def action_unmark_all(self) -> None:
        """Takes all marks off."""
        if self.selection:
            whom = self._whom()
            self._select(Selection())
            self.table.refresh()
            self.app.say(f"Marks taken off: {whom}")
        else:
            self.app.refuse("Nobody is marked")

    def action_clear_list(self) -> None:
        """First clears the search, which keeps the marks; then takes the marks off."""
        clear = not (self.is_narrowed or self.search.words or self.search.input.has_focus)
        if self.selection and clear:
            self.action_unmark_all()
        else:
            super().action_clear_list()

    def _select(self, selection: Selection) -> None:
        if selection.query != self.selection.query:
            self._number = None
        self.marked.put(selection)
        self.show_state()
        if selection.query is not None:
            self.count_marked()

    @work(exclusive=True, group="marked")
    async def count_marked(self) -> None:
        """Counts those who are marked by their query: nobody waits for the number."""
        from billia_tui.operations.bulk import plan as bulk_plan

        try:
            self._number = await self.app.ask(bulk_plan.marked, self.selection)
        except BilliaError:
            self._number = None  # the dry run will say it
        self.show_state()

    # ── bulk work ──

    def action_bulk(self) -> None:
        """Something with all who are marked; without marks it says how to mark."""
        if not self.selection:
            self.app.refuse(
                f"Nobody is marked: {self._key('mark')} marks a row, {self._key('mark_all')} all of the query"
            )
        elif self.app.desk is not None:
            self.begin(self.begin_bulk)

    def action_export_list(self) -> None:
        """A CSV file of those who are marked; without marks of all that the list shows."""
        if not self.selection:
            self.action_mark_all()
        if self.selection and self.app.desk is not None:
            self.begin(partial(self.begin_bulk, "export"))

    async def begin_bulk(self, picked: str | None = None) -> None:
        """Asks what is to be done, then for value and reason; the page of the dry run follows."""
        dialog = await self._asked(picked)
        if dialog is not None and dialog.work is not None:
            from billia_tui.screens.bulk.page import BulkScreen

            await self.app.push_screen_wait(BulkScreen(dialog.work, self._whom(), overwrite=dialog.overwrite))
            if self.selection.query is not None:
                self.count_marked()
            self.read()

    async def _asked(self, picked: str | None = None) -> "BulkDialog | None":
        """The form, filled in; None if it was left."""
        from billia_tui.operations.bulk import actions as bulk_actions
        from billia_tui.operations.bulk.actions import LABELLING, WORDS, BulkAction
        from billia_tui.screens.bulk.bulk_dialog import BulkDialog

        assert self.app.desk is not None  # noqa: S101 - `action_bulk` has looked
        actor = self.app.desk.actor
        refusals = {action.value: why for action in BulkAction if (why := bulk_actions.forbidden(actor, action))}
        if picked is None:
            choices = [(action.value, WORDS[action]) for action in BulkAction]
            picked = await self.pick(PickList(f"What to do · {self._whom()}", choices, refusals=refusals))
        if picked is None:
            return None
        if picked in refusals:
            raise BilliaError(refusals[picked])
        action, offer = BulkAction(picked), None
        if action in LABELLING:
            offer = await self._label()
            if offer is None:
                return None
        dialog = BulkDialog(action, self.selection, self._whom(), offer)
        return None if await self.app.push_screen_wait(dialog) is None else dialog

    async def _label(self) -> "Offer | None":
        """One of the labels that customers can have."""
        from billia_tui.operations.bulk import actions as bulk_actions

        offers = {str(offer.component_id): offer for offer in await self.app.ask(bulk_actions.label_offers)}
        if not offers:
            raise BilliaError("no label is set up for customers; T sets one up")
        picked = await self.pick(PickList("Which label", [(one, offer.name) for one, offer in offers.items()]))
        return None if picked is None else offers[picked]
