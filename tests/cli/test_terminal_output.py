"""Raw bytes on a terminal (P5): what is written as it is stored goes to files and programs, not to a terminal."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from billia_tui.operations.customers import upload
from billia_tui.settings import restricted
from billia_tui.settings.model import Settings
from tests.terminal.program import Program, clean_environment

from .conftest import Billia

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m"
BYTES = b"\x1b]52;c;AAAA\x07\xc2\x9b2J"


@pytest.fixture
def hostile(store: Path, maria: str, billia: Billia) -> Path:
    """A store with what a terminal obeys in a name, in a document, and in the log."""
    assert billia("emails", "document", "add", maria, "--name", "x", input=BYTES).exit_code == 0
    with closing(sqlite3.connect(store)) as raw, raw:
        raw.execute("UPDATE customers SET first_name = ?, city = ?", (HOSTILE, "Kö\u200cln"))
    return store


EXPORTS = (
    ("export", "customers"),
    ("export", "customers", "--format", "json"),
    ("export", "emails"),
    ("log", "export"),
    ("log", "export", "--format", "csv"),
)


def on_a_terminal(home: Path, store: Path, *arguments: str) -> tuple[bytes, int]:
    """What a command writes to a terminal, and its exit code."""
    command = [sys.executable, "-m", "billia_tui", "--database", str(store), "--admin", "ana", *arguments]
    with Program(command, clean_environment(home), (200, 24)) as program:
        code = program.wait_exit()
        return bytes(program.sent), code


@pytest.mark.parametrize("arguments", EXPORTS, ids=" ".join)
def test_an_export_to_a_terminal_is_cleaned(hostile: Path, home: Path, arguments: tuple[str, ...]) -> None:
    """P5: no stored byte that a terminal obeys reaches it; who wants the data as it is writes it to a file."""
    sent, code = on_a_terminal(home, hostile, *arguments)
    assert code == 0
    assert b"m.kohler" in sent or b"customer" in sent
    assert not any(byte in sent for byte in (b"\x1b]", b"\x1b[2J", b"\x9b31m", b"\xc2\x9b", b"\x07"))


def test_an_export_to_a_file_is_as_it_is_stored(hostile: Path, home: Path) -> None:
    """P5: nothing is lost on the way to a file."""
    command = [sys.executable, "-m", "billia_tui", "--database", str(hostile), "--admin", "ana", "export", "customers"]
    done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "HOME": str(home)})
    assert HOSTILE.encode() in done.stdout
    assert "Kö\u200cln".encode() in done.stdout


def test_a_document_is_not_written_to_a_terminal(hostile: Path, home: Path, maria: str, billia: Billia) -> None:
    """P5, R98: refused with what to do; to a file it goes as it is."""
    sent, code = on_a_terminal(home, hostile, "emails", "document", "save", maria, "1", "-")
    assert (b"not to a terminal" in sent, b"\x1b]52" in sent, code) == (True, False, 1)
    assert billia("emails", "document", "save", maria, "1", "-").stdout_bytes == BYTES


def test_over_ssh_control_characters_go_as_signs(
    hostile: Path, billia: Billia, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    """P5: a command cannot see what is at the other end; letters that only a terminal's width minds stay."""
    settings = Settings(str(hostile), "ana", restricted=True)
    monkeypatch.setattr(restricted, "_settings", settings)
    exported = billia("export", "customers").stdout_bytes
    assert b"\x1b" not in exported
    assert b"\x07" not in exported
    assert "␛]0;owned␇".encode() in exported
    assert "Kö\u200cln".encode() in exported


ENDLESS = (
    (("customers", "bulk", "hold", "--ids-from", "-", "--yes"), "7", "too much for ids"),
    (("notes", "add", "1", "-"), "note", "too much for a note"),
    (("emails", "document", "add", "1", "--name", "x"), "x", "more than 10 MB"),
    (("password", "set", "1"), None, "at most 1,024 characters"),
    (("admins", "authorize-key", "ana", "-"), "key", "too large for a key"),
)


@pytest.mark.parametrize(("arguments", "line", "said"), ENDLESS, ids=[" ".join(case[0][:2]) for case in ENDLESS])
def test_input_without_end_is_refused(
    store: Path, maria: str, home: Path, arguments: tuple[str, ...], line: str | None, said: str
) -> None:
    """Reliability: no more is read than is allowed and one byte; then it is refused as a whole."""
    endless = ["yes", line] if line is not None else ["tr", "\\0", "x"]
    source = subprocess.DEVNULL if line is not None else os.open("/dev/zero", os.O_RDONLY)
    command = [sys.executable, "-m", "billia_tui", "--database", str(store), "--admin", "ana", *arguments]
    with subprocess.Popen(endless, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as giver:
        done = subprocess.run(command, stdin=giver.stdout, capture_output=True, text=True, timeout=120, check=False)
        giver.kill()
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert said in done.stderr


def test_the_store_is_no_input(store: Path, maria: str) -> None:
    """P1: `< STORE` is refused where a document is stored."""
    command = [sys.executable, "-m", "billia_tui", "--database", str(store), "--admin", "ana"]
    with store.open("rb") as file:
        done = subprocess.run(
            [*command, "emails", "document", "add", maria], stdin=file, capture_output=True, text=True, check=False
        )
    assert (done.returncode, "own file" in done.stderr) == (1, True)
    assert upload.LARGEST_MB == 10
