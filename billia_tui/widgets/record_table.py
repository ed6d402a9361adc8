"""A table that asks for the rows in view and no others, so that 1,000,000 rows scroll like 500.

It draws the lines of what `HeldRows` holds itself, and knows nothing of what the rows are.
"""

from collections.abc import Callable, Container, Hashable, Mapping, Sequence
from textwrap import wrap
from typing import Any, ClassVar, Generic, Self, TypeAlias, TypeVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from billia_tui.keys import made as keys
from billia_tui.paging import Key, Page, Window
from billia_tui.widgets import table_messages as said
from billia_tui.widgets.cells import TONES, Column, Line, Piece, fit_line
from billia_tui.widgets.column_rooms import GUTTER, Drawn, Rooms, Shared
from billia_tui.widgets.held_rows import HeldRows
from billia_tui.widgets.table_drawing import TableStyles, columns_line, for_times, row_line

Row = TypeVar("Row")

CURSOR, MARK = "▸", "*"


class RecordTable(Widget, Generic[Row], can_focus=True):
    """Rows with a cursor, marks and, optionally, a header.

    Args:
        columns: see `Column`.
        cells: gives the pieces of a row, one for each column.
        ident: gives what tells rows apart for ever (an id).
        header: whether the titles are shown.
        tall: in a table narrower than `tall_below` cells a row takes several lines: the columns of each, by index.
            A header names those of the first.
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
    virtual_size = reactive(Size(0, 0), layout=False, repaint=False)
    """It draws what is in view itself: another size of it gives no reason to find all places again."""

    Wanted: TypeAlias = said.Wanted
    Moved: TypeAlias = said.Moved
    Opened: TypeAlias = said.Opened
    Nothing: TypeAlias = said.Nothing

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
        self.columns = [for_times(column) for column in columns]
        self._cells = cells
        self._ident = ident
        self._header = int(header)
        self._flat: Sequence[Sequence[int]] = (range(len(columns)),)
        self.tall = tall or self._flat
        self.tall_below = tall_below
        self.titles: dict[int, str] = {}
        self._banner: Line | None = None
        self.marks: Container[Hashable] = ()
        self.generation = 0
        self.lit = False
        """Whether the cursor looks as with the focus although an input beside the table has it."""
        self._held: HeldRows[Row] = HeldRows()
        self._message: Piece = ("", "muted")
        self._styles = TableStyles(self)
        self._rooms: Rooms[Row] = Rooms()

    # ── what others see ──

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._held.row

    @property
    def key(self) -> Key | None:
        """Where the row under the cursor stands in the list."""
        return self._held.keys[self._held.cursor] if self._held.rows else None

    @property
    def rows(self) -> Sequence[Row]:
        """The rows that are held now."""
        return self._held.rows

    def ident(self, row: Row) -> Hashable:
        """What tells this row apart for ever."""
        return self._ident(row)

    @property
    def rows_in_view(self) -> Sequence[Row]:
        """The rows that can be seen now."""
        return self._held.rows[self._held.top : self._held.top + self.visible_rows]

    @property
    def line_of_cursor(self) -> int:
        """On which line of the table, from 0, the cursor is."""
        return self._held.cursor - self._held.top

    @property
    def row_lines(self) -> Sequence[Sequence[int]]:
        """The columns of each line of a row, as the width has it."""
        return self.tall if self.size.width < self.tall_below else self._flat

    def has_in_view(self, index: int) -> bool:
        """Whether the table is wide enough for a column."""
        lines = enumerate(self.row_lines)
        return any(indexes[place] == index for line, indexes in lines for place, _ in self._shared(line))

    @property
    def visible_rows(self) -> int:
        """How many rows fit."""
        return max((self.size.height - self._header) // len(self.row_lines), 1)

    @property
    def is_whole(self) -> bool:
        """Whether all rows of the list are held."""
        return self._held.is_whole

    # ── what others do ──

    def put_columns(self, columns: Sequence[Column], cells: Callable[[Row], Sequence[Piece]]) -> None:
        """Other columns from now on, for the same rows."""
        self.columns = [for_times(column) for column in columns]
        self._cells = cells
        self._flat = self._tall = (range(len(self.columns)),)
        self._rooms.forget()
        self.refresh()

    def put_banner(self, line: Line | None) -> None:
        """Shows a line in place of the titles, so that no row moves; None shows the titles."""
        if line != self._banner:
            self._banner = line
            self.refresh(Region(0, 0, self.size.width, self._header))

    def show(self, page: Page[Row], *, above: Page[Row] | None = None, line: int = 0) -> None:
        """Replaces all rows by `page`; the cursor is on its first row, on `line` of the table if it can be.

        Args:
            page: rows from the cursor on, downwards.
            above: rows before those, when the list is opened in its middle.
            line: where the cursor shall be seen.
        """
        self.generation += 1
        self._held.reset(page, above=above)
        self._held.top = max(self._held.cursor - line, 0)
        self._held.settle(self.visible_rows)
        self._rooms.forget()
        self.refresh()
        self.post_message(self.Moved(self))

    def show_end(self, page: Page[Row]) -> None:
        """Replaces all rows by the last `page` of the list; the cursor is on the last row."""
        self.generation += 1
        self._held.reset_to_end(page, self.visible_rows)
        self.refresh()
        self.post_message(self.Moved(self))

    def say(self, text: str, tone: Piece = ("", "muted")) -> None:
        """Shows a line in place of rows: loading, empty, refused, failed."""
        self.generation += 1
        self._held.reset(Page((), (), more=False))
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
        seen = self.rows_in_view
        debt = self._held.add(page, self.visible_rows, below=not window.backward)
        if debt:
            self._move(debt)
        elif len(seen) < self.visible_rows:  # else what came is out of view: nothing to paint
            self.refresh()
        self._look_ahead()

    def replace(self, fresh: Mapping[Any, Row]) -> None:
        """Puts fresh rows in the place of those with the same identity."""
        for index, row in enumerate(self._held.rows):
            new = fresh.get(self._ident(row))
            if new is not None and new != row:
                self._held.rows[index] = new
                self._refresh_changed(index)

    def renew(self, page: Page[Row], above: Page[Row] | None, at: Key | None) -> bool:
        """Shows fresh rows around the cursor, which stays on its row and its line; tells whether that could be.

        What is the same as before is not painted. See `HeldRows.renew`.
        """
        before, old_line, old = self.rows_in_view, self.line_of_cursor, self.row
        if not self._held.renew(page, above, self._ident, self.visible_rows, at):
            return False
        self.generation += 1
        after = self.rows_in_view
        if len(before) != len(after) or old_line != self.line_of_cursor:
            self.refresh()
        else:
            for place, (was, now) in enumerate(zip(before, after, strict=True)):
                if was != now:
                    self._refresh_changed(self._held.top + place)
        self._look_ahead()
        if self.row != old:
            self.post_message(self.Moved(self))
        return True

    def go_to(self, ident: Hashable) -> bool:
        """Puts the cursor on a row if it is held; tells whether it is."""
        for index, row in enumerate(self._held.rows):
            if self._ident(row) == ident:
                self._move(index - self._held.cursor)
                return True
        return False

    def mark_changed(self) -> None:
        """The row under the cursor was marked, or is no longer: paints that, and moves on."""
        self._refresh_row(self._held.cursor)
        self._move(1)

    # ── moving ──

    def _move(self, rows: int) -> None:
        """Moves the cursor, paints what changed, and looks ahead."""
        held = self._held
        if not held.rows:
            return
        old, old_top = held.cursor, held.top
        held.move(rows, self.visible_rows)
        if held.top != old_top:
            self.refresh()
        elif held.cursor != old:
            self._refresh_row(old)
            self._refresh_row(held.cursor)
        self._look_ahead()
        if held.cursor != old:
            self.post_message(self.Moved(self))

    def _turn(self, pages: int) -> None:
        """Moves cursor and view by whole pages."""
        if self._held.rows:
            before = self._held.cursor
            self._held.turn(pages, self.visible_rows)
            self._look_ahead()
            self.refresh()
            if self._held.cursor != before:
                self.post_message(self.Moved(self))

    def _look_ahead(self) -> None:
        """Asks for the rows that will be needed soon."""
        for window in self._held.wanted(self.visible_rows):
            self.post_message(self.Wanted(self, window, self.generation))

    def action_row_down(self) -> None:
        """One row down."""
        self._move(1)

    def action_row_up(self) -> None:
        """One row up."""
        self._move(-1)

    def action_page_down(self) -> None:
        """A page down."""
        self._turn(1)

    def action_page_up(self) -> None:
        """A page up."""
        self._turn(-1)

    def action_first_row(self) -> None:
        """To the first row of the list."""
        if self._held.more_above:
            self.post_message(self.Wanted(self, Window(limit=4 * self.visible_rows), self.generation))
        else:
            self._move(-self._held.cursor)

    def action_last_row(self) -> None:
        """To the last row of the list."""
        if self._held.more_below:
            window = Window(limit=4 * self.visible_rows, bottom=True)
            self.post_message(self.Wanted(self, window, self.generation))
        else:
            self._move(len(self._held.rows))

    def answer(self, page: Page[Row], window: Window, generation: int) -> None:
        """Takes the answer to any `Wanted`: a stretch to add, or the first or last page."""
        if window.after is not None or window.before is not None:
            self.extend(page, window, generation)
        elif generation == self.generation:
            (self.show_end if window.bottom else self.show)(page)

    def action_open_row(self) -> None:
        """Opens the row under the cursor."""
        self.post_message(self.Nothing(self) if self.row is None else self.Opened(self, self.row))

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on a row, a second one opens it."""
        index = self._held.top + (event.y - self._header) // len(self.row_lines)
        if 0 <= index < len(self._held.rows) and event.y >= self._header:
            self._move(index - self._held.cursor)
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
        before = self._held.top
        self._held.settle(self.visible_rows)
        self._rooms.forget()
        if self._held.top != before:  # it may be painted already
            self.refresh()
        self._look_ahead()

    # ── drawing ──

    def notify_style_update(self) -> None:
        """A new theme: forget the styles of the old one."""
        self._styles.forget()
        super().notify_style_update()

    def _refresh_row(self, index: int) -> None:
        height = len(self.row_lines)
        y = (index - self._held.top) * height + self._header
        if 0 <= y < self.size.height:
            self._rooms.forget_row(self._held.rows[index])
            self.refresh(Region(0, y, self.size.width, height))

    def _refresh_changed(self, index: int) -> None:
        """Paints a row that is another one now; all of them where the columns have to move for it."""
        if 0 <= index - self._held.top < self.visible_rows and self.size.width:
            lines = range(len(self.row_lines))
            before = [self._shared(line) for line in lines]
            self._rooms.look_again(first=self._held.top == 0)
            if before != [self._shared(line) for line in lines]:
                self.refresh()
        self._refresh_row(index)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Painted whole, the rows that are in view by then are looked at first."""
        if not regions:
            self._rooms.begin()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _shared(self, line: int) -> Shared:
        """The columns that fit into a line of a row, with the cells of each."""
        known = self._rooms.known(line)
        if known is not None:
            return known
        indexes = self.row_lines[line]
        titles = [self._title(index) if line < self._header else "" for index in indexes]
        columns = [self.columns[index] for index in indexes]
        view = [self._drawn(row) for row in self.rows_in_view]
        return self._rooms.of(line, indexes, columns, titles, self.size.width, view, self._further)

    def _further(self) -> list[Drawn[Row]]:
        """A page of rows that follow those in view."""
        below = self._held.top + self.visible_rows
        return [self._drawn(row) for row in self._held.rows[below : below + self.visible_rows]]

    def _drawn(self, row: Row) -> Drawn[Row]:
        return self._rooms.drawn(row, self._cells)

    def _title(self, index: int) -> str:
        return self.titles.get(index, self.columns[index].title)

    def render_line(self, y: int) -> Strip:
        """One line of the table."""
        width = self.size.width
        if y < self._header and self._banner is not None:
            return self._styles.strip(fit_line(self._banner, width), "", width)
        if y < self._header:
            indexes = self.row_lines[0]
            titles: list[Piece] = [(self._title(index), "") for index in indexes]
            columns = [self.columns[index] for index in indexes]
            line_of_titles = columns_line((" " * GUTTER, ""), columns, self._shared(0), titles, width)
            return self._styles.strip(line_of_titles, "header", width)
        place, line = divmod(y - self._header, len(self.row_lines))
        index = self._held.top + place
        if index >= len(self._held.rows):
            lines = wrap(self._message[0], max(width - 2, 10)) if not self._held.rows else []
            text = f" {lines[y - self._header]}" if y - self._header < len(lines) else ""
            return self._styles.strip(fit_line([(text, self._message[1])], width), "", width)
        at_cursor = index == self._held.cursor
        ground = ("cursor" if self.has_focus or self.lit else "cursor-blurred") if at_cursor else ""
        return self._styles.strip(self._row_line(self._held.rows[index], line, at_cursor=at_cursor), ground, width)

    def _row_line(self, row: Row, line: int, *, at_cursor: bool) -> Line:
        first = line == 0
        marked = first and self._ident(row) in self.marks
        gutter = f"{CURSOR if first and at_cursor else ' '}{MARK if marked else ' '} "
        indexes, shared, drawn = self.row_lines[line], self._shared(line), self._drawn(row)
        columns = [self.columns[index] for index in indexes]
        cells, lengths = [drawn.cells[index] for index in indexes], [drawn.lengths[index] for index in indexes]
        return row_line((gutter, ""), columns, shared, cells, lengths, self.size.width)
