"""Inserting many rows of one table, for imports, the search and demo data: as far as it can be without the framework.

That takes longer for each value than SQLite takes to store it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Dialect, Table, insert
from sqlalchemy.orm import Session

from billia_tui.db.types import Flag, UtcTime

Process = Callable[[Any], Any] | None


class _Plan(NamedTuple):
    """How rows with some columns are written: what is done to each value, and what every row gets besides."""

    columns: tuple[str, ...]
    given: tuple[tuple[str, Process], ...]
    usual: tuple[Any, ...]


def insert_all(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows, which must all have the same columns; those left out get their plain default."""
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        connection.execute(insert(table), list(rows))
        return
    plan = _plan(table, tuple(rows[0]), connection.dialect)
    # Column by column: most are written as they are, and a loop over each cell takes longer than SQLite.
    columns = [
        [row[name] for row in rows] if process is None else [process(row[name]) for row in rows]
        for name, process in plan.given
    ]
    written = [(*row, *plan.usual) for row in zip(*columns, strict=True)]
    write_rows(connection, table.name, plan.columns, written)


def write_rows(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Inserts rows whose values are as the driver takes them. On a server by COPY, whose errors nobody translates."""
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608 - names of ours
        return
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


@lru_cache(maxsize=64)
def _plan(table: Table, names: tuple[str, ...], dialect: Dialect) -> _Plan:
    missing = [column for column in table.columns if column.name not in names and column.default is not None]
    given = tuple((name, _process(table.c[name], dialect)) for name in names)
    usual = tuple(_usual(column, dialect) for column in missing)
    return _Plan((*names, *(column.name for column in missing)), given, usual)


def _process(column: Column[Any], dialect: Dialect) -> Process:
    """What is done to a value of the column; of our own types without what the framework does around it."""
    if isinstance(column.type, UtcTime | Flag):
        return partial(column.type.process_bind_param, dialect=dialect)
    return column.type.dialect_impl(dialect).bind_processor(dialect)


def _usual(column: Column[Any], dialect: Dialect) -> Any:
    default: Any = column.default
    assert default.is_scalar, f"{column} must be given"  # noqa: S101 - a mistake of ours
    process = _process(column, dialect)
    return default.arg if process is None else process(default.arg)
