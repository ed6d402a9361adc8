"""Inserting many rows of one table; on SQLite without the framework, which takes longer for each value than SQLite."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Column, Dialect, Table, insert
from sqlalchemy.orm import Session

Process = Callable[[Any], Any] | None


class _Plan(NamedTuple):
    """How rows with some columns are written: the statement, what is done to each value, and what every row gets."""

    statement: str
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
    written = [
        (*(row[name] if process is None else process(row[name]) for name, process in plan.given), *plan.usual)
        for row in rows
    ]
    connection.exec_driver_sql(plan.statement, written)


@lru_cache(maxsize=64)
def _plan(table: Table, names: tuple[str, ...], dialect: Dialect) -> _Plan:
    missing = [column for column in table.columns if column.name not in names and column.default is not None]
    given = tuple((name, _process(table.c[name], dialect)) for name in names)
    usual = tuple(_usual(column, dialect) for column in missing)
    columns = ", ".join(f'"{name}"' for name in (*names, *(column.name for column in missing)))
    marks = ", ".join("?" * (len(names) + len(missing)))
    return _Plan(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', given, usual)  # noqa: S608 - names of ours


def _process(column: Column[Any], dialect: Dialect) -> Process:
    return column.type.dialect_impl(dialect).bind_processor(dialect)


def _usual(column: Column[Any], dialect: Dialect) -> Any:
    default: Any = column.default
    assert default.is_scalar, f"{column} must be given"  # noqa: S101 - a mistake of ours
    process = _process(column, dialect)
    return default.arg if process is None else process(default.arg)
