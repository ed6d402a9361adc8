"""SQLite as the embedded store: how a file is made, judged, opened and copied.

The settings are those that lose nothing with many writers: the driver opens no transaction of its own, every
writer begins IMMEDIATE when it is its turn (`turns`), readers take no lock. SQLAlchemy is imported where it is used:
the first rows do without it (docs/decisions/0008).
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from billia_tui.db import writer_lock
from billia_tui.errors import StoreError
from billia_tui.settings import restricted

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

APPLICATION_ID = 0x42494C4C
"""Marks a file as ours ("BILL")."""

WAIT_SECONDS = 5.0
"""How long a writer waits for another."""

LOOK_SECONDS = 2.0
"""How long it may be looked for damage before a mistake is called ours."""

_MAGIC = b"SQLite format 3\x00"
_WAL = b"\x02\x02"
"""Bytes 18 and 19 of a file with a write-ahead log (SQLite's file format, 1.3.3)."""
_ON_CONNECT = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA trusted_schema=OFF",
)


def judge(path: Path) -> bool:
    """Looks at a file before it is opened; raises StoreError if it is not a store of ours (P7).

    Never later: when a process closes a file that it opened by itself it loses all locks that SQLite has on it, and
    others then take the journal away under its changes.

    Returns:
        Whether its journal is the one that the program keeps (`use_wal`); a backup has lost it.
    """
    place = restricted.shown(path)
    if not path.exists():
        if restricted.is_on():
            raise StoreError("the store is not there; tell whoever looks after this host")
        raise StoreError(f"there is no store at {place}; create it with: billia init")
    if not path.is_file():
        raise StoreError(f"{place} is not a file; name a store with --database")
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as error:
        raise StoreError(f"cannot read {place}: {error.strerror}") from error
    if not head:
        raise StoreError(f"{place} is empty (0 bytes); restore a backup, or move it away and run: billia init")
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise StoreError(f"{place} is not a SQLite file or is damaged; restore a backup, or name another store")
    if int.from_bytes(head[68:72]) != APPLICATION_ID:
        raise StoreError(f"{place} is a SQLite file of another program; name another store with --database")
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise StoreError(f"{place} or its folder is read-only; billia needs to write there")
    return head[18:20] == _WAL


def make_file(path: Path) -> None:
    """Creates an empty store file that only its owner can read; SQLite gives its side files the same mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(path)) as raw:
            raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
            raw.execute("PRAGMA journal_mode=WAL")
    except OSError as error:
        raise StoreError(f"cannot create {path}: {error.strerror}") from error


class FairConnection(sqlite3.Connection):
    """A connection that gives its turn back however its transaction ends."""

    path: Path
    _turn: writer_lock.Turn | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits for the turn to write; in the body the transaction begins, and the turn stays until it ends.

        In all it waits as long as SQLite would. If the turn has not come by then, the body is tried without it: what
        keeps the turn may not be writing at all, and if it is, SQLite says so.
        """
        (wait,) = self.execute("PRAGMA busy_timeout").fetchone()
        began = time.monotonic()
        self._turn = writer_lock.take(self.path, wait / 1000)
        try:
            left = max(wait - int((time.monotonic() - began) * 1000), 0)
            self.execute(f"PRAGMA busy_timeout = {left}")
            yield
        finally:
            self._give_turn_back()
            self.execute(f"PRAGMA busy_timeout = {wait}")

    def commit(self) -> None:
        """Ends the transaction and the turn."""
        try:
            super().commit()
        finally:
            self._give_turn_back()

    def rollback(self) -> None:
        """Ends the transaction and the turn."""
        try:
            super().rollback()
        finally:
            self._give_turn_back()

    def close(self) -> None:
        """Ends everything; a transaction that is open is undone."""
        try:
            super().close()
        finally:
            self._give_turn_back(closed=True)

    def _give_turn_back(self, *, closed: bool = False) -> None:
        if self._turn is not None and (closed or not self.in_transaction):
            self._turn.give_up()
            self._turn = None


def connect(path: Path, *, wait: float = WAIT_SECONDS) -> FairConnection:
    """One connection that opens no transaction by itself and never creates a file; `wait` for others, in seconds."""
    raw = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw",
        uri=True,
        isolation_level=None,
        timeout=wait,
        check_same_thread=False,
        factory=FairConnection,
    )
    raw.path = path
    for line in _ON_CONNECT:
        raw.execute(line)
    return raw


def use_wal(path: Path) -> None:
    """From now on readers and a writer do not wait for each other; the file remembers it."""
    with closing(connect(path)) as raw:
        raw.execute("PRAGMA journal_mode=WAL")


_sound: dict[Path, tuple[int, ...]] = {}
"""Files that were found sound, and as what: one look is enough until somebody writes."""


def is_damaged(path: Path) -> bool:
    """Whether a file holds what no change can have put there; False also if that cannot be told in a moment."""
    state = _state(path)
    if state and _sound.get(path) == state:
        return False
    damaged = _looks_damaged(path)
    if not damaged:
        _sound[path] = state
    return damaged


def _state(path: Path) -> tuple[int, ...]:
    """When the file and its log were written, and how long they are; a log without a page is none."""
    found = [each.stat() for each in (path, path.with_name(f"{path.name}-wal")) if each.exists()]
    return tuple(number for each in found if each.st_size for number in (each.st_mtime_ns, each.st_size))


def _looks_damaged(path: Path) -> bool:
    ends = time.monotonic() + LOOK_SECONDS
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as raw:
            raw.set_progress_handler(lambda: time.monotonic() > ends, 10_000)
            return bool(raw.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok")
    except UnicodeDecodeError:  # the driver's own message quotes what stands there
        return True
    except sqlite3.Error as error:
        return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


def make_engine(path: Path) -> "Engine":
    """The engine on an existing file."""
    from sqlalchemy import QueuePool, create_engine, event

    engine = create_engine("sqlite+pysqlite://", creator=lambda: connect(path), poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def on_begin(connection: "Connection") -> None:  # writers must say so; readers take no lock
        if connection.get_execution_options().get("sqlite_begin") == "IMMEDIATE":
            raw: Any = connection.connection.driver_connection
            with raw.turn():
                connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN DEFERRED")

    return engine


def backup(path: Path, target: Path) -> None:
    """A consistent copy while others write: made beside the target, checked, then renamed."""
    beside = target.with_name(target.name + ".partial")
    beside.unlink(missing_ok=True)
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(connect(path)) as source, closing(sqlite3.connect(beside)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        verdict: Any = copy.execute("PRAGMA quick_check").fetchone()[0]
    if verdict != "ok":
        beside.unlink()
        raise StoreError(f"the copy is not sound ({verdict}); run: billia check")
    beside.replace(target)
