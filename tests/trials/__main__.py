"""`make soak`: every trial at length, on both stores; ends with a table. Exit code 1 if anything went wrong."""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import time_machine

from billia_tui.db import file_copy
from billia_tui.db.store import open_store
from billia_tui.demo.book import make
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.editing import NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.staff import admins
from tests import postgres
from tests.operations import filled
from tests.screens.book import NOW
from tests.trials import damage, faults, hostile, kills, monkey, races, stray
from tests.trials.tally import Tally

TRIALS = ("kills", "races", "faults", "hostile", "files", "keys", "stray", "properties", "courses")
ROOT = Path(__file__).parent.parent.parent
MACHINES = ("tests/operations/course", *sorted(str(file) for file in (ROOT / "tests").rglob("test_*_machine.py")))


def main() -> int:
    """Runs the trials that were asked for; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=TRIALS, nargs="+", default=TRIALS, help="these trials; all, if left out")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--races", type=int, default=1000)
    parser.add_argument("--hostile", type=int, default=300)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--keys", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--stray", type=int, default=200_000, help="sequences that are no key press")
    parser.add_argument("--examples", type=int, default=1000, help="of each property")
    parser.add_argument("--courses", type=int, default=100, help="of each state machine")
    asked = parser.parse_args()
    rows: list[tuple[Tally, float]] = []
    with tempfile.TemporaryDirectory(prefix="billia-soak-") as name, postgres.server(Path(name)) as server:
        folder = Path(name)
        os.chdir(folder)  # a dialog of the console may save a file
        for tally, took in _trials(asked, folder, server):
            rows.append((tally, took))
            sys.stdout.write(_row(tally, took))
            sys.stdout.flush()
    for tally, _ in rows:
        for line in tally.notes:
            sys.stdout.write(f"{tally.what}: {line}\n")
    return 0 if all(tally.clean for tally, _ in rows) else 1


def _trials(asked: argparse.Namespace, folder: Path, server: postgres.Server) -> Iterator[tuple[Tally, float]]:
    sys.stdout.write("| trial | tries | lost | doubled | leaks | crashes | seconds |\n|" + " --- |" * 7 + "\n")
    fresh = count(1)

    def file() -> str:
        path = folder / f"store-{next(fresh)}.db"
        store = open_store(str(path), create=True)
        with store.writing() as session:
            admins.first(session, "ana")
        store.close()
        return str(path)

    for place, make_store in (("SQLite", file), ("PostgreSQL", server.new_database)):
        url = make_store()
        ids = _customers(url)
        if "kills" in asked.only:
            yield _timed(partial(kills.run, url, ids, asked.kills, seed=1), place)
        if "races" in asked.only:
            yield _timed(partial(races.run, url, ids[0], asked.races), place)
        if "faults" in asked.only:
            yield _timed(partial(faults.run, partial(_filled, make_store)), place)
    if "hostile" in asked.only:
        url = file()
        ids = _customers(url)
        yield _timed(partial(hostile.run, Path(url), ids, asked.hostile, seed=1), "SQLite")
    yield from _alone(asked, folder)


def _alone(asked: argparse.Namespace, folder: Path) -> Iterator[tuple[Tally, float]]:
    """Those that make what they need themselves."""
    if "files" in asked.only:
        yield _timed(lambda: _damaged(folder, asked.files), "SQLite")
    if "keys" in asked.only:
        yield _timed(lambda: _keys(folder, asked.keys, asked.seeds), f"SQLite, {asked.seeds} seeds")
    if "stray" in asked.only:
        yield _timed(lambda: _stray(folder, asked.stray), "SQLite")
    if "properties" in asked.only:
        yield _timed(lambda: _properties(asked.examples, asked.courses), f"{asked.examples:,} each")
    if "courses" in asked.only:
        yield _timed(lambda: _courses(asked.courses), f"{asked.courses:,} of the wallet; see test_whole_course")


def _timed(trial: Callable[[], Tally], where: str) -> tuple[Tally, float]:
    began = time.monotonic()
    tally = trial()
    tally.what += f" ({where})"
    return tally, time.monotonic() - began


def _row(tally: Tally, took: float) -> str:
    counts = (tally.tries, tally.lost, tally.doubled, tally.leaks, tally.crashes)
    return f"| {tally.what} | {' | '.join(f'{number:,}' for number in counts)} | {took:,.0f} |\n"


def _customers(url: str) -> list[int]:
    store = open_store(url)
    desk = Desk(store, 1)
    new = [NewCustomer("Ana", "Lima", f"ana{number}@example.org", "BR", "USD") for number in range(5)]
    ids = [desk.change(customers.add, one) for one in new]
    store.close()
    return ids


def _filled(make_store: Callable[[], str]) -> Desk:
    desk = Desk(open_store(make_store()), 1)
    filled.fill(desk)
    return desk


def _damaged(folder: Path, files: int) -> Tally:
    path, sound = folder / "whole.db", folder / "sound.db"
    store = open_store(str(path), create=True)
    make(store, customers=60, seed=1, admin="ana")
    store.close()
    file_copy.backup(path, sound)
    return damage.run(sound, folder, files, seed=1)


def _keys(folder: Path, keys: int, seeds: int) -> Tally:
    return monkey.troop(_book(folder / "keys.db"), keys, seeds)


def _stray(folder: Path, sequences: int) -> Tally:
    return stray.run(_book(folder / "stray.db"), sequences, seed=1)


def _book(path: Path) -> Path:
    """A file with a small book."""
    with time_machine.travel(NOW, tick=True):
        store = open_store(str(path), create=True)
        make(store, customers=80, seed=1, admin="ana")
        store.close()
    return path


def _properties(examples: int, courses: int) -> Tally:
    """All properties, with examples that are new in each run."""
    done = _tests("-m", "hypothesis", "--hypothesis-show-statistics", BILLIA_EXAMPLES=examples, BILLIA_COURSES=courses)
    tries = sum(int(number) for number in re.findall(r"(\d+) passing,", done.stdout))
    return _tallied("properties", tries, done)


def _courses(courses: int) -> Tally:
    """The state machines: of the wallet, and of the whole course of customers, orders and services."""
    done = _tests(*MACHINES, BILLIA_COURSES=courses)
    return _tallied("state machines", courses + courses // 2 + courses // 4, done)


def _tallied(what: str, tries: int, done: "subprocess.CompletedProcess[str]") -> Tally:
    tally = Tally(what, tries=tries)
    if done.returncode:
        tally.crashes += 1
        tally.notes += done.stdout.splitlines()[-40:]
    return tally


def _tests(*which: str, **settings: int) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(os.cpu_count() or 1), "--timeout", "7200", *which]
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "long"} | {
        name: str(number) for name, number in settings.items()
    }
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
