"""Thin line, in programs of others: the worst frames for a display that sends changes; large, and all at once."""

import io
import random
from collections.abc import Callable, Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
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


LOOKS = [Style.parse(look) for look in ("", "red", "bold blue on white", "dim", "on #102030", "#aabbcc on #112233")]


def shuffled(y: int, frame: int) -> Line:
    """Letters, wide signs and styles without any order, all of them others in the next frame."""
    chance = random.Random(f"{y} {frame}")
    return [Segment(chance.choice("abc 漢é─"), chance.choice(LOOKS)) for _ in range(WIDTH * 5 // 6)]


def sparse(y: int, frame: int) -> Line:
    """One letter of seven is another one, anywhere."""
    kept, chance = random.Random(y), random.Random(f"{y} {frame}")
    return [
        Segment("".join(chance.choice("xyz ") if chance.random() < 0.15 else kept.choice("abc ") for _ in range(WIDTH)))
    ]


@pytest.mark.parametrize("line", [gradient, shuffled, sparse, board])
def test_large_frames_that_are_hard_take_no_more_than_textual(line: Callable[[int, int], Line]) -> None:
    """300x100, no row of which comes again: going to each changed cell would take more than Textual does."""
    console = Console(file=io.StringIO(), color_system="truecolor", force_terminal=True)
    painter = Painter(Frame(ColorSystem.TRUECOLOR, Abilities(*[True] * 5)))
    screen, height = Screen(WIDTH, 100), 100
    for frame in range(1, 3):
        strips: list[Iterable[Strip]] = [[Strip(line(y, frame)).adjust_cell_length(WIDTH)] for y in range(height)]
        update = LayoutUpdate(strips, Region(0, 0, WIDTH, height))
        plain, before = update.render_segments(console), screen.seen()
        screen.feed(plain)
        assert len(painter.painted(update, Size(WIDTH, height), (0, 0)).encode()) < len(plain.encode())
        if line is not board:
            assert naive(before, screen.seen()) > len(plain.encode())


def naive(old: Sequence[Sequence[object]], new: Sequence[Sequence[object]]) -> int:
    """What it takes to go to each changed cell, to set its style and to write it."""
    one = len("\x1b[99;150H\x1b[0;38;5;123;48;5;123mx")
    return one * sum(
        before != after for row, fresh in zip(old, new, strict=True) for before, after in zip(row, fresh, strict=True)
    )


@given(
    seed=st.integers(0, 1 << 30),
    changed=st.floats(0, 1),
    length=st.integers(1, 40),
    looks=st.lists(st.sampled_from(LOOKS), min_size=1, max_size=6),
    signs=st.sampled_from(["ab", "abcdef   ", "a漢é─ ", "─│●"]),
    able=st.builds(Abilities, st.booleans(), st.booleans(), st.booleans(), st.just(True), st.booleans()),
)
def test_no_change_takes_more_than_textual(
    seed: int, changed: float, length: int, looks: list[Style], signs: str, able: Abilities
) -> None:
    """Whatever share of the cells changes, in pieces of whatever length."""
    chance = random.Random(seed)
    console = Console(file=io.StringIO(), color_system="truecolor", force_terminal=True)
    Segment._split_cells.cache_clear()
    painter, size = Painter(Frame(ColorSystem.TRUECOLOR, able)), Size(60, 8)
    lines = [[(chance.choice(signs), looks[0]) for _ in range(60)] for _ in range(size.height)]
    for number in range(3):
        for cells in lines:
            for x in range(0, 60, length):
                look = chance.choice(looks)
                if chance.random() < changed:
                    cells[x : x + length] = [(chance.choice(signs), look) for _ in cells[x : x + length]]
        strips: list[Iterable[Strip]] = [
            [Strip([Segment(*cell) for cell in cells]).simplify().adjust_cell_length(60)] for cells in lines
        ]
        update = LayoutUpdate(strips, Region(0, 0, *size))
        sent, plain = painter.painted(update, size), update.render_segments(console)
        assert number == 0 or len(sent.encode()) <= len(plain.encode())


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
