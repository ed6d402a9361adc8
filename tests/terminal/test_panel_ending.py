"""A Customer Panel that is open when the console ends, however it ends: its end is in the log (R71, P4, P6)."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from billia_tui.operations.finding import lookup
from billia_tui.operations.log import lines as log
from billia_tui.operations.store.opening import open_desk
from billia_tui.paging import Window
from tests.terminal.conftest import FIRST_ROWS, Start
from tests.terminal.program import Program

SOON = 5.0
BEGUN_AND_ENDED = ["impersonation ended", "impersonation started"]
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


def open_panel(program: Program) -> None:
    """Goes from the list into the Customer Panel of the first customer, to a page of it."""
    program.wait_for(FIRST_ROWS)
    program.keys("enter")
    program.wait_for("II Information", "impersonate")
    program.keys("i")
    program.wait_for("You will see and do")
    program.keys("enter")
    program.wait_for("Open User Panel")
    program.keys("i")
    program.wait_for("CUSTOMER PANEL", "Can be spent")
    program.keys("o")
    program.wait_for("Customer Panel › ", "No orders")


def panel_lines(store: Path) -> list[str]:
    """What the log says of panels of that customer, the last first."""
    desk = open_desk(str(store), "ana")
    lines = desk.ask(log.page, desk.ask(lookup.customer_id, "later16.7"), Window()).rows
    desk.store.close()
    return [line.action for line in lines if "impersonation" in line.action]
