"""How the lines of a table are drawn: columns side by side, and the fewest changes of style."""

from collections.abc import Sequence
from dataclasses import replace

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from billia_tui import clock, showing
from billia_tui.widgets.cells import Column, Line, Piece, fit, fit_line
from billia_tui.widgets.column_rooms import Shared, gap_of, placed, room_for_columns

TIMES = frozenset({"TIME", "ISSUED", "DATE", "SINCE", "EDITED", "PLACED", "PAID", "PAID AT"})
"""Titles of columns with times."""


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


def columns_line(gutter: Piece, columns: Sequence[Column], shared: Shared, cells: Sequence[Piece], width: int) -> Line:
    """The cells of some columns in a line as wide as the table; `shared` says where each stands."""
    pieces: list[Piece] = [gutter]
    gap = " " * gap_of(shared, room_for_columns(width))
    for place, room in shared:
        text, tone = cells[place]
        shown = text[:1] if room == 1 else fit(text, room, right=columns[place].right)
        pieces += [(shown or " ", tone), (gap, "")]
    return fit_line(pieces[:-1], width)


def row_line(
    gutter: Piece,
    columns: Sequence[Column],
    shared: Shared,
    cells: Sequence[Piece],
    lengths: Sequence[int],
    width: int,
) -> Line:
    """The same for a row, whose texts may go on beyond their columns where it has blanks."""
    if not any(lengths[place] > room > 1 for place, room in shared):
        return columns_line(gutter, columns, shared, cells, width)
    pieces: list[Piece] = [gutter]
    x = 0
    for place, start, size in placed(lengths, columns, shared, room_for_columns(width)):
        text, tone = cells[place]
        if size < lengths[place]:
            text = text[:1] if size == 1 else fit(text, size, right=columns[place].right)
        pieces += [(" " * (start - x), ""), (text, tone)]
        x = start + size
    return fit_line(pieces, width)


def for_times(column: Column) -> Column:
    """A column of times has room for both where local times stand beside UTC."""
    how = showing.now()
    both = how.zone is not None and how.beside and column.title in TIMES and column.least == clock.CELLS
    return replace(column, least=clock.BOTH_CELLS) if both else column
