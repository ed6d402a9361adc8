"""The queues: each with the number of its customers, counted while the page is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.timer import Timer

from billia_tui import paging
from billia_tui.actions.business import MOVE_QUEUE
from billia_tui.errors import BilliaError
from billia_tui.keys.made import Where
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.finding import queues
from billia_tui.operations.finding.queues import QueueRow
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.queries.terms import QueryError
from billia_tui.paging import Window
from billia_tui.screens.finding.queue_dialogs import QueueDialog
from billia_tui.screens.kinds.acting_rows import ActingRows
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from billia_tui.operations.team.changes_feed import Changes

IDLE = 60
"""Seconds without a key after which the customers are counted again."""

COUNTING: Piece = ("…", "muted")


@dataclass(frozen=True, slots=True)
class CountedQueue:
    """A row of the page. `count` is what is known of the number of its customers."""

    queue: QueueRow
    count: Piece = COUNTING

    @property
    def id(self) -> int:
        """The id of the queue."""
        return self.queue.id


class QueuesScreen(ActingRows[CountedQueue], inherit_bindings=False):
    """Everybody's queues, then the admin's own. Its answer is the queue that shall be shown.

    Args:
        current: the id of the queue on which the cursor starts.
    """

    NAME: ClassVar[str] = "Queues"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.QUEUES)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("KEY", 3, right=True),
        Column("QUEUE", 34, grow=1),
        Column("CUSTOMERS", 9, right=True),
        Column("QUERY", 16, grow=2),
        Column("FOR", 3),
    )
    EMPTY: ClassVar[str] = "No queues. a adds one; on the list K keeps a search as one."

    def __init__(self, current: int = 0) -> None:
        super().__init__()
        self._current = current
        self._counts: dict[int, Piece] = {}
        self._idle: Timer | None = None

    def cells(self, row: CountedQueue) -> Sequence[Piece]:
        """Key, name, number, query, whose it is."""
        queue = row.queue
        return (
            (queue.key or "–", "strong" if queue.key else "muted"),
            (queue.name, ""),
            row.count,
            (queue.query, "muted"),
            ("me" if queue.own else "all", "muted"),
        )

    async def page_of(self, window: Window) -> paging.Page[CountedQueue]:
        """All queues; there are few. Their numbers come after they are painted."""
        del window
        found = await self.app.ask(queues.of)
        rows = tuple(CountedQueue(queue, self._counts.get(queue.id, COUNTING)) for queue in found)
        self.call_after_refresh(self.count_all)
        return paging.Page(rows, tuple((place,) for place in range(len(rows))), more=False)

    async def renew(self, changes: "Changes") -> bool:
        """A colleague's queues; the customers in them are counted when nothing else happens."""
        if changes.store:
            self.load()
        return True

    def crumbs(self) -> Sequence[str]:
        """It is opened from the list."""
        return ("Customers", self.NAME)

    def show_title(self) -> None:
        """The first time, the cursor goes to the queue that is shown."""
        super().show_title()
        if self._current and self.table.rows:
            self.table.go_to(self._current)
            self._current = 0
            self.show_keys()

    # ── counting ──

    @work(exclusive=True, group="counts")
    async def count_all(self) -> None:
        """Counts one queue after the other, so that a slow one does not hold up the first."""
        for row in list(self.table.rows):
            count = await self._count(row.queue)
            self._counts[row.id] = count
            self.table.replace({row.id: replace(row, count=count)})
        self._wait_until_idle()

    async def _count(self, queue: QueueRow) -> Piece:
        try:
            return str(await self.app.ask(customer_list.count, CustomerQuery(words=queue.query))), ""
        except QueryError:  # a label or reseller of it is gone; opened, the list says which
            return "✖ wrong", "bad"
        except BilliaError:
            return "✖ failed", "bad"

    def _wait_until_idle(self) -> None:
        """Counts again when no key was pressed for a while. What is the same then is not painted."""
        if self._idle is not None:
            self._idle.stop()
        self._idle = self.set_timer(IDLE, self.count_all)

    def on_screen_suspend(self) -> None:
        """Another screen is on top: nobody needs the numbers now."""
        self.workers.cancel_group(self, "counts")
        if self._idle is not None:
            self._idle.stop()

    def on_screen_resume(self) -> None:
        """Back: they are counted when nothing else happens."""
        if self._counts:
            self._wait_until_idle()

    # ── keys ──

    def show_keys(self) -> None:
        """Whoever moves about is not idle."""
        super().show_keys()
        if self._idle is not None:
            self._wait_until_idle()

    def key_states(self) -> dict[str, KeyState]:
        """Up goes what may go down."""
        return super().key_states() | {"queue_up": KeyState(refusal=self.refusal(MOVE_QUEUE))}

    def subject(self, row: CountedQueue) -> QueueRow:
        """The queue."""
        return row.queue

    def open(self, row: CountedQueue) -> None:
        """Shows its customers in the list."""
        self.dismiss(row.queue)

    def action_queue(self, number: int) -> None:
        """`1` … `9`: shows the customers of the queue with this key."""
        found = [row.queue for row in self.table.rows if row.queue.key == str(number)]
        if found:
            self.dismiss(found[-1])  # one's own come last
        else:
            self.app.refuse(f"No queue has the key {number}")

    async def done(self, dialog: Dialog, message: str) -> None:
        """An edited query has another number."""
        if isinstance(dialog, QueueDialog) and dialog.row is not None:
            self._counts.pop(dialog.row.id, None)
        await super().done(dialog, message)

    def action_queue_up(self) -> None:
        """Moves the queue up."""
        self._move(up=True)

    def action_queue_down(self) -> None:
        """Moves the queue down."""
        self._move(up=False)

    def _move(self, *, up: bool) -> None:
        row = self.table.row

        async def move() -> None:
            if row is not None and await self.app.change(queues.move, row.id, up=up):
                await self.load().wait()

        self.begin(move, self.refusal(MOVE_QUEUE))
