"""Rows that only changed their place: one scroll of the terminal instead of painting all of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from billia_tui.terminal.cells import Cell, Row

_FEWEST = 3
"""Rows that must find their place by a scroll; fewer are as quickly painted."""


@dataclass(frozen=True, slots=True)
class Scroll:
    """Rows from `top` to before `bottom` go up by `by` rows, down if it is negative."""

    top: int
    bottom: int
    by: int

    def applied(self, rows: Sequence[Row], blank: Cell) -> list[Row]:
        """The rows as they stand after it; what comes in is blank."""
        moved = [*rows]
        for y in range(self.top, self.bottom):
            inside = self.top <= y + self.by < self.bottom
            moved[y] = rows[y + self.by] if inside else [blank] * len(rows[y])
        return moved


def found_scroll(old: Sequence[Row], new: Sequence[Row]) -> Scroll | None:
    """The scroll that puts most rows into their place; None if it would not pay."""
    changed = [
        y for y, (before, after) in enumerate(zip(old, new, strict=True)) if before is not after and before != after
    ]
    if len(changed) < _FEWEST:
        return None
    places: dict[tuple[Cell, ...], list[int]] = {}
    for y in changed:
        places.setdefault(tuple(old[y]), []).append(y)
    shifts: Counter[int] = Counter()
    for y in changed:
        row = tuple(new[y])
        if len(set(row)) > 1:  # a row of blanks is anywhere
            shifts.update(place - y for place in places.get(row, ()))
    if not shifts:
        return None
    by, rows = shifts.most_common(1)[0]
    if rows < _FEWEST or rows * 2 < len(changed):
        return None
    hits = [y for y in changed if 0 <= y + by < len(old) and old[y + by] == new[y]]
    top, bottom = min(hits) + min(by, 0), max(hits) + max(by, 0) + 1
    return Scroll(top, bottom, by)
