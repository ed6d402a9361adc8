"""A bad store is said, not guessed: one line, nothing written (P7); files that only their owner can read."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from billia_tui.db import schema, sqlite
from billia_tui.db.store import open_store
from billia_tui.errors import StoreError
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.customers.editing import NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding.listing import page
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.paging import Window


def run(path: Path, statement: str) -> None:
    """Runs a statement on a file without our guards; it is left in the mode that the program keeps."""
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute(statement)


def zero(path: Path) -> None:
    """No bytes at all."""
    path.write_bytes(b"")


def garbage(path: Path) -> None:
    """Not SQLite."""
    path.write_bytes(bytes(range(256)) * 64)


def short(path: Path) -> None:
    """Less than a head."""
    path.write_bytes(path.read_bytes()[:50])


def head_only(path: Path) -> None:
    """A head without a body."""
    path.write_bytes(path.read_bytes()[:100])


def truncated(path: Path) -> None:
    """The first third."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


def foreign(path: Path) -> None:
    """A database of another program."""
    path.unlink()
    run(path, "CREATE TABLE customers (id INTEGER PRIMARY KEY)")


def folder(path: Path) -> None:
    """A folder of that name."""
    path.unlink()
    path.mkdir()


def newer(path: Path) -> None:
    """Of a newer program."""
    run(path, "UPDATE alembic_version SET version_num = '9999'")


def without_tables(path: Path) -> None:
    """Made, but never filled."""
    path.unlink()
    sqlite.make_file(path)


def without_version(path: Path) -> None:
    """Its version is gone."""
    run(path, "DELETE FROM alembic_version")


BAD: dict[Callable[[Path], None], str] = {
    Path.unlink: "there is no store at",
    zero: "is empty",
    garbage: "not a SQLite file",
    short: "not a SQLite file or is damaged",
    head_only: "is damaged",
    truncated: "is damaged",
    foreign: "of another program",
    folder: "is not a file",
    newer: "newer billia-tui",
    without_tables: "no tables yet; bring it up to date with: billia init",
    without_version: "no tables yet|older",
}


def content(path: Path) -> object:
    """What is there, byte for byte."""
    return path.read_bytes() if path.is_file() else path.exists()


@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__)
def test_a_bad_store_is_said_in_one_line(sqlite_path: Path, spoil: Callable[[Path], None]) -> None:
    """P7: with what to do, exit code 3, and the file is left as it was found."""
    spoil(sqlite_path)
    before = content(sqlite_path)
    with pytest.raises(StoreError, match=BAD[spoil]) as refused:
        open_store(str(sqlite_path))
    assert "\n" not in refused.value.text
    assert str(sqlite_path) in refused.value.text
    assert refused.value.exit_code == 3
    assert content(sqlite_path) == before


@pytest.mark.parametrize("spoil", [zero, garbage, short, foreign, folder, newer], ids=lambda spoil: spoil.__name__)
def test_init_takes_no_bad_store_over(sqlite_path: Path, spoil: Callable[[Path], None]) -> None:
    """P7: creating never overwrites what is there."""
    spoil(sqlite_path)
    before = content(sqlite_path)
    with pytest.raises(StoreError, match=BAD[spoil]):
        open_store(str(sqlite_path), create=True)
    assert content(sqlite_path) == before


def test_an_overwritten_page_is_said_when_it_is_met(sqlite_path: Path) -> None:
    """P7: damage inside the file comes out as "is damaged", from reading as from writing."""
    store = open_store(str(sqlite_path))
    Desk(store, 1).change(customers.add, NewCustomer("Ana", "Lima", "ana@example.org", "BR", "USD"))
    store.close()
    with closing(sqlite3.connect(sqlite_path)) as raw:
        raw.execute("PRAGMA journal_mode=DELETE")
        (root,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'customers'").fetchone()
        (size,) = raw.execute("PRAGMA page_size").fetchone()
    data = bytearray(sqlite_path.read_bytes())
    data[(root - 1) * size : root * size] = b"\xa5" * size
    sqlite_path.write_bytes(data)
    store = open_store(str(sqlite_path))
    desk = Desk(store, 1)
    with pytest.raises(StoreError, match="is damaged"):
        desk.ask(page, CustomerQuery(), Window())
    with pytest.raises(StoreError, match="is damaged"):
        desk.change(customers.edit, 1, {"city": "x"})
    store.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into every folder")
def test_a_folder_that_cannot_be_written(sqlite_path: Path) -> None:
    """P7."""
    sqlite_path.parent.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="read-only"):
            open_store(str(sqlite_path))
    finally:
        sqlite_path.parent.chmod(0o700)


def test_a_store_is_only_for_its_owner(tmp_path: Path) -> None:
    """Reliability 3.1: the file and its side files have mode 0600 and a new folder 0700, whatever the umask."""
    old = os.umask(0)
    try:
        path = tmp_path / "new folder" / "ünï%20?#.db"
        store = open_store(str(path), create=True)
        with store.reading() as session:
            assert session.connection().exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
            assert len(list(path.parent.iterdir())) == 4
        store.close()
    finally:
        os.umask(old)
    assert modes == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    """P7: a store that cannot be created is said in words."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot create"):
        open_store(str(tmp_path / "file" / "billia.db"), create=True)


def test_opening_twice_changes_nothing(sqlite_path: Path) -> None:
    """P7: a ready store is opened without being touched, by path or by address."""
    open_store(str(sqlite_path)).close()
    before = sqlite_path.read_bytes()
    for url in (str(sqlite_path), f"sqlite:///{sqlite_path}"):
        store = open_store(url, create=True)
        assert schema.version(store.engine) == schema.HEAD
        store.close()
    assert sqlite_path.read_bytes() == before


def spoil(path: Path, was: bytes, becomes: bytes) -> None:
    """Other bytes of the same number in the middle of a sound file."""
    raw = path.read_bytes()
    assert raw.count(was) >= 1
    path.write_bytes(raw.replace(was, becomes))


def test_a_schema_that_is_no_text_is_said(sqlite_path: Path) -> None:
    """P7: the driver cannot even say what SQLite says of it, as that quotes the bytes."""
    spoil(sqlite_path, b"CREATE TABLE customers", b"CREATE T\xce\xce\xce\xce customers")
    with pytest.raises(StoreError, match="is damaged; stop working on it"):
        open_store(str(sqlite_path))


@pytest.mark.parametrize(
    ("was", "becomes"),
    [(b"Stan Laurel", b"St\xce\xce Laurel"), (b"2001-02-03T04", b"2001-:2-03T04")],
    ids=["text", "time"],
)
def test_a_value_that_is_none_is_said(sqlite_path: Path, was: bytes, becomes: bytes) -> None:
    """P7: what stands in a column is no text, or no time: not a mistake of the program, and no lost server."""
    store = open_store(str(sqlite_path))
    desk = Desk(store, 1)
    desk.change(customers.add, NewCustomer("Stan", "Laurel", "stan@example.org", "DE", "EUR"))
    store.close()
    run(sqlite_path, "UPDATE customers SET first_name = 'Stan Laurel', created_at = '2001-02-03T04:05:06Z'")
    spoil(sqlite_path, was, becomes)
    store = open_store(str(sqlite_path))
    with pytest.raises(StoreError, match=r"damaged.* restore a backup") as refused:
        Desk(store, 1).ask(customer_page.read, 1)
    assert "Laurel" not in refused.value.text
    store.close()


def test_nothing_where_something_must_be_is_said(sqlite_path: Path) -> None:
    """P7: a mistake that only a damaged file explains is no mistake of the program; one in a sound file is."""
    store = open_store(str(sqlite_path))
    Desk(store, 1).change(customers.add, NewCustomer("Stan", "Laurel", "stan@example.org", "DE", "EUR"))
    with pytest.raises(TypeError), store.reading():
        raise TypeError("ours")
    store.close()
    spoil(sqlite_path, b"first_name TEXT NOT NULL", b"first_name TEXT         ")
    run(sqlite_path, "UPDATE customers SET first_name = NULL")
    spoil(sqlite_path, b"first_name TEXT         ", b"first_name TEXT NOT NULL")
    store = open_store(str(sqlite_path))
    with pytest.raises(StoreError, match="is damaged"):
        Desk(store, 1).ask(customer_page.read, 1)
    store.close()


def test_a_sound_file_is_looked_at_once(sqlite_path: Path) -> None:
    """P7: the look takes seconds in a large store; nobody waits for it again before somebody has written."""
    open_store(str(sqlite_path)).close()
    assert not sqlite.is_damaged(sqlite_path)
    found = sqlite_path.stat()
    with sqlite_path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096)
    os.utime(sqlite_path, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert not sqlite.is_damaged(sqlite_path)
    os.utime(sqlite_path)
    assert sqlite.is_damaged(sqlite_path)


def test_a_store_that_is_refused_keeps_its_journal(sqlite_path: Path) -> None:
    """P7: the program prefers another journal, but not in a store that it does not know."""
    with closing(sqlite3.connect(sqlite_path)) as raw, raw:
        raw.execute("PRAGMA journal_mode=DELETE")
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    before = sqlite_path.read_bytes()
    with pytest.raises(StoreError, match="made by a newer billia-tui"):
        open_store(str(sqlite_path))
    assert sqlite_path.read_bytes() == before


LEAVES = "import sys; from billia_tui.db.store import open_store; open_store(sys.argv[1]).close()"
COUNTS = """
import sqlite3, sys
print(*sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM customers").fetchone())
"""


def test_whoever_leaves_takes_nothing_away(sqlite_path: Path) -> None:
    """P1: as long as a program has a store open, another one that leaves does not remove the journal under it."""

    def run_beside(code: str) -> str:
        command = [sys.executable, "-c", code, str(sqlite_path)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    open_store(str(sqlite_path)).close()  # from now on it has the journal that is kept
    store = open_store(str(sqlite_path))
    for number in (1, 2):
        run_beside(LEAVES)
        new = NewCustomer("Stan", "Laurel", f"stan{number}@example.org", "DE", "EUR")
        Desk(store, 1).change(customers.add, new)
        assert run_beside(COUNTS) == str(number)
    store.close()


def test_every_connection_has_the_settings_that_lose_nothing(sqlite_path: Path) -> None:
    """Reliability 3.1."""
    store = open_store(str(sqlite_path))
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
    }
    with store.reading() as one, store.writing() as two:
        for session in (one, two):
            found = {name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected}
            assert found == expected
    store.close()
