"""Terminals that can do less, and no terminal at all."""

import subprocess
from pathlib import Path

import pytest

from tests.terminal.conftest import FIRST_ROWS, Start
from tests.terminal.program import clean_environment, console_command

TRUE_COLOUR, OF_256 = b"38;2;", b"38;5;"


@pytest.mark.parametrize(
    ("environment", "absent"),
    [
        ({"NO_COLOR": "1"}, []),
        ({"TERM": "xterm", "COLORTERM": ""}, [TRUE_COLOUR, OF_256]),
        ({"COLORTERM": ""}, [TRUE_COLOUR]),
        ({"TERM": "screen-256color", "COLORTERM": "", "LANG": "C"}, [TRUE_COLOUR]),
    ],
    ids=["no colour", "16 colours", "256 colours", "in screen, plain locale"],
)
def test_it_starts_with_fewer_colours(environment: dict[str, str], absent: list[bytes], start: Start) -> None:
    """R2: a state is a sign and a word, so nothing is lost where colours are few or none."""
    program = start("--no-mouse", size=(80, 24), **environment)
    program.wait_for(FIRST_ROWS, "● Active")
    program.wait_quiet()
    assert [code for code in absent if code in program.sent] == []


def test_the_mouse_is_off_when_it_costs_bytes(start: Start) -> None:
    """Craft guide 9: over SSH nobody asked for the mouse, so its movements are not reported."""
    program = start(SSH_CONNECTION="192.0.2.1 50000 192.0.2.2 22")
    program.wait_for(FIRST_ROWS)
    assert b"\x1b[?1003h" not in program.sent


def test_without_a_terminal_the_first_page_is_printed(store: Path, tmp_path: Path) -> None:
    """P7, craft guide 9: stdin at its end and stdout a pipe: text without a single escape, exit code 0, no hang."""
    done = subprocess.run(
        console_command("--database", str(store)),
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=clean_environment(tmp_path),
        timeout=60,
    )
    assert done.returncode == 0
    assert b"later16" in done.stdout
    assert b"needs a terminal" in done.stderr
    assert b"\x1b" not in done.stdout + done.stderr
