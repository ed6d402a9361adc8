"""A terminal for comparing what two displays show, and what is to be seen on it."""

import unicodedata
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

import pyte
from pyte.screens import Char
from rich.cells import cell_len

MARK = "\u0301"
"""The one mark that the tests put on signs; a terminal that gets it twice shows it once."""


@cache
def _is_mark(sign: str) -> bool:
    """Whether it takes no room of its own, in the eyes of whoever paints."""
    return unicodedata.category(sign) in {"Mn", "Me"} or (cell_len(sign) == 0 and ord(sign) > 0xA0)


class Seen(NamedTuple):
    """One cell as a person sees it."""

    text: str
    letters: str
    ground: str
    attributes: tuple[bool, ...]


class Screen(pyte.Screen):
    """Pyte's screen where it differs from every terminal that we know."""

    def select_graphic_rendition(self, *attrs: int, **_private: bool) -> None:
        """It knows no faint letters: they are taken down as blinking, which nobody here uses."""
        translated = [part for code in _grouped(attrs) for part in {2: (5,), 22: (22, 25)}.get(code[0], code)]
        super().select_graphic_rendition(*translated)

    def draw(self, data: str) -> None:
        """It wraps at the right edge before a mark, puts it on the second half of a wide sign, and ends at some."""
        for are_marks, signs in groupby(data, _is_mark):
            if not are_marks:
                super().draw("".join(signs))
            elif self.cursor.x:
                line, x = self.buffer[self.cursor.y], self.cursor.x - 1
                x -= not line[x].data
                line[x] = line[x]._replace(data=unicodedata.normalize("NFC", line[x].data + "".join(signs)))

    def delete_lines(self, count: int | None = None) -> None:
        """It forgets to move lines that were never written."""
        self._touch()
        super().delete_lines(count)

    def insert_lines(self, count: int | None = None) -> None:
        """The same."""
        self._touch()
        super().insert_lines(count)

    def erase_in_display(self, how: int = 0, *arguments: Any, **keywords: Any) -> None:
        """It forgets to colour cells that were never written."""
        for y in range(self.lines):
            for x in range(self.columns):
                self.buffer[y].setdefault(x, self.default_char)
        super().erase_in_display(how, *arguments, **keywords)

    def seen(self) -> list[list[Seen]]:
        """All cells."""
        return [[_seen(self.buffer[y], x) for x in range(self.columns)] for y in range(self.lines)]

    def _touch(self) -> None:
        for y in range(self.lines):
            self.buffer[y]


def _grouped(attrs: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The codes of a style, those of one colour together."""
    groups, rest = [], [*(attrs or (0,))]
    while rest:
        size = {5: 3, 2: 5}[rest[1]] if rest[0] in {38, 48} else 1
        groups.append(tuple(rest[:size]))
        del rest[:size]
    return groups


class Emulator:
    """A terminal; at first it is full of something else, and has no stops of the tabulator.

    Args:
        width: columns.
        height: lines.
        feeds_return: whether its line goes to the first column with each line feed.
    """

    def __init__(self, width: int, height: int, feeds_return: bool = True) -> None:
        self._line_feed = "\r\n" if feeds_return else "\n"
        self._screen = Screen(width, height)
        self._stream = pyte.Stream(self._screen)
        lines = "".join(f"\x1b[{y + 1}H" + "~" * width for y in range(height))
        self.feed(f"\x1b[3g\x1b[?7l\x1b[31;45m{lines}\x1b[m")

    def feed(self, data: str) -> None:
        """Takes what a program wrote, as it comes behind the terminal line."""
        self._stream.feed(data.replace("\n", self._line_feed))

    def seen(self) -> list[list[Seen]]:
        """All cells."""
        return self._screen.seen()


def _seen(line: Any, x: int) -> Seen:
    char: Char = line[x]
    base, before = char.data[:1], line[x - 1].data[:1]
    wide = cell_len(base or " ") == 2
    if base and cell_len(base) == 0:
        base = ""  # it puts a mark on the second half of a wide character
    if (not base and (not x or cell_len(before or " ") != 2)) or (wide and line[x + 1].data[:1] not in {"", MARK}):
        base = " "  # a half whose other half was overwritten: terminals make it a blank
    lined = (char.underscore, char.strikethrough, char.reverse)
    if base == " " and not any(lined):
        return Seen(" ", "", char.bg, ())  # nobody sees the colour of letters where there are none
    marked = MARK in unicodedata.normalize("NFD", char.data) and base not in {"", " "} and not wide
    attributes = (char.bold, char.italics, char.blink, *lined)
    return Seen(unicodedata.normalize("NFD", base)[:1] + MARK * marked, char.fg, char.bg, attributes)
