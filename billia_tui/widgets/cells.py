"""Text in terminal cells: what a table row or a line of a panel is made of."""

from collections.abc import Callable, Iterable, Sequence
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
    In a column of numbers the last `ends` cells are those in which rows differ most.
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
    ends: int = 1


def share(columns: Sequence[Column], width: int, *, gap: int = 1) -> list[tuple[int, int]]:
    """Which columns fit in `width` cells and how wide each is, as (index, width).

    First those with `drop` leave, then those that grow become narrower than they would like to be.
    """
    found = _share(columns, width, gap)
    if all(room >= READABLE for index, room in found if columns[index].grow):
        return found
    tight = [replace(column, least=column.narrow or column.least) for column in columns]
    return _share(tight, width, 1) if any(column.narrow for column in columns) else found


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
