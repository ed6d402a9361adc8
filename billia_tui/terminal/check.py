"""Whether both displays show the same after each frame: what Textual would have sent is drawn beside ours."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from .emulated import Cell, Look, Screen

if TYPE_CHECKING:
    from rich.console import Console
    from textual.geometry import Size

    from .painter import Update

_MOVE = len("\x1b[12;34H")
"""What Textual sends besides a frame: it places the cursor each time."""


class Check:
    """Two screens, one for each display.

    Args:
        tell: is handed a line of JSON for each frame: bytes of Textual, bytes of ours, and how many cells differ.
    """

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell
        self._theirs = self._ours = Screen(1, 1)

    def frame(self, console: "Console", update: "Update", sent: str, size: "Size") -> None:
        """Draws a frame on both, and compares."""
        if (self._ours.width, self._ours.height) != (size.width, size.height):
            self._theirs, self._ours = Screen(*size), Screen(*size)
        plain = update.render_segments(console)
        before = self._theirs.seen()
        self._theirs.feed(plain)
        self._ours.feed(sent)
        theirs, ours = self._theirs.seen(), self._ours.seen()
        wrong = [
            (x, y, repr(theirs[y][x]), repr(ours[y][x]))
            for y in range(size.height)
            for x in range(size.width)
            if theirs[y][x] != ours[y][x]
        ]
        unknown = sorted(self._theirs.unknown | self._ours.unknown)
        self._tell(
            json.dumps(
                {
                    "textual": len(plain.encode()) + _MOVE,
                    "thin": len(sent.encode()),
                    "floor": floor_of(before, theirs),
                    "differ": len(wrong),
                    "first": wrong[:1],
                    "unknown": unknown,
                }
            )
        )


def floor_of(old: list[list[Cell]], new: list[list[Cell]]) -> int:
    """What a writer takes that goes to each run of changed cells, sets each style anew, and writes."""
    sent = 0
    look: Look | None = None
    for y, row in enumerate(new):
        before = old[y] if y < len(old) and len(old[y]) == len(row) else [None] * len(row)
        at = -1
        for x, cell in enumerate(row):
            if cell == before[x]:
                continue
            if at != x:
                sent += len(f"\x1b[{y + 1};{x + 1}H")
            if cell.look != look:
                look = cell.look
                sent += _length(look)
            sent += len(cell.text.encode())
            at = x + 1
    return sent


def _length(look: Look) -> int:
    codes = [str(code) for code in look.attributes]
    for colour, kind in ((look.letters, "38"), (look.ground, "48")):
        if colour.startswith("#"):
            codes.append(";".join([kind, "2", *(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))]))
        elif colour:
            codes.append(colour)
    return len(f"\x1b[0;{';'.join(codes)}m")
