"""A Customer Panel in a real console: opened, and what the log has of it."""

from pathlib import Path

from billia_tui.operations.finding import lookup
from billia_tui.operations.log import lines as log
from billia_tui.operations.store.opening import open_desk
from billia_tui.paging import Window
from tests.terminal.conftest import FIRST_ROWS
from tests.terminal.program import Program

BEGUN_AND_ENDED = ["impersonation ended", "impersonation started"]


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
