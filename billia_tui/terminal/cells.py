"""Rows of a screen as cells: what the compositor paints, one entry a column."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple
from unicodedata import category, combining, east_asian_width

from rich.segment import Segment

from .graphemes import split_graphemes
from .isolation import MARK as ISOLATES
from .isolation import TURNED, isolate
from .styles import PLAIN, Styles

MARK = "\ufffd"
"""Stands for a character that a terminal would obey instead of showing it."""

_OBEYED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls, formats (bidi among them), lone surrogates and line ends."""

_JOINERS = "\u200c\u200d"
"""Format characters that only join the signs of one cell."""

_PICTURES = 0x1F000
"""From here on there are emoji: terminals do not agree how wide the newer ones are."""


class Row:
    """One line of the screen, as two lists with an entry a column.

    Attributes:
        texts: what stands in each column; "" in the second half of a wide character.
        styles: the number of its style.
        simple: whether all cells are narrow, every terminal knows it, and none turns them round.
        blanks: the styles of its blanks, perhaps more than it has.
        before: marks that belong to the sign before the row, if it is a piece of one.
    """

    __slots__ = ("_line", "before", "blanks", "simple", "styles", "texts")

    def __init__(
        self, texts: list[str], styles: list[int], blanks: set[int], *, simple: bool = True, before: str = ""
    ) -> None:
        self.texts = texts
        self.styles = styles
        self.blanks = blanks
        self.simple = simple
        self.before = before
        self._line: str | None = None

    @property
    def line(self) -> str:
        """All of its texts."""
        if self._line is None:
            self._line = "".join(self.texts)
        return self._line

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and self.texts == other.texts and self.styles == other.styles

    def __hash__(self) -> int:
        return hash("".join(self.texts))

    @classmethod
    def blank(cls, width: int, style: int = PLAIN) -> "Row":
        """Blanks of one style."""
        return cls([" "] * width, [style] * width, {style})

    def patched(self, x: int, piece: "Row") -> "Row":
        """The row with `piece` in it from column `x` on; halves of wide characters become blanks.

        What does not fit is written at the right edge, one sign over another, as nobody lets it wrap.
        """
        end = min(x + len(piece.texts), len(self.texts))
        if not x and piece.simple and len(piece.texts) == end == len(self.texts):
            return piece
        texts, styles = [*self.texts], [*self.styles]
        texts[x:end] = piece.texts[: end - x]
        styles[x:end] = piece.styles[: end - x]
        if end - x < len(piece.texts) and piece.texts[-1]:
            texts[-1], styles[-1] = piece.texts[-1], piece.styles[-1]
        row = Row(texts, styles, self.blanks | piece.blanks, simple=self.simple and piece.simple)
        if not row.simple:
            _put_on(texts, x, piece.before)
            row._mend()
            isolate(texts)
        return row

    def _mend(self) -> None:
        """Makes blanks of halves of wide characters that lost their other half."""
        texts = self.texts
        x = 0
        while x < len(texts):
            whole = texts[x : x + 2]
            if whole[0] and is_narrow(whole[0]):
                x += 1
            elif whole[0] and whole[1:] == [""]:
                x += 2
            else:
                texts[x] = " "
                x += 1


def _put_on(texts: list[str], x: int, marks: str) -> None:
    """Puts marks on the sign before column `x`; once, however often it is painted. Nobody sees them on a blank."""
    place = next((place for place in range(x - 1, -1, -1) if texts[place]), None)
    if place is not None and texts[place] != " " and not texts[place].endswith(marks):
        texts[place] += marks


class Columns(NamedTuple):
    """A text by column, whether it is simple, and the marks that it begins with; see `Row`."""

    texts: tuple[str, ...]
    simple: bool
    before: str


def row_of(segments: Iterable[Segment], styles: Styles) -> Row:
    """The cells of segments that stand side by side.

    Raises:
        ValueError: one of them is to be written as it is, as pictures are.
    """
    texts: list[str] = []
    numbers: list[int] = []
    blanks: set[int] = set()
    simple = True
    before = ""
    for text, style, control in segments:
        if control:
            if text:
                raise ValueError("a picture, or what else goes to the terminal as it is")
            continue
        number = styles.number(style)
        if _KNOWN.issuperset(text) or _get_to_know(text):
            cells: str | tuple[str, ...] = text
        else:
            found = columns(text)
            cells = found.texts
            simple = simple and found.simple
            if found.before and texts:
                _put_on(texts, len(texts), found.before)
            elif found.before:
                before += found.before
        texts += cells
        if " " not in cells:
            numbers += [number] * len(cells)
            continue
        blank = styles.blank(number)
        blanks.add(blank)
        numbers += [number] * len(cells) if blank == number else map({" ": blank}.get, cells, repeat(number))
    return Row(texts, numbers, blanks, simple=simple, before=before)


_KNOWN = {chr(code) for code in range(0x20, 0x7F)}
"""Characters that take one column on every terminal, as far as they were met."""


def _get_to_know(text: str) -> bool:
    """Whether all characters of `text` take one column on every terminal, as they stand; they are known from now on."""
    unknown = {char for char in text if char not in _KNOWN}
    if not all(
        char.isprintable() and is_certain(char) and is_narrow(char) and not TURNED.match(char) for char in unknown
    ):
        return False
    _KNOWN.update(unknown)
    return True


@lru_cache(maxsize=8192)
def columns(text: str) -> Columns:
    """`text` by column: a sign with what combines with it, "" behind a wide one, and nothing that a terminal obeys."""
    found: list[str] = []
    simple = True
    before = ""
    for start, end, width in split_graphemes(text)[0]:
        shown = _shown(text[start:end])
        if width:
            found += [shown or MARK * width, *[""] * (width - 1)]
            simple = simple and width == 1 and is_certain(found[-1]) and not TURNED.match(found[-1])
        elif shown:
            simple = False
            if found:
                found[-1] += shown
            else:
                before += shown
    return Columns(tuple(found), simple, before)


def _shown(sign: str) -> str:
    """One sign without what a terminal obeys; a mark in its place where it had a width."""
    if sign.isprintable():
        return sign
    return "".join(_shown_one(char) for char in sign).strip(_JOINERS)


def _shown_one(char: str) -> str:
    if category(char) not in _OBEYED or char in _JOINERS:
        return char
    return MARK if _has_width(char) else ""


def _has_width(char: str) -> bool:
    return bool(split_graphemes(char)[1])


@lru_cache(maxsize=8192)
def is_narrow(text: str) -> bool:
    """Whether a cell's text takes one column."""
    return split_graphemes(text)[1] == 1


@lru_cache(maxsize=8192)
def is_certain(text: str) -> bool:
    """Whether all terminals agree how many columns a cell's text takes; else the cursor may be anywhere behind it."""
    text = text.removesuffix(ISOLATES)
    if text.isascii():
        return len(text) == 1
    if len(text) > 1 or ord(text) >= _PICTURES or combining(text) or category(text) in {"Cn", "Co", "Mn", "Me", "Mc"}:
        return False
    return is_narrow(text) == (east_asian_width(text) not in {"W", "F"})
