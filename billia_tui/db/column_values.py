"""Values that no change of ours can have put there, whatever the database lets pass; for `operations.check`.

Each table is read once by the conditions of its columns, once more where its texts are to be looked at byte by byte.
"""

import sqlite3
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any, cast

from sqlalchemy import CheckConstraint, Column, Table, Text, text

from billia_tui import money
from billia_tui.db.models import all_tables
from billia_tui.db.moving_rows import quoted
from billia_tui.db.store import Store
from billia_tui.db.types import Flag, UtcTime

MOST = 20
"""How many findings of a table are told: one mistake may be in every row."""

CURRENCY = "currency"
_TOGETHER = 1000


def impossible(store: Store) -> Iterator[str]:
    """A line for each value that is none of its column's kind, as "services 12: status holds what it cannot"."""
    for table in all_tables().sorted_tables:
        yield from _first(table, _by_conditions(store, table))
        if store.dialect == "sqlite":
            yield from _first(table, _by_bytes(store, table))


def _first(table: Table, found: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(found):
        if number == MOST:
            yield f"{table.name}: more values like these"
            return
        yield line


# ── what a condition can tell ──


def _by_conditions(store: Store, table: Table) -> Iterator[str]:
    wrong = dict(_conditions(store, table))
    if not wrong:
        return
    key = ", ".join(quoted(column.name) for column in table.primary_key)
    asked = ", ".join(f"CASE WHEN {condition} THEN 1 ELSE 0 END" for condition in wrong.values())
    any_of = " OR ".join(f"({condition})" for condition in wrong.values())
    statement = f"SELECT {key}, {asked} FROM {quoted(table.name)} WHERE {any_of} LIMIT {MOST + 1}"  # noqa: S608 - names of ours
    width = len(table.primary_key)
    if store.dialect != "sqlite":  # whose driver alone takes a % for a value
        statement = statement.replace("%", "%%")
    with store.reading(tolerant=True) as session:
        for row in session.connection().exec_driver_sql(statement):
            for name, is_wrong in zip(wrong, row[width:], strict=True):
                if is_wrong:
                    yield f"{_named(table, row[:width])}: {name} holds what it cannot"


def _conditions(store: Store, table: Table) -> Iterator[tuple[str, str]]:
    """By the name of a column, when its value is wrong."""
    sqlite = store.dialect == "sqlite"
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint):
            yield str(constraint.sqltext).split(" ", 1)[0], f"NOT ({constraint.sqltext})"
    for column in table.columns:
        name = quoted(column.name)
        if isinstance(column.type, UtcTime):
            yield column.name, _no_time(name, sqlite=sqlite)
        elif isinstance(column.type, Flag) and sqlite:
            yield column.name, f"{name} NOT IN (0, 1)"
        elif column.name == CURRENCY:
            known = ", ".join(f"'{code}'" for code in ("", *sorted(money.codes())))
            yield column.name, f"{name} NOT IN ({known})"


def _no_time(name: str, *, sqlite: bool) -> str:
    if sqlite:  # which gives the 30th of February back as it is, unless it has to reckon with it
        return f"({name} IS NOT NULL AND strftime('%Y-%m-%dT%H:%M:%SZ', {name}, '+0 days') IS NOT {name})"
    return f"({name} IS NOT NULL AND ({name} < '0001-01-01' OR {name} >= '10000-01-01'))"


# ── what only the bytes tell ──


def _by_bytes(store: Store, table: Table) -> Iterator[str]:
    """Texts of a file that are not UTF-8, or hold what no input lets through; a server takes none."""
    texts = [column for column in table.columns if isinstance(_kept_as(column), Text)]
    if not texts:
        return
    if _all_can_be_read(store, table, texts):
        return
    names = ", ".join(f"CAST({quoted(column.name)} AS BLOB)" for column in texts)
    key = ", ".join(f"CAST({quoted(column.name)} AS BLOB)" for column in table.primary_key)
    width = len(table.primary_key)
    with store.reading(tolerant=True) as session:
        found = session.connection().exec_driver_sql(f"SELECT {key}, {names} FROM {quoted(table.name)}")  # noqa: S608 - ours
        for rows in found.partitions(_TOGETHER):
            for row in rows:
                if _is_text(b"\n".join(value or b"" for value in row[width:])):
                    continue
                for column, value in zip(texts, row[width:], strict=True):
                    if value is not None and not _is_text(value):
                        where = [part.decode("utf-8", "replace") for part in row[:width]]
                        yield f"{_named(table, where)}: {column.name} is not UTF-8"


def _all_can_be_read(store: Store, table: Table, texts: Sequence[Column[Any]]) -> bool:
    """Whether the driver, which takes UTF-8 alone, reads all of them: many times as quick as a look at each."""
    names = ", ".join(quoted(column.name) for column in texts)
    with store.reading() as session:
        raw: Any = session.connection().connection.driver_connection
        raw.text_factory = str  # also where the store is read with whatever it holds
        try:
            deque(raw.execute(f"SELECT {names} FROM {quoted(table.name)}"), maxlen=0)  # noqa: S608 - names of ours
        except sqlite3.Error:
            return False
    return True


def _kept_as(column: Column[Any]) -> Any:
    """The type below one of ours."""
    return cast("Any", column.type).impl_instance if isinstance(column.type, Flag | UtcTime) else column.type


def _is_text(kept: bytes) -> bool:
    try:
        kept.decode()
    except UnicodeDecodeError:
        return False
    return True


def _named(table: Table, key: Any) -> str:
    return " ".join([table.name, *map(str, key)])


def texts_of(store: Store, table: str, name: str, *, but: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Every text of a column, with its row's id; those in `but`, which most rows may have, are left out."""
    others = ", ".join(f"'{one}'" for one in but)
    statement = text(f"SELECT id, {quoted(name)} FROM {quoted(table)} WHERE {quoted(name)} NOT IN ({others})")  # noqa: S608 - names of ours
    with store.reading(tolerant=True) as session:
        for row in session.execute(statement, execution_options={"yield_per": _TOGETHER}):
            yield row[0], row[1]
