"""What writes on the terminal: it knows its place and its style, and takes the shortest way to the next."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import compress

from .abilities import Abilities
from .cells import Row, is_certain
from .isolation import MARK
from .styles import PLAIN, Styles

Spans = Sequence[tuple[int, int]]
"""Columns of a row: the first ones and those behind the last ones, from left to right."""

_WIDEST_GAP = 4
"""Cells that did not change and may be written again; stepping over more of them is shorter."""

_LAST_BLANKS = 5
"""Blanks at the end of a piece from which erasing them is shorter, where the next piece is elsewhere anyhow."""

_MANY_BLANKS = re.compile(" {6,}")
"""Blanks which it may be shorter to erase and to step over than to write."""

_SOME_BLANKS = " " * min(6, _LAST_BLANKS)
"""In a text that has fewer in a row none are erased."""

_ERASING = 4
"""About how many bytes it takes to erase some blanks."""

_MOST_FEEDS = 4
"""Rows to which vertical tabs are a shorter way than another."""

TAB = 8
"""Columns from one stop of the tabulator to the next."""

_WRITTEN_FROM_STOP = 4
"""Cells that did not change and may be written again from a stop of the tabulator on."""


class Pen:
    """Collects in `out` what is to be sent. At first the place is not known.

    Args:
        styles: those of the rows.
        width: of the screen.
        able: what the terminal can do.
        style: the one that it has set.
    """

    def __init__(self, styles: Styles, width: int, able: Abilities, style: int = PLAIN) -> None:
        self.out: list[str] = []
        self._styles = styles
        self._width = width
        self._erases_cells = able.erases_cells and able.erases_in_colour
        self._return = "" if able.feeds_return else "\r"
        self._tabs = width if able.has_tabs else 0
        self.style = style
        self._x: int | None = None
        self._y: int | None = None

    def send(self, sequence: str, *, keeps_place: bool = False) -> None:
        """Sends what is no text; afterwards the place is not known, if it is not kept."""
        self.out.append(sequence)
        if not keeps_place:
            self._x = self._y = None

    # ── style ──

    def turn(self, style: int) -> None:
        """Takes a style."""
        if style != self.style:
            self.out.append(self._styles.switch(self.style, style))
            self.style = style

    def turn_for_blank(self, blank: int, ahead: int | None = None) -> None:
        """Takes a style in which blanks are seen as in style `blank`: that at hand, or that of the letters `ahead`."""
        if self._styles.blank(self.style) == blank:
            return
        if ahead is not None and self._styles.blank(ahead) == blank:
            self.turn(ahead)
        else:
            self.turn(self._styles.for_blank(self.style, blank))

    # ── place ──

    def move(self, x: int, y: int) -> None:
        """Goes to a cell."""
        if y != self._y or x != self._x:
            on = y == self._y and self._x is not None and x > self._x
            self.out.append(_forward(self._x or 0, x, self._tabs) if on else self._way(x, y))
            self._x, self._y = x, y

    def _way(self, x: int, y: int) -> str:
        ways = [f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H" if y else "\x1b[H"]
        if self._y is not None:
            down = y - self._y
            if 0 <= down <= 2:  # the terminal line makes two bytes of each line feed
                ways.append((self._return if down else "\r") + "\n" * down + _forward(0, x, self._tabs))
            if self._x is not None and not down:
                ways.append(_step(x - self._x, "C", "D"))
            elif self._x is not None and 0 < down <= _MOST_FEEDS:
                ways.append("\v" * down + _step(x - self._x, "C", "D"))  # a feed of which no line makes a return
            elif self._x is not None and down == -1:
                ways.append(_step(down, "B", "A") + _step(x - self._x, "C", "D"))
            elif self._x == x:
                ways.append(_step(down, "B", "A"))
        return min(ways, key=_sent)

    # ── cells ──

    def wipe(self, x: int, y: int, blank: int, ahead: int | None = None, cells: int = 0) -> None:
        """Erases a row from column `x` on, all of it or some cells; see `turn_for_blank`."""
        self.move(x, y)
        self.turn_for_blank(blank, ahead)
        self.send(f"\x1b[{cells}X" if cells else "\x1b[K", keeps_place=True)

    def write(self, y: int, row: Row, spans: Spans) -> None:
        """Writes these spans of `row`, and the cells between them that are shorter written than stepped over."""
        if not spans:
            return
        end = -_WIDEST_GAP - 1
        of_all = one_style(self._styles, row, spans[0][0], spans[-1][1]) if len(spans) > 1 else None
        for first, last in spans:
            start = first
            if first - end <= _WIDEST_GAP and self._x == end and self._shorter_written(row, end, first):
                start = end
            elif self._tabs and 0 < start % TAB <= _WRITTEN_FROM_STOP:
                start = self._from_stop(y, row, start)
            self.move(start, y)
            self._write_span(y, row, start, last, of_all)
            end = last
        if not row.simple and any(text.endswith(MARK) for text in row.texts):
            self._x = None  # for mlterm it is a column further

    def _shorter_written(self, row: Row, start: int, end: int) -> bool:
        """Whether the cells before column `end` are shorter written again than stepped over."""
        if not row.simple and not all(map(is_certain, row.texts[start:end])):
            return False
        styles = self._styles
        next_style = row.styles[end]
        left = len(_forward(start, end, self._tabs)) + len(styles.switch(self.style, next_style))
        style = self.style
        for text, number in zip(row.texts[start:end], row.styles[start:end], strict=True):
            wanted = styles.for_blank(style, number) if text == " " else number
            left -= len(text.encode()) + len(styles.switch(style, wanted))
            style = wanted
            if left < 0:
                return False
        return left >= len(styles.switch(style, next_style))

    def _from_stop(self, y: int, row: Row, start: int) -> int:
        """The stop before column `start` if it is shorter to go there and to write what is between once more."""
        stop = start - start % TAB
        if self._y is None or not 0 <= y - self._y <= 2 or not row.simple:
            return start
        base = self._x if y == self._y else 0
        if (
            base is None
            or base > stop
            or _sent(_forward(base, stop, self._tabs)) + start - stop >= _sent(_forward(base, start, self._tabs))
        ):
            return start
        style = row.styles[start]
        blank = self._styles.blank(style)
        for text, number in zip(row.texts[stop:start], row.styles[stop:start], strict=True):
            if not text.isascii() or (number != style and (text != " " or number != blank)):
                return start
        return stop

    def _write_span(self, y: int, row: Row, start: int, end: int, only: int | None) -> None:
        """Writes some columns; `only` is the style in which all of them can be written, if it is known."""
        texts = row.texts
        if only is None:
            only = one_style(self._styles, row, start, end)
        if only is None or not isinstance(texts, str):
            self._write_pieces(y, row, start, end, only)
            return
        piece = texts[start:end]
        if only != self.style and piece.isspace():
            only = self._styles.blank(only)
        if self._erases_cells and _SOME_BLANKS in piece:
            self._write_pieces(y, row, start, end, only)
            return
        self._write_piece(piece, only, None)
        self._x = end if end < self._width else None

    def _write_pieces(self, y: int, row: Row, start: int, end: int, only: int | None) -> None:
        """The same, some of it erased or in another style."""
        texts = row.texts
        x = start
        while x < end:
            style, after = (row.styles[x], self._end_of_style(row, x, end)) if only is None else (only, end)
            blank = self._styles.blank(style)
            if not row.simple:
                after = _to_uncertain(texts, x, after)
            piece = texts[x:after] if isinstance(texts, str) else "".join(texts[x:after])
            if self._erases_cells and row.simple and " " in piece and self._styles.erasable(blank):
                before = self._to_erase(x, piece, is_last=after == end < self._width)
                if before is not None:
                    after = x + self._write_or_erase(piece, before, style, blank)
                    piece = ""
            if piece:
                self._write_piece(piece, style, row.styles[after] if after < end else None)
                certain = after < self._width and (row.simple or is_certain(texts[x]))
                # Terminals do not agree where they stand at the right edge and behind some signs.
                self._x = after if certain else None
            x = after
            if x < end:
                self.move(x, y)

    def _write_piece(self, piece: str, style: int, ahead: int | None) -> None:
        """Writes letters and blanks in a style; blanks alone in one in which they are seen as in that."""
        if style != self.style:
            if style == self._styles.blank(style) and piece.isspace():
                self.turn_for_blank(style, ahead)
            else:
                self.turn(style)
        self.out.append(piece)

    def _end_of_style(self, row: Row, start: int, end: int) -> int:
        """The first column that cannot be written in the style of column `start`; `end` if there is none."""
        texts, numbers, style = row.texts, row.styles, row.styles[start]
        blank = self._styles.blank(style)
        for x in range(start + 1, end):
            if numbers[x] != style and (numbers[x] != blank or texts[x] != " "):
                return x
        return end

    def _to_erase(self, x: int, piece: str, *, is_last: bool) -> int | None:
        """Where in it the first blanks are that are shorter erased than written; None if there are none.

        Args:
            x: column in which it begins.
            piece: letters and blanks of one style.
            is_last: whether what comes next is elsewhere.
        """
        for found in _MANY_BLANKS.finditer(piece):
            first, last = found.span()
            if _ERASING + len(_forward(x + first, x + last, self._tabs)) < last - first:
                return first
        letters = len(piece.rstrip(" "))
        return letters if is_last and len(piece) - letters >= _LAST_BLANKS else None

    def _write_or_erase(self, piece: str, before: int, style: int, blank: int) -> int:
        """Writes what is before blanks, or erases these if they come first; gives how many cells it did."""
        if before:
            self.turn(style)
            self.out.append(piece[:before])
            self._x = None if self._x is None else self._x + before
            return before
        cells = len(piece) - len(piece.lstrip(" "))
        self.turn_for_blank(blank)
        self.out.append(f"\x1b[{cells}X")
        return cells


def one_style(styles: Styles, row: Row, start: int, end: int) -> int | None:
    """The style in which all of these columns can be written, blanks among letters with them; None if there is none."""
    ends, looks = row.pieces
    if ends:
        piece = bisect_right(ends, start)
        if end <= ends[piece]:
            style = looks[piece]
            return styles.blank(style) if row.line[start:end].isspace() else style
    numbers = row.styles[start:end]
    style, *others = {*numbers}
    if not others:
        return style
    other = others[0]
    if len(others) > 1 or styles.blank(style) != other:
        style, other = other, style
    if len(others) > 1 or styles.blank(style) != other:
        return None
    # Letters in the style of such blanks have another colour.
    return style if "".join(compress(row.texts[start:end], map(other.__eq__, numbers))).isspace() else None


def _to_uncertain(texts: Sequence[str], start: int, end: int) -> int:
    """The end of a piece of a row of which a sign of uncertain width is the last."""
    x = start
    while x < end:
        if texts[x] and not is_certain(texts[x]):
            if x > start:
                return x
            x += 1
            while x < end and not texts[x]:
                x += 1
            return x
        x += 1
    return end


@lru_cache(maxsize=16384)
def _forward(start: int, end: int, width: int) -> str:
    """The shortest sequence that goes on within a row: a step, or tabs and a step on or back from there.

    Args:
        start: column.
        end: column behind it.
        width: of a screen with stops of the tabulator; 0 without.
    """
    step = _step(end - start, "C", "D")
    before = end - end % TAB
    tabs = before // TAB - start // TAB
    if not width:
        return step
    ways = [step]
    if tabs:
        ways.append("\t" * tabs + _step(end - before, "C", "D"))
    if before + TAB < width:
        ways.append("\t" * (tabs + 1) + _step(end - before - TAB, "C", "D"))
    return min(ways, key=len)


def _step(cells: int, forward: str, back: str) -> str:
    """The sequence that goes some cells on, or back if they are negative."""
    if not cells:
        return ""
    if back == "D" and -3 <= cells < 0:
        return "\b" * -cells
    amount = abs(cells)
    return f"\x1b[{'' if amount == 1 else amount}{forward if cells > 0 else back}"


def _sent(way: str) -> int:
    return len(way) + way.count("\n")
