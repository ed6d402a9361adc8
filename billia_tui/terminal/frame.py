"""The frame that the terminal shows, and the shortest bytes that turn it into the next one."""

from collections import Counter
from collections.abc import Sequence

from rich.color import ColorSystem

from billia_tui.terminal.cells import Row
from billia_tui.terminal.scroll import Scroll, found_scroll
from billia_tui.terminal.styles import PLAIN, Styles

_SHORTEST_ERASED = 8
"""Blanks in the middle of a row from which erasing them and stepping over them is shorter than writing them."""

_WIDEST_GAP = 8
"""Cells that did not change and may be written again: stepping over more of them is always shorter."""


class Frame:
    """What the terminal shows, cell by cell; `None` until it was painted whole.

    Args:
        color_system: how the terminal takes colours.
        erases_in_colour: whether it erases with the background that is set; else blanks in colour are written.
    """

    def __init__(self, color_system: ColorSystem, *, erases_in_colour: bool = True) -> None:
        self.styles = Styles(color_system)
        self.rows: list[Row] | None = None
        self._colour = erases_in_colour
        self._out: list[str] = []
        self._style = PLAIN
        self._at: tuple[int, int] | None = None

    def forget(self) -> None:
        """The terminal shows something else: the next frame is painted whole."""
        self.rows = None

    def turn_into(self, fresh: Sequence[Row], cursor: tuple[int, int] | None = None) -> str:
        """The bytes that make the terminal show `fresh`, which is what the frame holds from now on.

        Args:
            fresh: all rows, as many cells each as the screen is wide.
            cursor: column and line at which the cursor is left; None leaves it anywhere.

        The terminal has no style set before and after.
        """
        self._out, self._style, self._at = [], PLAIN, None
        rows = self._cleared(fresh) if self.rows is None else self._scrolled(self.rows, fresh)
        for y, (old, new) in enumerate(zip(rows, fresh, strict=True)):
            if old is not new and old != new:
                self._row(y, old, new)
        self.rows = [*fresh]
        if cursor is not None and self._out and cursor != self._at:
            self._move(*cursor)
        self._turn(PLAIN)
        return "".join(self._out)

    # ── whole screens ──

    def _cleared(self, fresh: Sequence[Row]) -> list[Row]:
        """Wipes the screen in the colour of most of its blanks."""
        blanks = Counter(cell for row in fresh for cell in row if cell[0] == " " and self._can_erase(cell[1]))
        blank = blanks.most_common(1)[0][0] if blanks else (" ", PLAIN)
        self._turn(blank[1])
        self._out.append("\x1b[H\x1b[2J")
        self._at = (0, 0)
        return [[blank] * len(row) for row in fresh]

    def _scrolled(self, old: list[Row], fresh: Sequence[Row]) -> list[Row]:
        """Moves rows that only changed their place; gives the rows as they stand then."""
        scroll: Scroll | None = found_scroll(old, fresh)
        if scroll is None:
            return old
        letter = "S" if scroll.by > 0 else "T"
        amount = "" if abs(scroll.by) == 1 else abs(scroll.by)
        # The margins are taken back at once: nothing else must scroll within them.
        self._out.append(f"\x1b[{scroll.top + 1};{scroll.bottom}r\x1b[{amount}{letter}\x1b[r")
        self._at = (0, 0)
        return scroll.applied(old, (" ", PLAIN))

    # ── one row ──

    def _row(self, y: int, old: Row, new: Row) -> None:
        old = self._erased(y, old, new)
        end = self._end_of_text(new)
        x = 0
        while x < end:
            if old[x] == new[x]:
                x += 1
                continue
            while new[x][0] == "":  # the second half of a wide character is written with the first
                x -= 1
            x = self._run(x, y, old, new, end)
        if end < len(new) and old[end:] != new[end:]:
            x = next(x for x in range(end, len(new)) if old[x] != new[x])
            self._move(x, y)
            self._turn_for_blanks(x, new)
            self._out.append("\x1b[K")

    def _erased(self, y: int, old: Row, new: Row) -> Row:
        """A row of which most changes is erased first: then its blanks are stepped over, not written."""
        changed = [x for x, (before, after) in enumerate(zip(old, new, strict=True)) if before != after]
        first = changed[0]
        if len(changed) * 2 < len(new) - first or new[first][0] == "":
            return old
        blanks = Counter(cell for cell in new[first:] if cell[0] == " " and self._can_erase(cell[1]))
        if not blanks:
            return old
        blank, times = blanks.most_common(1)[0]
        if times < _SHORTEST_ERASED or times == len(new) - first:
            return old
        self._move(first, y)
        self._turn_for_blanks(next(x for x in range(first, len(new)) if new[x] == blank), new)
        self._out.append("\x1b[K")
        return [*old[:first], *[blank] * (len(old) - first)]

    def _end_of_text(self, row: Row) -> int:
        """Where the tail of equal blanks begins that one erasure can paint; the end of the row if it pays off not."""
        last = row[-1]
        end = len(row)
        if last[0] != " " or not self._can_erase(last[1]):
            return end
        while end and row[end - 1] == last:
            end -= 1
        return end if len(row) - end > 3 else len(row)

    def _run(self, x: int, y: int, old: Row, new: Row, end: int) -> int:
        """Writes from column `x` on as long as cells change; gives the column after the last one written."""
        while x < end:
            if old[x] == new[x] and not self._worth_writing(x, old, new, end):
                return x
            self._move(x, y)
            blanks = self._blanks(x, new, end)
            if blanks >= _SHORTEST_ERASED and self._can_erase(new[x][1]):
                self._turn_for_blanks(x, new)
                self._out.append(f"\x1b[{blanks}X")
                return x + blanks
            x = self._cell(x, y, new)
        return x

    def _worth_writing(self, x: int, old: Row, new: Row, end: int) -> bool:
        """Whether a gap of cells that did not change is quicker written, in the style at hand, than stepped over."""
        steps = 0
        while x < end and old[x] == new[x]:
            text, style = new[x]
            steps += 1
            fits = self.styles.blank(self._style) == style if text == " " else style == self._style
            if steps > _WIDEST_GAP or not fits or not text.isascii() or not text:
                return False
            x += 1
        return x < end and steps < len(self._way(x - steps, x))

    @staticmethod
    def _way(start: int, x: int) -> str:
        return f"\x1b[{'' if x - start == 1 else x - start}C"

    def _blanks(self, x: int, row: Row, end: int) -> int:
        first = row[x]
        if first[0] != " ":
            return 0
        last = x
        while last < end and row[last] == first:
            last += 1
        return last - x

    def _cell(self, x: int, y: int, row: Row) -> int:
        text, style = row[x]
        if text == " ":
            self._turn_for_blanks(x, row)
        else:
            self._turn(style)
        self._out.append(text)
        width = 1
        while x + width < len(row) and row[x + width][0] == "":
            width += 1
        # Terminals do not agree on signs that are wide or combined, and none says where the cursor is at the edge.
        certain = width == 1 and len(text) == 1 and x + 1 < len(row)
        self._at = (x + width, y) if certain else None
        return x + width

    def _turn_for_blanks(self, x: int, row: Row) -> None:
        """Any style will do that looks the same on blanks: the one that is set, or that of the letters behind them."""
        style = row[x][1]
        if self.styles.blank(self._style) == style:
            return
        behind = next((cell for cell in row[x:] if cell != row[x]), row[x])
        self._turn(behind[1] if self.styles.blank(behind[1]) == style else style)

    # ── the terminal's state ──

    def _can_erase(self, style: int) -> bool:
        return self.styles.erasable(style) and (self._colour or not self.styles.on_ground(style))

    def _turn(self, style: int) -> None:
        self._out.append(self.styles.switch(self._style, style))
        self._style = style

    def _move(self, x: int, y: int) -> None:
        if self._at == (x, y):
            return
        ways = ["\x1b[H" if not x and not y else f"\x1b[{y + 1}H" if not x else f"\x1b[{y + 1};{x + 1}H"]
        if self._at is not None:
            column, line = self._at
            if line == y:
                steps = x - column
                ways.append(f"\x1b[{'' if abs(steps) == 1 else abs(steps)}{'C' if steps > 0 else 'D'}")
                if x == 0:
                    ways.append("\r")
            elif y > line and x == 0 and y - line <= 4:
                ways.append("\r" + "\n" * (y - line))
            elif x == column:
                steps = y - line
                ways.append(f"\x1b[{'' if abs(steps) == 1 else abs(steps)}{'B' if steps > 0 else 'A'}")
        self._out.append(min(ways, key=len))
        self._at = (x, y)
