"""An import that is killed at any moment and begun again ends in the same store (R234, P1)."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from billia_tui.db.store import Store, open_store
from billia_tui.operations.check.run import Check
from tests.operations.imports import dumps
from tests.operations.kit import everything

ROOT = Path(__file__).parents[3]
CHILD = """
import os, signal, sys
import time_machine
from sqlalchemy import event
from billia_tui.db.store import open_store
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.systems.whole import WholeImport, Wish
from tests.conftest import NOW

path, dump, end = sys.argv[1], sys.argv[2], int(sys.argv[3])
system = dump.rpartition("/")[2].partition(".")[0]
count = 0

def step(*_):
    global count
    count += 1
    if count == end:
        os.kill(os.getpid(), signal.SIGKILL)

with time_machine.travel(NOW, tick=False):
    store = open_store(path)
    event.listen(store.engine, "before_cursor_execute", step)
    event.listen(store.engine, "commit", step)
    with WholeImport(Desk(store, 1), Wish(system, dump)) as running:
        running.stage()
        running.run()
print(count)
"""


def run(path: Path, dump: Path, end: int = 0) -> int:
    """Imports in a process of its own, which is killed at its statement number `end`; how many it took, or -9."""
    command = [sys.executable, "-c", CHILD, str(path), str(dump), str(end)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode in {0, -9}, done.stderr
    return done.returncode or int(done.stdout)


def told(store: Store) -> dict[str, list[Any]]:
    """All that it holds, but for the salt of each log line and the hashes that follow from it."""
    found = everything(store)
    del found["log_heads"]
    return {**found, "log_entries": [row[:-3] for row in found["log_entries"]]}


@pytest.mark.parametrize("system", ["whmcs", "fossbilling"])
def test_killed_and_begun_again(sqlite_path: Path, tmp_path: Path, system: str) -> None:
    """R234: in a statement, at a commit, twice one after another: nothing is missing, and nothing is there twice."""
    dump = tmp_path / f"{system}.sql"
    tables = dumps.real(system, getattr(dumps, system)())
    dump.write_text(dumps.mysqldump(dumps.of_clients(tables, 4)))
    whole = tmp_path / "whole.db"
    whole.write_bytes(sqlite_path.read_bytes())
    steps = run(whole, dump)
    for end in (steps // 3, steps // 4, steps // 5):  # what is left becomes less each time
        assert run(sqlite_path, dump, end) == -9
    assert run(sqlite_path, dump) > 0
    killed, once = open_store(str(sqlite_path)), open_store(str(whole))
    assert told(killed) == told(once)
    assert [str(finding) for finding in Check(killed).findings()] == []
    for store in (killed, once):
        store.close()
