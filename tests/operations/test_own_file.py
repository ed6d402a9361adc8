"""The store's own file is no document (P1): nothing that opens files takes SQLite's locks away, by any name or link."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from billia_tui import failures
from billia_tui.commands import admin_keys, bulk, store
from billia_tui.db import sqlite
from billia_tui.db.store import open_store
from billia_tui.errors import BilliaError, Refused, StoreError
from billia_tui.operations.customers import upload
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.files import rejected, text_file
from billia_tui.operations.orders import document_file
from billia_tui.operations.staff import key_lines
from billia_tui.operations.store import backup
from billia_tui.operations.store import copy as store_copy
from billia_tui.operations.store.restore import restore
from billia_tui.operations.store.whole_file import make_whole
from billia_tui.settings import config

LOCKS = """
import fcntl, sys
def held(name, start, length):
    with open(name, "r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
        except OSError:
            return True
    return False
print(held(sys.argv[1], 0x40000002, 510), held(sys.argv[1] + "-shm", 120, 1))
"""
"""Another process asks whether the store is locked as shared, and for writing (SQLite's os.h and wal.c)."""


def standard_input(path: Path) -> None:
    """A stream that leads to the file, as `< FILE` would."""
    with open(os.open(path, os.O_RDONLY), "rb", closefd=False) as stream:
        upload.read_stream(stream, "x")


def standard_input_of_an_import(path: Path) -> None:
    """The same for an import."""
    with open(os.open(path, os.O_RDONLY), "rb", closefd=False) as stream:
        text_file.open_file(None, stream)


def second_store(path: Path) -> None:
    """Another store of this process on the same file, closed again."""
    open_store(str(path)).close()


OPENERS: dict[str, Callable[[Path], object]] = {
    "a document": lambda path: upload.read_file(str(path)),
    "a document on standard input": standard_input,
    "an import": lambda path: text_file.open_file(path).binary.close(),
    "an import on standard input": standard_input_of_an_import,
    "refused rows": lambda path: rejected.Rejected(path, [], ","),
    "a saved document": lambda path: document_file.write(b"x", "x", path, overwrite=True),
    "a new document": lambda path: document_file.write(b"x", "x", path),
    "a backup": lambda path: backup.copy(str(path.parent / "billia.db"), path, overwrite=True),
    "a restore from it": lambda path: restore(str(path.parent / "other.db"), path),
    "a restore to it": lambda path: restore(str(path), path.parent / "sound.db"),
    "keys": key_lines.in_file,
    "a key": lambda path: admin_keys._text(str(path)),
    "anchors": lambda path: store._anchors(str(path)),
    "ids": lambda path: list(bulk._lines(str(path))),
    "settings": config.read_file,
    "a log": lambda path: failures.append(path, "x"),
    "the first look": sqlite.judge,
    "a second store": second_store,
    "a copy to it": lambda path: store_copy.copy(str(path.parent / "billia.db"), str(path)),
    "a copy of it": lambda path: store_copy.copy(str(path), str(path.parent / "elsewhere.db")),
    "a demo": lambda path: make_whole(path, lambda _: None),
    "a demo in its place": lambda path: make_whole(path, lambda _: None, replace=True),
}
NAMES = ("billia.db", "billia.db-wal", "billia.db-shm", "billia.db.lock", "link", "hard", "link-to-shm", "hard-shm")


@pytest.fixture
def names(sqlite_desk: Desk, sqlite_path: Path) -> Path:
    """The folder of a store that is open, with other names for its files and a sound backup."""
    folder = sqlite_path.parent
    backup.copy(str(sqlite_path), folder / "sound.db")
    with sqlite_desk.store.writing() as session:
        session.connection()  # makes all of its side files
    (folder / "link").symlink_to(sqlite_path)
    (folder / "link-to-shm").symlink_to(folder / "billia.db-shm")
    os.link(folder / "billia.db-shm", folder / "hard-shm")
    return folder


def locks(path: Path) -> str:
    """Whether another process finds the store locked as shared, and for writing."""
    done = subprocess.run([sys.executable, "-c", LOCKS, str(path)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("opener", OPENERS)
def test_nothing_takes_the_locks_of_the_store_away(sqlite_desk: Desk, names: Path, opener: str) -> None:
    """P1: while a change is under way, whatever is named leads to a refusal or to no harm, and the locks stay."""
    path = names / "billia.db"
    with sqlite_desk.store.writing() as session:
        session.connection()
        assert locks(path) == "True True"
        os.link(path, names / "hard")
        inodes = {ending: (names / f"billia.db{ending}").stat().st_ino for ending in ("", "-wal", "-shm", ".lock")}
        for name in NAMES:
            with suppress(BilliaError, OSError):
                OPENERS[opener](names / name)
            assert locks(path) == "True True", name
        assert inodes == {ending: (names / f"billia.db{ending}").stat().st_ino for ending in inodes}
        (names / "hard").unlink(missing_ok=True)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_said(sqlite_desk: Desk, names: Path, name: str) -> None:
    """P1, R98: the one at the keyboard is told what is wrong with the file."""
    if name == "hard":
        os.link(names / "billia.db", names / "hard")
    with pytest.raises(BilliaError, match=r"own file|is a link"):
        upload.read_file(str(names / name))
    with pytest.raises(Refused, match=r"own file|is a link|beside a store"):
        document_file.write(b"x", "x", names / name, overwrite=True)


def test_a_store_with_a_second_name(sqlite_path: Path) -> None:
    """P1: under a second name (a hard link) it would have another journal, and changes of both would be mixed."""
    os.link(sqlite_path, sqlite_path.with_name("second.db"))
    for name in ("billia.db", "second.db"):
        with pytest.raises(StoreError, match="second name"):
            open_store(str(sqlite_path.with_name(name)))
    sqlite_path.with_name("second.db").unlink()
    open_store(str(sqlite_path)).close()


def test_a_link_to_a_store_is_the_store(sqlite_path: Path) -> None:
    """P1: by a symbolic link the same journal is used, and the same turns."""
    link = sqlite_path.with_name("link.db")
    link.symlink_to(sqlite_path)
    one, two = open_store(str(sqlite_path)), open_store(str(link))
    with one.writing() as session:
        session.connection()
        assert locks(sqlite_path) == "True True"
    two.close()
    one.close()
    assert not list(sqlite_path.parent.glob("link.db?*"))


def test_what_a_store_that_is_gone_left_is_not_lost(sqlite_path: Path) -> None:
    """P7: its journal may hold its last changes; a new store of the same name would remove it."""
    sqlite_path.unlink()
    left = sqlite_path.with_name("billia.db-wal")
    left.write_bytes(b"the last changes")
    with pytest.raises(StoreError, match="bring the store back, or move that away"):
        open_store(str(sqlite_path), create=True)
    assert left.read_bytes() == b"the last changes"
    assert not sqlite_path.exists()
