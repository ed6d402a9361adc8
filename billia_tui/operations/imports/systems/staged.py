"""The wanted tables of a dump, in a private temporary file that SQLite reads with SELECTs (R234)."""

import csv
import json
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from itertools import islice
from pathlib import Path
from typing import Any

from billia_tui import files
from billia_tui.operations.imports.systems.dump import Row
from billia_tui.operations.imports.systems.system import System
from billia_tui.text import fold

_TOGETHER = 2000
_MONTHS = (1, 3, 6, 12, 24, 36)
"""The months of the cycles, in the order in which prices of cycles are handed over."""


class Staged:
    """The rows of one dump, by table, with the functions that the SELECTs of systems use."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._known: frozenset[str] = frozenset()
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")
        for table, columns in system.tables.items():
            made = ", ".join(f'"{name}" {"INTEGER" if name in system.numbers else "TEXT"}' for name in columns)
            key = ", PRIMARY KEY (id)" if "id" in columns else ""
            self._db.execute(f'CREATE TABLE "{table}" ({made}{key})')
        functions: tuple[tuple[str, int, Any], ...] = (
            ("cents", 1, _cents),
            ("amount", 1, lambda hundredths: str(Decimal(hundredths) / 100)),
            ("above", 1, lambda text: text if _cents(text) >= 0 else "0"),
            ("joined", -1, lambda *parts: ", ".join(part.strip() for part in parts if part and part.strip())),
            ("pairs", -1, _pairs),
            ("slug", 1, _slug),
            ("months", 1, _months),
            ("percent", 2, lambda hundredths, rate: round(Decimal(hundredths) * _cents(rate) / 10_000)),
            ("tld", 1, lambda text: "." + (text or "").partition(".")[2]),
            ("first_price", -1, lambda *prices: _first(prices)[0]),
            ("first_period", -1, lambda *prices: _first(prices)[1]),
            ("known", 1, lambda name: name if str(name) in self._known else None),
        )
        for name, arguments, function in functions:
            self._db.create_function(name, arguments, function)

    def close(self) -> None:
        """Forgets everything."""
        self._db.close()

    def fill(self, rows: Iterator[Row]) -> Iterator[int]:
        """Takes the rows in, and gives how many came, now and then; the last of the same id stays."""
        count = 0
        while some := list(islice(rows, _TOGETHER)):
            by_table: dict[str, list[list[str | None]]] = {}
            for table, values in some:
                by_table.setdefault(table, []).append(values)
            self._db.execute("BEGIN")
            for table, several in by_table.items():
                marks = ", ".join("?" * len(several[0]))
                self._db.executemany(f'INSERT OR REPLACE INTO "{table}" VALUES ({marks})', several)  # noqa: S608 - a name of ours
            self._db.execute("COMMIT")
            count += len(some)
            yield count
        for table, column in self._system.indexes.items():
            self._db.execute(f'CREATE INDEX "ix_{table}" ON "{table}" ("{column}")')
        for name, select in self._system.views.items():
            self._db.execute(f'CREATE VIEW "{name}" AS {select}')

    def knows(self, services: Iterable[str]) -> None:
        """Which services were taken: lines of orders name no others."""
        self._known = frozenset(services)

    def rows(self, select: str) -> Iterator[dict[str, Any]]:
        """What a SELECT gives."""
        cursor = self._db.execute(select)
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield dict(zip(names, row, strict=True))

    def pairs(self, select: str) -> list[tuple[Any, ...]]:
        """The same as tuples."""
        return self._db.execute(select).fetchall()

    def write(self, select: str, path: Path) -> int:
        """Writes what a SELECT gives as a file that can be imported; gives the number of records."""
        cursor = self._db.execute(select)
        count = 0
        with os.fdopen(files.made(path), "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow([column[0] for column in cursor.description])
            while some := cursor.fetchmany(_TOGETHER):
                writer.writerows([["" if cell is None else cell for cell in row] for row in some])
                count += len(some)
        return count


def _cents(text: object) -> int:
    """An amount with decimals, in hundredths; 0 for what is none."""
    try:
        return int((Decimal(str(text).strip()) * 100).to_integral_value())
    except (InvalidOperation, ValueError):
        return 0


def _pairs(*parts: object) -> str:
    told = {str(name): str(text) for name, text in zip(parts[::2], parts[1::2], strict=True) if text}
    return json.dumps(told, ensure_ascii=False) if told else ""


def _slug(text: str | None) -> str:
    """The key of a label component that a name gives."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text or "")).strip("-")[:40] or "field"


def _months(code: str | None) -> int | None:
    """The months of a period such as 3M or 2Y; None for weeks and days."""
    found = re.fullmatch(r"([0-9]{1,3})([MY])", (code or "").strip().upper())
    return int(found[1]) * (12 if found[2] == "Y" else 1) if found else None


def _first(prices: tuple[str | None, ...]) -> tuple[str | None, int | None]:
    """The price of the first cycle that is offered (others are -1), and its months."""
    for price, months in zip(prices, _MONTHS, strict=True):
        if price is not None and _cents(price) >= 0:
            return price, months
    return None, None
