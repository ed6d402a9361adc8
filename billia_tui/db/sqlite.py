"""SQLite as the embedded store: how a file is made, judged and opened.

The settings are those that lose nothing with many writers: the driver opens no transaction of its own, every
writer begins IMMEDIATE when it is its turn (`turns`), readers take no lock. SQLAlchemy is imported where it is used:
the first rows do without it (docs/decisions/0008).
"""

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from billia_tui import files
from billia_tui.db import writer_lock
from billia_tui.errors import StoreError, StoreGone
from billia_tui.settings import restricted

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

WAIT_SECONDS = 5.0
"""How long a writer waits for another."""

LOOK_SECONDS = 2.0
"""How long it may be looked for damage before a mistake is called ours."""

_ON_CONNECT = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA trusted_schema=OFF",
)


def judge(path: Path) -> bool:
    """Looks at a file before it is opened; raises StoreError if it is not a store of ours (P7).

    One that this process has open already is not opened by ourselves: closing it would take SQLite's locks away, and
    others would then take the journal away under its changes.

    Returns:
        Whether its journal is the one that the program keeps (`use_wal`); a backup has lost it.
    """
    place = restricted.shown(path)
    try:
        found = path.stat()
    except OSError as error:
        raise StoreError(_not_there(place, error)) from error
    if not stat.S_ISREG(found.st_mode):
        raise StoreError(f"{place} is not a file; name a store with --database")
    if found.st_nlink > 1:  # under each name it would have other files beside it
        raise StoreError(
            f"{place} has a second name (a hard link), under which it could be damaged; remove one of them"
        )
    try:
        head = files.head(path)
    except files.OwnFile as error:
        if files.part_of_store(found):
            raise StoreError(f"{place} is part of a store; name the store itself") from error
        return _has_wal(path)
    except OSError as error:
        raise StoreError(f"cannot read {place}: {error.strerror}") from error
    _judge_head(head, place)
    refuse_strangers(path)
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise StoreError(f"{place} or its folder is read-only; billia needs to write there")
    return head[18:20] == files.WAL


_STRANGERS = (
    "{place} took the place of a store that somebody still has open; let every console and command end, then try again"
)


def refuse_strangers(path: Path) -> None:
    """Raises StoreError if somebody has open what was at a place that is free now."""
    if files.has_strangers(path):
        raise StoreError(_STRANGERS.format(place=restricted.shown(path)))


def _not_there(place: str, error: OSError) -> str:
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"cannot read {place}: {error.strerror}"
    if restricted.is_on():
        return "the store is not there; tell whoever looks after this host"
    return f"there is no store at {place}; create it with: billia init"


def _judge_head(head: bytes, place: str) -> None:
    if not head:
        raise StoreError(f"{place} is empty (0 bytes); restore a backup, or move it away and run: billia init")
    if len(head) < files.HEAD or not head.startswith(files.MAGIC):
        raise StoreError(f"{place} is not a SQLite file or is damaged; restore a backup, or name another store")
    if int.from_bytes(head[68:72]) != files.APPLICATION_ID:
        raise StoreError(f"{place} is a SQLite file of another program; name another store with --database")


def _has_wal(path: Path) -> bool:
    with closing(connect(path)) as raw:
        return bool(raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal")


def make_file(path: Path) -> None:
    """Creates an empty store file that only its owner can read; SQLite gives its side files the same mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        refuse_strangers(path)
        left = [ending for ending in ("-wal", "-journal") if path.with_name(path.name + ending).exists()]
        if left:  # SQLite would take it for the new one's, or remove it
            raise StoreError(
                f"there is no store at {path}, but its {path.name}{left[0]} is there, which may hold its last changes; "
                "bring the store back, or move that away"
            )
        os.close(files.made(path))
        with closing(connect(path)) as raw:
            raw.execute(f"PRAGMA application_id={files.APPLICATION_ID}")
            raw.execute("PRAGMA journal_mode=WAL")
    except OSError as error:
        raise StoreError(f"cannot create {path}: {error.strerror}") from error


_REMOVED = "the store's file is gone: somebody removed or moved it; nothing was saved; put it back, or leave"
_REPLACED = "another file has taken the place of the store's; nothing was saved; leave, and start again"
_SIDE_LOST = "somebody removed the store's {ending} file; nothing was saved; leave everywhere, then run: billia check"


class FairConnection(sqlite3.Connection):
    """A connection that gives its turn back however its transaction ends, and knows which file it has open.

    `file` is None for what is no store's own file.
    """

    path: Path
    file: files.Held | None = None
    store: "StoreFile | None" = None
    sides: dict[str, files.Identity]
    _turn: writer_lock.Turn | None = None

    def check(self) -> None:
        """Raises StoreGone if the store's name leads to no file or to another one, or what lies beside it does."""
        if self.file is None:
            return
        now = files.identity(self.path)
        if now != self.file.identity:
            raise StoreGone(_REMOVED if now is None else _REPLACED)
        for ending, known in self.sides.items():
            if self.store is not None and files.identity(f"{self.file.real}{ending}") != known:
                self.store.side_lost = ending
        if self.store is not None and self.store.side_lost:
            raise StoreGone(_SIDE_LOST.format(ending=self.store.side_lost))

    def _is_gone(self) -> bool:
        try:
            self.check()
        except StoreGone:
            return True
        return False

    def _abandon(self) -> None:
        """Leaves it to the end of the process, which closes no file by name.

        SQLite takes the journal away as the last connection to a file is closed: by its name, under which there may be
        that of another store by now, in use.
        """
        import ctypes

        with suppress(sqlite3.Error):
            if self.in_transaction:
                super().rollback()
            if self.file is not None and files.identity(self.path) != self.file.identity:
                # Brought into the file that it belongs to, it is not played into the one that has its name now.
                self.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self))  # nothing ever closes it

    def remember(self) -> None:
        """What lies beside the store now stays there as long as this connection is open, which has a transaction."""
        if self.file is not None and not self.sides:
            found = {ending: files.identity(f"{self.file.real}{ending}") for ending in ("-wal", "-shm")}
            self.sides = {ending: known for ending, known in found.items() if known is not None}

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits for the turn to write; in the body the transaction begins, and the turn stays until it ends.

        In all it waits as long as SQLite would. If the turn has not come by then, the body is tried without it: what
        keeps the turn may not be writing at all, and if it is, SQLite says so.
        """
        self.check()
        (wait,) = self.execute("PRAGMA busy_timeout").fetchone()
        began = time.monotonic()
        self._turn = writer_lock.take(self.path, wait / 1000)
        try:
            left = max(wait - int((time.monotonic() - began) * 1000), 0)
            self.execute(f"PRAGMA busy_timeout = {left}")
            yield
            self.remember()
        finally:
            self._give_turn_back()
            self.execute(f"PRAGMA busy_timeout = {wait}")

    @contextmanager
    def whole_turn(self) -> Iterator[None]:
        """Keeps the turn, if it comes, for what is no transaction of ours: VACUUM, bringing the journal into the file.

        While SQLite does the latter nobody may begin to write: before 3.51.3 what is written at that moment may be lost
        (sqlite.org/wal.html, "The WAL-Reset Bug"). After a change of ours it does it within COMMIT, so in the turn.
        """
        self.check()
        turn = writer_lock.take(self.path, WAIT_SECONDS)
        try:
            yield
        finally:
            if turn is not None:
                turn.give_up()

    def commit(self) -> None:
        """Ends the transaction and the turn; raises StoreGone if what was saved is no longer in the store."""
        wrote = self.in_transaction and self._turn is not None
        try:
            super().commit()
            if wrote:
                self.check()
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
        gone = self._is_gone()
        try:
            if gone:
                self._abandon()
            else:
                super().close()
        finally:
            self._give_turn_back(closed=True)
            if self.file is not None and not gone:
                self.file.let_go()

    def _give_turn_back(self, *, closed: bool = False) -> None:
        if self._turn is not None and (closed or not self.in_transaction):
            self._turn.give_up()
            self._turn = None


def connect(path: Path, *, wait: float = WAIT_SECONDS) -> FairConnection:
    """One connection that opens no transaction by itself and never creates a file; `wait` for others, in seconds.

    Raises:
        StoreError: the files beside it are in use by who has another file open (`files.has_strangers`).
        StoreGone: it was replaced at this moment. sqlite3.Error.
    """
    before = files.identity(path)
    refuse_strangers(path)
    file = files.Held(path)  # from now on nobody here opens it otherwise
    try:
        raw = sqlite3.connect(
            f"file:{quote(str(path))}?mode=rw",
            uri=True,
            isolation_level=None,
            timeout=wait,
            check_same_thread=False,
            factory=FairConnection,
        )
    except BaseException:
        file.let_go()
        raise
    file.identity = files.identity(path)  # some file systems make it another one as it is opened
    raw.path, raw.file, raw.sides = path, file, {}
    if file.identity != before:  # what lies beside it may be the other one's: it is not even looked at
        raw.close()
        raise StoreGone(_REPLACED)
    try:
        for line in _ON_CONNECT:
            raw.execute(line)
    except BaseException:
        raw.close()
        raise
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


class StoreFile:
    """The file of an open store: whatever its name leads to later, it is worked on as it was found at first, or not."""

    def __init__(self, path: Path, identity: files.Identity | None = None) -> None:
        """`identity`: what was looked at before."""
        self.path = path
        self.side_lost = ""
        """The ending of a file beside it that was removed: its last changes may be gone, and locks of others."""
        self._identity = identity

    def connect(self, *, wait: float = WAIT_SECONDS) -> FairConnection:
        """See `connect`; raises StoreGone if it is no longer the file that the first connection found."""
        now = files.identity(self.path)
        if self._identity is not None and now != self._identity:
            raise StoreGone(_REMOVED if now is None else _REPLACED)
        raw = connect(self.path, wait=wait)
        found = raw.file.identity if raw.file is not None else None
        if self._identity is None:
            self._identity = found
        elif self._identity != found:
            raw.close()
            raise StoreGone(_REPLACED)
        raw.store = self
        return raw

    def is_gone(self) -> bool:
        """Whether its name leads to another file now, or to none, or one beside it was removed."""
        if self._identity is None:
            return False
        return bool(self.side_lost) or files.identity(self.path) != self._identity


def make_engine(file: StoreFile) -> "Engine":
    """The engine on an existing file."""
    from sqlalchemy import QueuePool, create_engine, event

    engine = create_engine("sqlite+pysqlite://", creator=file.connect, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def on_begin(connection: "Connection") -> None:  # writers must say so; readers take no lock
        raw: Any = connection.connection.driver_connection
        if connection.get_execution_options().get("sqlite_begin") == "IMMEDIATE":
            with raw.turn():
                connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            raw.check()
            connection.exec_driver_sql("BEGIN DEFERRED")

    return engine


@contextmanager
def reading_any_bytes(connection: "Connection") -> Iterator[None]:
    """Bytes in columns of text that are no text are read as lone surrogates; a server takes none."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.driver_connection
    raw.text_factory = _any_text
    try:
        yield
    finally:
        raw.text_factory = str


def _any_text(kept: bytes) -> str:
    return kept.decode("utf-8", "surrogateescape")
