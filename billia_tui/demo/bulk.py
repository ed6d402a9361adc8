"""Storing many rows fast in a new store."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, text

from billia_tui.db import copying
from billia_tui.db.many_rows import write_rows
from billia_tui.db.models import all_tables
from billia_tui.db.store import Store

MANY = 20_000
"""From so many customers on, building the indexes at the end is faster than keeping them up."""

UNCHAINED = "ix_log_entries_unchained"
"""The index by which each commit finds the lines to chain: it stays."""


def insert(connection: Connection, rows: Mapping[str, Sequence[NamedTuple]]) -> None:
    """Inserts rows by table, tables in the order of their foreign keys."""
    for name, batch in rows.items():
        if batch:
            write_rows(connection, name, batch[0]._fields, batch)


@contextmanager
def indexes_afterwards(store: Store, customers: int) -> Iterator[None]:
    """With many customers on SQLite: drops the indexes, runs the body, and builds them again as they were."""
    if store.dialect != "sqlite" or customers < MANY:
        yield
        return
    tables = {table.name for table in all_tables().sorted_tables}
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
    """Builds the search indexes, and lets ids go on behind the highest."""
    with store.writing() as session:
        connection = session.connection()
        copying.finish(connection, copying.highest_ids(connection))
