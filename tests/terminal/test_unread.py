"""A terminal that nobody reads, or that goes without a signal: the program goes soon all the same (P6)."""

import os
import pty
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.conftest import FIRST_ROWS, Start
from tests.terminal.endings import HUNG_UP, NOHUP, RESTORED, SOON
from tests.terminal.panel_steps import BEGUN_AND_ENDED, open_panel, panel_lines
from tests.terminal.program import PATIENCE, Program, console_command

OBSERVED = """
import signal, sys
from billia_tui import __main__

def say(number, frame):
    with open(place, "a") as answers:
        answers.write(frame.f_back.f_code.co_name + " " + frame.f_code.co_name + "\\n")

signal.signal(signal.SIGUSR1, say)
place = sys.argv.pop()
sys.exit(__main__.main())
"""
"""The console, which writes to a file, when it is asked to, what its main thread does."""

RESTS, WAITS = "_run_once select", "put wait"
"""For something to happen; for room to write."""

STUCK = """
import sys, time
from billia_tui import __main__
from billia_tui.app.app import BilliaApp

def for_ever(self):
    self._driver.write("\\x1b[Hstuck")
    while True:
        time.sleep(60)

BilliaApp.action_help = for_ever
sys.argv = ["billia", "--mouse", "--database", sys.argv[1]]
sys.exit(__main__.main())
"""
"""The console with a mistake: a key after which its event loop does nothing any more."""

WITH_OTHER_KEYBOARD = """
import os, sys
os.dup2(os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY), 0)
os.execv(sys.argv[2], sys.argv[2:])
"""

Block = Callable[..., Program]


def until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Looks again and again, without reading what the program writes."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def to_the_list(program: Program) -> None:
    """Where every console begins."""
    program.wait_for(FIRST_ROWS)


@pytest.fixture
def blocked(store: Path, start: Start, tmp_path: Path) -> Block:
    """Starts a console, stops reading, and comes back when its event loop waits in a write that cannot be done."""
    answers = tmp_path / "answers.txt"
    answers.touch()
    console = [sys.executable, "-c", OBSERVED, "--mouse", "--database", str(store), str(answers)]

    def is_blocked(program: Program) -> bool:
        """Full and nobody reads: if it waits for room now, it will for ever."""
        program.signal(signal.SIGUSR1)  # who begins to wait just then hears only the next one
        *_, last = ["", *answers.read_text().splitlines()]
        if last == RESTS:
            answers.write_text("")
            program.keys(*["ctrl+r"] * 40)
        return last == WAITS

    def opened(*before: str, controlling: bool = True, go: Callable[[Program], object] = to_the_list) -> Program:
        program = start(command=[*before, *console], controlling=controlling)
        go(program)
        program.wait_quiet()
        program.fill()
        until(lambda: is_blocked(program), "the console waits for its terminal")
        return program

    return opened


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.long)])
def test_a_signal_ends_it_although_nobody_reads(number: signal.Signals, store: Path, blocked: Block) -> None:
    """P6, R71: the mode of the terminal is restored, the panel closed; it waits a while for a reader, at rest."""
    program = blocked(go=open_panel)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    so_far = processor_seconds(program)
    program.signal(number)
    until(lambda: program.echoes, "the terminal is as it was")
    until(lambda: panel_lines(store) == BEGUN_AND_ENDED, "the end of the panel is in the log")
    until(lambda: not program.is_running, "the program is gone", SOON)
    assert program.exit_code == 128 + number
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime - so_far < 1


def processor_seconds(program: Program) -> float:
    """What the program has computed until now."""
    fields = Path(f"/proc/{program.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("number", [signal.SIGHUP, pytest.param(signal.SIGTERM, marks=pytest.mark.long)])
def test_who_reads_again_gets_the_terminal_restored(number: signal.Signals, blocked: Block) -> None:
    """P6: what restores the terminal waits with all the rest, and comes if somebody reads in time."""
    program = blocked()
    program.signal(number)
    until(lambda: program.echoes, "the program is leaving")
    assert program.wait_exit(SOON) == 128 + number
    assert [code for code in RESTORED if code not in program.sent] == []
    assert b"Traceback" not in program.sent


@pytest.mark.parametrize(
    ("before", "controlling"),
    [
        ([], True),
        pytest.param([sys.executable, "-c", NOHUP], True, marks=pytest.mark.long),
        pytest.param([], False, marks=pytest.mark.long),
    ],
    ids=["signal", "nohup", "no signal"],
)
def test_a_lost_line_ends_it_although_nobody_read(before: list[str], controlling: bool, blocked: Block) -> None:
    """P6: the line goes while the program waits for it, with the signal that says so and without."""
    program = blocked(*before, controlling=controlling)
    program.hang_up()
    assert program.wait_exit(SOON) == HUNG_UP


def test_a_terminal_that_is_not_the_session_s_own(start: Start) -> None:
    """P6: no signal comes when it goes."""
    program = start(controlling=False)
    program.wait_for(FIRST_ROWS)
    program.hang_up()
    assert program.wait_exit(SOON) == HUNG_UP


def test_a_keyboard_that_goes_alone(store: Path, start: Start) -> None:
    """P6: the end of the input is the end of the line; what still shows something is restored."""
    master, slave = pty.openpty()
    console = console_command("--mouse", "--database", str(store))
    program = start(command=[sys.executable, "-c", WITH_OTHER_KEYBOARD, os.ttyname(slave), *console])
    program.wait_for(FIRST_ROWS)
    os.close(slave)
    mark = program.mark()
    os.close(master)
    assert program.wait_exit(SOON) == HUNG_UP
    assert [code for code in RESTORED if code not in program.bytes_since(mark)] == []
    assert b"Traceback" not in program.sent


@pytest.mark.long
def test_a_console_that_is_stuck_for_another_reason(store: Path, start: Start) -> None:
    """P6: a mistake of ours keeps the event loop for ever: told to go it goes, and leaves the terminal as it was."""
    program = start(command=[sys.executable, "-c", STUCK, str(store)])
    program.wait_for(FIRST_ROWS)
    program.keys("?")
    program.wait_for("stuck")
    mark = program.mark()
    program.signal(signal.SIGTERM)
    assert program.wait_exit(SOON) == 128 + signal.SIGTERM
    assert [code for code in RESTORED if code not in program.bytes_since(mark)] == []
