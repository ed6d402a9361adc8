"""A mistake of ours: one line with a number, and no value of anybody's (P8)."""

import re
import sys
from pathlib import Path

from tests.terminal.conftest import FIRST_ROWS, Start

SECRET = b"hunter2-in-memory"

HOST = """
import sys
from billia_tui import __main__
from billia_tui.app.app import BilliaApp

def broken(self):
    password = "hunter2-" + "in-memory"
    raise RuntimeError(f"message with {password}")

BilliaApp.action_help = broken
sys.argv = ["billia", "--no-mouse", "--database", sys.argv[1]]
sys.exit(__main__.main())
"""


def test_a_crash_shows_a_number_and_no_values(store: Path, start: Start, tmp_path: Path) -> None:
    """P8: neither the screen nor any file has the local variable or the message; the terminal is restored."""
    program = start(command=[sys.executable, "-c", HOST, str(store)])
    program.wait_for(FIRST_ROWS)
    mark = program.mark()
    program.keys("?")
    assert program.wait_exit() == 70
    last = program.bytes_since(mark).decode()
    after = last.partition("\x1b[?1049l")[2]
    assert "\x1b[?25h" in after
    number = re.search(r"reference ([0-9a-f]{8})", after)
    assert number is not None, after
    plain = re.sub(r"\x1b\[[^a-z]*[a-z]", "", after)
    assert len([line for line in plain.splitlines() if line.strip()]) == 1, plain
    assert "Traceback" not in after
    assert SECRET not in program.sent
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if SECRET in path.read_bytes()] == []
    logs = [path for path in files if number[1].encode() in path.read_bytes()]
    assert [path.name for path in logs] == ["errors.log"], "the place is in the log, to be found by its number"
