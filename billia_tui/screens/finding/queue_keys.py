"""Queues on the customer list: their keys, their page, and saving what is shown as one."""

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from billia_tui.errors import Refused
from billia_tui.keys import made as keys
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.queries.selection import in_words
from billia_tui.screens.finding.bulk_marks import BulkMarks
from billia_tui.screens.finding.columns import NAME, cells
from billia_tui.widgets.cells import Piece, Tone

if TYPE_CHECKING:
    from billia_tui.operations.finding.queue_work import InQueue
    from billia_tui.operations.finding.queues import QueueRow
    from billia_tui.operations.finding.row import CustomerRow
    from billia_tui.operations.finding.walk import Walk
    from billia_tui.paging import Key


class QueueKeys(BulkMarks, inherit_bindings=False):
    """A list of customers that can show a queue."""

    standings: "Mapping[int, InQueue]" = MappingProxyType({})
    """How customers stand in the queue that is shown, by id."""
    queue: "QueueRow | None" = None
    """The queue that was opened last; the list may show something else by now."""

    @property
    def queue_name(self) -> str:
        """The name of the queue that the list shows, in whatever order; empty if it shows something else."""
        if self.queue is None:
            return ""
        same = in_words(self.query_shown) == in_words(CustomerQuery(words=self.queue.query))
        return self.queue.name if same else ""

    def walk_at(self, customer_id: int) -> "Walk":
        """The way through this list that begins at a customer."""
        from billia_tui.operations.finding.walk import Walk

        row = self.table.row
        is_at_cursor = row is not None and row.id == customer_id and self.query_shown == self.last_good
        near = bool(self.near_question)  # who is near has no place in the order of the list
        key: Key | None = self.table.key if is_at_cursor and not near else None
        queue = self.queue_at()
        return Walk(self.query_shown, customer_id, key, self.queue_name, near, queue[0] if queue else 0)

    # ── working in it ──

    def queue_at(self) -> tuple[int, str] | None:
        """The queue that the list shows."""
        return (self.queue.id, self.queue.name) if self.queue is not None and self.queue_name else None

    def standing(self) -> "InQueue | None":
        """How the customer under the cursor stands."""
        return self.standings.get(self.customer_at())

    async def recognise(self, query: CustomerQuery, rows: "Sequence[CustomerRow]") -> None:
        """Also how the rows stand in the queue."""
        await super().recognise(query, rows)
        await self._read_standings([row.id for row in rows])

    async def look_at_queue(self) -> None:
        """Those that are in view."""
        if self.queue_at() is not None:
            await self._read_standings([row.id for row in self.table.rows_in_view])

    async def _read_standings(self, ids: "Sequence[int]") -> None:
        queue, before = self.queue_at(), dict(self.standings)
        if queue is None:
            self.standings = {}
        elif ids:
            from billia_tui.operations.finding import queue_work

            found = await self.app.ask(queue_work.of_many, queue[0], list(ids))
            kept = {one: standing for one, standing in self.standings.items() if one not in ids}
            self.standings = kept | found
        if self.standings != before:  # rows that are the same are else not painted
            self.table.refresh()
            self.show_keys()

    async def go_on(self) -> None:
        """The list stays; the cursor goes to the row below."""
        await self.look_at_queue()
        self.table.action_row_down()

    name_place: int = NAME
    """The column that says in a queue who has the customer."""

    def pieces_of(self, row: "CustomerRow") -> "Sequence[Piece]":
        """A row without its queue."""
        return cells(row)

    def cells_of(self, row: "CustomerRow") -> "Sequence[Piece]":
        """A row; in a queue the name says how the customer stands."""
        pieces = self.pieces_of(row)
        at = self.name_place
        standing = self.standings.get(row.id)
        if standing is None or not standing.words:
            return pieces
        tone: Tone = "good" if standing.mine else "warn" if standing.holder else "muted"
        return [*pieces[:at], (f"{standing.words} · {pieces[at][0]}", tone), *pieces[at + 1 :]]

    def open_queue(self, queue: "QueueRow") -> None:
        """Shows a queue from its top; its query stands in the search box."""
        self.queue = queue
        self.set_focus(self.table)
        self.put_words(queue.query)
        query = CustomerQuery(words=queue.query)
        if query == self.query_shown:
            self.await_reading()
            self.load()
        else:
            self.change_query(query)
        self.show_title()

    def action_queue(self, number: int) -> None:
        """`1` … `9`: the queue with this key."""
        if self.app.desk is not None:
            self.begin(partial(self.open_queue_of_key, str(number)))

    async def open_queue_of_key(self, key: str) -> None:
        """Opens the admin's own queue with this key, else everybody's."""
        from billia_tui.operations.finding import queues

        found = [queue for queue in await self.app.ask(queues.of) if queue.key == key]
        if not found:
            raise Refused(f"No queue has the key {key}; {keys.first_shown(self.app.key_of('queues'))} shows the queues")
        self.open_queue(found[-1])  # one's own come last

    def action_queues(self) -> None:
        """The page of the queues; what is picked there is shown here."""
        from billia_tui.screens.finding.queues import QueuesScreen

        self.app.push_screen(QueuesScreen(self.queue.id if self.queue and self.queue_name else 0), self._picked_queue)

    def _picked_queue(self, queue: "QueueRow | None") -> None:
        if queue is not None:
            self.open_queue(queue)

    def action_keep_queue(self) -> None:
        """Saves what is shown, filter and order included, as a queue."""
        if not self.is_narrowed:
            self.app.refuse("There is nothing to keep: search or filter first, then keep it as a queue")
        elif self.app.desk is not None:
            self.begin(self.keep_queue)

    async def keep_queue(self) -> None:
        """The form; the list then shows that queue."""
        from billia_tui.operations.finding import queues
        from billia_tui.screens.finding.queue_dialogs import QueueDialog

        shown, order, usual = in_words(self.query_shown), self.ordered, CustomerQuery()
        if (order.sort, order.descending) != (usual.sort, usual.descending):
            shown = f"{shown} sort:{'-' if order.descending else ''}{order.sort}"
        dialog = QueueDialog(None, query=shown)
        message = await self.app.push_screen_wait(dialog)
        if message is None:
            return
        self.app.say(message)
        for queue in await self.app.ask(queues.of):
            if queue.id == dialog.made:
                self.queue = queue
        self.show_title()
