"""An import of customers beside the bare inserts that it ends in: the same rows, tables and indexes, no checks."""

import os
import sqlite3
import subprocess
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from bench.peers import NAMES
from bench.table import line
from tests.terminal.program import console_command

_INDEXES = ("customer_search", "customer_words")
_SKIPPED = ("alembic_version", "sqlite_sequence", "queues", *_INDEXES, "note_search", "note_words")
"""Filled by `billia init`, or written beside `search_entries`."""


MOST = 2
"""What an import may take, next to the bare inserts."""


class Imported(NamedTuple):
    """Processor seconds of the import and of the bare inserts; peak memory of the import in MB."""

    ours: float
    bare: float
    peak: float


def imported(store: Path, folder: Path, environment: Mapping[str, str], customers: int) -> Imported:
    """Takes `customers` out of `store`, imports them into a new one, and inserts the same rows by hand."""
    file, target, bare = folder / "import.csv", folder / "import.db", folder / "bare.db"
    for old in (*folder.glob("import.*"), *folder.glob("bare.*")):
        old.unlink()
    _export(store, file, environment, customers)
    _run(environment, "init", "--database", str(target), "--admin", "ana")
    for reseller in _resellers(store):
        _run(environment, "resellers", "add", reseller, "--database", str(target), "--admin", "ana")
    bare.write_bytes(target.read_bytes())
    peak, ours = _run(environment, "import", "customers", str(file), "--database", str(target), "--admin", "ana")
    return Imported(ours, _insert(target, bare), peak)


def rows(done: Imported, customers: int) -> list[list[str]]:
    """Their lines of the table."""
    ratio = done.ours / done.bare
    shown = [f"{done.bare:,.0f} s", *["–"] * len(NAMES), "–", f"{done.ours:,.0f} s"]
    name = f"import of {customers:,} customers"
    memory = ["–"] * (2 + len(NAMES)) + [f"{done.peak:,.0f}"]
    return [
        line(name, shown, ratio=ratio, most=MOST, growth=None),
        line(f"{name}, peak memory, MB", memory, ratio=None, most=None, growth=None),
    ]


def _resellers(store: Path) -> list[str]:
    with closing(sqlite3.connect(store)) as raw:
        return [name for (name,) in raw.execute("SELECT name FROM resellers WHERE id > 1")]


def _export(store: Path, file: Path, environment: Mapping[str, str], customers: int) -> None:
    command = console_command("export", "customers", "--database", str(store), "--admin", "ana")
    with (
        subprocess.Popen(command, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as export,
        file.open("wb") as out,
    ):
        for number, text in enumerate(export.stdout or ()):
            if number > customers:
                break
            out.write(text)
        export.kill()


def _run(environment: Mapping[str, str], *arguments: str) -> tuple[float, float]:
    """Runs a command of ours; gives its peak memory in MB and its processor seconds."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        console_command(*arguments), env=dict(environment), stdin=quiet, stdout=quiet, stderr=quiet
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_maxrss / 1024, used.ru_utime + used.ru_stime


def _insert(source: Path, target: Path) -> float:
    """Processor seconds to insert all rows of `source` into `target`, table by table, indexes and guards kept."""
    began = time.process_time()
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as write:
        write.execute("PRAGMA synchronous=FULL")
        tables = read.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        for name, sql in tables:
            shadow = any(name.startswith(skipped) for skipped in _SKIPPED)
            if shadow or "VIRTUAL" in sql:
                continue
            rows = read.execute(f"SELECT * FROM {name}")
            marks = ", ".join("?" * len(rows.description))
            write.executemany(f"INSERT OR IGNORE INTO {name} VALUES ({marks})", rows)
        for index in _INDEXES:
            write.execute(f"INSERT INTO {index} (rowid, text) SELECT customer_id, text FROM search_entries")
        write.commit()
    return time.process_time() - began
