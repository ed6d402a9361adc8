"""A table that asks for the rows in view and no others, so that 1,000,000 rows scroll like 500.

It holds a window of rows that grows by pages at both ends as the cursor comes near them, and draws lines
itself. It knows nothing of what the rows are.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from textwrap import wrap
from typing import Any, ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from billia_tui import keys
from billia_tui.paging import Key, Page, Window
from billia_tui.widgets.cells import TONES, Column, Line, Piece, fit, fit_line, share

Row = TypeVar("Row")

MOST_HELD = 3000
"""The most rows in memory; beyond it the far end of the window is let go."""

CURSOR, MARK = "▸", "*"
GUTTER = 3


class RecordTable(Widget, Generic[Row], can_focus=True):
    """Rows with a cursor, marks and, optionally, a header.

    Args:
        columns: see `Column`.
        cells: gives the pieces of a row, one for each column.
        ident: gives what tells rows apart for ever (an id).
        header: whether the titles are shown.
        tall: in a table narrower than `tall_below` cells a row takes several lines: the columns of each, by index.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(keys.Where.TABLE)]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record--header",
        "record--cursor",
        "record--cursor-blurred",
        *(f"record--{tone}" for tone in TONES),
    }
    DEFAULT_CSS = """
    RecordTable { height: 1fr; width: 1fr; }
    """
    ALLOW_SELECT = False

    class Wanted(Message):
        """The table needs rows: answer with `extend(page, generation, …)`."""

        def __init__(self, table: "RecordTable[Any]", window: Window, generation: int) -> None:
            super().__init__()
            self.table, self.window, self.generation = table, window, generation

        @property
        def control(self) -> "RecordTable[Any]":
            """The table, for `@on`."""
            return self.table

    class Moved(Message):
        """The cursor is on another row."""

        def __init__(self, table: "RecordTable[Any]") -> None:
            super().__init__()
            self.table = table

        @property
        def control(self) -> "RecordTable[Any]":
            """The table, for `@on`."""
            return self.table

    class Opened(Message):
        """`enter` on a row."""

        def __init__(self, table: "RecordTable[Any]", row: Any) -> None:
            super().__init__()
            self.table, self.row = table, row

        @property
        def control(self) -> "RecordTable[Any]":
            """The table, for `@on`."""
            return self.table

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Callable[[Row], Sequence[Piece]],
        ident: Callable[[Row], Hashable],
        *,
        header: bool = True,
        tall: Sequence[Sequence[int]] = (),
        tall_below: int = 0,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.columns = list(columns)
        self._cells = cells
        self._ident = ident
        self._header = int(header)
        self._flat: Sequence[Sequence[int]] = (range(len(columns)),)
        self._tall = tall or self._flat
        self._tall_below = tall_below
        self.titles: dict[int, str] = {}
        self.marks: set[Hashable] = set()
        self.generation = 0
        self.lit = False
        """Whether the cursor looks as with the focus although an input beside the table has it."""
        self._reset([], [])
        self._message: Piece = ("", "muted")
        self._styles: dict[tuple[str, str], Style] = {}

    def _reset(self, rows: list[Row], row_keys: list[Key]) -> None:
        self._rows, self._keys = rows, row_keys
        self._more_above = self._more_below = False
        self._asked: set[bool] = set()
        self._top = self._cursor = 0
        self._debt = 0

    # ── what others see ──

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._rows[self._cursor] if self._rows else None

    @property
    def key(self) -> Key | None:
        """Where the row under the cursor stands in the list."""
        return self._keys[self._cursor] if self._rows else None

    @property
    def rows(self) -> Sequence[Row]:
        """The rows that are held now."""
        return self._rows

    @property
    def rows_in_view(self) -> Sequence[Row]:
        """The rows that can be seen now."""
        return self._rows[self._top : self._top + self.visible_rows]

    @property
    def line_of_cursor(self) -> int:
        """On which line of the table, from 0, the cursor is."""
        return self._cursor - self._top

    @property
    def _lines(self) -> Sequence[Sequence[int]]:
        """The columns of each line of a row, as the width has it."""
        return self._tall if self.size.width < self._tall_below else self._flat

    @property
    def visible_rows(self) -> int:
        """How many rows fit."""
        return max((self.size.height - self._header) // len(self._lines), 1)

    @property
    def is_whole(self) -> bool:
        """Whether all rows of the list are held."""
        return not (self._more_above or self._more_below)

    # ── what others do ──

    def show(self, page: Page[Row], *, above: Page[Row] | None = None, line: int = 0) -> None:
        """Replaces all rows by `page`; the cursor is on its first row, on `line` of the table if it can be.

        Args:
            page: rows from the cursor on, downwards.
            above: rows before those, when the list is opened in its middle.
            line: where the cursor shall be seen.
        """
        self.generation += 1
        before = list(above.rows) if above else []
        self._reset([*before, *page.rows], [*(above.keys if above else ()), *page.keys])
        self._more_above = bool(above and above.more)
        self._more_below = page.more
        self._cursor = min(len(before), max(len(self._rows) - 1, 0))
        self._top = max(self._cursor - line, 0)
        self._settle()
        self.refresh()
        self.post_message(self.Moved(self))

    def show_end(self, page: Page[Row]) -> None:
        """Replaces all rows by the last `page` of the list; the cursor is on the last row."""
        self.generation += 1
        self._reset(list(page.rows), list(page.keys))
        self._more_above = page.more
        self._cursor = max(len(self._rows) - 1, 0)
        self._top = max(len(self._rows) - self.visible_rows, 0)
        self.refresh()
        self.post_message(self.Moved(self))

    def say(self, text: str, tone: Piece = ("", "muted")) -> None:
        """Shows a line in place of rows: loading, empty, refused, failed."""
        self.generation += 1
        self._reset([], [])
        self._message = (text, tone[1])
        self.refresh()

    @property
    def empty_text(self) -> str:
        """The line that stands where there are no rows."""
        return self._message[0]

    @empty_text.setter
    def empty_text(self, text: str) -> None:
        self._message = (text, "muted")

    def extend(self, page: Page[Row], window: Window, generation: int) -> None:
        """Adds the rows of an answer to `Wanted`; a late answer, of another generation, is dropped."""
        if generation != self.generation:
            return
        below = not window.backward
        self._asked.discard(below)
        seen = self.rows_in_view
        if below:
            self._rows.extend(page.rows)
            self._keys.extend(page.keys)
            self._more_below = page.more
        else:
            self._rows[:0] = page.rows
            self._keys[:0] = page.keys
            self._more_above = page.more
            self._cursor += len(page.rows)
            self._top += len(page.rows)
        self._let_go(below=below)
        debt, self._debt = self._debt, 0
        if debt:
            self._move(debt)
        elif len(seen) < self.visible_rows:  # else what came is out of view: nothing to paint
            self.refresh()
        self._look_ahead()

    def replace(self, fresh: Mapping[Any, Row]) -> None:
        """Puts fresh rows in the place of those with the same identity."""
        for index, row in enumerate(self._rows):
            new = fresh.get(self._ident(row))
            if new is not None and new != row:
                self._rows[index] = new
                self._refresh_row(index)

    def go_to(self, ident: Hashable) -> bool:
        """Puts the cursor on a row if it is held; tells whether it is."""
        for index, row in enumerate(self._rows):
            if self._ident(row) == ident:
                self._move(index - self._cursor)
                return True
        return False

    def toggle_mark(self) -> None:
        """Marks or unmarks the row under the cursor, and moves on."""
        if self.row is None:
            return
        self.marks.symmetric_difference_update({self._ident(self.row)})
        self._refresh_row(self._cursor)
        self._move(1)

    # ── moving ──

    def _move(self, rows: int) -> None:
        """Moves the cursor; what goes beyond the rows held is made up for when they arrive."""
        if not self._rows:
            return
        old, old_top = self._cursor, self._top
        goal = old + rows
        self._cursor = min(max(goal, 0), len(self._rows) - 1)
        short = goal - self._cursor
        self._debt = short if (short > 0 and self._more_below) or (short < 0 and self._more_above) else 0
        self._settle()
        if self._top != old_top:
            self.refresh()
        elif self._cursor != old:
            self._refresh_row(old)
            self._refresh_row(self._cursor)
        self._look_ahead()
        if self._cursor != old:
            self.post_message(self.Moved(self))

    def _page(self, direction: int) -> None:
        """Moves cursor and view by a page, the cursor staying on its line."""
        rows = self.visible_rows
        self._top = min(max(self._top + direction * rows, 0), max(len(self._rows) - rows, 0))
        self._move(direction * rows)
        self.refresh()

    def _settle(self) -> None:
        """Keeps the cursor in view and the view filled."""
        height = self.visible_rows
        self._top = min(self._top, self._cursor)
        self._top = max(self._top, self._cursor - height + 1)
        if not self._more_below:
            self._top = min(self._top, max(len(self._rows) - height, 0))
        self._top = max(self._top, 0)

    def _look_ahead(self) -> None:
        """Asks for more rows when the view is within two pages of an end that goes on."""
        ahead = 2 * self.visible_rows
        if self._more_below and True not in self._asked and len(self._rows) - self._top < ahead + self.visible_rows:
            self._want(Window(limit=max(2 * ahead, 50), after=self._keys[-1]), below=True)
        if self._more_above and False not in self._asked and self._top < ahead:
            self._want(Window(limit=max(2 * ahead, 50), before=self._keys[0]), below=False)

    def _want(self, window: Window, *, below: bool) -> None:
        self._asked.add(below)
        self.post_message(self.Wanted(self, window, self.generation))

    def _let_go(self, *, below: bool) -> None:
        """Forgets rows at the far end when too many are held."""
        surplus = len(self._rows) - MOST_HELD
        if surplus <= 0:
            return
        if below:
            surplus = min(surplus, self._top)
            del self._rows[:surplus], self._keys[:surplus]
            self._cursor -= surplus
            self._top -= surplus
            self._more_above = self._more_above or surplus > 0
        else:
            keep = max(MOST_HELD, self._top + 2 * self.visible_rows)
            self._more_below = self._more_below or keep < len(self._rows)
            del self._rows[keep:], self._keys[keep:]

    def action_row_down(self) -> None:
        """One row down."""
        self._move(1)

    def action_row_up(self) -> None:
        """One row up."""
        self._move(-1)

    def action_page_down(self) -> None:
        """A page down."""
        self._page(1)

    def action_page_up(self) -> None:
        """A page up."""
        self._page(-1)

    def action_first_row(self) -> None:
        """To the first row of the list."""
        if self._more_above:
            self.post_message(self.Wanted(self, Window(limit=4 * self.visible_rows), self.generation))
        else:
            self._move(-self._cursor)

    def action_last_row(self) -> None:
        """To the last row of the list."""
        if self._more_below:
            window = Window(limit=4 * self.visible_rows, bottom=True)
            self.post_message(self.Wanted(self, window, self.generation))
        else:
            self._move(len(self._rows))

    def answer(self, page: Page[Row], window: Window, generation: int) -> None:
        """Takes the answer to any `Wanted`: a stretch to add, or the first or last page."""
        if window.after is not None or window.before is not None:
            self.extend(page, window, generation)
        elif generation == self.generation:
            (self.show_end if window.bottom else self.show)(page)

    def action_open_row(self) -> None:
        """Opens the row under the cursor."""
        if self.row is not None:
            self.post_message(self.Opened(self, self.row))

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on a row, a second one opens it."""
        index = self._top + (event.y - self._header) // len(self._lines)
        if 0 <= index < len(self._rows) and event.y >= self._header:
            self._move(index - self._cursor)
            if event.chain > 1:
                self.action_open_row()

    def on_mouse_scroll_down(self) -> None:
        """The wheel moves by three rows."""
        self._move(3)

    def on_mouse_scroll_up(self) -> None:
        """The wheel moves by three rows."""
        self._move(-3)

    def on_resize(self) -> None:
        """Keeps the cursor in view, and fills a view that became larger."""
        self._settle()
        self._look_ahead()

    # ── drawing ──

    def notify_style_update(self) -> None:
        """A new theme: forget the styles of the old one."""
        self._styles.clear()
        super().notify_style_update()

    def _refresh_row(self, index: int) -> None:
        height = len(self._lines)
        y = (index - self._top) * height + self._header
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, height))

    def _style(self, tone: str, ground: str) -> Style:
        """The style of a tone on a ground: "" (plain), "cursor", "cursor-blurred" or "header"."""
        known = self._styles.get((tone, ground))
        if known is None:
            base = self.get_component_rich_style(f"record--{ground}") if ground else self.rich_style
            known = base
            if tone:
                colour = self.get_component_rich_style(f"record--{tone}")
                plain = ground in {"cursor", "header"}  # there the ground decides the colour
                known = base + Style(color=None if plain else colour.color, bold=colour.bold, dim=colour.dim)
            self._styles[tone, ground] = known
        return known

    def render_line(self, y: int) -> Strip:
        """One line of the table."""
        width = self.size.width
        if y < self._header:
            titles: list[Piece] = [(self.titles.get(i, column.title), "") for i, column in enumerate(self.columns)]
            return self._strip(self._columns_line((" " * GUTTER, ""), titles, self._flat[0]), "header")
        place, line = divmod(y - self._header, len(self._lines))
        index = self._top + place
        if index >= len(self._rows):
            said = wrap(self._message[0], max(width - 2, 10)) if not self._rows else []
            text = f" {said[y - self._header]}" if y - self._header < len(said) else ""
            return self._strip(fit_line([(text, self._message[1])], width), "")
        at_cursor = index == self._cursor
        ground = ("cursor" if self.has_focus or self.lit else "cursor-blurred") if at_cursor else ""
        return self._strip(self._row_line(self._rows[index], line, at_cursor=at_cursor), ground)

    def _row_line(self, row: Row, line: int, *, at_cursor: bool) -> Line:
        first = line == 0
        marked = first and self._ident(row) in self.marks
        gutter = f"{CURSOR if first and at_cursor else ' '}{MARK if marked else ' '} "
        return self._columns_line((gutter, ""), self._cells(row), self._lines[line])

    def _columns_line(self, gutter: Piece, cells: Sequence[Piece], indexes: Sequence[int]) -> Line:
        columns = [self.columns[index] for index in indexes]
        pieces: list[Piece] = [gutter]
        for place, width in share(columns, max(self.size.width - GUTTER - 1, 1), gap=2):
            text, tone = cells[indexes[place]]
            pieces += [(fit(text, width, right=columns[place].right), tone), ("  ", "")]
        return fit_line(pieces[:-1], self.size.width)

    def _strip(self, line: Line, ground: str) -> Strip:
        """The pieces as segments, as few as can be: each change of style costs some 40 bytes on the line."""
        segments: list[Segment] = []
        for text, tone in line:
            style = self._style(tone, ground)
            last = segments[-1] if segments else None
            if last is not None and (style == last.style or text.isspace()):  # the colour of blanks is not seen
                segments[-1] = Segment(last.text + text, last.style)
            else:
                segments.append(Segment(text, style))
        return Strip(segments, self.size.width)
