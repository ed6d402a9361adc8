"""Writing what is not worth waiting for: it gives up soon instead, and no disk is waited for either.

For what goes with the console that wrote it, such as who has which customer open: nothing is lost if it is lost.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from billia_tui.db.sqlite import WAIT_SECONDS
from billia_tui.db.store import said_in_words

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from billia_tui.db.store import Store

PATIENCE = 200
"""Milliseconds for which it waits for another."""

_SERVER = (
    f"SET LOCAL lock_timeout = '{PATIENCE}ms'",
    f"SET LOCAL statement_timeout = '{5 * PATIENCE}ms'",
    "SET LOCAL synchronous_commit = off",
)


@contextmanager
def brief_writing(store: "Store") -> Iterator[Session]:
    """A writing transaction that is committed at the end; raises StoreError soon if another one writes."""
    with said_in_words(store.place), store.engine.connect() as connection:
        if store.dialect == "sqlite":
            with _hurried(connection), Session(connection) as session, session.begin():
                yield session
        else:
            with Session(connection) as session, session.begin():
                for setting in _SERVER:
                    session.execute(text(setting))
                yield session


@contextmanager
def _hurried(connection: "Connection") -> Iterator[None]:
    """The settings of the file's connection are put back: others get it after us."""
    raw: Any = connection.connection.driver_connection
    connection.execution_options(sqlite_begin="IMMEDIATE")
    try:
        raw.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        raw.execute("PRAGMA synchronous = NORMAL")
        yield
    finally:
        connection.rollback()  # settings do not change within a transaction
        raw.execute(f"PRAGMA busy_timeout = {int(WAIT_SECONDS * 1000)}")
        raw.execute("PRAGMA synchronous = FULL")
