"""textual-thin: the folder by its other name, without billia, on a program that knows nothing of it."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.terminal.program import Program, clean_environment

pytestmark = pytest.mark.terminal
ROOT = Path(__file__).parents[2]

THEIRS = """
import sys
from textual.app import App
from textual.widgets import DataTable, Footer, Input

class Theirs(App):
    BINDINGS = [
        ("ctrl+t", "leave", "Leave"), ("ctrl+s", "away", "Away"), ("ctrl+y", "copy", "Copy"), ("ctrl+o", "web", "Web")
    ]
    CSS = "DataTable { height: 1fr; }"
    def compose(self):
        yield Input("text")
        yield DataTable()
        yield Footer()
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("one", "two", "three")
        for number in range(200):
            table.add_row(str(number), f"漢字 {number}", "x" * (number % 9))
        table.focus()
    def on_resize(self, event):
        self.sub_title = str(event.size)
    def action_away(self):
        with self.suspend():
            print("something else")
            sys.stdin.readline()
    def action_copy(self):
        self.copy_to_clipboard("copied")
    def action_web(self):
        self.open_url("https://example.org/page")
    def action_leave(self):
        self.exit(return_code=7)

Theirs().run()
sys.exit(7)
"""


@pytest.fixture
def theirs(tmp_path: Path) -> dict[str, str]:
    """A place where the display has its other name, and an environment that knows no billia."""
    shutil.copytree(ROOT / "billia_tui" / "terminal", tmp_path / "textual_thin")
    (tmp_path / "theirs.py").write_text(THEIRS)
    (tmp_path / "keys").write_text("down\ndown\npagedown\nresize 90x30\nshift+tab\na\nb\nctrl+p\nesc\n")
    return clean_environment(tmp_path, PYTHONPATH=str(tmp_path), PATH=os.environ["PATH"], TEXTUAL_ANIMATIONS="none")


def test_a_program_of_others_shows_the_same_in_fewer_bytes(theirs: dict[str, str], tmp_path: Path) -> None:
    """textual-thin: after every key both displays show the same, cell for cell, and `measure` says so."""
    command = [sys.executable, "-m", "textual_thin.command", "measure", "--keys", "keys", "--size", "80x24"]
    done = subprocess.run(
        [*command, "theirs.py"], cwd=tmp_path, env=theirs, capture_output=True, text=True, check=False, timeout=110
    )
    assert done.returncode == 0, done.stdout + done.stderr
    name, _, plain, thin, floor, *_ = done.stdout.splitlines()[-1].replace(",", "").split()
    assert name == "all"
    assert int(thin) < min(int(plain) / 4, int(floor))


def test_the_code_of_the_program_is_its_own(theirs: dict[str, str], tmp_path: Path) -> None:
    """textual-thin: `run` ends as the program does."""
    command = [sys.executable, "-m", "textual_thin.command", "run", str(tmp_path / "theirs.py")]
    with Program(command, theirs, (80, 24)) as program:
        program.wait_for("three", "Leave")
        assert b"\x1b[2J" in program.sent
        program.keys("\x14")
        assert program.wait_exit(20) == 7
        assert program.sent.rindex(b"\x1b[m") < program.sent.rindex(b"\x1b[?1049l")  # the shell gets no colour of it
        assert not re.search(rb"\x1b\[[\d;]+m", program.sent[program.sent.rindex(b"\x1b[m") :])


def test_what_a_program_writes_past_the_display(theirs: dict[str, str], tmp_path: Path) -> None:
    """textual-thin: `suspend` gives the terminal back and paints it anew; the clipboard and pages are reached."""
    browser = tmp_path / "browser"
    browser.write_text('#!/bin/sh\necho "$1" > "$0.page"\n')
    browser.chmod(0o700)
    command = [sys.executable, "-m", "textual_thin.command", "run", str(tmp_path / "theirs.py")]
    with Program(command, {**theirs, "BROWSER": str(browser)}, (80, 24)) as program:
        program.wait_for("three", "Leave")
        program.wait_quiet()
        before = program.screen_text()
        program.keys("\x13")
        program.wait_for("something else")
        program.keys("enter")
        program.wait_gone("something else")
        program.wait_until(lambda: program.screen_text() == before, "the screen that was there before")
        program.keys("\x19")
        program.wait_until(lambda: b"\x1b]52;c;Y29waWVk\x07" in program.sent, "the clipboard")
        program.keys("\x0f")
        program.wait_quiet()
        program.keys("\x14")
        assert program.wait_exit(20) == 7
    assert (tmp_path / "browser.page").read_text() == "https://example.org/page\n"


@pytest.mark.long
def test_the_wheel_installs_where_there_is_no_billia(tmp_path: Path) -> None:
    """textual-thin: `make thin`; needs the network."""
    wheel_of = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path)]
    subprocess.run([*wheel_of, str(ROOT / "thin")], check=True)
    (wheel,) = tmp_path.glob("textual_thin-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "textual_thin/display.py" in names
    assert not [name for name in names if "billia" in name]
    place = tmp_path / "fresh"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    subprocess.run([place / "bin" / "pip", "install", "--quiet", str(wheel)], check=True)
    told = subprocess.run([place / "bin" / "textual-thin", "--help"], check=True, capture_output=True, text=True)
    assert "run COMMAND" in told.stdout
