"""Thin line, in programs of others: the worst frames for a display that sends changes; large, and all at once."""

import io
from collections.abc import Callable, Iterable

import pytest
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region, Size
from textual.strip import Strip

from billia_tui.terminal.abilities import Abilities
from billia_tui.terminal.emulated import Screen
from billia_tui.terminal.frame import Frame
from billia_tui.terminal.painter import Painter

WIDTH, HEIGHT = 300, 10
DIM, LEVEL = Style.parse("dim"), Style.parse("bold green")
Line = list[Segment]


def log(y: int, frame: int) -> Line:
    """A log that pours: each frame has lines that nobody has seen."""
    number = (y + frame * 17) * 7919
    return [Segment(f"01:{number % 60:02} ", DIM), Segment("INFO ", LEVEL), Segment(f"{number:x} " * (number % 30))]


def gradient(y: int, frame: int) -> Line:
    """An animation in which no two cells have one colour, and none keeps its own."""
    return [Segment(" ", Style.parse(f"on #{x * frame % 256:02x}{y:02x}{(x + frame) % 256:02x}")) for x in range(WIDTH)]


def letters(y: int, frame: int) -> Line:
    """Every seventh cell changes."""
    return [Segment("".join("x" if (x + y + frame) % 7 == 0 else " " for x in range(WIDTH)))]


def board(y: int, frame: int) -> Line:
    """Each cell another style than the one beside it."""
    return [Segment("#", LEVEL if (x + y + frame) % 2 else DIM) for x in range(WIDTH)]


@pytest.mark.parametrize("line", [log, gradient, letters, board])
@pytest.mark.parametrize("able", [Abilities(), Abilities(erases_in_colour=True, erases_cells=True, has_tabs=True)])
def test_no_frame_takes_more_than_textual(line: Callable[[int, int], Line], able: Abilities) -> None:
    """Whatever is painted, and the screens are the same."""
    console = Console(file=io.StringIO(), color_system="truecolor", force_terminal=True)
    Segment._split_cells.cache_clear()  # see test_same_screen
    painter = Painter(Frame(ColorSystem.TRUECOLOR, able))
    ours, theirs = Screen(WIDTH, HEIGHT), Screen(WIDTH, HEIGHT)
    for frame in range(1, 4):
        strips: list[Iterable[Strip]] = [[Strip(line(y, frame)).adjust_cell_length(WIDTH)] for y in range(HEIGHT)]
        update = LayoutUpdate(strips, Region(0, 0, WIDTH, HEIGHT))
        thin, plain = painter.painted(update, Size(WIDTH, HEIGHT), (0, 0)), update.render_segments(console)
        assert len(thin.encode()) < len(plain.encode())
        ours.feed(thin)
        theirs.feed(plain)
        assert ours.seen() == theirs.seen()


def test_styles_of_an_animation_are_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each frame brings new ones: from time to time it begins anew, with the screen painted whole."""
    monkeypatch.setattr("billia_tui.terminal.styles._MOST_CODES", 100)
    painter = Painter(Frame(ColorSystem.TRUECOLOR, Abilities()))
    size = Size(WIDTH, 1)
    for frame in range(1, 4):
        strips: list[Iterable[Strip]] = [[Strip(gradient(0, frame))]]
        painter.painted(LayoutUpdate(strips, Region(0, 0, *size)), size)
        assert not painter.knows(size)
        assert not painter._frame.styles.are_too_many
