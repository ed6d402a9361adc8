"""However it is ended, the program goes soon and leaves the terminal as it was (P6)."""

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.terminal.conftest import FIRST_ROWS, Start
from tests.terminal.endings import HUNG_UP, NOHUP, RESTORED, SOON
from tests.terminal.program import console_command


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_ends_it_and_restores_the_terminal(number: signal.Signals, start: Start) -> None:
    """P6: SIGTERM, SIGHUP and SIGQUIT end the program in order; the exit code tells which."""
    program = start("--mouse")
    program.wait_for(FIRST_ROWS)
    mark = program.mark()
    program.signal(number)
    assert program.wait_exit(SOON) == 128 + number
    last = program.bytes_since(mark)
    assert [code for code in RESTORED if code not in last] == []
    assert b"Traceback" not in last


def test_a_signal_before_the_store_is_open(start: Start) -> None:
    """P6: also a program that is still starting goes when it is told to."""
    program = start()
    program.wait_for("Opening the store")
    program.signal(signal.SIGTERM)
    assert program.wait_exit(SOON) == 128 + signal.SIGTERM


@pytest.mark.parametrize("on_details", [False, True], ids=["list", "details"])
def test_a_lost_line_ends_it(on_details: bool, start: Start) -> None:
    """P6: the other end of the terminal is closed: no process is left."""
    program = start()
    program.wait_for(FIRST_ROWS)
    if on_details:
        program.keys("enter")
        program.wait_for("II Information")
    program.hang_up()
    assert program.wait_exit(SOON) == HUNG_UP


def test_a_lost_line_ends_it_even_under_nohup(store: Path, start: Start) -> None:
    """P6: SIGHUP was ignored when it started; otherwise it would live on and spin."""
    command = [sys.executable, "-c", NOHUP, *console_command("--database", str(store))]
    program = start(command=command)
    program.wait_for(FIRST_ROWS)
    program.hang_up()
    assert program.wait_exit(SOON) == HUNG_UP


def test_quitting_restores_the_terminal(start: Start) -> None:
    """R224: q in the list leaves; exit code 0."""
    program = start("--mouse")
    program.wait_for(FIRST_ROWS)
    mark = program.mark()
    program.keys("q")
    assert program.wait_exit(SOON) == os.EX_OK
    assert [code for code in RESTORED if code not in program.bytes_since(mark)] == []
