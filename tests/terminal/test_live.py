"""See each other, in real terminals: what a colleague does is sent as the cells that changed, and nothing else is."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.store.opening import open_desk
from billia_tui.operations.team import presence
from billia_tui.paging import Window
from tests.terminal.conftest import FIRST_ROWS, Start
from tests.terminal.program import Program

OFTEN = """
import sys
from billia_tui import __main__, console
from billia_tui.app import app, live

app.WARM_AFTER = live.SETTLED = 0.1
console.LOOKS = 0.05
sys.argv = ["billia", "--no-mouse", "--database", sys.argv[1]]
sys.exit(__main__.main())
"""
"""The console, looking twenty times a second."""

SEVERAL_LOOKS = 0.4
"""Seconds in which such a console looks several times."""


@pytest.fixture
def display() -> str:
    """Few bytes are the thin display's."""
    return "thin"


@pytest.fixture
def colleague(store: Path) -> Iterator[Desk]:
    """Somebody else at the same store."""
    desk = open_desk(str(store), "ana")
    yield desk
    desk.store.close()


@pytest.fixture
def often(start: Start, store: Path) -> Program:
    """A console that looks often, its list read and seen to be live."""
    program = start(command=[sys.executable, "-c", OFTEN, str(store)])
    program.wait_for(FIRST_ROWS)
    return program


def test_only_what_changed_is_sent(often: Program, colleague: Desk) -> None:
    """See each other, P6: a colleague's change is a few cells; without one, looking sends no byte."""
    rows = colleague.ask(customer_list.page, CustomerQuery(), Window(limit=9)).rows
    colleague.change(status.block, rows[5].id, reason="unpaid")
    often.wait_until(lambda: "Blocked" in often.line_with(rows[5].username), "the blocked customer")
    often.wait_quiet()
    assert often.watch(SEVERAL_LOOKS) == b""
    presence.briefly(colleague, presence.here, "elsewhere", rows[6].id, editing=True)
    assert often.watch(SEVERAL_LOOKS) == b""
    mark = often.mark()
    colleague.change(status.block, rows[7].id, reason="unpaid")
    often.wait_until(lambda: "Blocked" in often.line_with(rows[7].username), "the blocked customer")
    often.wait_quiet()
    assert len(often.bytes_since(mark)) < 200


def test_two_consoles_see_each_other(often: Program, start: Start, store: Path) -> None:
    """See each other: the other console's customer, its form, and its end by a signal stand in the title line."""
    other = start(command=[sys.executable, "-c", OFTEN, str(store)], size=(80, 24))
    other.wait_for(FIRST_ROWS)
    often.keys("enter")
    other.keys("enter")
    often.wait_for("ana is here")
    other.wait_for("ana is here")
    other.keys("w")
    often.wait_for("ana is editing")
    other.signal(signal.SIGTERM)
    other.wait_exit()
    often.wait_gone("ana is")


def test_a_store_file_that_goes_away_is_said(often: Program, store: Path) -> None:
    """P2, P7: while nobody presses a key; silent while it lasts; a change is refused; cleared when it is back."""
    often.keys("w")
    often.wait_for("Add funds")
    often.keys("25", "tab", "refund")
    often.wait_for("refund")
    often.wait_quiet()
    away = store.with_name("away.db")
    store.rename(away)
    often.wait_for("✖ store file gone since", "refund")
    often.wait_quiet()
    assert often.watch(SEVERAL_LOOKS) == b""
    often.keys("enter")
    often.wait_for("put it back, or leave")
    away.rename(store)
    often.wait_gone("store file gone")
    often.wait_quiet()
    assert often.watch(SEVERAL_LOOKS) == b""
    often.keys("enter")
    often.wait_for("25.00 EUR")
