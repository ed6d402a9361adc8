"""Storing many rows fast. All that only one dialect understands is in this file."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, select, text

from billia_tui.db import text_index
from billia_tui.db.models import Base
from billia_tui.db.store import Store

MANY = 20_000
"""From so many customers on, building the indexes at the end is faster than keeping them up."""

UNCHAINED = "ix_log_entries_unchained"
"""The index by which each commit finds the lines to chain: it stays."""

Rows = Mapping[str, Sequence[NamedTuple]]


def insert(connection: Connection, rows: Rows) -> None:
    """Inserts rows by table, tables in the order of their foreign keys."""
    for name, batch in rows.items():
        if not batch:
            continue
        columns = ", ".join(f'"{column}"' for column in batch[0]._fields)
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(batch[0]))
            connection.exec_driver_sql(f"INSERT INTO {name} ({columns}) VALUES ({marks})", batch)  # noqa: S608 - names of ours
        else:
            _copy(connection, f"COPY {name} ({columns}) FROM STDIN", batch)


def _copy(connection: Connection, statement: str, batch: Sequence[NamedTuple]) -> None:
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for row in batch:
            copy.write_row(row)


@contextmanager
def indexes_afterwards(store: Store, customers: int) -> Iterator[None]:
    """With many customers on SQLite: drops the indexes, runs the body, and builds them again as they were."""
    if store.dialect != "sqlite" or customers < MANY:
        yield
        return
    tables = {table.name for table in Base.metadata.sorted_tables}
    with store.writing() as session:
        found = session.execute(
            text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        )
        indexes = [(row.name, row.sql) for row in found if row.tbl_name in tables and row.name != UNCHAINED]
        for name, _ in indexes:
            session.execute(text(f'DROP INDEX "{name}"'))
    yield
    for _, statement in indexes:
        with store.writing() as session:
            session.connection().exec_driver_sql(statement)


def finish(store: Store) -> None:
    """Builds the search indexes; on a server sets the sequences behind the highest ids and lets the planner look."""
    with store.writing() as session:
        connection = session.connection()
        if store.dialect == "sqlite":
            for name in chain.from_iterable((index.parts, index.words) for index in text_index.ALL):
                connection.exec_driver_sql(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")  # noqa: S608 - names of ours
        else:
            for table in Base.metadata.sorted_tables:
                _set_sequence(connection, table)
            connection.exec_driver_sql("ANALYZE")


def _set_sequence(connection: Connection, table: Table) -> None:
    """SQLite follows the highest id by itself; a sequence of PostgreSQL does not."""
    ids = [column for column in chain(table.primary_key) if column.name == "id"]
    if not ids:
        return
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
    highest = connection.scalar(select(func.max(ids[0])))
    if sequence and highest:
        connection.execute(select(func.setval(sequence, highest)))
