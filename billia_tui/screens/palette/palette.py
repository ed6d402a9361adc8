"""The palette: customers, actions, queues and pages by name, found from the first letter on (ctrl+p or :).

What the console knows by itself is shown within the frame of the letter. The store is asked at the same moment, one
question at a time; its customers come below, in the same frame if they are quick. As long as no line was chosen with
the arrows, `enter` means the first one, so it waits for the store: what keys typed ahead do does not hang on how quick
that is.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen

from billia_tui.errors import BilliaError
from billia_tui.keys import made as keys
from billia_tui.screens.palette import jump, ways
from billia_tui.screens.palette.entries import (
    LOOKING,
    Entry,
    composed,
    customer_entry,
    matching,
    numbered,
    record_entry,
)
from billia_tui.screens.palette.palette_box import PaletteBox
from billia_tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from textual.timer import Timer

    from billia_tui.operations.finding.anything import Answer
    from billia_tui.operations.finding.jump import Hit
    from billia_tui.operations.finding.records import Record
    from billia_tui.widgets.host import Host, KeysHeld

ONE_FRAME = 0.012
"""Seconds for which what is known waits for the store, so that a letter is one paint: no more than a frame takes."""

AT_REST = 0.3
"""Seconds without a letter after which queues are counted."""

RECENT = 5
"""Customers that were open before which are shown as long as nothing is typed."""

NOTHING, NOTHING_TYPED = "Nothing by that name.", "Type who it is; whoever was open lately stands here."


class Palette(ModalScreen[None], inherit_bindings=False):
    """Type a part of a name; enter does it.

    Args:
        under: the screen that it was opened on.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "close", id="close_palette", show=False, priority=True),
        Binding("enter", "do", "do", id="do_palette", show=False, priority=True),
        *keys.named("quit_console"),
        Binding("down", "choose('row_down')", "down", show=False, priority=True),
        Binding("up", "choose('row_up')", "up", show=False, priority=True),
        Binding("pagedown", "choose('page_down')", "page down", show=False, priority=True),
        Binding("pageup", "choose('page_up')", "page up", show=False, priority=True),
    ]
    DEFAULT_CSS = "Palette { align: center top; }"
    app: "Host"

    def __init__(self, under: "Screen[object]") -> None:
        super().__init__()
        self._under = under
        self._lines: Sequence[Entry] = ()
        self._elsewhere: Sequence[Entry] = ()
        self._hits: Sequence[Hit] = ()
        self._records: Sequence[Record] = ()
        self._answered = self._problem = ""
        self._chosen = self._waits = self._asks = False
        self._soon: Timer | None = None
        self._counting: Timer | None = None
        self._frame = ExitStack()
        self._hold: KeysHeld | None = None

    # ── what is shown ──

    def compose(self) -> ComposeResult:
        """The box."""
        self.box = PaletteBox(*self.heading())
        self.input, self.table = self.box.input, self.box.table
        yield self.box

    def on_mount(self) -> None:
        """All that is known, at once; the store then says what of it has changed."""
        self.box.say_keys(waits=self._waits)
        self._gather()
        self._show()
        self.watch(self.input, "value", self._typed, init=False)
        self.set_focus(self.input)
        if not self.only_actions and self.app.desk is not None:
            self.call_after_refresh(self.refresh_memory)

    def heading(self) -> tuple[str, str]:
        """What it is, and what can be typed."""
        if self.only_actions:
            return "Actions", "an action"
        return "Jump", "a customer, action, queue, page or setting"

    def pick(self, customer_id: int) -> None:
        """What is done with a customer that was chosen."""
        self.app.open_customer(customer_id)

    @property
    def only_actions(self) -> bool:
        """In a panel there are no customers, queues and pages of the staff (R177)."""
        return self.app.panel is not None

    def _gather(self) -> None:
        """The lines that need no store: customers that were open before, then what can be done here, then the rest."""
        recent: list[Entry] = []
        if not self.only_actions:
            shown_now = getattr(self._under, "customer_id", None)
            recent = [self._of(hit) for hit in self.app.jump_memory.customers if hit.id != shown_now]
        self._recent = recent
        self._lines = list(jump.lines(self.app, self._under))
        self._elsewhere = list(ways.elsewhere(self.app, self._under, self._lines))

    def _of(self, hit: "Hit") -> Entry:
        return customer_entry(hit, self.pick)

    def _show(self) -> None:
        """The lines for what is typed. The cursor is on the first, or stays on the one that was chosen."""
        if self._soon is not None:
            self._soon.stop()
            self._soon = None
            self._frame.close()
        if not self.is_attached:
            return  # closed meanwhile, by what somebody chose: an answer that comes late is for nobody
        text = self.input.value
        if text.strip():
            known, answered = [*self._recent, *self._lines, *self._elsewhere], not self._is_looking
            asked = None if answered else numbered(text, self.pick)
            records = [record_entry(one, partial(jump.to_record, self.app)) for one in self._records]
            lines = composed(known, self._hits, text, self._of, asked=asked, answered=answered, records=records)
        else:
            lines = [*self._recent[:RECENT], *self._lines]
        before, line = self.table.row, self.table.line_of_cursor
        places = {entry.id: place for place, entry in enumerate(lines)}
        at = places.get(before.id) if self._chosen and before is not None else None
        self._chosen = at is not None
        nobody = LOOKING if self._is_looking else NOTHING if self.input.value.strip() else NOTHING_TYPED
        self.box.put(lines, at=at or 0, line=line if at else 0, nobody=nobody)

    # ── the store ──

    @property
    def _wanted(self) -> str:
        """What the store is to be asked for; empty for nothing."""
        return "" if self.only_actions else self.input.value.strip()

    @property
    def _is_looking(self) -> bool:
        """Whether the answer to what is typed is still to come."""
        return self._wanted != self._answered

    def _typed(self) -> None:
        """Another letter: shows what is known of it, in the same frame, and sees to the rest."""
        self._chosen = False
        self.workers.cancel_group(self, "counts")
        self._count_soon()
        if self._wanted:
            kept = {entry.id for part in matching(map(self._of, self._hits), self._wanted) for entry in part}
            self._hits = [replace(hit, exact=False) for hit in self._hits if f"customer {hit.id}" in kept]
        else:
            self._hits = ()
        self._records = ()
        self._answered = ""
        if self._is_looking and not self._asks:
            self._asks = True
            self.look_up()
        if not self._is_looking:
            self._show()
        elif self._soon is None:
            self._frame.enter_context(self.app.batch_update())
            self._soon = self.set_timer(ONE_FRAME, self._show)

    @work(group="palette")
    async def look_up(self) -> None:
        """Asks the store for what is typed, until it has answered that: one question at a time."""
        while self._is_looking:
            asked, problem = self._wanted, ""
            found = None
            try:
                found = await self._ask(asked)
            except BilliaError as error:
                problem = error.text
            if not self.box.is_attached:  # it was closed meanwhile
                return
            if asked == self._wanted:
                self._answered = asked
                self._hits, self._records = (found.customers, found.records) if found else ((), ())
                self._show()
                if problem and problem != self._problem:  # once, not with each letter
                    self.app.refuse(problem)
                self._problem = problem
        self._asks = False
        if self._waits:
            self._waits = False
            self.box.say_keys(waits=self._waits)
            await self._do_or_release()

    async def _ask(self, words: str) -> "Answer":
        await self.app.open_store()  # before the import: else keys would wait for it with us
        from billia_tui.operations.finding import anything

        return await self.app.ask(anything.look_up, words)

    @work(group="memory")
    async def refresh_memory(self) -> None:
        """Queues and customers may have changed since they were read."""
        try:
            changed = await self.app.jump_memory.refresh(self.app)
        except BilliaError:
            return  # the customers say what is wrong
        if not self.box.is_attached:  # it was closed meanwhile
            return
        if changed:
            self._gather()
            self._show()
        self._count_soon()

    def _count_soon(self) -> None:
        """Queues are counted while nobody types: what is looked for is asked of the store first."""
        if self._counting is not None:
            self._counting.stop()
        if self.only_actions or self.app.desk is None:
            return
        self._counting = self.set_timer(AT_REST, self.count_queues)

    @work(exclusive=True, group="counts")
    async def count_queues(self) -> None:
        """The numbers beside the queues, each as it comes."""
        async for _ in self.app.jump_memory.count(self.app):
            if not self.box.is_attached:  # it was closed meanwhile
                return
            self._gather()
            self._show()

    # ── choosing ──

    def action_choose(self, action: str) -> None:
        """The arrows move in the lines while the cursor is in the input."""
        if self._soon is not None:
            self._show()
        getattr(self.table, f"action_{action}")()
        self._chosen = self.table.row is not None  # there may be no line yet: then enter still waits for the first

    def on_click(self) -> None:
        """So does a click."""
        self._chosen = True

    def action_do(self) -> None:
        """Does what the cursor is on, if that is certain by now."""
        self._hold = self.app.type_ahead.hold(but=frozenset({"escape"}))  # what is typed now is meant for what comes
        if self._is_looking and not self._chosen:
            self._waits = True
            self.box.say_keys(waits=self._waits)
        else:
            self.app.call_later(self._do_or_release)

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        event.stop()
        self.action_do()

    def on_unmount(self) -> None:
        """Whatever waits is painted."""
        self._frame.close()

    def action_close(self) -> None:
        """Closes; the screen below is as it was."""
        self.dismiss(None)
        if self._hold is not None:
            self._hold.end()

    async def _do_or_release(self) -> None:
        """Does what the cursor is on; if there is nothing, or it cannot be done, the palette stays."""
        entry = self.table.row
        if entry is None or entry.refusal is not None:
            if entry is not None:
                self.app.refuse(entry.refusal or "")
            if self._hold is not None:
                self._hold.end()
        elif self._hold is not None:
            self.app.call_later(_carry_out, self, entry, self._hold)


async def _carry_out(palette: Palette, entry: Entry, hold: "KeysHeld") -> None:
    """Closes the palette, then does what was chosen on the screen below."""
    if palette.app.screen is not palette:
        return
    with hold:  # a dialog or list on its way takes over
        palette.dismiss(None)
        running = entry.run()
        if isawaitable(running):
            await running
