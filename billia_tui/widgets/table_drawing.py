"""How the lines of a table are drawn: columns side by side, and the fewest changes of style."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from billia_tui import clock, showing
from billia_tui.widgets.cells import Column, Line, Piece, fit, fit_line, fitted, gap_of

Row = TypeVar("Row")

Shared = Sequence[tuple[int, int]]
"""The columns that fit, by their place, with the cells of each."""

TIMES = frozenset({"TIME", "ISSUED", "DATE", "SINCE", "EDITED", "PLACED", "PAID", "PAID AT"})
"""Titles of columns with times."""

GUTTER = 3
"""Cells before the first column, for cursor and mark."""


class TableStyles:
    """The styles of a table, made once for each theme. A ground is "" (plain) or the name of a component class."""

    def __init__(self, table: Widget) -> None:
        self._table = table
        self._known: dict[tuple[str, str], Style] = {}

    def forget(self) -> None:
        """Another theme."""
        self._known.clear()

    def of(self, tone: str, ground: str) -> Style:
        """The style of a tone on a ground; on the cursor and the header the ground decides the colour."""
        known = self._known.get((tone, ground))
        if known is None:
            table = self._table
            known = table.get_component_rich_style(f"record--{ground}") if ground else table.rich_style
            if tone:
                colour = table.get_component_rich_style(f"record--{tone}")
                plain = ground in {"cursor", "header"}
                known += Style(color=None if plain else colour.color, bold=colour.bold, dim=colour.dim)
            self._known[tone, ground] = known
        return known

    def strip(self, line: Line, ground: str, width: int) -> Strip:
        """The pieces as segments, as few as can be: each change of style costs some 40 bytes on the line."""
        segments: list[Segment] = []
        for text, tone in line:
            style = self.of(tone, ground)
            last = segments[-1] if segments else None
            if last is not None and (style == last.style or text.isspace()):  # the colour of blanks is not seen
                segments[-1] = Segment(last.text + text, last.style)
            else:
                segments.append(Segment(text, style))
        return Strip(segments, width)


MOST_SEEN = 500
"""Rows that are kept as seen: who scrolls through a million of them keeps no more."""


class Rooms(Generic[Row]):
    """How wide each column is, for the rows that were in view since the list was shown or turned.

    What they need only grows meanwhile: a row that scrolls into view moves the others only where it needs more than any
    before it, and there is room for it. `are_known` is whether the rows in view were looked at.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Other rows, or other cells of them."""
        self.are_known = False
        self._needs: Sequence[int] = ()
        self._seen: dict[int, Row] = {}
        self._known: dict[Hashable, Shared] = {}

    def look_at(self, rows: Iterable[Row], cells: Callable[[Row], Sequence[Piece]]) -> bool:
        """These rows are in view now; the cells of each are asked for once. Tells whether more room is needed."""
        before = self._needs
        if len(self._seen) > MOST_SEEN:
            self._seen.clear()
        for row in rows:
            if id(row) not in self._seen:
                self._seen[id(row)] = row
                widths = [len(text) if text.isascii() else cell_len(text) for text, _ in cells(row)]
                self._needs = [*map(max, self._needs, widths)] if self._needs else widths
        if self._needs == before:
            return False
        self._known = {}
        return True

    def of(self, indexes: Sequence[int], columns: Sequence[Column], titles: Sequence[str], width: int) -> Shared:
        """The columns of one line that fit into `width` cells, by their place in it, with the cells of each."""
        key = (*indexes, *titles, width)
        known = self._known.get(key)
        if known is None:
            needs = {
                place: max(self._needs[index] if self._needs else 0, cell_len(title))
                for place, (index, title) in enumerate(zip(indexes, titles, strict=True))
            }
            known = self._known[key] = fitted(columns, needs, room_for_columns(width))
        return known


def columns_line(gutter: Piece, columns: Sequence[Column], shared: Shared, cells: Sequence[Piece], width: int) -> Line:
    """The cells of some columns in a line as wide as the table; `shared` says where each stands."""
    pieces: list[Piece] = [gutter]
    gap = " " * gap_of(shared, room_for_columns(width))
    for place, room in shared:
        text, tone = cells[place]
        shown = text[:1] if room == 1 else fit(text, room, right=columns[place].right)
        pieces += [(shown or " ", tone), (gap, "")]
    return fit_line(pieces[:-1], width)


def room_for_columns(width: int) -> int:
    """The cells of a table of this width that are left for columns."""
    return max(width - GUTTER - 1, 1)


def for_times(column: Column) -> Column:
    """A column of times has room for both where local times stand beside UTC."""
    how = showing.now()
    both = how.zone is not None and how.beside and column.title in TIMES and column.least == clock.CELLS
    return replace(column, least=clock.BOTH_CELLS) if both else column
