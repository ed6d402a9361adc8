"""Rows of a screen as cells: what the compositor paints, one entry a column."""

from collections.abc import Iterable
from functools import lru_cache
from unicodedata import category

from rich.cells import cell_len, split_graphemes
from textual.strip import Strip

from billia_tui.terminal.styles import Styles

Cell = tuple[str, int]
"""What stands in a column, and the number of its style. The second half of a wide character is ""."""

Row = list[Cell]

MARK = "\ufffd"
"""Stands for a character that a terminal would not print but obey."""

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINER = "\u200d"
"""A format character that only joins signs of one cell."""


def row_of(strips: Iterable[Strip | None], styles: Styles) -> Row:
    """The cells of neighbouring strips."""
    row: Row = []
    for strip in strips:
        if strip is not None:
            for text, style, control in strip:
                if not control:
                    number = styles.number(style)
                    blank = styles.blank(number)
                    row += [(char, blank if char == " " else number) for char in columns(text)]
    return row


@lru_cache(maxsize=16_384)
def columns(text: str) -> tuple[str, ...]:
    """`text` by column: a sign with what combines with it, "" behind a wide one, and nothing that a terminal obeys."""
    if text.isascii() and text.isprintable():
        return tuple(text)
    safe = "".join(MARK if category(char) in _UNPRINTABLE and char != _JOINER else char for char in text)
    spans, width = split_graphemes(safe)
    if width != cell_len(text):  # a mark is seen where Textual counted on nothing
        return _narrow(text)
    found: list[str] = []
    for start, end, cells in spans:
        if cells:
            found += [safe[start:end], *[""] * (cells - 1)]
        elif found:
            found[-1] += safe[start:end]
    return tuple(found)


def _narrow(text: str) -> tuple[str, ...]:
    """The columns of `text` without what has no width of its own: as wide as Textual counted."""
    found: list[str] = []
    for start, end, cells in split_graphemes(text)[0]:
        if cells:
            shown = "".join(char for char in text[start:end] if category(char) not in _UNPRINTABLE)
            found += [shown or MARK, *[""] * (cells - 1)]
    return tuple(found)
