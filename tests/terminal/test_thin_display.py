"""Thin line: few bytes, a whole screen where the terminal may show something else, and no harm where it fails."""

import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from billia_tui.db.store import open_store
from billia_tui.demo import make
from tests.terminal.conftest import FIRST_ROWS, Start
from tests.terminal.program import Program, console_command
from tests.terminal.walking import READ, search

WHOLE = b"\x1b[2J"
"""A screen that is painted whole begins with this."""

FAILING = """
import sys
from billia_tui import __main__
from billia_tui.terminal.frame import Frame

painted, turn_into = [], Frame.turn_into

def broken(self, *arguments):
    painted.append(1)
    if len(painted) > 12:
        raise RuntimeError("a mistake of the display")
    return turn_into(self, *arguments)

Frame.turn_into = broken
sys.argv = ["billia", "--no-mouse", "--database", sys.argv[1]]
sys.exit(__main__.main())
"""


@pytest.fixture
def display() -> str:
    """These are about the thin display alone."""
    return "thin"


def test_few_bytes_are_sent(listed: Program) -> None:
    """Thin line: first screen, cursor, page, a customer and back are within their budgets; nothing at rest."""
    assert len(listed.sent) <= 5200
    assert _sent(listed, "down") <= 260
    assert _sent(listed, "pagedown") <= 2600
    listed.keys("pagedown")
    listed.wait_quiet()
    assert _sent(listed, "up") <= 260
    search(listed)
    assert _sent(listed, "enter", *READ) <= 8500
    assert _sent(listed, "esc", "1 of 48") <= 4000


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """500 customers of all kinds, as the bench has them; ana is the Administrator."""
    path = tmp_path_factory.mktemp("book") / "demo.db"
    store = open_store(str(path), create=True)
    make(store, customers=500, now=datetime(2026, 12, 1, 9, tzinfo=UTC), admin="ana")
    store.close()
    return path


def test_a_page_takes_few_bytes_where_all_of_it_changes(book: Path, start: Start) -> None:
    """Thin line: of five pages as the bench turns them the middle one takes no more than is promised."""
    program = start(command=console_command("--no-mouse", "--database", str(book)))
    program.wait_for("500 of 500")
    program.keys(*["down"] * 60)
    program.wait_quiet()
    pages = sorted(_sent(program, "pagedown") for _ in range(5))
    assert pages[2] <= 2600


def _sent(program: Program, key: str, *then: str) -> int:
    """The bytes of a key, until what is to come is to be seen."""
    mark = program.mark()
    program.keys(key)
    program.wait_until(lambda: program.mark() > mark, f"answer to {key}")
    program.wait_for(*then)
    program.wait_quiet()
    return program.mark() - mark


def test_it_is_painted_whole_when_the_terminal_may_show_something_else(listed: Program) -> None:
    """Thin line: after another size, the focus that comes back, ctrl+r, and a program that goes on after a stop."""
    before = listed.screen_text().splitlines()[1:]

    def resized() -> None:
        listed.resize(100, 30)
        listed.wait_quiet()
        listed.resize(120, 40)

    def stopped() -> None:
        listed.signal(signal.SIGTSTP)
        listed.wait_quiet()
        listed.signal(signal.SIGCONT)

    for name, happens in (
        ("resize", resized),
        ("focus", lambda: listed.write(b"\x1b[O\x1b[I")),
        ("ctrl+r", lambda: listed.keys("ctrl+r")),
        ("resume", stopped),
    ):
        mark = listed.mark()
        happens()
        listed.wait_until(lambda: WHOLE in listed.bytes_since(mark), name)  # noqa: B023 - waited for here
        listed.wait_until(lambda: listed.screen_text().splitlines()[1:] == before, f"the same after {name}")
        listed.wait_quiet()


def test_a_mistake_of_the_display_hurts_nobody(store: Path, start: Start, tmp_path: Path) -> None:
    """Thin line: after a fault inside it Textual paints as always, at once and all of it; the log says so once."""
    program = start(command=[sys.executable, "-c", FAILING, str(store)])
    program.wait_for(FIRST_ROWS)
    search(program)
    program.keys("enter")
    program.wait_for(*READ)
    program.keys("esc")
    program.wait_for("1 of 48")
    (log,) = tmp_path.rglob("errors.log")
    assert log.read_text().count("RuntimeError") == 1


PAINTING_OTHERWISE = """
import sys
from billia_tui import __main__
from textual._compositor import LayoutUpdate

render = LayoutUpdate.render_segments
LayoutUpdate.render_segments = lambda self, console: render(self, console).replace("N", "M")
sys.argv = ["billia", "--no-mouse", "--database", sys.argv[1]]
sys.exit(__main__.main())
"""


def test_a_textual_that_paints_otherwise_paints_by_itself(store: Path, start: Start, tmp_path: Path) -> None:
    """Thin line: a small screen is painted both ways first; the log says why the normal display takes over."""
    program = start(command=[sys.executable, "-c", PAINTING_OTHERWISE, str(store)])
    program.wait_for("MAME / COMPAMY")
    (log,) = tmp_path.rglob("errors.log")
    assert log.read_text().count("probe.UnknownTextual\n") == 1
