"""Thin line: after any sequence of frames the terminal shows what the normal display shows, cell for cell."""

import io
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip

from billia_tui.terminal.abilities import Abilities
from billia_tui.terminal.frame import Frame
from billia_tui.terminal.painter import Painter, Update
from tests.display.emulator import Emulator
from tests.display.screens import STYLES, Line, pieces, strip, whole

TEXTS = st.text(st.sampled_from("ab  ─●é漢字Ж"), min_size=1, max_size=9) | st.sampled_from(
    ["e\u0301x", "12.00 EUR", " " * 9]
)
LINES = st.lists(st.tuples(TEXTS, st.integers(0, len(STYLES) - 1)), max_size=5)
WIDTHS, HEIGHTS = st.integers(2, 34), st.integers(1, 9)


@dataclass(frozen=True, slots=True)
class Step:
    """What happens next to the screen; `kind` says what, the rest where."""

    kind: str
    rows: list[int]
    first: int
    second: int
    number: int


STEPS = st.builds(
    Step,
    st.sampled_from(["whole", "pieces", "pieces", "scroll", "scroll", "dim", "dialog", "resize", "forget"]),
    st.lists(st.integers(0, 99), min_size=9, max_size=9),
    st.integers(0, 34),
    st.integers(0, 34),
    st.integers(-4, 4),
)


class Displays:
    """The same updates, painted by both displays on a terminal each."""

    def __init__(self, system: str, size: tuple[int, int], able: Abilities) -> None:
        self.console = Console(file=io.StringIO(), color_system=system, force_terminal=True)  # type: ignore[arg-type] # a word of those that Rich knows
        Segment._split_cells.cache_clear()  # it holds styles in which Textual keeps the codes of another colour system
        self.painter = Painter(Frame(self.console._color_system or ColorSystem.TRUECOLOR, able))
        self.able = able
        self.resize(*size)

    def resize(self, width: int, height: int) -> None:
        """Both get another terminal, which shows something else."""
        self.size = Size(width, height)
        self.painter.forget()
        self.thin, self.normal = Emulator(width, height, self.able.feeds_return), Emulator(width, height)
        self.thin.feed("\x1b[?7h")  # it never writes where a terminal that wraps would do so

    def paint(self, update: Update) -> None:
        """Paints, and compares all cells."""
        self.normal.feed(update.render_segments(self.console))
        self.thin.feed(self.painter.painted(update, self.size))
        seen, expected = self.thin.seen(), self.normal.seen()
        assert seen == expected, [
            (x, y, seen[y][x], expected[y][x])
            for y in range(self.size.height)
            for x in range(self.size.width)
            if seen[y][x] != expected[y][x]
        ][:4]


@given(
    system=st.sampled_from(["truecolor", "256", "standard"]),
    lines=st.lists(LINES, min_size=4, max_size=9),
    size=st.tuples(WIDTHS, HEIGHTS),
    steps=st.lists(STEPS, min_size=1, max_size=9),
    able=st.builds(Abilities, st.booleans(), st.booleans(), st.booleans(), st.just(True), st.booleans()),
)
def test_both_displays_show_the_same(
    system: str, lines: list[Line], size: tuple[int, int], steps: list[Step], able: Abilities
) -> None:
    """Thin line: whole screens, pieces, scrolled rows, dialogs over dimmed screens, other sizes; wide and combining."""
    displays = Displays(system, size, able)
    shown = [number % len(lines) for number in range(size[1])]
    strips: list[Strip] = []
    for step in [Step("whole", shown, 0, 0, 0), *steps]:
        strips = _step(displays, lines, strips, step)


def _step(displays: Displays, lines: list[Line], held: list[Strip], step: Step) -> list[Strip]:
    """Paints one step; gives the lines that are shown then."""
    width, height = displays.size
    fresh = [strip(lines[number % len(lines)], width, dimmed=step.kind == "dim") for number in step.rows]
    fresh = (fresh * height)[:height]
    first, last = sorted((step.first % height, step.second % height))
    if step.kind == "resize":
        displays.resize(max(step.first, 2), max(step.second % 10, 1))
        return _step(displays, lines, [], Step("whole", step.rows, 0, 0, 0))
    if step.kind == "forget":
        displays.thin.feed("\x1b[2J\x1b[Hsomething else")
        displays.painter.forget()
        fresh = held
    elif step.kind == "scroll":
        block = held[first : last + 1]
        turn = step.number % len(block)
        fresh = [*held[:first], *block[turn:], *block[:turn], *held[last + 1 :]]
    elif step.kind in {"pieces", "dialog"}:
        left, right = sorted((step.first % width, step.second % width + 1))
        if left < right:
            return _in_pieces(displays, held, fresh, (first, last, left, right), step)
        return held
    displays.paint(whole(fresh, width))
    return fresh


def _in_pieces(
    displays: Displays, held: list[Strip], fresh: list[Strip], box: tuple[int, int, int, int], step: Step
) -> list[Strip]:
    """Paints a box of other lines over those that are shown."""
    first, last, left, right = box
    width = displays.size.width
    merged = [
        Strip.join([before.crop(0, left), after.crop(left, right), before.crop(right, width)])
        if first <= y <= last
        else before
        for y, (before, after) in enumerate(zip(held, fresh, strict=True))
    ]
    spans = [(y, left, right) for y in range(first, last + 1)]
    displays.paint(pieces(merged, width, spans, step.number % width))
    # A box that cuts a wide character shows a blank where the rest of the line still has it: paint these lines whole.
    displays.paint(pieces(merged, width, [(y, 0, width) for y in range(first, last + 1)], 0))
    return merged
