"""The store: one object that opens reading and writing transactions and says in words what goes wrong with it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from billia_tui import files
from billia_tui.db import file_copy, log_chain, schema, sqlite, types
from billia_tui.errors import (
    BilliaError,
    NotFound,
    OutcomeUnknown,
    StoreBusy,
    StoreError,
    StoreGone,
    StoreLost,
    Unreadable,
)
from billia_tui.settings import restricted
from billia_tui.settings.address import sqlite_path

_IN_COMMIT = "billia in commit"
"""Told in a session's `info` once all that is left of its transaction is COMMIT."""


class Store:
    """An open store. Use `open_store`; the constructor does not look at the schema."""

    def __init__(self, engine: Engine, place: str, file: sqlite.StoreFile | None = None) -> None:
        self.engine = engine
        self.place = place
        self.file = file
        self.dialect = engine.dialect.name
        self.tolerant = False
        """Whether all that can be read is read, whatever stands beside it: for `check`."""
        writing = engine.execution_options(sqlite_begin="IMMEDIATE")
        self._reading = sessionmaker(engine, expire_on_commit=False, autoflush=False)
        self._writing = sessionmaker(writing, expire_on_commit=False)
        event.listen(self._writing, "before_commit", log_chain.chain_written)
        event.listen(self._writing, "before_commit", _commit_begins)

    @contextmanager
    def reading(self, *, tolerant: bool = False) -> Iterator[Session]:
        """A transaction that only reads; it takes no lock. Driver errors come out as StoreError.

        Raises:
            Unreadable: bytes in a column of text are none, or a time. When it is `tolerant` they are read as lone
                surrogates, and as `types.NO_TIME`.
        """
        with said_in_words(self.place), self._reading() as session:
            if self.dialect != "sqlite" or not (tolerant or self.tolerant):
                yield session
                return
            with types.reading_any_time(), sqlite.reading_any_bytes(session.connection()):
                yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that may write, committed at the end, undone whole when anything raises (R188).

        Raises:
            OutcomeUnknown: the line was lost during COMMIT; `was_saved` can tell when the store is back.
        """
        info: dict[Any, Any] = {}
        try:
            with said_in_words(self.place), self._writing.begin() as session:
                info = session.info
                yield session
        except StoreLost as lost:
            if _IN_COMMIT not in info or isinstance(lost, StoreGone):
                raise
            raise OutcomeUnknown(info.get(log_chain.LAST)) from lost

    def was_saved(self, line: tuple[int, int, str]) -> bool:
        """Whether the transaction that wrote a line of the log was committed; it has ended when this is told.

        Args:
            line: that of OutcomeUnknown.

        Raises:
            StoreLost: it is not back yet. StoreBusy: the server still works on that transaction.
        """
        with self.reading() as session:
            return log_chain.holds(session.connection(), line)

    @property
    def is_gone(self) -> bool:
        """Whether the file that was opened is no longer there, or another one is; a server is never gone, only lost."""
        return self.file is not None and self.file.is_gone()

    @property
    def is_standby(self) -> bool:
        """Whether it is a server that follows another one and takes no changes, until it is promoted."""
        return bool(getattr(self.engine.dialect, "is_standby", False))

    def stands(self, *, by: bool) -> None:
        """Told by who asked the server: whether it stands by for another one."""
        dialect: Any = self.engine.dialect
        dialect.is_standby = by

    def knock(self) -> None:
        """Looks whether the store can be reached; raises StoreLost."""
        with self.reading() as session:
            session.connection()

    def close(self) -> None:
        """Gives all connections back."""
        self.engine.dispose()


def _commit_begins(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info[_IN_COMMIT] = True


@contextmanager
def said_in_words(place: str) -> Iterator[None]:
    """Turns what a driver raises into a StoreError; never shows SQL or an address with a password."""
    try:
        yield
    except BilliaError:
        raise
    except OverflowError as error:  # from SQLite's driver: ids have 64 bits
        raise NotFound("there is no record with such a number") from error
    except PoolTimeout as error:
        raise StoreBusy("the store is busy; try again") from error
    except (InterfaceError, DBAPIError) as error:
        raise _in_words(error, place) from error
    except sqlite3.Error as error:
        raise _in_words(error, place) from error
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        if not sqlite.is_damaged(Path(place)):
            raise  # a mistake of ours
        raise StoreError(_DAMAGED.format(place=restricted.shown(place))) from error


_NO_TEXT = "Could not decode to UTF-8"
"""How SQLite's driver begins to say that bytes in a column of text are none; there is no code for it."""
_DAMAGED = "{place} is damaged; stop working on it and restore a backup (billia check says more)"
_WORDS: tuple[tuple[tuple[str, ...], type[StoreError], str], ...] = (
    (
        # 23505: another one took the same name or key meanwhile; a second try reads that and says it at the field.
        ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40001", "40P01", "57014", "23505"),
        StoreBusy,
        "the store is busy: another change took too long; nothing was saved, try again",
    ),
    (
        ("SQLITE_FULL", "SQLITE_IOERR", "53100"),
        StoreError,
        "the disk of {place} is full or failing; nothing was saved; free some room first",
    ),
    (
        ("SQLITE_CORRUPT", "SQLITE_NOTADB"),
        StoreError,
        _DAMAGED,
    ),
    (
        (_NO_TEXT,),
        Unreadable,
        _DAMAGED,
    ),
    (
        ("42501",),
        StoreError,
        "the login has no right to do this in {place}; billia init needs the role that owns its tables",
    ),
    (
        ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"),
        StoreError,
        "{place} cannot be written; check the rights of the file and its folder",
    ),
    (
        ("25006",),
        StoreError,
        "{place} takes no changes now: it was set read-only, or is a standby of another server; nothing was saved",
    ),
)
"""How the error codes of SQLite and the states of PostgreSQL begin, the refusal, and its words."""


_CUT = ("25P03", "25P04", "57P01", "57P02", "57P03", "57P05")
"""What a server says that ends a connection: it waited too long for us, or it is being stopped or started."""


def _in_words(error: Exception, place: str) -> BilliaError:
    """The refusal for one driver error."""
    original = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(original, "sqlite_errorname", "") or getattr(original, "sqlstate", "") or ""
    if not code and str(original).startswith(_NO_TEXT):
        code = _NO_TEXT
    if not code and type(original).__name__ == "DataError":  # of a driver that has no such time
        return Unreadable(_DAMAGED.format(place=restricted.shown(place)))
    if code == "22003":  # a number beyond 64 bits, which only an id can be
        return NotFound("there is no record with such a number")
    for codes, kind, words in _WORDS:
        if code.startswith(codes):
            return kind(words.format(place=restricted.shown(place)))
    if code in _CUT or (isinstance(error, OperationalError | InterfaceError) and not code.startswith("SQLITE")):
        cut = isinstance(error, DBAPIError) and error.connection_invalidated
        if restricted.is_on():
            return StoreLost("cannot reach the store; tell whoever looks after this host", cut=cut)
        return _lost(original, place, cut=cut)
    return StoreError(f"the store refused the change ({code or type(original).__name__}); nothing was saved")


def _lost(original: BaseException | None, place: str, *, cut: bool) -> StoreLost:
    """With the driver's reason, and what is to be done about it."""
    from billia_tui.db import server_address

    said = server_address.reason(original)
    advice = server_address.advice(said) or "check the server and --database"
    return StoreLost(f"cannot reach the store at {place}: {said}; {advice}", cut=cut, advice=advice)


def open_store(url: str, *, create: bool = False) -> Store:
    """Opens the store at `url`; with `create` makes it, or brings its schema up to date, first.

    Args:
        url: a path, `sqlite:///PATH`, or `postgresql://user:password@host/database`.
        create: for `billia init` and the first start.

    Raises:
        StoreError: missing, empty, foreign, damaged, read-only, unreachable, of another schema version.
    """
    path, as_we_keep_it = sqlite_path(url), True
    if path is not None:
        if create and not path.exists():
            sqlite.make_file(path)
        before = files.identity(path)
        as_we_keep_it = sqlite.judge(path)
        file = sqlite.StoreFile(path, before)
        store = Store(sqlite.make_engine(file), str(path), file)
    else:
        store = _server_store(url)
    try:
        with said_in_words(store.place):
            keep = (
                partial(file_copy.backup, store.file, before_upgrade(path), overwrite=True)
                if path and store.file
                else None
            )
            schema.prepare(store.engine, store.place, upgrade=create, keep=keep)
            if path is not None and not as_we_keep_it:
                store.engine.dispose()  # its connections would not notice
                sqlite.use_wal(path)
    except BaseException:
        store.close()
        raise
    return store


def before_upgrade(path: Path) -> Path:
    """Where a file is kept as it was before its schema is brought up to date."""
    return path.with_name(f"{path.name}.before-{schema.HEAD}")


def _server_store(url: str) -> Store:
    from billia_tui.db import server, server_address  # the driver is loaded only where there is a server

    address = server_address.read(url)
    try:
        engine = server.make_engine(address)
    except (ArgumentError, ValueError) as error:
        raise StoreError(server_address.NONE) from error
    return Store(engine, server_address.place(address))
