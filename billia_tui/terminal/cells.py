"""Rows of a screen as cells: what the compositor paints, one entry a column."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
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

_LARGEST = 255
"""The largest number of a style that is kept in a byte."""

NOT_CELLS = "a picture, or what else goes to the terminal as it is"

_PICTURES = 0x1F000
"""From here on there are emoji: terminals do not agree how wide the newer ones are."""


class Row:
    """One line of the screen, as two sequences with an entry a column; nobody changes them.

    Attributes:
        texts: what stands in each column; "" in the second half of a wide character. A string if the row is simple.
        styles: the number of its style. Bytes if all of them are small.
        simple: whether all cells are narrow, every terminal knows it, and none turns them round.
        blanks: the styles of its blanks, perhaps more than it has.
        before: marks that belong to the sign before the row, if it is a piece of one.
        pieces: where each piece ends of which the letters have one style, and which; empty if that is not known.
    """

    __slots__ = ("_code", "_line", "before", "blanks", "pieces", "simple", "styles", "texts")

    def __init__(
        self,
        texts: Sequence[str],
        styles: Sequence[int],
        blanks: AbstractSet[int],
        *,
        simple: bool = True,
        before: str = "",
        pieces: tuple[Sequence[int], Sequence[int]] = ((), ()),
    ) -> None:
        self.texts = texts
        self.styles = styles
        self.blanks = blanks
        self.simple = simple
        self.before = before
        self.pieces = pieces
        self._line: str | None = texts if isinstance(texts, str) else None
        self._code: Code | None = None

    @property
    def line(self) -> str:
        """All of its texts."""
        if self._line is None:
            self._line = "".join(self.texts)
        return self._line

    @property
    def code(self) -> "Code | None":
        """Letters and styles as large numbers with a byte a column; None where they do not fit."""
        if self._code is None and isinstance(self.texts, str) and isinstance(self.styles, bytes):
            letters = self.texts.encode("utf-16-le")
            if len(letters) == 2 * len(self.texts):
                parts = (letters[::2], letters[1::2], self.styles)
                self._code = Code(*(int.from_bytes(part, "little") for part in parts))
        return self._code

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and _alike(self.texts, other.texts) and _alike(self.styles, other.styles)

    def __hash__(self) -> int:
        return hash(self.line)

    @classmethod
    def blank(cls, width: int, style: int = PLAIN) -> "Row":
        """Blanks of one style."""
        return cls(" " * width, _packed([style] * width), {style})

    def patched(self, x: int, piece: "Row") -> "Row":
        """The row with `piece` in it from column `x` on; halves of wide characters become blanks.

        What does not fit is written at the right edge, one sign over another, as nobody lets it wrap.
        """
        width = len(self.texts)
        end = min(x + len(piece.texts), width)
        if not x and piece.simple and len(piece.texts) == end == width:
            return piece
        texts, styles = [*self.texts], [*self.styles]
        texts[x:end] = piece.texts[: end - x]
        styles[x:end] = piece.styles[: end - x]
        if end - x < len(piece.texts) and piece.texts[-1]:
            texts[-1], styles[-1] = piece.texts[-1], piece.styles[-1]
        blanks, simple = self.blanks | piece.blanks, self.simple and piece.simple
        if not simple:
            _put_on(texts, x, piece.before)
            _mend(texts)
            isolate(texts)
        return Row("".join(texts) if simple else texts, _packed(styles), blanks, simple=simple)


class Code(NamedTuple):
    """The low and the high bytes of the letters of a row, and its styles."""

    low: int
    high: int
    styles: int


def _alike(one: Sequence[object], other: Sequence[object]) -> bool:
    return one == other if type(one) is type(other) else [*one] == [*other]


def _packed(styles: list[int]) -> Sequence[int]:
    """As bytes if they fit."""
    return bytes(styles) if max(styles, default=0) <= _LARGEST else styles


def _mend(texts: list[str]) -> None:
    """Makes blanks of halves of wide characters that lost their other half."""
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


def row_of(segments: Sequence[Segment], styles: Styles) -> Row:
    """The cells of segments that stand side by side.

    Raises:
        ValueError: one of them is to be written as it is, as pictures are.
    """
    return _simple_row(segments, styles) or _any_row(segments, styles)


def _simple_row(segments: Sequence[Segment], styles: Styles) -> Row | None:
    """The same where all is simple and there are few styles, much quicker; else None."""
    line, looks, blanks = "", b"", set[int]()
    ends, numbers = list[int](), list[int]()
    for text, style, control in segments:
        if control:
            if text:
                raise ValueError(NOT_CELLS)
            continue
        number = styles.number(style)
        blank = styles.blank(number)
        if number > _LARGEST or blank > _LARGEST or not (_is_plain(text) or _get_to_know(text)):
            return None
        line += text
        ends.append(len(line))
        numbers.append(number)
        if " " not in text:
            looks += bytes((number,)) * len(text)
            continue
        blanks.add(blank)
        looks += text.encode("latin-1", "replace").translate(looks_of(number, blank))
    return Row(line, looks, blanks, pieces=(ends, numbers))


def _is_plain(text: str) -> bool:
    return (text.isascii() and text.isprintable()) or _KNOWN.issuperset(text)


@lru_cache(maxsize=4096)
def looks_of(number: int, blank: int) -> bytes:
    """Translates each letter into style `number`, and each blank into style `blank`."""
    table = bytearray((number,)) * 256
    table[ord(" ")] = blank
    return bytes(table)


def _any_row(segments: Sequence[Segment], styles: Styles) -> Row:
    texts: list[str] = []
    numbers: list[int] = []
    blanks: set[int] = set()
    simple = True
    before = ""
    for text, style, control in segments:
        if control:
            if text:
                raise ValueError(NOT_CELLS)
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
    return Row("".join(texts) if simple else texts, _packed(numbers), blanks, simple=simple, before=before)


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
