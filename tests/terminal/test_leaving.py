"""Leaving: `esc` never ends the program, and nothing that was typed goes unasked (R224); both displays."""

import os
import shutil
from pathlib import Path

import pytest

from tests.terminal.conftest import FIRST_ROWS, Start
from tests.terminal.endings import SOON
from tests.terminal.program import Program, console_command
from tests.terminal.walking import search

ASKED = "Leave the console?"
DROP = "Drop what you typed?"


def note(program: Program, text: str = "Half a note") -> None:
    """Opens the form of a note and types."""
    program.keys("n")
    program.wait_for("Add note")
    program.keys(text)
    program.wait_for(text)
    program.wait_quiet()


def test_esc_never_ends_it_and_q_does(listed: Program) -> None:
    """R224: `esc` on the list quit six times in a day's work."""
    for _ in range(3):
        listed.keys("esc")
        listed.wait_quiet()
    assert listed.is_running
    assert FIRST_ROWS in listed.screen_text()
    listed.keys("q")
    assert listed.wait_exit(SOON) == os.EX_OK


def test_an_arrow_that_comes_torn_ends_nothing(listed: Program) -> None:
    """R224: its `esc` quit, its `[A` stood at the prompt of the shell."""
    listed.write(b"\x1b")
    listed.wait_quiet(1)
    listed.write(b"[A")
    listed.wait_quiet()
    assert listed.is_running
    assert FIRST_ROWS in listed.screen_text()


def test_ctrl_c_asks_for_a_note_that_is_half_written(listed: Program) -> None:
    """R224: `esc` goes on with it, letter for letter; `enter` leaves."""
    note(listed)
    listed.keys("ctrl+c")
    listed.wait_for(ASKED, "not saved yet")
    listed.keys("ctrl+c", "q")
    listed.wait_quiet()
    assert listed.is_running
    listed.keys("esc")
    listed.wait_gone(ASKED)
    assert "Half a note" in listed.screen_text()
    listed.keys("ctrl+c")
    listed.wait_for(ASKED)
    listed.keys("enter")
    assert listed.wait_exit(SOON) == os.EX_OK


@pytest.mark.parametrize("keys", [(), ("n",), ("?",)], ids=["list", "empty form", "help"])
def test_ctrl_c_leaves_at_once_where_nothing_is_lost(keys: tuple[str, ...], listed: Program) -> None:
    """R224: a question that saves nothing is not asked."""
    for key in keys:
        listed.keys(key)
        listed.wait_quiet()
    listed.keys("ctrl+c")
    assert listed.wait_exit(SOON) == os.EX_OK


def test_a_form_with_changes_asks_before_esc_drops_them(listed: Program) -> None:
    """R224: a second `esc` goes on typing, so that two in a row lose nothing; `enter` drops it."""
    note(listed)
    listed.keys("esc")
    listed.wait_for(DROP)
    listed.keys("esc")
    listed.wait_gone(DROP)
    assert "Half a note" in listed.screen_text()
    listed.keys("esc")
    listed.wait_for(DROP)
    listed.keys("enter")
    listed.wait_gone(DROP, "Half a note")
    listed.keys("n")
    listed.wait_for("Add note")
    listed.wait_quiet()
    listed.keys("esc")
    listed.wait_gone("Add note")


def test_what_was_typed_ahead_does_not_answer_the_question(listed: Program) -> None:
    """R224: an `enter` that was meant for something else leaves nothing behind."""
    listed.keys("n", "typed", "ctrl+c")
    listed.wait_for("Add note")
    listed.wait_quiet()
    assert listed.is_running


def shell(start: Start, store: Path) -> Program:
    """A shell with job control, in which the console was started."""
    found = shutil.which("bash") or shutil.which("dash") or "/bin/sh"
    plain = ["--norc", "--noprofile"] if found.endswith("bash") else []
    program = start(command=[found, *plain, "-i"], PS1="prompt> ")
    program.wait_for("prompt>")
    program.keys(" ".join(console_command("--no-mouse", "--database", str(store))), "enter")
    program.wait_for(FIRST_ROWS)
    program.wait_quiet()
    return program


def test_ctrl_z_goes_back_to_the_shell_and_fg_comes_back(start: Start, store: Path) -> None:
    """R224: what was typed is there as it was, and the keys as well."""
    program = shell(start, store)
    search(program)
    note(program)
    before = program.screen_text().splitlines()[1:]
    program.keys("\x1a")
    program.wait_for("prompt>")
    program.wait_quiet()
    assert "Half a note" not in program.screen_text()
    program.keys("fg", "enter")
    program.wait_for("Half a note")
    program.wait_quiet()
    assert program.screen_text().splitlines()[1:] == before
    program.keys(" more")
    program.wait_for("Half a note more")


def test_ctrl_z_stops_what_started_it_as_well(start: Start, store: Path) -> None:
    """`make demo` and scripts: else nobody would tell the shell, and the terminal would be dead."""
    program = start(command=["/bin/bash", "--norc", "--noprofile", "-i"], PS1="prompt> ")
    program.wait_for("prompt>")
    line = " ".join(console_command("--no-mouse", "--database", str(store)))
    program.keys(f"sh -c '{line}; echo over'", "enter")
    program.wait_for(FIRST_ROWS)
    program.wait_quiet()
    program.keys("\x1a")
    program.wait_for("Stopped", "prompt>")
    program.keys("fg", "enter")
    program.wait_for(FIRST_ROWS)


def test_ctrl_z_without_a_shell_says_so(listed: Program) -> None:
    """The program is all that the terminal has: it goes on."""
    listed.keys("\x1a")
    listed.wait_for("no shell to go back to", FIRST_ROWS)
    listed.keys("down")
    listed.wait_quiet()
    assert "▸" in listed.line(4)


def test_ctrl_z_over_ssh_is_a_word(start: Start) -> None:
    """R224: the line may be all that there is."""
    program = start(SSH_CONNECTION="192.0.2.1 50000 192.0.2.2 22")
    program.wait_for(FIRST_ROWS)
    program.keys("\x1a")
    program.wait_for("Over SSH nothing is suspended")
