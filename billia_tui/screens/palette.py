"""The command palette: every action of this screen by name, and a jump to any customer (ctrl+p or :)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Input

from billia_tui import keys
from billia_tui.errors import BilliaError
from billia_tui.operations import customer_list
from billia_tui.operations.customer_query import CustomerQuery
from billia_tui.paging import Page, Window
from billia_tui.screens.help import places_of
from billia_tui.text import fold
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.record_table import RecordTable
from billia_tui.widgets.search_line import TYPING_PAUSE

if TYPE_CHECKING:
    from billia_tui.app import BilliaApp

MOST_CUSTOMERS = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the palette: an action to run, or a customer to jump to."""

    id: str
    what: str
    key: str
    action: str = ""
    customer_id: int = 0


class Palette(ModalScreen[None], inherit_bindings=False):
    """Type a part of a name; enter does it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "close", id="close_palette", show=False),
        *keys.named("quit_console"),
        Binding("down", "forward('row_down')", "down", show=False, priority=True),
        Binding("up", "forward('row_up')", "up", show=False, priority=True),
        Binding("pagedown", "forward('page_down')", "page down", show=False, priority=True),
        Binding("pageup", "forward('page_up')", "page up", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    Palette { align: center top; }
    Palette > Vertical { margin-top: 2; width: 76; max-width: 96%; height: 20; max-height: 90%;
        border: round $primary; background: $surface; }
    Palette Input { border: none; height: 1; padding: 0 1; background: $panel; }
    Palette RecordTable { background: $surface; }
    """
    AUTO_FOCUS = "Input"
    app: "BilliaApp"

    def __init__(self, under: "Screen[object]", actions: Sequence[Entry]) -> None:
        super().__init__()
        self._under = under
        self._actions = actions

    @classmethod
    def over(cls, screen: "Screen[object]") -> "Palette":
        """The palette for `screen`."""
        own: dict[str, str] = getattr(screen.app, "own_keys", {})
        in_panel = getattr(screen.app, "panel", None) is not None
        offered = [entry for entry in keys.entries(*places_of(screen), in_panel=in_panel) if entry.palette]
        return cls(
            screen,
            [Entry(e.id, e.help, keys.shown(own.get(e.id, e.keys)), action=e.action) for e in offered],
        )

    def compose(self) -> ComposeResult:
        """Input and list."""
        with Vertical() as box:
            only_actions = self.app.panel is not None
            box.border_title = "Actions" if only_actions else "Actions and customers"
            box.border_subtitle = "enter do · ↑↓ choose · esc close"
            words = "" if only_actions else ", or part of a customer’s name, e-mail, phone, domain"
            self.input = Input(placeholder=f"an action{words}", compact=True)
            self.input.cursor_blink = False
            yield self.input
            self.table: RecordTable[Entry] = RecordTable(
                [Column("", 20, grow=1), Column("", 10, right=True)],
                self._cells,
                lambda entry: entry.id,
                header=False,
            )
            self.table.lit = True
            yield self.table

    def _cells(self, entry: Entry) -> Sequence[Piece]:
        return (entry.what, "info" if entry.customer_id else ""), (entry.key, "muted")

    def on_mount(self) -> None:
        """All actions at first."""
        self._show(self._actions)

    def _show(self, entries: Sequence[Entry]) -> None:
        self.table.empty_text = "Nothing by that name."
        self.table.show(Page(tuple(entries), tuple((index,) for index in range(len(entries))), more=False))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.look_up(event.value)

    @work(exclusive=True, group="palette")
    async def look_up(self, words: str) -> None:
        """Actions at once, customers when the store has answered; late answers are dropped. No customers in a panel."""
        terms = fold(words).split()
        actions = [entry for entry in self._actions if all(term in fold(entry.what) for term in terms)]
        self._show(actions)
        if not terms or self.app.desk is None or self.app.panel is not None:
            return
        await asyncio.sleep(TYPING_PAUSE)
        try:
            window = Window(limit=MOST_CUSTOMERS)
            found = await self.app.ask(customer_list.page, CustomerQuery(words=words), window)
        except BilliaError as error:
            self.app.refuse(error)
            return
        customers = [
            Entry(f"customer {row.id}", f"{row.name} · {row.username}", str(row.id), customer_id=row.id)
            for row in found.rows
        ]
        if customers:
            self._show([*actions, *customers])

    def action_forward(self, action: str) -> None:
        """The arrows move in the list while the cursor is in the input."""
        getattr(self.table, f"action_{action}")()

    @on(Input.Submitted)
    async def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        await self._do(self.table.row)

    @on(RecordTable.Opened)
    async def _opened(self, event: RecordTable.Opened) -> None:
        event.stop()
        await self._do(event.row)

    async def _do(self, entry: Entry | None) -> None:
        """Closes the palette, then does what was chosen on the screen below."""
        if entry is None:
            return
        under, app = self._under, self.app
        self.dismiss(None)
        if entry.customer_id:
            app.call_later(app.open_customer, entry.customer_id)
        else:
            app.call_later(under.run_action, entry.action)
