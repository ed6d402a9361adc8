"""Signing in and the lock in a real terminal: no byte and no file has what was typed (P8); who is out is out (R181)."""

from pathlib import Path

import pytest

from billia_tui.operations.staff import changes as staff_changes
from billia_tui.operations.staff import credentials
from billia_tui.operations.staff.listing import AdminData
from billia_tui.operations.store import settings as store_settings
from billia_tui.operations.store.opening import open_desk
from billia_tui.vocabulary import AdminStatus, SignInRule
from tests.terminal.conftest import FIRST_ROWS, Start

RIGHT, WRONG = "marker-of-the-right-one", "marker-of-the-wrong-one"
SOMEBODY = "Later16"
AT_REST = 0.6


@pytest.fixture
def asking(store: Path) -> Path:
    """The store asks for a sign-in; ana and ben have the same password."""
    desk = open_desk(str(store), "ana")
    given = credentials.by_password(RIGHT, RIGHT)
    desk.change(credentials.reset, 1, given)
    desk.change(staff_changes.add, "ben", AdminData("Ben", "Okafor", role="Support"), given)
    desk.change(store_settings.change_sign_in, SignInRule.REQUIRED)
    desk.store.close()
    return store


def test_what_is_typed_is_nowhere(asking: Path, start: Start, tmp_path: Path) -> None:
    """P8, R181: neither on the line nor in a file; nothing of a customer before, and nothing of one while locked."""
    program = start("--no-mouse")
    program.wait_for("Sign in", "Password")
    assert SOMEBODY.encode() not in program.sent
    program.keys(WRONG, "enter")
    program.wait_for("lets nobody in")
    assert SOMEBODY.encode() not in program.sent
    program.keys(RIGHT, "enter")
    program.wait_for(FIRST_ROWS, SOMEBODY)
    program.write(b"\x0c")
    program.wait_for("Locked")
    program.wait_quiet()
    assert SOMEBODY not in program.screen_text()
    assert program.watch(AT_REST) == b"", "a locked console sends nothing"
    program.keys(RIGHT, "enter")
    program.wait_for(FIRST_ROWS, SOMEBODY)
    program.keys("ctrl+c")
    assert program.wait_exit() == 0
    for secret in (RIGHT.encode(), WRONG.encode()):
        assert secret not in program.sent
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert [path for path in files if secret in path.read_bytes()] == []


def test_who_is_made_inactive_leaves_with_a_line(asking: Path, start: Start) -> None:
    """R181: the form that is open saves nothing; one line on the normal screen, exit code 1."""
    program = start("--no-mouse", "--admin", "ben")
    program.wait_for("Sign in", "ben")
    program.keys(RIGHT, "enter")
    program.wait_for(FIRST_ROWS)
    program.keys("w")
    program.wait_for("Add funds")
    program.keys("25")
    desk = open_desk(str(asking), "ana", trusted=True)
    desk.change(staff_changes.edit, 2, {"status": AdminStatus.INACTIVE})
    desk.store.close()
    program.keys("enter")
    assert program.wait_exit() == 1
    after = bytes(program.sent).rpartition(b"\x1b[?1049l")[2].decode()
    assert after.count("billia: this admin is not active; ask an Administrator") == 1
