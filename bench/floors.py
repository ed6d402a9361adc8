"""What the console is compared with: the least that Textual itself needs for the same.

`python -m bench.floors table` is an empty app with a DataTable of 50 rows; `python -m bench.floors plain` is an
empty app with a table that draws its own lines, and a screen of seven framed texts behind `enter`; `thin` is the same
on a display that writes only what changed.
"""

import sys
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import DataTable, Static

from billia_tui.terminal import ThinApp

ROWS, LINES = 50, 1_000_000
TITLES = ("ID", "USERNAME", "NAME / COMPANY", "PRODUCTS", "RESELLER", "WALLET", "STATUS", "HOLD")
WIDTHS = (8, 19, 20, 8, 10, 14, 11, 9)


def row(number: int) -> tuple[str, ...]:
    """Cells like those of the list."""
    place = f"{number:06}"
    money = f"{number % 977}.{number % 100:02} EUR"
    return (place, f"user{place}", f"Maria Köhler {place}", str(number % 7), "Default", money, "● Active", "")


class TableApp(App[None]):
    """An empty app with a DataTable."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        """The table alone."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Its rows."""
        table = self.query_one(DataTable)
        table.add_columns(*TITLES)
        for number in range(ROWS):
            table.add_row(*row(number))


class LineTable(Widget, can_focus=True):
    """Rows with a cursor, drawn line by line; nothing else."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("pagedown", "page", show=False),
    ]
    PLAIN, CURSOR = Style.parse("#e0e0e0 on #121212"), Style.parse("#ffffff on #0178d4")
    STATUS = Style.parse("#8ad4a1 on #121212")
    BEFORE_STATUS = sum(WIDTHS[:6]) + 2 * 6
    top = 0
    cursor = 0

    def render_line(self, y: int) -> Strip:
        """One row."""
        number = self.top + y
        text = "  ".join(cell[:width].ljust(width) for cell, width in zip(row(number), WIDTHS, strict=True))
        width, place = self.size.width, self.BEFORE_STATUS
        text = text[:width].ljust(width)
        if number == self.cursor:
            return Strip([Segment(text, self.CURSOR)], width)
        return Strip([Segment(text[:place], self.PLAIN), Segment(text[place:], self.STATUS)], width)

    def action_move(self, rows: int) -> None:
        """The cursor goes to another row."""
        old = self.cursor
        self.cursor = min(old + rows, LINES - 1)
        if self.cursor >= self.top + self.size.height:
            self.top = self.cursor - self.size.height + 1
            self.refresh()
        else:
            for number in (old, self.cursor):
                self.refresh(Region(0, number - self.top, self.size.width, 1))

    def action_page(self) -> None:
        """View and cursor go a page down."""
        self.top += self.size.height
        self.cursor += self.size.height
        self.refresh()


class Framed(Screen[None]):
    """Seven framed texts, as many as the details page has panels."""

    CSS = """
    Framed { layout: grid; grid-size: 3 3; grid-rows: 4 1fr 1fr; }
    Framed Static { border: round #5f8787; height: 100%; }
    Framed #first { column-span: 3; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", show=False)]

    def compose(self) -> ComposeResult:
        """Fifteen lines in each."""
        for number in range(7):
            text = "\n".join(f"Field {line:2} {' '.join(row(line)[1:3])}" for line in range(15))
            yield Static(text, id="first" if not number else None, markup=False)


class LinesApp(App[int]):
    """An empty app with a table that draws its own lines."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "framed", show=False)]

    def compose(self) -> ComposeResult:
        """The table alone."""
        yield LineTable()

    def on_mount(self) -> None:
        """Keys go to the table."""
        if isinstance(self, ThinApp):
            self.use_thin_display(print)
        self.query_one(LineTable).focus()

    def action_framed(self) -> None:
        """The other screen."""
        self.push_screen(Framed())


class ThinLinesApp(ThinApp, LinesApp):
    """The same, and only what changed is sent."""

    BINDINGS = LinesApp.BINDINGS


APPS: dict[str, type[App[Any]]] = {"table": TableApp, "plain": LinesApp, "thin": ThinLinesApp}

if __name__ == "__main__":
    app = APPS[sys.argv[1]]()
    app.animation_level = "none"
    app.run(mouse=False)
