"""Thin line: the same keys give the same screens with the thin display and with the plain one."""

import time
from collections.abc import Sequence

import pytest

from tests.display.emulator import Seen
from tests.terminal.conftest import FIRST_ROWS, Start
from tests.terminal.program import PATIENCE, Program

CLOCK = 20
"""Columns at the end of the title line that tell the time: the two programs may be read in different minutes."""

WALK: Sequence[tuple[str, Sequence[str], str]] = (
    ("down and down", ("down", "down", "pagedown", "down"), "▸"),
    ("the last rows", ("end", "up"), "▸"),
    ("search", ("/",), FIRST_ROWS),
    ("found", ("kohler",), "1 of 48"),
    ("the row that was found", ("enter",), "1 of 48"),
    ("details", ("enter",), "II Information"),
    ("another panel", ("7",), "Prefers to be called"),
    ("a dialog over the page", ("w",), "Amount"),
    ("back on the page", ("esc",), "Prefers to be called"),
    ("help", ("?",), "Keys of this screen"),
    ("back on the page again", ("esc",), "Prefers to be called"),
    ("the palette", ("ctrl+p",), ""),
    ("back from the palette", ("esc",), "Prefers to be called"),
    ("read afresh", ("ctrl+r",), "Prefers to be called"),
    ("the list", ("esc",), "1 of 48"),
    ("all rows", ("esc",), FIRST_ROWS),
)


@pytest.fixture
def display() -> str:
    """Both are started by the test itself."""
    return ""


@pytest.mark.parametrize(
    "size", [pytest.param((80, 24), id="small"), pytest.param((120, 40), id="wide", marks=pytest.mark.long)]
)
def test_the_same_keys_give_the_same_screens(size: tuple[int, int], start: Start) -> None:
    """Thin line: list, search, details, dialog, help, palette, other sizes; every cell with its colours."""
    thin, plain = (start("--no-mouse", size=size, BILLIA_DISPLAY=display) for display in ("thin", "plain"))
    for program in (thin, plain):
        program.wait_for(FIRST_ROWS)
    _assert_same("first screen", thin, plain)
    for place, keys, shown in WALK:
        marks = [program.mark() for program in (thin, plain)]
        for program in (thin, plain):
            program.keys(*keys)
        for program, mark in zip((thin, plain), marks, strict=True):
            program.wait_until(lambda: program.mark() > mark, place)  # noqa: B023 - waited for here
            program.wait_for(shown)
        _assert_same(place, thin, plain)
    for columns, lines in ((100, 30), (60, 20), size):
        for program in (thin, plain):
            program.resize(columns, lines)
        _assert_same(f"{columns}x{lines}", thin, plain)
    assert len(thin.sent) * 3 < len(plain.sent)


def _assert_same(place: str, thin: Program, plain: Program) -> None:
    """Waits until both are quiet and show the same: one of them may be slower to answer."""
    deadline = time.monotonic() + PATIENCE
    while differing := _differing(thin, plain):
        assert time.monotonic() < deadline, f"{place}: {differing[:3]}\n{thin.screen_text()}"


def _differing(thin: Program, plain: Program) -> list[tuple[int, int, Seen, Seen]]:
    """Where they do not show the same, and what."""
    for program in (thin, plain):
        program.wait_quiet()
    seen, expected = _without_clock(thin), _without_clock(plain)
    cells = [(x, y, seen[y][x], cell) for y, row in enumerate(expected) for x, cell in enumerate(row)]
    return [cell for cell in cells if cell[2] != cell[3]]


def _without_clock(program: Program) -> list[list[Seen]]:
    cells = program.screen_cells()
    return [cells[0][:-CLOCK], *cells[1:]]
