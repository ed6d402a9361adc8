"""Old values that stay in a file after they were overwritten: in free pages, in the search index, beside it."""

from typing import Any

from sqlalchemy import Connection, Engine, text

from billia_tui.db import text_index
from billia_tui.db.models import all_tables
from billia_tui.db.moving_rows import quoted
from billia_tui.errors import StoreBusy, StoreError

OWNERS = (
    "only the owner of the server's tables can remove old values from their files; run billia compact with the role "
    "that ran billia init"
)
WHOLE = "the store holds nothing but what it shows"
TABLES_ALONE = (
    "the tables on the server hold nothing but what they show; its write-ahead log, its archives and backups keep old "
    "values as long as they are kept"
)


def remove(engine: Engine) -> str:
    """Writes the store anew, so that nothing is in it but what it holds now; takes as long as copying it.

    On a server the tables are written anew, one after another; each is closed to others meanwhile.

    Returns:
        What is true afterwards, in a sentence.

    Raises:
        StoreBusy: somebody reads an old state of the file, which therefore stays beside it, or works on a table.
        StoreError: the login does not own the tables of a server; nothing was done.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name != "sqlite":
            _write_tables_anew(connection)
            return TABLES_ALONE
        raw: Any = connection.connection.driver_connection
        with raw.whole_turn():
            for index in text_index.ALL:
                for name in (index.parts, index.words):
                    raw.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # noqa: S608 - names of ours
            raw.execute("VACUUM")
            busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise StoreBusy("others are working on this store, so old values may stay beside it; try again: billia compact")
    return WHOLE


def _write_tables_anew(connection: Connection) -> None:
    """A plain VACUUM leaves old rows in the free room of a page, and says nothing of tables that it may not touch."""
    from billia_tui.db import server

    mine = "SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class WHERE oid::regclass::text = ANY(:names)"
    names = [table.name for table in all_tables().sorted_tables]
    if not connection.scalar(text(mine), {"names": names}):
        raise StoreError(OWNERS)
    server.be_patient(connection)
    connection.exec_driver_sql("SET statement_timeout = 0")
    try:
        for name in names:
            connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {quoted(name)}")
    finally:
        connection.detach()  # its setting goes with it
