"""The real console at the end of a line to a real server that goes away: P1, P6, P7."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from billia_tui.db.store import Store
from billia_tui.operations.desk import Desk
from tests.conftest import AddCustomer
from tests.operations.kit import ledger
from tests.relay import Relay, relay_to
from tests.terminal.program import Program, clean_environment

SOON = 6.0
"""Seconds in which a console that has lost its terminal is gone, whatever it waits for."""

QUIET_FOR = 0.6
"""Seconds in which it is looked several times whether the server is back."""

OFTEN = """
import sys
from billia_tui import __main__, console
from billia_tui.app import app, link

app.WARM_AFTER = link.FIRST_PAUSE = link.LONGEST_PAUSE = 0.1
console.LOOKS = 0.05
sys.argv = ["billia", "--no-mouse", "--database", sys.argv[1], "--admin", "ana"]
sys.exit(__main__.main())
"""
"""The console, looking ten times a second whether the server is back."""


@pytest.fixture
def customer(postgresql_store: Store, add_customer: AddCustomer) -> int:
    """The only customer."""
    return add_customer(Desk(postgresql_store, 1), username="maria")


@pytest.fixture
def line(postgresql_database: str, customer: int) -> Iterator[tuple[Relay, str]]:
    """A line to the server, and the address through it."""
    with relay_to(postgresql_database) as found:
        yield found


@pytest.fixture
def console(line: tuple[Relay, str], tmp_path: Path) -> Iterator[Program]:
    """The console at the far end, a form open and filled."""
    command = [sys.executable, "-c", OFTEN, line[1]]
    with Program(command, clean_environment(tmp_path, BILLIA_DISPLAY="thin"), (80, 24)) as program:
        program.wait_for("1 of 1", "maria")
        program.keys("w")
        program.wait_for("Add funds")
        program.keys("25", "tab", "refund")
        program.wait_for("refund")
        yield program


def test_a_server_that_goes_away_under_a_form(
    console: Program, line: tuple[Relay, str], postgresql_store: Store, customer: int
) -> None:
    """P1, P6, P7: said while nobody presses a key, silent while it lasts, cleared by itself; enter books once.

    Then the server says nothing while a change waits for it, and the terminal goes: so does the process, soon.
    """
    line[0].refuse()
    console.wait_for("✖ store out of reach since", "refund")
    console.wait_quiet()
    assert console.watch(QUIET_FOR) == b""
    line[0].accept()
    console.wait_gone("out of reach")
    assert "refund" in console.screen_text()
    console.keys("enter")
    console.wait_for("25.00 EUR")
    console.wait_gone("Add funds ·")
    assert [entry.amount for entry in ledger(postgresql_store, customer)] == [2500]
    console.keys("w")
    console.wait_for("Add funds ·")
    console.keys("10")
    console.wait_for("→ 35.00 EUR")
    line[0].freeze()
    console.keys("enter")
    console.wait_for("saving …")
    console.hang_up()
    console.wait_exit(SOON)
    line[0].drop()
    assert len(ledger(postgresql_store, customer)) == 1
