"""Choosing the columns of the list: which, in which order, how wide."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from billia_tui.keys import made as keys
from billia_tui.operations.finding.columns import USUAL, WIDEST, ColumnWish, Layout, Shown
from billia_tui.paging import Page
from billia_tui.screens.finding.columns import BY_NAME, TITLES
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from billia_tui.widgets.host import Host

NARROWEST = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A column that can be shown."""

    wish: ColumnWish
    shown: bool


class ColumnsDialog(ModalScreen["Layout | None"], inherit_bindings=False):
    """Its answer are the columns; empty for as usual, None if it was left.

    Args:
        whose: the list or queue, cleaned.
        layout: as it is now.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "cancel", id="cancel", show=False),
        Binding("enter", "take", "save", id="save_columns", show=False, priority=True),
        Binding("space", "switch", "show or hide", id="toggle_column", show=False),
        Binding("less_than_sign", "move(-1)", "earlier", id="column_up", show=False),
        Binding("greater_than_sign", "move(1)", "later", id="column_down", show=False),
        Binding("plus,right", "widen(1)", "wider", id="column_wider", show=False),
        Binding("minus,left", "widen(-1)", "narrower", id="column_narrower", show=False),
        Binding("d", "usual", "as usual", id="columns_usual", show=False),
        *keys.named("quit_console"),
    ]
    DEFAULT_CSS = """
    ColumnsDialog > Vertical { width: 74; max-width: 96%; height: auto; max-height: 90%; }
    ColumnsDialog > Vertical { border: round $primary; background: $surface; }
    ColumnsDialog RecordTable { background: $surface; height: 17; max-height: 1fr; }
    """
    app: "Host"

    def __init__(self, whose: str, layout: Layout) -> None:
        super().__init__()
        self._whose = whose
        chosen = [wish.column for wish in layout]
        self.lines = [Line(wish, shown=True) for wish in layout]
        self.lines += [Line(ColumnWish(column), shown=False) for column in Shown if column not in chosen]

    def compose(self) -> ComposeResult:
        """The box with all columns."""
        with Vertical() as box:
            box.border_title = Content(f"Columns · {self._whose}")
            box.border_subtitle = Content("space show · < > move · ← → width · d usual · enter save · esc")
            columns = [Column("", 1), Column("COLUMN", 16, grow=1), Column("WIDTH", 14), Column("SORTS", 5)]
            self.table: RecordTable[Line] = RecordTable(columns, _cells, lambda line: line.wish.column)
            yield self.table

    def on_mount(self) -> None:
        """The first column."""
        self._put(0)
        self.table.focus()

    def _put(self, at: int) -> None:
        lines = tuple(self.lines)
        places = tuple((place,) for place in range(len(lines)))
        above = Page(lines[:at], places[:at], more=False)
        self.table.show(Page(lines[at:], places[at:], more=False), above=above, line=self.table.line_of_cursor)

    @property
    def _at(self) -> int:
        row = self.table.row
        return self.lines.index(row) if row is not None else 0

    def action_switch(self) -> None:
        """Shows or hides the column under the cursor, and goes to the next."""
        at = self._at
        self.lines[at] = replace(self.lines[at], shown=not self.lines[at].shown)
        self._put(min(at + 1, len(self.lines) - 1))

    def action_move(self, by: int) -> None:
        """The column one place earlier or later."""
        at = self._at
        there = at + by
        if 0 <= there < len(self.lines):
            self.lines.insert(there, self.lines.pop(at))
            self._put(there)

    def action_widen(self, by: int) -> None:
        """A cell wider or narrower; below the narrowest it is as usual."""
        at = self._at
        wish = self.lines[at].wish
        width = (wish.width or BY_NAME[wish.column].least) + by
        width = min(width, WIDEST) if width >= NARROWEST else 0
        self.lines[at] = replace(self.lines[at], wish=replace(wish, width=width))
        self._put(at)

    def action_usual(self) -> None:
        """The columns as they are at first."""
        self.dismiss(())

    def action_take(self) -> None:
        """These; without any it stays open."""
        layout = tuple(line.wish for line in self.lines if line.shown)
        if not layout:
            self.app.refuse("A list needs a column; space shows the one under the cursor")
        else:
            self.dismiss(() if layout == tuple(map(ColumnWish, USUAL)) else layout)


def _cells(line: Line) -> Sequence[Piece]:
    wish = line.wish
    usual = BY_NAME[wish.column]
    width = f"{wish.width} cells" if wish.width else "as it fits" if usual.grow else f"usual, {usual.least}"
    return (
        ("✔" if line.shown else " ", "good"),
        (TITLES[wish.column], "" if line.shown else "muted"),
        (width, "strong" if wish.width else "muted"),
        ("s" if usual.sort else "–", "muted"),
    )
