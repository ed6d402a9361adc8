"""How the program starts and ends, in a process of its own."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.editing import NewCustomer
from billia_tui.operations.store.opening import open_desk
from tests.terminal.program import Program, clean_environment

from .conftest import Billia, Process

PROBE = """
import sys
from billia_tui import __main__, console
console.run = lambda settings, place=None: 0
sys.argv = ["billia", *sys.argv[1:]]
code = __main__.main()
loaded = {name.partition(".")[0] for name in sys.modules}
heavy = {"textual", "typer", "sqlalchemy", "alembic", "faker", "rich", "jinja2", "smtplib"} | {
    "precis_i18n", "idna", "phonenumbers",
}
sys.stderr.write(f"{code} {' '.join(sorted(loaded & heavy))}")
"""


def loaded_by(*arguments: str) -> list[str]:
    """The exit code and the heavy packages that a fresh interpreter has loaded after `billia …`."""
    done = subprocess.run([sys.executable, "-c", PROBE, *arguments], check=True, capture_output=True, text=True)
    return done.stderr.split()


@pytest.mark.parametrize(
    "arguments",
    [[], ["--database", "x.db"], ["--admin=eve", "--no-mouse"], ["--mouse", "--database=x.db"], ["--version"]],
)
def test_the_way_to_the_console_loads_neither_typer_nor_a_database(arguments: list[str]) -> None:
    """Craft guide 10: start-up time is a feature; paint first."""
    assert loaded_by(*arguments) == ["0"]


def test_a_demo_that_is_there_opens_as_quickly(home: Path) -> None:
    """Craft guide 10: the store is made once, and only that needs Typer and a database."""
    store = home / "data" / "billia" / "demo-500-1.db"
    store.parent.mkdir(parents=True)
    store.touch()
    assert loaded_by("demo") == ["0"]


@pytest.mark.parametrize("arguments", [["--help"], ["customers", "--help"], ["wallet", "add", "--help"], ["version"]])
def test_help_and_version_load_neither_textual_nor_a_database(arguments: list[str]) -> None:
    """Craft guide 10: `--help` and `--version` load neither Textual nor SQLAlchemy."""
    assert set(loaded_by(*arguments)) <= {"0", "typer"}


ROWS_PROBE = """
import sys, threading
from pathlib import Path
from billia_tui import __main__, console
def open_desk(settings):
    def opened():
        loaded = {name.partition(".")[0] for name in sys.modules}
        heavy = {"typer", "sqlalchemy", "alembic", "faker", "pydantic", "iso4217", "psycopg", "sqlite3", "textual"} | {
            "jinja2", "smtplib"}
        Path("loading").write_text(" ".join(sorted(loaded & heavy)))
        Path("loading").rename("loaded")
        threading.Event().wait()
    return opened
console.open_desk = open_desk
sys.exit(__main__.main())
"""


@pytest.mark.terminal
def test_the_first_rows_are_there_before_a_database_is_loaded(maria: str, store: Path, home: Path) -> None:
    """Thin line, start: import late; the rows are painted without SQLAlchemy, and though the store never opens."""
    command = ["/bin/sh", "-c", f'cd "{home}" && exec "{sys.executable}" -c "$PROBE" --no-mouse']
    with Program(command, clean_environment(home, PROBE=ROWS_PROBE)) as program:
        program.wait_for("Maria Köhler")
        program.wait_until((home / "loaded").is_file, "the store is asked for")
    assert (home / "loaded").read_text() == "sqlite3 textual"


def test_a_command_does_not_load_textual(store: Path) -> None:
    """Craft guide 2, R210, R211: no tool of the console, and what compares names only where one needs it."""
    assert {"textual", "precis_i18n", "idna", "phonenumbers"}.isdisjoint(loaded_by("customers", "list"))


@pytest.mark.parametrize("arguments", [[], ["--database", "own.db"]])
def test_without_a_terminal_the_first_page_is_printed(arguments: list[str], process: Process, home: Path) -> None:
    """Design of commands: does not hang; prints the first page, says that a terminal is needed, exit code 0.

    A store that is not there yet is made, with one line that says where.
    """
    done = process(*arguments, cwd=home)
    assert done.returncode == 0
    lines = done.stderr.splitlines()
    assert lines[0].startswith("billia: created a new store at ")
    assert "ana is its first Administrator" in lines[0]
    assert "needs a terminal" in lines[-1]
    person = ("--first-name", "A", "--last-name", "B", "--email", "a@b.org")
    again = process("customers", "add", *person, *arguments, cwd=home)
    assert again.returncode == 1, "country and currency are missing"
    place = ("--country", "de", "--currency", "eur")
    process(
        "customers",
        "add",
        *person,
        *place,
        *arguments,
        cwd=home,
    )
    done = process(*arguments, cwd=home)
    assert "a@b.org" in done.stdout
    assert "created" not in done.stderr


def spoil(path: Path, how: str) -> None:
    """Makes a bad store of a good one."""
    import sqlite3
    from contextlib import closing

    if how == "missing":
        path.unlink()
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "garbage":
        path.write_bytes(os.urandom(5000))
    elif how == "short":
        path.write_bytes(b"SQLite format 3\x00")
    elif how == "folder":
        path.unlink()
        path.mkdir()
    elif how == "pages":
        data = bytearray(path.read_bytes())
        data[200:] = b"\xff" * (len(data) - 200)
        path.write_bytes(data)
    else:
        with closing(sqlite3.connect(path)) as raw:
            if how == "foreign":
                raw.execute("PRAGMA application_id=1")
            elif how == "newer":
                raw.execute("UPDATE alembic_version SET version_num = '9999'")
            elif how == "older":
                raw.execute("DELETE FROM alembic_version")
            raw.commit()


@pytest.mark.parametrize(
    "how", ["missing", "empty", "garbage", "short", "folder", "pages", "foreign", "newer", "older"]
)
def test_a_bad_store_is_said_in_one_line(how: str, store: Path, process: Process, billia: Billia) -> None:
    """P7: missing, empty, foreign, damaged, newer: one line, exit code 3, nothing written."""
    spoil(store, how)
    before = store.read_bytes() if store.is_file() else None
    done = process("customers", "list", cwd=store.parent.parent)
    assert (done.returncode, done.stdout) == (3, ""), done.stderr
    said = {done.stderr}
    for command in (["check"], ["backup", str(store.parent.parent / "copy.db")]):
        result = billia(*command)
        assert (result.exit_code, result.stdout) == (3, ""), result.output
        said.add(result.stderr)
    (line,) = said
    assert line.startswith("billia: ")
    assert line.count("\n") == 1
    assert str(store) in line
    assert (store.read_bytes() if store.is_file() else None) == before
    assert not (store.parent.parent / "copy.db").exists()


@pytest.mark.parametrize("url", ["postgresql://ana:geheim@127.0.0.1:1/none", "mysql://a/b", "postgresql://[", "x://"])
def test_an_address_that_leads_nowhere_is_3(url: str, process: Process) -> None:
    """Design of commands: exit code 3 in one line that never shows a password (P8)."""
    done = process("customers", "list", "--database", url)
    assert done.returncode == 3, done.stderr
    assert done.stderr.count("\n") == 1
    assert "geheim" not in done.stderr


def test_a_reader_that_goes_away_is_no_error(store: Path, process: Process) -> None:
    """Design of commands: a broken pipe is quiet."""
    read, write = os.pipe()
    os.close(read)
    done = process("--help", stdout=write, stderr=subprocess.PIPE, capture_output=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize(
    ("closed", "code"), [("<&-", 0), (">&-", 1), ("2>&-", 0), ("<&- 2>&-", 0), ("<&- >&- 2>&-", 1)]
)
def test_closed_streams(closed: str, code: int, store: Path) -> None:
    """Reliability 3.6: a command does its work without input or messages; data that nobody can get are no success."""
    for arguments in ("customers list", "customers list --json", ""):
        command = f'"{sys.executable}" -m billia_tui {arguments} {closed}'
        done = subprocess.run(["/bin/sh", "-c", command], check=False, capture_output=True, text=True, timeout=60)
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
        said = "billia: cannot write the output: Bad file descriptor" in done.stderr
        assert said == (closed == ">&-")


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_columns_stay_columns_in_an_encoding_that_lacks_signs(encoding: str, store: Path) -> None:
    """What cannot be written is a code, and the column is as wide as its codes; JSON stays JSON."""
    desk = open_desk(str(store), "ana")
    for first in ("Мария", "Zoë", "Ana"):
        desk.change(customers.add, NewCustomer(first, "X", f"{len(first)}{ord(first[0])}@example.org", "DE", "EUR"))
    desk.store.close()
    command = [sys.executable, "-m", "billia_tui", "customers", "list"]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(command, check=True, capture_output=True, env=environment, timeout=60)
    title, *rows = done.stdout.decode(encoding).splitlines()
    assert any("\\u041c" in row for row in rows)
    place = title.index("STATUS")
    assert {row[place:].split()[0] for row in rows} <= {"Active", "Inactive", "Blocked"}
    done = subprocess.run([*command, "--json"], check=True, capture_output=True, env=environment, timeout=60)
    assert "Мария X" in {row["name"] for row in json.loads(done.stdout)["rows"]}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_cannot_be_written_is_said(store: Path, process: Process) -> None:
    """Design of commands: one line, never a traceback; what was not printed is not done."""
    with Path("/dev/full").open("w") as full:
        done = process("init", stdout=full, stderr=subprocess.PIPE, capture_output=False)
    assert done.returncode == 1
    assert done.stderr == "billia: cannot write the output: No space left on device\n"


def test_an_interrupt_is_quiet(maria: str, store: Path) -> None:
    """Design of commands: Ctrl-C ends with 130 and no traceback."""
    command = [sys.executable, "-m", "billia_tui", "notes", "add", maria, "-"]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # started in the background we would pass on "ignore"
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        wait_until_reading(running.pid)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)
    assert (running.returncode, out, err) == (130, b"", b"")


def wait_until_reading(process_id: int) -> None:
    """Waits until a process sleeps in a read of its standard input."""
    syscall = Path(f"/proc/{process_id}/syscall")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if syscall.read_text().startswith("0 0x0 "):
                return
        except OSError:
            pytest.skip("needs /proc/PID/syscall")
    pytest.fail("it never read")


def test_a_mistake_of_ours_is_one_line_with_a_number(store: Path, home: Path) -> None:
    """Craft guide 12, P8: no traceback, a reference number; the log has the place and no values."""
    crash = """
import sys
from billia_tui import __main__
from billia_tui.operations.finding import listing as customer_list
def broken(session, actor, *rest):
    secret = "marker-in-a-local"
    raise RuntimeError("marker-in-a-message")
customer_list.page = broken
sys.argv = ["billia", "customers", "list"]
sys.exit(__main__.main())
"""
    done = subprocess.run([sys.executable, "-c", crash], check=False, capture_output=True, text=True)
    log = home / "state" / "billia" / "errors.log"
    assert done.returncode == 70
    assert done.stderr.count("\n") == 1
    number = done.stderr.partition("(reference ")[2].partition(")")[0]
    written = log.read_text()
    assert number in written
    assert "RuntimeError" in written
    assert "marker" not in written
    assert log.stat().st_mode & 0o777 == 0o600


@pytest.mark.terminal
def test_the_console_opens_in_a_terminal(store: Path) -> None:
    """Design of commands: `billia` opens the console; ctrl+c leaves it with exit code 0."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-m", "billia_tui", "--no-mouse"])  # noqa: S606 - the program under test
    seen = read_until(terminal, b"billia")
    os.write(terminal, b"\x03")
    seen += read_until(terminal, b"\x1b[?1049l")
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0
    assert b"\x1b[?1003h" not in seen, "no mouse was asked for"


def read_until(terminal: int, wanted: bytes) -> bytes:
    """Reads a terminal until it has shown `wanted`, or the program is gone."""
    seen = b""
    deadline = time.monotonic() + 30
    while wanted not in seen and time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.5)[0]:
            try:
                part = os.read(terminal, 65536)
            except OSError:
                break
            seen += part
    return seen
