"""A short list to pick from: sort order, filter, a status."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from billia_tui.keys import made as keys
from billia_tui.paging import Page
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from billia_tui.widgets.host import Host

Choice = tuple[str, str]


NARROWEST = 44
AROUND_HEADING = 8
"""Cells of the frame beside its heading, which is cut where the box is too narrow for it."""

AROUND_LABEL = 7
"""Cells of frame, cursor and margin beside a choice."""


class PickList(ModalScreen[str | None], inherit_bindings=False):
    """Gives the value that was picked, or None; a value of one letter is also picked by that key.

    Args:
        heading: what is picked.
        choices: (value, label).
        current: the value on which the cursor starts.
        refusals: values that cannot be picked, with the reason, which stands beside them (R51).
        wide: whether the labels are long.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "cancel", id="cancel", show=False),
        *keys.named("quit_console"),
    ]
    DEFAULT_CSS = """
    PickList > Vertical { width: 44; max-width: 96%; height: auto; max-height: 80%; }
    PickList > Vertical { border: round $primary; background: $surface; }
    PickList > Vertical.-reasons { width: 96; max-width: 96%; }
    PickList RecordTable { background: $surface; }
    """
    app: "Host"

    def __init__(
        self,
        heading: str,
        choices: Sequence[Choice],
        current: str = "",
        *,
        refusals: Mapping[str, str] | None = None,
        wide: bool = False,
    ) -> None:
        super().__init__()
        self._heading = heading
        self._choices = list(choices)
        self._current = current
        self._refusals = dict(refusals or {})
        self._wide = wide

    def compose(self) -> ComposeResult:
        """The box with the choices."""
        columns = [Column("", 20, grow=1)]
        if self._refusals:
            columns.insert(0, Column("", max(cell_len(label) for _, label in self._choices) + 2))
        with Vertical(classes="-reasons" if self._refusals or self._wide else "") as box:
            box.border_title = Content(self._heading)
            box.border_subtitle = "enter pick · esc cancel"
            if not (self._refusals or self._wide):
                longest = max((cell_len(label) for _, label in self._choices), default=0)
                box.styles.width = max(NARROWEST, cell_len(self._heading) + AROUND_HEADING, longest + AROUND_LABEL)
            self.table: RecordTable[Choice] = RecordTable(columns, self._cells, lambda choice: choice[0], header=False)
            self.table.styles.height = min(len(self._choices), 16)
            yield self.table

    def _cells(self, choice: Choice) -> Sequence[Piece]:
        value, label = choice
        reason = self._refusals.get(value, "")
        return (f"({label})" if reason else label, "muted" if reason else ""), (reason, "muted")

    def on_mount(self) -> None:
        """Puts the cursor on the current value."""
        values = [value for value, _ in self._choices]
        at = values.index(self._current) if self._current in values else 0
        rows = tuple(self._choices)
        row_keys = tuple((index,) for index in range(len(rows)))
        above = Page(rows[:at], row_keys[:at], more=False)
        self.table.show(Page(rows[at:], row_keys[at:], more=False), above=above, line=at)
        self.table.focus()

    def on_key(self, event: events.Key) -> None:
        """The key that is a value."""
        if event.character is not None and event.character in dict(self._choices):
            event.stop()
            self._pick(event.character)

    @on(RecordTable.Opened)
    def _picked(self, event: RecordTable.Opened) -> None:
        self._pick(event.row[0])

    def _pick(self, value: str) -> None:
        reason = self._refusals.get(value)
        if reason is None:
            self.dismiss(value)
        else:
            self.app.refuse(reason)
