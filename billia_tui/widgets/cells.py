"""Text in terminal cells: what a table row or a line of a panel is made of."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from rich.cells import cell_len, set_cell_size

from billia_tui import showing

Tone = Literal["", "good", "bad", "warn", "info", "muted", "strong", "off"]
"""What a piece of text means; the theme gives it a colour, the text itself says it too (R2)."""

TONES: tuple[Tone, ...] = ("good", "bad", "warn", "info", "muted", "strong", "off")

Piece = tuple[str, Tone]
"""Some text in one tone."""

Line = Sequence[Piece]


def fit(text: str, width: int, *, right: bool = False) -> str:
    """`text` in exactly `width` cells: cut with "…" or filled with blanks; wide characters take two."""
    length = len(text) if text.isascii() else cell_len(text)
    if length > width and right and (mark := showing.now().mark):  # an amount is rather read without marks than cut
        text = text.replace(mark, "")
        length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…" if width > 1 else "…"[:width]
    return " " * (width - length) + text if right else text + " " * (width - length)


def chop(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, between words where that can be."""
    lines: list[str] = []
    while cell_len(text) > width:
        head = set_cell_size(text, width).rstrip()
        at = head.rfind(" ") if text[len(head) : len(head) + 1].strip() else len(head)
        at = at if at > 0 else max(len(head), 1)
        lines.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*lines, text]


def fit_line(pieces: Iterable[Piece], width: int) -> list[Piece]:
    """Pieces in exactly `width` cells; neighbours of one tone become one piece."""
    line: list[Piece] = []
    left = width
    for text, tone in pieces:
        shown = text if cell_len(text) <= left else fit(text, left)
        left -= cell_len(shown)
        if shown and line and line[-1][1] == tone:
            line[-1] = (line[-1][0] + shown, tone)
        elif shown:
            line.append((shown, tone))
    if left and line and line[-1][1] in {"", "muted"}:
        line[-1] = (line[-1][0] + " " * left, line[-1][1])
    elif left:
        line.append((" " * left, ""))
    return line


READABLE = 10
"""Cells of a column that grows below which nobody reads a name in it."""

NARROWEST = 4
"""Cells that a column keeps on the narrowest screen."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, and what of a row stands in it: `of` names it, or makes the piece of the row.

    `least` cells at least; spare room goes to columns by `grow`. On a narrow screen the column with the
    highest `drop` leaves first; those with 0 stay. One with `from_width` needs as many cells for all columns.
    Where those that grow would else be no longer readable, those with `narrow` have as many cells, and the gaps one.
    """

    title: str
    least: int
    of: str | Callable[[Any], Piece] = ""
    tone: Tone = ""
    grow: int = 0
    right: bool = False
    drop: int = 0
    sort: str = ""
    from_width: int = 0
    narrow: int = 0


def share(columns: Sequence[Column], width: int, *, gap: int = 1) -> list[tuple[int, int]]:
    """Which columns fit in `width` cells and how wide each is, as (index, width).

    First those with `drop` leave, then those that grow become narrower than they would like to be.
    """
    found = _share(columns, width, gap)
    if all(room >= READABLE for index, room in found if columns[index].grow):
        return found
    tight = [replace(column, least=column.narrow or column.least) for column in columns]
    return _share(tight, width, 1) if any(column.narrow for column in columns) else found


def fitted(columns: Sequence[Column], needs: Mapping[int, int], width: int) -> list[tuple[int, int]]:
    """The same as `share`, but no column is cut for room that another does not need.

    Args:
        columns: of one line.
        needs: cells that each of them needs for what is shown, by its place.
        width: cells of the line.
    """
    shared = share(columns, width, gap=2)
    wanted = {place: 1 if room == 1 else max(needs[place], 1) for place, room in shared}
    if all(room >= wanted[place] for place, room in shared):
        return shared
    rooms = {place: min(room, wanted[place]) for place, room in shared}
    total = sum(wanted.values())
    gaps = len(shared) - 1
    spare = max(width - sum(rooms.values()) - gaps * (2 if total + 2 * gaps <= width else 1), 0)
    while spare and (short := [place for place in rooms if rooms[place] < wanted[place]]):
        rooms[min(short, key=lambda place: rooms[place] / (1 + columns[place].grow))] += 1
        spare -= 1
    for place, room in shared:
        more = min(max(room - rooms[place], 0), spare)
        rooms[place] += more
        spare -= more
    return [*rooms.items()]


def gap_of(shared: Sequence[tuple[int, int]], width: int) -> int:
    """The cells between columns that were shared so: two where there is room for them."""
    return 2 if sum(room for _, room in shared) + 2 * (len(shared) - 1) <= width else 1


def _share(columns: Sequence[Column], width: int, gap: int) -> list[tuple[int, int]]:
    shown = [index for index, column in enumerate(columns) if width >= column.from_width]

    def spare() -> int:
        return width - sum(columns[index].least for index in shown) - gap * (len(shown) - 1)

    while spare() < 0 and any(columns[index].drop for index in shown):
        shown.remove(max(shown, key=lambda index: columns[index].drop))
    widths = {index: columns[index].least for index in shown}
    growing = [index for index in shown if columns[index].grow]
    rest, total = spare(), sum(columns[index].grow for index in growing)
    for index in growing:
        part = rest * columns[index].grow // total
        widths[index] = max(widths[index] + part, NARROWEST)
        rest -= part
        total -= columns[index].grow
    return [(index, widths[index]) for index in shown]
