"""Copies of a SQLite store, made while others write."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from billia_tui.db.sqlite import FairConnection, StoreFile, connect
from billia_tui.errors import StoreError
from billia_tui.publication import Publication


def copy_pages(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copies all of a store; the driver itself waits without end for who has it locked, deaf to ctrl+c.

    Raises:
        sqlite3.OperationalError: SQLITE_BUSY, when it has waited as long as the two connections do.
    """

    def look(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_BUSY, "SQLITE_BUSY"
            raise error

    source.backup(target, progress=look, sleep=0)


def backup(
    source: Path | StoreFile,
    target: Path,
    *,
    overwrite: bool = False,
    look: Callable[[sqlite3.Connection], Any] = lambda _: None,
) -> Any:
    """A consistent copy while others write: made beside the target, checked, looked at, and put in its place.

    A copy that is there is replaced only with `overwrite`; a store that somebody has open never is.

    Returns:
        What `look` found in the copy.

    Raises:
        StoreError: the copy is not sound. OSError: it cannot be put there.
    """
    with Publication(target, overwrite=overwrite, backups=True) as publication:
        publication.open().close()
        with closing(_opened(source)) as raw, closing(sqlite3.connect(publication.partial)) as copy:
            copy_pages(raw, copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            verdict: Any = copy.execute("PRAGMA quick_check").fetchone()[0]
            found = look(copy) if verdict == "ok" else None
        if verdict != "ok":
            raise StoreError(f"the copy is not sound ({verdict}); run: billia check")
        publication.publish()
        return found


def _opened(source: Path | StoreFile) -> FairConnection:
    return source.connect() if isinstance(source, StoreFile) else connect(source)
