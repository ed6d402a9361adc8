"""Faults that people report of other terminal programs, tried here; both displays."""

import re
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from string import ascii_uppercase

import pytest

from tests.terminal.conftest import FIRST_ROWS, Start
from tests.terminal.endings import SOON
from tests.terminal.program import PATIENCE, Program, console_command

TITLE = re.compile(rb"\x1b\]2;([^\x07]*)\x07")
PUSH, POP = b"\x1b[22;2t", b"\x1b[23;2t"
MOUSE_ON, MOUSE_OFF = b"\x1b[?1003h", b"\x1b[?1003l"


def test_the_title_names_the_page_and_a_number_and_is_put_back(listed: Program) -> None:
    """P5: nothing that is stored gets into it; the terminal remembers the one before."""
    listed.keys("enter")
    listed.wait_for("II Information", "later16")
    listed.wait_quiet()
    listed.keys("q")
    listed.wait_gone("II Information")
    listed.wait_quiet()
    listed.keys("q")
    assert listed.wait_exit(SOON) == 0
    assert TITLE.findall(listed.sent) == [b"billia Customers", b"billia Customer 48", b"billia Customers"]
    assert listed.sent.count(PUSH) == listed.sent.count(POP) == 1
    assert listed.sent.index(PUSH) < listed.sent.index(b"\x1b]2;") < listed.sent.index(POP)


@pytest.mark.parametrize("environment", [{"TERM": "linux"}, {"TERM": "vt220"}, {"STY": "1.host"}])
def test_no_title_where_it_would_not_be_put_back(environment: dict[str, str], start: Start) -> None:
    """A terminal without a title shows what it does not know; GNU screen remembers none."""
    program = start("--no-mouse", **environment)
    program.wait_for(FIRST_ROWS)
    program.wait_quiet()
    assert TITLE.findall(program.sent) == []
    assert PUSH not in program.sent


def test_another_size_does_not_bring_an_older_title_back(listed: Program) -> None:
    """It is remembered once, at the start, and taken back once, at the end."""
    listed.keys("enter")
    listed.wait_for("II Information")
    listed.resize(100, 30)
    listed.wait_quiet()
    assert listed.sent.count(PUSH) == 1
    assert POP not in listed.sent
    assert TITLE.findall(listed.sent)[-1] == b"billia Customer 48"


def test_the_mouse_is_off_while_it_is_stopped_and_as_before_afterwards(start: Start) -> None:
    """Other programs got reports of a mouse; one that was off was on after `fg`."""
    for typed, mouse in (("--mouse", True), ("--no-mouse", False)):
        program = start(typed)
        program.wait_for(FIRST_ROWS)
        program.wait_quiet()
        mark = program.mark()
        program.signal(signal.SIGTSTP)
        program.wait_until(lambda: b"\x1b[?1049h" in program.bytes_since(mark), "second start")  # noqa: B023 - it is called in this turn
        program.wait_quiet()
        between = program.bytes_since(mark).partition(b"\x1b[?1049l")[0]
        assert (MOUSE_OFF in between) == mouse
        assert (MOUSE_ON in program.bytes_since(mark)) == mouse
        program.keys("q")
        assert program.wait_exit(SOON) == 0


def test_a_stop_that_nobody_asked_for_leaves_one_reader_of_keys(listed: Program) -> None:
    """SIGSTOP and SIGCONT: with two readers each would get a part of a key."""
    listed.signal(signal.SIGSTOP)
    listed.signal(signal.SIGCONT)
    listed.wait_for(FIRST_ROWS)
    listed.wait_quiet()
    for _ in range(10):
        listed.write(b"\x1b[B")
    listed.wait_until(lambda: "▸" in listed.line(13), "cursor ten rows down")


def test_a_terminal_of_no_size_is_one_of_80_by_24(start: Start, store: Path) -> None:
    """A container hands out a terminal of 0x0, and tells the size later."""
    line = " ".join(console_command("--no-mouse", "--database", str(store)))
    program = start(command=["/bin/sh", "-c", f"stty rows 0 cols 0; exec {line}"], size=(80, 24))
    program.wait_for(FIRST_ROWS)
    program.wait_quiet()
    assert "help" in program.line(23)
    program.resize(120, 40)
    program.wait_until(lambda: "help" in program.line(39), "its size")


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (10, 2), (7, 3), (300, 2)])
def test_a_tiny_terminal_ends_nothing(size: tuple[int, int], listed: Program) -> None:
    """On the list, on a page, in a form; and large again it is as it was."""
    for key, shown in (("", FIRST_ROWS), ("enter", "II Information"), ("w", "Amount")):
        if key:
            listed.keys(key)
        listed.wait_for(shown)
        listed.resize(*size)
        listed.wait_quiet()
        listed.resize(120, 40)
        listed.wait_for(shown)
    listed.keys("esc")
    listed.wait_gone("Amount")


@pytest.fixture
def shell(start: Start) -> Program:
    """A shell with job control."""
    program = start(command=["/bin/bash", "--norc", "--noprofile", "-i"], PS1="prompt> ")
    program.wait_for("prompt>")
    return program


def wait_stopped(shell: Program) -> None:
    """Waits until the shell's only job has stopped, however often it has to be asked."""
    shell.keys("clear; until jobs %1 | grep Stopped; do :; done; echo It is", "enter")
    shell.wait_until(lambda: "It is" in shell.screen_text().split("\n"), "stopped job")


def test_started_in_the_background_it_leaves_the_terminal_alone(shell: Program, store: Path) -> None:
    """It stops until it is brought to the front."""
    mark = shell.mark()
    line = " ".join(console_command("--no-mouse", "--database", str(store)))
    shell.keys(f"{line} &", "enter")
    wait_stopped(shell)
    assert b"\x1b[?1049h" not in shell.bytes_since(mark)
    shell.keys("fg", "enter")
    shell.wait_for(FIRST_ROWS)


def test_sent_to_the_background_it_leaves_the_terminal_alone(shell: Program, store: Path) -> None:
    """`bg` after ctrl+z: it stops again; and the title of before is remembered once each time that it is in front."""
    shell.keys(" ".join(console_command("--no-mouse", "--database", str(store))), "enter")
    shell.wait_for(FIRST_ROWS)
    shell.wait_quiet()
    shell.keys("\x1a")
    shell.wait_for("prompt>")
    mark = shell.mark()
    shell.keys("bg", "enter")
    wait_stopped(shell)
    assert b"\x1b[?1049h" not in shell.bytes_since(mark)
    shell.keys("fg", "enter")
    shell.wait_for(FIRST_ROWS)
    shell.wait_quiet()
    assert shell.bytes_since(mark).count(PUSH) == 1
    shell.keys("q")
    shell.wait_for("prompt>")


@pytest.mark.parametrize(
    ("way", "there"),
    [((), FIRST_ROWS), (("enter",), "II Information"), (("Q", "down"), "QUEUE")],
    ids=["list", "page", "queues"],
)
def test_caps_lock_changes_nothing(way: tuple[str, ...], there: str, listed: Program, store: Path) -> None:
    """What is pressed then are other keys: they open pages and questions, which `esc` leaves.

    All is typed ahead: each key waits for what the one before it opens, and the help at the end for all of them.
    """
    before = log_lines(store)
    for letter in ascii_uppercase:
        listed.keys(*way)
        listed.wait_for(there)
        listed.keys(letter, *["esc"] * 4)
    listed.keys("?")
    listed.wait_for(FIRST_ROWS, "Keys of this screen", seconds=2 * PATIENCE)
    listed.keys("esc")
    listed.wait_gone("Keys of this screen")
    assert listed.is_running
    assert log_lines(store) == before


def log_lines(store: Path) -> int:
    """How many changes there were."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as raw:
        (number,) = raw.execute("SELECT count(*) FROM log_entries").fetchone()
    return int(number)


def test_a_wheel_that_sends_arrows_moves_and_chooses_nothing(listed: Program) -> None:
    """Without a mouse a terminal makes arrow keys of its wheel: in a form they choose no other value."""
    listed.keys("a")
    listed.wait_for("Country")
    listed.wait_quiet()
    before = listed.screen_text().splitlines()[1:]
    listed.keys(*["up"] * 9, *["down"] * 9, *["up"] * 9)
    listed.wait_quiet()
    assert listed.screen_text().splitlines()[1:] == before
