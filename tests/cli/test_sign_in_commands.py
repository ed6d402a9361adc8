"""`billia admins sign-in`, and commands where the store asks for a sign-in (R180, R181, P8)."""

import json
from pathlib import Path

import pytest

from tests.terminal.program import Program, clean_environment, console_command

from .conftest import Billia, Process

SECRET = "correct horse battery"  # noqa: S105 - no one has it


@pytest.fixture
def asking(maria: str, store: Path, billia: Billia) -> Path:
    """A store with a customer that asks for a sign-in."""
    assert billia("admins", "password", "ana", input=f"{SECRET}\n").exit_code == 0
    assert billia("admins", "sign-in", "required").stdout == "from now on a sign-in is asked for\n"
    return store


def test_nobody_is_shut_out(store: Path, billia: Billia) -> None:
    """R180: not before the acting admin has a password; without a word it is only said."""
    refused = billia("admins", "sign-in", "required")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "you would shut yourself out" in refused.stderr
    assert json.loads(billia("admins", "sign-in", "--json").stdout) == {"sign_in": "optional", "changed": False}
    assert billia("admins", "sign-in", "perhaps").exit_code == 2


def test_without_a_terminal_such_a_store_is_closed(asking: Path, billia: Billia, process: Process, home: Path) -> None:
    """R181, P8: no pipe and no variable brings a password; what a timer runs, and shows nobody, goes on."""
    for arguments in (["customers", "list"], ["advance", "--dry-run"], ["admins", "sign-in", "optional"]):
        done = billia(*arguments, input=f"{SECRET}\n", env={"BILLIA_PASSWORD": SECRET})
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr == "billia: this store asks for a sign-in: do it at a terminal, or over SSH with your key\n"
    assert billia("advance").exit_code == 0
    console = process(input=f"{SECRET}\n", stdin=None)
    assert (console.returncode, console.stdout) == (1, ""), "the console prints no first page"


@pytest.mark.terminal
def test_at_a_terminal_the_password_is_asked_for(asking: Path, home: Path) -> None:
    """R181, P8: hidden; a wrong one lets nobody in, and shows nothing."""
    for typed, code, seen in ((SECRET, 0, "Maria Köhler"), ("something else", 1, "lets nobody in")):
        with Program(console_command("customers", "list"), clean_environment(home)) as program:
            program.wait_for("Password of ana:")
            program.keys(typed, "enter")
            program.wait_for(seen)
            assert program.wait_exit() == code
            assert typed.encode() not in program.sent
            assert (b"Maria" in program.sent) == (code == 0)
