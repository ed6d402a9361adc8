"""Old values that stay in a file after they were overwritten: in free pages, in the search index, beside it."""

from sqlalchemy import Engine

from billia_tui.db import text_index
from billia_tui.errors import StoreBusy


def remove(engine: Engine) -> None:
    """Writes the store anew, so that nothing is in it but what it holds now; takes as long as copying it.

    On a server the space of old rows is given free; what its files, archives and backups keep is its administrator's.

    Raises:
        StoreBusy: somebody reads an old state of the file, which therefore stays beside it.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name != "sqlite":
            connection.exec_driver_sql("VACUUM")
            return
        raw = connection.connection.driver_connection
        assert raw is not None  # noqa: S101 - it is connected
        for index in text_index.ALL:
            for name in (index.parts, index.words):
                raw.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # noqa: S608 - names of ours
        raw.execute("VACUUM")
        busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise StoreBusy("others are working on this store, so old values may stay beside it; try again: billia compact")
