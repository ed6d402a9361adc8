"""A Customer Panel that is open when the console ends, however it ends: its end is in the log (R71, P4, P6)."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.conftest import Start
from tests.terminal.panel_steps import BEGUN_AND_ENDED, open_panel, panel_lines
from tests.terminal.program import Program

SOON = 5.0
CRASHING = """
import sys
from billia_tui import __main__
from billia_tui.app.app import BilliaApp

def broken(self):
    raise RuntimeError("a mistake of ours")

BilliaApp.action_palette = broken
sys.argv = ["billia", "--no-mouse", "--database", sys.argv[1]]
sys.exit(__main__.main())
"""

ENDINGS: dict[str, Callable[[Program], None]] = {
    "ctrl+c": lambda program: program.keys("ctrl+c"),
    "SIGHUP": lambda program: program.signal(signal.SIGHUP),
    "SIGTERM": lambda program: program.signal(signal.SIGTERM),
    "line": lambda program: program.hang_up(),
    "crash": lambda program: program.keys(":"),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_the_end_is_logged(name: str, store: Path, start: Start) -> None:
    """R71: start and end, each once, whoever or whatever ends it."""
    command = [sys.executable, "-c", CRASHING, str(store)] if name == "crash" else None
    program = start("--no-mouse", command=command)
    open_panel(program)
    ENDINGS[name](program)
    program.wait_exit(SOON)
    assert panel_lines(store) == BEGUN_AND_ENDED
