"""Rows that only changed their place: one scroll of the terminal instead of painting all of them."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from .cells import Row

_FEWEST = 3
"""Rows that a scroll must put into their place; fewer are as quickly painted."""


class Scroll(NamedTuple):
    """Rows from `top` to before `bottom` go up by `by` rows, down if it is negative."""

    top: int
    bottom: int
    by: int

    def sequence(self) -> str:
        """What makes the terminal do it, with means that all of them have; the cursor is then anywhere.

        The margins are taken back at once: nothing else must scroll within them. Rows that come in are to be erased.
        """
        amount = abs(self.by)
        if self.by > 0:
            moved = f"\x1b[{self.bottom}H\n" if amount == 1 else f"\x1b[{self.top + 1}H\x1b[{amount}M"
        else:
            moved = f"\x1b[{self.top + 1}H" + ("\x1bM" if amount == 1 else f"\x1b[{amount}L")
        return f"\x1b[{self.top + 1};{self.bottom}r{moved}\x1b[r"

    def applied(self, rows: Sequence[Row]) -> list[Row | None]:
        """The rows as they stand after it; None where nothing is known of the row that came in."""
        moved: list[Row | None] = [*rows]
        for y in range(self.top, self.bottom):
            inside = self.top <= y + self.by < self.bottom
            moved[y] = rows[y + self.by] if inside else None
        return moved


def found_scroll(old: Sequence[Row], new: Sequence[Row], changed: Sequence[int]) -> Scroll | None:
    """The scroll that puts most of the `changed` rows into their place; None if it would not pay."""
    if len(changed) < _FEWEST:
        return None
    places: dict[str, list[int]] = {}
    for y in changed:
        places.setdefault(old[y].line, []).append(y)
    shifts: Counter[int] = Counter()
    for y in changed:
        text = new[y].line
        if not text.isspace():  # a row of blanks is anywhere
            shifts.update(place - y for place in places.get(text, ()))
    if not shifts:
        return None
    by, rows = shifts.most_common(1)[0]
    if rows < _FEWEST or not by:
        return None
    hits = [y for y in changed if 0 <= y + by < len(old) and old[y + by] == new[y]]
    if len(hits) < _FEWEST:
        return None
    scroll = Scroll(min(*hits, hits[0] + by), max(*hits, hits[-1] + by) + 1, by)
    return scroll if _gain(scroll, old, new) >= _FEWEST else None


def _gain(scroll: Scroll, old: Sequence[Row], new: Sequence[Row]) -> int:
    """How many rows fewer are to be painted after the scroll."""
    before = sum(old[y] != new[y] for y in range(scroll.top, scroll.bottom))
    moved = scroll.applied(old)
    after = sum(row is None or row != new[y] for y, row in enumerate(moved) if scroll.top <= y < scroll.bottom)
    return before - after
