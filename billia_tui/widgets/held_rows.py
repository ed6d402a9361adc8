"""The stretch of a long list that a table holds: it grows by pages at both ends, and lets go of the far one.

It knows where the cursor and the view are in it, and nothing of a terminal.
"""

from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

from billia_tui.paging import Key, Page, Window

Row = TypeVar("Row")

MOST_HELD = 3000
"""The most rows in memory; beyond it the far end is let go."""


class HeldRows(Generic[Row]):
    """Rows with their keys; `top` is the first row in view, `cursor` the row under the cursor, both by index.

    `more_above` and `more_below` say whether the list goes on beyond what is held; `height` is always the number
    of rows that fit into the view.
    """

    def __init__(self) -> None:
        self.reset(Page((), (), more=False))

    def reset(self, page: Page[Row], *, above: Page[Row] | None = None) -> None:
        """Holds only `page`, which goes on downwards, with rows `above` it when a list is opened in its middle."""
        self.rows: list[Row] = [*(above.rows if above else ()), *page.rows]
        self.keys: list[Key] = [*(above.keys if above else ()), *page.keys]
        self.more_above = bool(above and above.more)
        self.more_below = page.more
        self.top = 0
        self.cursor = min(len(above.rows) if above else 0, max(len(self.rows) - 1, 0))
        self._asked: set[str] = set()
        self._debt = 0

    def reset_to_end(self, page: Page[Row], height: int) -> None:
        """Holds only the last `page` of the list, the cursor on its last row."""
        self.reset(page)
        self.more_above, self.more_below = page.more, False
        self.cursor = max(len(self.rows) - 1, 0)
        self.top = max(len(self.rows) - height, 0)

    def renew(
        self, page: Page[Row], above: Page[Row] | None, ident: Callable[[Row], Hashable], height: int, at: Key | None
    ) -> bool:
        """Holds fresh rows instead, the cursor on its row and its line; tells whether that could be.

        A view of the beginning of the list stays one. If the row is gone and the cursor still stands at `at`, where it
        was when the rows were asked for, the row that follows takes its place.
        """
        fresh: HeldRows[Row] = HeldRows()
        fresh.reset(page, above=above)
        if self.rows:
            place = {ident(row): index for index, row in enumerate(fresh.rows)}.get(ident(self.rows[self.cursor]))
            if self._debt or (place is None and self.keys[self.cursor] != at):
                return False  # it has moved since
            if place is None:
                place = fresh.cursor if above else min(self.cursor, max(len(fresh.rows) - 1, 0))
            at_the_beginning = self.top == 0 and not self.more_above and not fresh.more_above
            fresh.top = 0 if at_the_beginning else max(place - (self.cursor - self.top), 0)
            fresh.cursor = place
            fresh.settle(height)
        self.__dict__.update(fresh.__dict__)
        return True

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def is_whole(self) -> bool:
        """Whether all rows of the list are held."""
        return not (self.more_above or self.more_below)

    def move(self, rows: int, height: int) -> None:
        """Moves the cursor; what goes beyond the rows held is made up for when they arrive."""
        goal = self.cursor + rows
        self.cursor = min(max(goal, 0), len(self.rows) - 1)
        short = goal - self.cursor
        self._debt = short if (short > 0 and self.more_below) or (short < 0 and self.more_above) else 0
        self.settle(height)

    def turn(self, pages: int, height: int) -> None:
        """Moves view and cursor by whole pages, the cursor staying on its line."""
        self.top = min(max(self.top + pages * height, 0), max(len(self.rows) - height, 0))
        self.move(pages * height, height)

    def settle(self, height: int) -> None:
        """Keeps the cursor in view and the view filled."""
        self.top = min(self.top, self.cursor)
        self.top = max(self.top, self.cursor - height + 1)
        if not self.more_below:
            self.top = min(self.top, max(len(self.rows) - height, 0))
        self.top = max(self.top, 0)

    def add(self, page: Page[Row], height: int, *, below: bool) -> int:
        """Adds rows at an end; gives how far the cursor still has to move to where it was sent."""
        self._asked.discard("below" if below else "above")
        if below:
            self.rows.extend(page.rows)
            self.keys.extend(page.keys)
            self.more_below = page.more
        else:
            self.rows[:0] = page.rows
            self.keys[:0] = page.keys
            self.more_above = page.more
            self.cursor += len(page.rows)
            self.top += len(page.rows)
        self._let_go(height, below=below)
        debt, self._debt = self._debt, 0
        return debt

    def wanted(self, height: int) -> Iterator[Window]:
        """What to ask for when the view is within two pages of an end that goes on; each end once."""
        ahead = 2 * height
        limit = max(2 * ahead, 50)
        if self.more_below and "below" not in self._asked and len(self.rows) - self.top < ahead + height:
            self._asked.add("below")
            yield Window(limit=limit, after=self.keys[-1])
        if self.more_above and "above" not in self._asked and self.top < ahead:
            self._asked.add("above")
            yield Window(limit=limit, before=self.keys[0])

    def _let_go(self, height: int, *, below: bool) -> None:
        """Forgets rows at the far end when too many are held."""
        surplus = len(self.rows) - MOST_HELD
        if surplus <= 0:
            return
        if below:
            surplus = min(surplus, self.top)
            del self.rows[:surplus], self.keys[:surplus]
            self.cursor -= surplus
            self.top -= surplus
            self.more_above = self.more_above or surplus > 0
        else:
            keep = max(MOST_HELD, self.top + 2 * height)
            self.more_below = self.more_below or keep < len(self.rows)
            del self.rows[keep:], self.keys[keep:]
