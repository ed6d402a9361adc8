"""What only a database can say about itself: pages, foreign keys, search index. For `operations.check`."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy.orm import Session

from billia_tui.address import sqlite_path
from billia_tui.db import sqlite
from billia_tui.db.store import Store, said_in_words

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
    """Whether the trigram index of SQLite holds exactly the texts that it was made from.

    FTS5 takes the question as an INSERT, so for its time no one else can write; nothing is changed.
    """
    path = sqlite_path(store.place)
    if store.dialect != "sqlite" or path is None:
        return True
    import sqlite3

    with said_in_words(store.place), closing(sqlite.connect(path)) as raw:
        try:
            raw.execute("INSERT INTO customer_search (customer_search, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorname.startswith("SQLITE_CORRUPT"):
                return False
            raise
    return True
