"""The queues: each with the number of its customers, counted while the page is shown."""

import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from billia_tui import paging
from billia_tui.actions.business import MOVE_QUEUE
from billia_tui.errors import BilliaError
from billia_tui.keys.made import Where
from billia_tui.operations.finding import queue_numbers, queues
from billia_tui.operations.finding.queue_numbers import QueueStanding
from billia_tui.operations.finding.queues import QueueRow
from billia_tui.operations.queries.terms import QueryError
from billia_tui.paging import Window
from billia_tui.screens.finding.queue_dialogs import QueueDialog
from billia_tui.screens.kinds.acting_rows import ActingRows
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.small_picture import compared, picture

if TYPE_CHECKING:
    from billia_tui.operations.team.changes_feed import Changes

IDLE = 60
"""Seconds without a key after which the customers are counted again."""

COUNTED_EVERY = 5.0
"""Seconds between two counts because of what colleagues do."""

IN_COLUMN = 15
"""Cells of the thirty days in a row: two days in each."""

MOST_NAMED = 4
"""So many who have a customer are named."""

COUNTING: Piece = ("…", "muted")


@dataclass(frozen=True, slots=True)
class CountedQueue:
    """A row of the page. `count` is what is known of the number of its customers."""

    queue: QueueRow
    count: Piece = COUNTING
    stands: QueueStanding | None = None

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
        Column("QUEUE", 16, grow=3),
        Column("CUSTOMERS", 9, right=True, drop=1),
        Column("OPEN", 8, right=True),
        Column("TAKEN", 8, grow=1),
        Column("PUT OFF", 7, right=True),
        Column("DONE TODAY", 10, right=True),
        Column("30 DAYS", IN_COLUMN),
        Column("QUERY", 16, grow=3, drop=3),
        Column("FOR", 3, drop=2),
    )
    EMPTY: ClassVar[str] = "No queues. a adds one; on the list K keeps a search as one."

    def __init__(self, current: int = 0) -> None:
        super().__init__()
        self._current = current
        self._counts: dict[int, CountedQueue] = {}
        self._counted_at = 0.0
        self._noted: dict[int, int] = {}
        self._idle: Timer | None = None

    def body(self) -> Iterable[Widget]:
        """The table; below it the queue under the cursor in words."""
        yield from super().body()
        self.words = Static(id="queue-words")
        yield self.words

    def cells(self, row: CountedQueue) -> Sequence[Piece]:
        """Key, name, numbers, query, whose it is."""
        queue, stands = row.queue, row.stands
        numbers: Sequence[Piece] = (row.count, ("", ""), ("", ""), ("", ""), ("", ""))
        if stands is not None:
            numbers = (
                (str(stands.open), ""),
                (stands.holders or "–", "info" if stands.taken else "muted"),
                (str(stands.put_off or "–"), "" if stands.put_off else "muted"),
                (str(stands.done_today or "–"), "good" if stands.done_today else "muted"),
                (picture(stands.days, IN_COLUMN) if stands.days else "–", "muted"),
            )
        return (
            (queue.key or "–", "strong" if queue.key else "muted"),
            (queue.name, ""),
            row.count,
            *numbers,
            (queue.query, "muted"),
            ("me" if queue.own else "all", "muted"),
        )

    async def page_of(self, _window: Window) -> paging.Page[CountedQueue]:
        """All queues; there are few. Their numbers come after they are painted."""
        found = await self.app.ask(queues.of)
        known = {one: replace(row, queue=queue) for queue in found if (row := self._counts.get(one := queue.id))}
        rows = tuple(known.get(queue.id) or CountedQueue(queue) for queue in found)
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
        self._counted_at = time.monotonic()
        for row in list(self.table.rows):
            counted = await self._count(row)
            if counted != self._counts.get(row.id):
                self._counts[row.id] = counted
                self.table.replace({row.id: counted})
            self.show_words()
        self._wait_until_idle()
        await self._note()

    async def _count(self, row: CountedQueue) -> CountedQueue:
        try:
            stands = await self.app.ask(queue_numbers.standing, row.id)
        except QueryError:  # a label or reseller of it is gone; opened, the list says which
            return replace(row, count=("✖ wrong", "bad"), stands=None)
        except BilliaError:
            return replace(row, count=("✖ failed", "bad"), stands=None)
        return replace(row, count=(str(stands.customers), ""), stands=stands)

    async def _note(self) -> None:
        """Keeps the numbers of today for the pictures (R243): those that are exact, of who may keep them."""
        stands = {one: row.stands for one, row in self._counts.items() if row.stands is not None and row.stands.days}
        new = {
            one: found.customers.number
            for one, found in stands.items()
            if found.customers.exact and found.customers.number != self._noted.get(one)
        }
        self._noted |= new
        if new and self.app.desk is not None:
            with suppress(BilliaError):  # `billia advance` keeps them as well
                await self.app.in_thread(self.app.desk.change, queue_numbers.note, new)

    async def look_at_queue(self) -> None:
        """A colleague may have taken somebody: they are counted again, though not at once each time."""
        if self._counts:
            if self._idle is not None:
                self._idle.stop()
            wait = self._counted_at + COUNTED_EVERY - time.monotonic()
            self._idle = self.set_timer(max(wait, 0.01), self.count_all)

    def show_words(self) -> None:
        """The queue under the cursor: its thirty days, and who has whom."""
        row = self.table.row
        stands = row.stands if row is not None else None
        text = Content("")
        if row is not None and stands is not None:
            taken = ", ".join(f"{name} has {customer_id}" for name, customer_id in stands.taken[:MOST_NAMED])
            more = f" and {len(stands.taken) - MOST_NAMED} others" if len(stands.taken) > MOST_NAMED else ""
            told = [
                compared(stands.days, str(stands.customers)),
                f"{stands.put_off} put off, {stands.done} done, {stands.done_today} today",
                f"{taken}{more}" if taken else "nobody has one",
            ]
            drawn = picture(stands.days, len(stands.days)) if stands.days else ""
            text = Content(f"{row.queue.name}  {drawn}\n{' · '.join(told)}")
        self.words.update(text)

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
        self.show_words()
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
