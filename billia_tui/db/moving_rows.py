"""The rows of a table on their way from one database to the other; for `copying`.

They travel as SQLite keeps them (times as text, yes and no as 1 and 0), which PostgreSQL takes in COPY as it is.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table
from sqlalchemy.exc import DBAPIError

from billia_tui.db.types import Flag, UtcTime
from billia_tui.errors import Refused

BATCH = 1000
DOCUMENTS_AT_ONCE = 2
"""Rows of a table whose rows may have 10 MB each."""

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
_LINE = re.compile(r"^COPY \w+, \w+ ([0-9]+)", re.MULTILINE)

Row = Sequence[Any]


def quoted(name: str) -> str:
    """A name of ours in a statement: some are words of SQL."""
    return f'"{name}"'


def rows(connection: Connection, table: Table) -> Iterator[list[Row]]:
    """All rows of a table in the order of its key, in batches, as SQLite keeps them."""
    raw: Any = connection.connection.driver_connection
    sqlite = connection.dialect.name == "sqlite"
    size = DOCUMENTS_AT_ONCE if any(isinstance(c.type, LargeBinary) for c in table.columns) else BATCH
    key = ", ".join(quoted(c.name) for c in table.primary_key)
    columns = ", ".join(quoted(c.name) if sqlite else _as_kept(c) for c in table.columns)
    with _in_sqlalchemys_words(), closing(raw.cursor() if sqlite else raw.cursor(name="billia_copy")) as cursor:
        cursor.execute(f"SELECT {columns} FROM {quoted(table.name)} ORDER BY {key}")  # noqa: S608 - names of ours
        try:
            while batch := cursor.fetchmany(size):
                yield batch
        except sqlite3.OperationalError as error:
            if "decode" in str(error):
                raise _refused(table, _undecodable(raw, table), "holds a text that is not UTF-8") from error
            raise


def put(connection: Connection, table: Table, batches: Iterable[list[Row]], done: Callable[[int], None]) -> None:
    """Writes the rows of one table; `done` hears of each batch. Raises Refused for a value that cannot be kept."""
    names = ", ".join(quoted(column.name) for column in table.columns)
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.driver_connection
        marks = ", ".join("?" * len(table.columns))
        statement = f"INSERT INTO {quoted(table.name)} ({names}) VALUES ({marks})"  # noqa: S608 - names of ours
        times = [place for place, column in enumerate(table.columns) if isinstance(column.type, UtcTime)]
        for batch in batches:
            _check_times(table, batch, times)
            raw.executemany(statement, batch)
            done(len(batch))
    else:
        _copy_in(connection, table, f"COPY {quoted(table.name)} ({names}) FROM STDIN", batches, done)


def _copy_in(
    connection: Connection, table: Table, statement: str, batches: Iterable[list[Row]], done: Callable[[int], None]
) -> None:
    from psycopg import DataError

    raw: Any = connection.connection.driver_connection
    row: Row = ()
    with _in_sqlalchemys_words(), raw.cursor() as cursor:
        try:
            with cursor.copy(statement) as copy:
                for batch in batches:
                    for row in batch:
                        copy.write_row(row)
                    done(len(batch))
        except UnicodeEncodeError as error:
            raise _refused(table, _named(table, row), "holds a text that is not UTF-8") from error
        except DataError as error:
            line = _LINE.search(error.diag.context or "")
            if line:  # the server refused it: it counts the rows of the table, in the order of its key
                raise _refused(table, f"row {int(line[1]):,}", f"{error.diag.message_primary}") from error
            raise _refused(table, _named(table, row), "holds a NUL, which PostgreSQL cannot keep") from error


# ── values ──


def _as_kept(column: Column[Any]) -> str:
    """A column of PostgreSQL as SQLite would give it."""
    name = quoted(column.name)
    if isinstance(column.type, UtcTime):
        return f"""to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
    return f"{name}::int" if isinstance(column.type, Flag) else name


def _check_times(table: Table, batch: list[Row], places: list[int]) -> None:
    """PostgreSQL knows years beyond 9999, and infinity."""
    for place in places:
        for row in batch:
            if row[place] is not None and not _TIME.fullmatch(row[place]):
                raise _refused(table, _named(table, row), "holds a time that SQLite's side cannot keep")


def _undecodable(raw: sqlite3.Connection, table: Table) -> str:
    """Which row of SQLite holds a text that is not UTF-8."""
    usual, raw.text_factory = raw.text_factory, lambda given: given.decode("utf-8", "surrogateescape")
    try:
        for row in raw.execute(f"SELECT * FROM {quoted(table.name)}"):  # noqa: S608 - names of ours
            if any(isinstance(value, str) and not _encodes(value) for value in row):
                return _named(table, row)
    finally:
        raw.text_factory = usual
    return "a row"


def _encodes(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _named(table: Table, row: Row) -> str:
    """The key of a row, in words."""
    return ", ".join(
        f"{column.name} {value}" for column, value in zip(table.columns, row, strict=False) if column.primary_key
    )


def _refused(table: Table, where: str, what: str) -> Refused:
    return Refused(f"{table.name}, {where}: {what}; nothing was copied, correct it in the source first")


@contextmanager
def _in_sqlalchemys_words() -> Iterator[None]:
    """What psycopg raises, as SQLAlchemy would: `said_in_words` knows that."""
    from psycopg import Error

    try:
        yield
    except Error as error:
        raise DBAPIError.instance(None, None, error, Error) from error
