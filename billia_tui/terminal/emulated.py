"""A terminal as far as Textual and the thin display use one: what both of them wrote is compared on it."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from unicodedata import combining

from rich.cells import cell_len

_TOKENS = re.compile(
    r"\x1b\[(?P<private>[?<>=]?)(?P<numbers>[\d;:]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|\x1b[\]PX^_](?P<string>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b[ -/]*(?P<escape>[0-OQ-WYZ\\`-~])"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f])"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
)
_OFF = {22: (1, 2), 23: (3,), 24: (4, 21), 25: (5, 6), 27: (7,), 28: (8,), 29: (9,), 54: (51, 52), 55: (53,)}
_ATTRIBUTES = {1, 2, 3, 4, 5, 6, 7, 8, 9, 21, 51, 52, 53}
_SEEN_ON_BLANKS = {4, 5, 6, 7, 9, 21, 51, 52, 53}
_WIDE = 2
_STEPS = (0, 95, 135, 175, 215, 255)

Colour = str


class Look(NamedTuple):
    """How a cell is shown."""

    letters: Colour = ""
    ground: Colour = ""
    attributes: frozenset[int] = frozenset()
    link: str = ""


PLAIN = Look()


class Cell(NamedTuple):
    """What stands in a cell; "" in the second half of a wide sign."""

    text: str = " "
    look: Look = PLAIN


class Screen:
    """A screen of so many columns and lines; line feeds go to the first column, as a terminal line is set."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.rows = [[Cell()] * width for _ in range(height)]
        self.x = self.y = 0
        self.unknown: set[str] = set()
        """Sequences that it does not know; nothing can be said of a screen that got one."""
        self._look = PLAIN
        self._top, self._bottom = 0, height
        self._stops = {*range(0, width, 8)}
        self._rest = ""

    def resize(self, width: int, height: int) -> None:
        """Cuts or adds at the right and at the bottom."""
        rows = [[*row[:width], *[Cell()] * (width - len(row))] for row in self.rows[:height]]
        self.rows = rows + [[Cell()] * width for _ in range(height - len(rows))]
        self.width, self.height = width, height
        self._top, self._bottom = 0, height
        self._stops = {*range(0, width, 8)}
        self.x, self.y = min(self.x, width - 1), min(self.y, height - 1)

    def feed(self, data: str) -> None:
        """Takes what a program wrote; what is torn waits for its rest."""
        data = self._rest + data
        at = 0
        while found := _TOKENS.match(data, at):
            at = found.end()
            if found["text"] is not None:
                self._write(found["text"])
            elif found["control"] is not None:
                self._control(found["control"])
            elif found["final"] is not None:
                self._sequence(found)
            elif found["escape"] is not None:
                self._escape(found["escape"])
            elif found["string"].startswith("8;"):
                self._look = self._look._replace(link=found["string"].split(";", 2)[-1])
        self._rest = data[at:]

    def seen(self) -> list[list[Cell]]:
        """All cells as a person sees them: of a blank only its ground and lines."""
        return [[_seen(cell) for cell in row] for row in self.rows]

    def text(self) -> str:
        """All lines."""
        return "\n".join("".join(cell.text for cell in row).rstrip() for row in self.rows)

    # ── writing ──

    def _write(self, text: str) -> None:
        row = self.rows[self.y]
        for char in text:
            width = 0 if combining(char) else cell_len(char)
            if not width:
                self._join(char)
                continue
            if self.x + width > self.width:
                self.x = self.width - width  # nobody lets it wrap
            for x in range(self.x, self.x + width):
                self._halve(row, x)
            row[self.x] = Cell(char, self._look)
            if width == 2:
                row[self.x + 1] = Cell("", self._look)
            self.x += width

    def _join(self, mark: str) -> None:
        row, x = self.rows[self.y], self.x - 1
        while x >= 0 and not row[x].text:
            x -= 1
        if x < 0:
            return
        row[x] = row[x]._replace(text=row[x].text + mark)
        if x == self.x - 1 and self.x < self.width and cell_len(row[x].text) == _WIDE:
            self._halve(row, self.x)  # the mark that asks for a picture makes some signs wide: as Textual counts
            row[self.x] = Cell("", row[x].look)
            self.x += 1

    def _halve(self, row: list[Cell], x: int) -> None:
        """What is left of a wide sign of which a half is overwritten is a blank."""
        if not row[x].text and x:
            row[x - 1] = row[x - 1]._replace(text=" ")
        elif x + 1 < self.width and not row[x + 1].text and row[x].text:
            row[x + 1] = row[x + 1]._replace(text=" ")

    def _control(self, control: str) -> None:
        if control == "\n":
            self.x = 0
            self._down()
        elif control in "\v\f":
            self._down()
        elif control == "\r":
            self.x = 0
        elif control == "\b":
            self.x = max(min(self.x, self.width - 1) - 1, 0)
        elif control == "\t":
            self.x = min((stop for stop in self._stops if stop > self.x), default=self.width - 1)

    def _down(self) -> None:
        if self.y == self._bottom - 1:
            self._scroll(self._top, 1)
        else:
            self.y = min(self.y + 1, self.height - 1)

    def _escape(self, name: str) -> None:
        if name == "M":
            if self.y == self._top:
                self._scroll(self._top, -1)
            else:
                self.y = max(self.y - 1, 0)
        elif name == "D":
            self._down()
        elif name == "H":
            self._stops.add(self.x)
        elif name not in "=>78BUVc\\":
            self.unknown.add(f"ESC {name}")

    def _scroll(self, top: int, lines: int) -> None:
        """Rows from `top` to the bottom margin go up, or down if it is negative."""
        block = self.rows[top : self._bottom]
        blank = [[Cell(" ", Look(ground=self._look.ground))] * self.width for _ in range(min(abs(lines), len(block)))]
        kept = block[lines:] + blank if lines > 0 else blank + block[:lines]
        self.rows[top : self._bottom] = [[*row] for row in kept[: len(block)]]

    # ── sequences ──

    def _sequence(self, found: re.Match[str]) -> None:
        final = found["final"]
        if found["private"] or found["between"]:
            return
        if final == "m":
            self._style(found["numbers"])
            return
        numbers = [int(part or 0) for part in found["numbers"].replace(":", ";").split(";")]
        if final in "ABCDEFGHdf":
            self._move(final, numbers)
        elif final in "JKX":
            self._erase(final, numbers[0])
        elif final == "r":
            self._top, self._bottom = max(numbers[0] - 1, 0), (numbers[1:] or [0])[0] or self.height
            self.x = self.y = 0
        elif final in "LM":
            amount = max(numbers[0], 1)
            self._scroll(self.y, amount if final == "M" else -amount)
            self.x = 0
        elif final == "g":
            self._stops -= {self.x} if numbers[0] == 0 else self._stops
        elif final not in "cnthlqu":
            self.unknown.add(f"CSI {final}")

    def _move(self, final: str, numbers: list[int]) -> None:
        many = max(numbers[0], 1)
        x = min(self.x, self.width - 1)
        if final in "Hf":
            self.y, x = many - 1, max((numbers[1:] or [1])[0], 1) - 1
        elif final in "AF":
            self.y -= many
        elif final in "BE":
            self.y += many
        elif final == "d":
            self.y = many - 1
        elif final == "G":
            x = many - 1
        else:
            x += many if final == "C" else -many
        if final in "EF":
            x = 0
        self.x, self.y = max(min(x, self.width - 1), 0), max(min(self.y, self.height - 1), 0)

    def _erase(self, final: str, how: int) -> None:
        blank = Cell(" ", Look(ground=self._look.ground))
        x = min(self.x, self.width - 1)
        row = self.rows[self.y]
        first, last = x, self.width
        if final == "X":
            last = min(x + max(how, 1), self.width)
        elif how == 1:
            first, last = 0, x + 1
        elif how == 2:
            first = 0
        if first and not row[first].text:
            row[first - 1] = row[first - 1]._replace(text=" ")
        if last < self.width and not row[last].text:
            row[last] = row[last]._replace(text=" ")
        row[first:last] = [blank] * (last - first)
        if final == "J":
            for y in range(self.height):
                if how >= 2 or (how == 0 and y > self.y) or (how == 1 and y < self.y):
                    self.rows[y] = [blank] * self.width

    def _style(self, text: str) -> None:
        numbers = [int(part or 0) for part in text.replace(":", ";").split(";")]
        letters, ground, attributes, link = self._look
        held = set(attributes)
        codes = iter(numbers)
        for code in codes:
            if code == 0:
                letters, ground = "", ""
                held.clear()
            elif code in {38, 48}:
                colour = _colour(next(codes, 0), codes)
                letters, ground = (colour, ground) if code == 38 else (letters, colour)
            elif 30 <= code <= 37 or 90 <= code <= 97:
                letters = str(code)
            elif 40 <= code <= 47 or 100 <= code <= 107:
                ground = str(code - 10)
            elif code == 39:
                letters = ""
            elif code == 49:
                ground = ""
            elif code in _ATTRIBUTES:
                held.add(code)
            else:
                held.difference_update(_OFF.get(code, ()))
        self._look = Look(letters, ground, frozenset(held), link)


def _colour(kind: int, numbers: Iterator[int]) -> Colour:
    """A colour by what it looks like: its number in the table of 256 where it is the very same."""
    if kind == 5:
        number = next(numbers, 0)
        if number >= 232:
            return _hex((8 + 10 * (number - 232),) * 3)
        if number >= 16:
            number -= 16
            return _hex((_STEPS[number // 36], _STEPS[number // 6 % 6], _STEPS[number % 6]))
        return str(30 + number if number < 8 else 82 + number)
    return _hex([next(numbers, 0) for _ in range(3)])


def _hex(parts: Iterable[int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in parts)


def _seen(cell: Cell) -> Cell:
    text, look = cell
    shown = text.rstrip("\u200e") or text
    if shown == " " and not look.link:
        lines = look.attributes & _SEEN_ON_BLANKS
        return Cell(" ", Look(look.letters if lines else "", look.ground, frozenset(lines)))
    return Cell(shown, look)
