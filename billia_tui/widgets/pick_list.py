"""A short list to pick from: sort order, filter."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from billia_tui import keys
from billia_tui.paging import Page
from billia_tui.widgets.cells import Column
from billia_tui.widgets.record_table import RecordTable

Choice = tuple[str, str]


class PickList(ModalScreen[str | None], inherit_bindings=False):
    """Gives the value that was picked, or None.

    Args:
        heading: what is picked.
        choices: (value, label).
        current: the value on which the cursor starts.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "cancel", id="cancel", show=False),
        *keys.named("quit_console"),
    ]
    DEFAULT_CSS = """
    PickList > Vertical { width: 44; height: auto; max-height: 80%; border: round $primary; background: $surface; }
    PickList RecordTable { background: $surface; }
    """

    def __init__(self, heading: str, choices: Sequence[Choice], current: str = "") -> None:
        super().__init__()
        self._heading = heading
        self._choices = list(choices)
        self._current = current

    def compose(self) -> ComposeResult:
        """The box with the choices."""
        with Vertical() as box:
            box.border_title = Content(self._heading)
            box.border_subtitle = "enter pick · esc cancel"
            self.table: RecordTable[Choice] = RecordTable(
                [Column("", 20, grow=1)], lambda choice: [(choice[1], "")], lambda choice: choice[0], header=False
            )
            self.table.styles.height = min(len(self._choices), 16)
            yield self.table

    def on_mount(self) -> None:
        """Puts the cursor on the current value."""
        values = [value for value, _ in self._choices]
        at = values.index(self._current) if self._current in values else 0
        rows = tuple(self._choices)
        row_keys = tuple((index,) for index in range(len(rows)))
        above = Page(rows[:at], row_keys[:at], more=False)
        self.table.show(Page(rows[at:], row_keys[at:], more=False), above=above, line=at)
        self.table.focus()

    @on(RecordTable.Opened)
    def _picked(self, event: RecordTable.Opened) -> None:
        self.dismiss(event.row[0])
