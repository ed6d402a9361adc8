"""What only a database can say about itself: pages, foreign keys, search index. For `operations.check`."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from billia_tui.db import text_index
from billia_tui.db.store import Store, said_in_words
from billia_tui.db.text_index import TextIndex
from billia_tui.settings.address import sqlite_path

MOST = 20
"""How many findings of a kind the database is asked for: one damaged page may cause thousands."""


@contextmanager
def snapshot(store: Store) -> Iterator[Session]:
    """A reading transaction in which every statement sees the same state, also on a server."""
    with store.reading() as session:
        if store.dialect != "sqlite":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


def damage(store: Store) -> Iterator[str]:
    """What SQLite finds wrong with its pages and indexes; a server looks after its own."""
    if store.dialect != "sqlite":
        return
    with store.reading() as session:
        for (line,) in session.connection().exec_driver_sql(f"PRAGMA integrity_check({MOST})"):
            if line != "ok":
                yield str(line)


def broken_links(store: Store) -> Iterator[str]:
    """Rows that point to rows that are not there; a server refuses them by itself."""
    if store.dialect != "sqlite":
        return
    with store.reading() as session:
        broken = session.connection().exec_driver_sql("PRAGMA foreign_key_check")
        for number, (table, row_id, parent, _) in enumerate(broken):
            if number == MOST:
                yield "more rows that point to missing ones"
                return
            yield f"{table} {row_id} points to a row of {parent} that is not there"


def search_index_is_sound(store: Store) -> bool:
    """Whether the search indexes of SQLite hold exactly the texts that they were made from.

    FTS5 takes the question as an INSERT and so would keep others from writing, 10 s with a million customers:
    indexes and texts are copied to a temporary folder beside the store, as private as it is, and asked there.
    """
    path = sqlite_path(store.place)
    if store.dialect != "sqlite" or path is None:
        return True
    with tempfile.TemporaryDirectory(prefix="check-", dir=path.parent) as folder, said_in_words(store.place):
        return all(_is_sound(index, path, Path(folder) / f"{index.parts}.db") for index in text_index.ALL)


def _is_sound(index: TextIndex, store: Path, copy: Path) -> bool:
    with closing(sqlite3.connect(copy, isolation_level=None)) as raw:
        _copy_index(raw, index, store)
        for name in (index.parts, index.words):
            try:
                raw.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")  # noqa: S608 - names of ours
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorname.startswith("SQLITE_CORRUPT"):
                    return False
                raise
    return True


def _copy_index(copy: sqlite3.Connection, index: TextIndex, store: Path) -> None:
    """Copies the texts of an index, and the tables in which FTS5 keeps it."""
    copy.execute("PRAGMA journal_mode=OFF")
    copy.execute("PRAGMA synchronous=OFF")
    copy.execute("ATTACH ? AS store", (str(store),))
    copy.execute("BEGIN")
    key, column, texts = index.key.name, index.column.name, index.key.table.name
    copy.execute(f"CREATE TABLE {texts} ({key} INTEGER PRIMARY KEY, {column} TEXT)")
    copy.execute(f"INSERT INTO main.{texts} SELECT {key}, {column} FROM store.{texts}")  # noqa: S608 - names of ours
    for name in (index.parts, index.words):
        made = "SELECT sql FROM store.sqlite_master WHERE name = ?"
        copy.execute(copy.execute(made, (name,)).fetchone()[0])
        kept = "SELECT name FROM store.sqlite_master WHERE type = 'table' AND name GLOB ? || '_*'"
        for (part,) in copy.execute(kept, (name,)).fetchall():
            copy.execute(f"DELETE FROM main.{part}")  # noqa: S608 - names of ours
            copy.execute(f"INSERT INTO main.{part} SELECT * FROM store.{part}")  # noqa: S608 - names of ours
    copy.execute("COMMIT")
