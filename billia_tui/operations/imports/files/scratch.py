"""What an import must remember of millions of rows: on disk, in a private temporary file that closes with it."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_TABLES = (
    "CREATE TABLE taken (what TEXT, key TEXT, line INTEGER, fingerprint TEXT, PRIMARY KEY (what, key)) WITHOUT ROWID",
    "CREATE TABLE lines (number INTEGER PRIMARY KEY, order_id TEXT, used INTEGER, text TEXT)",
    "CREATE INDEX lines_by_order ON lines (order_id, number)",
    "CREATE TABLE catalogue (id TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID",
)


class Taken(NamedTuple):
    """Where in the file something was accepted already, and the fingerprint of that row."""

    line: int
    fingerprint: str


class Scratch:
    """Memory of one run of an import."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")
        for table in _TABLES:
            self._db.execute(table)

    def close(self) -> None:
        """Forgets everything."""
        self._db.close()

    def remember(self, rows: Iterable[tuple[str, str, int, str]]) -> None:
        """Notes what accepted rows take: (what, key, line, fingerprint)."""
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR IGNORE INTO taken VALUES (?, ?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def taken(self, what: str, keys: Sequence[str]) -> dict[str, Taken]:
        """Which of these keys earlier rows have taken."""
        marks = ",".join("?" * len(keys))
        found = self._db.execute(
            f"SELECT key, line, fingerprint FROM taken WHERE what = ? AND key IN ({marks})",  # noqa: S608 - only marks
            (what, *keys),
        )
        return {key: Taken(line, fingerprint) for key, line, fingerprint in found}

    def add_lines(self, rows: Iterable[tuple[str, dict[str, str]]]) -> None:
        """Keeps lines of orders: (order, values)."""
        self._db.execute("BEGIN")
        made = ((order, json.dumps(values)) for order, values in rows)
        self._db.executemany("INSERT INTO lines (order_id, used, text) VALUES (?, 0, ?)", made)
        self._db.execute("COMMIT")

    def lines_of(self, order: str) -> list[dict[str, str]]:
        """The lines of an order, as they stand in the file."""
        found = self._db.execute("SELECT text FROM lines WHERE order_id = ? ORDER BY number", (order,)).fetchall()
        if found:
            self._db.execute("UPDATE lines SET used = 1 WHERE order_id = ?", (order,))
        return [json.loads(text) for (text,) in found]

    def unused_lines(self) -> int:
        """How many lines belong to no order that was asked for."""
        number: int = self._db.execute("SELECT count(*) FROM lines WHERE used = 0").fetchone()[0]
        return number

    def add_products(self, rows: Iterable[tuple[str, str]]) -> None:
        """Keeps the catalogue: (id, name); the first of an id stays."""
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR IGNORE INTO catalogue VALUES (?, ?)", rows)
        self._db.execute("COMMIT")

    def product(self, product_id: str) -> str | None:
        """The name of a product of the catalogue."""
        found = self._db.execute("SELECT name FROM catalogue WHERE id = ?", (product_id,)).fetchone()
        return None if found is None else str(found[0])
