"""What time has made due in a large book: `billia advance --dry-run`, its seconds and its peak memory."""

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

DUE = 10_000
MOST_SECONDS = 60
TIMES = 10
"""So many times as much is due once more, to see whether memory grows with it."""


class Looked(NamedTuple):
    """Lines that were due, seconds, peak memory in MB."""

    lines: int
    seconds: float
    peak: float


def looked(store: Path, admin: str, environment: Mapping[str, str]) -> list[Looked]:
    """With about `DUE` Active services at their ends, and with `TIMES` as many."""
    return [_run(store, admin, environment, _until(store, number)) for number in (DUE, DUE * TIMES)]


def rows(found: list[Looked]) -> list[list[str]]:
    """Their lines of the table."""
    told = []
    for one in found:
        name = f"advance --dry-run, {one.lines:,} due"
        shown = [*["–"] * (2 + len(NAMES)), f"{one.seconds:,.1f} s"]
        memory = [*["–"] * (2 + len(NAMES)), f"{one.peak:,.0f}"]
        limit = {"amount": one.seconds, "most_amount": MOST_SECONDS}
        told += [
            line(name, shown, ratio=None, most=None, growth=None, **limit),
            line(f"{name}, peak memory, MB", memory, ratio=None, most=None, growth=None),
        ]
    return told


def _until(store: Path, number: int) -> str:
    """The time by which so many Active services have come to their ends."""
    wanted = "SELECT expires_at FROM services WHERE status = 'Active' AND expires_at IS NOT NULL ORDER BY expires_at"
    with closing(sqlite3.connect(store)) as raw:
        found = raw.execute(f"{wanted} LIMIT 1 OFFSET ?", (number - 1,)).fetchone()
        return str((found or raw.execute(f"{wanted} DESC LIMIT 1").fetchone())[0])


def _run(store: Path, admin: str, environment: Mapping[str, str], until: str) -> Looked:
    command = console_command("advance", "--dry-run", "--until", until, "--database", str(store), "--admin", admin)
    began, lines = time.monotonic(), 0
    with subprocess.Popen(command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        for _ in process.stdout or ():
            lines += 1
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Looked(lines - 1, time.monotonic() - began, used.ru_maxrss / 1024)
