"""Search as you type: from the last letter to the painted list, next to the store's own answer and one repaint."""

import random
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from bench.measure import NARROWED, QUIET, Figures, Target, measured, median
from bench.peers import NAMES
from bench.table import line
from tests.terminal.program import Program

SAMPLES = 20
MOST, MOST_GROWTH = 3, 2
"""What is allowed: ratio to the floor, and a large book to a small one."""

_SEED = 7
_PAGE = 50


def words(store: Path) -> dict[str, list[str]]:
    """What is searched, by class: the same for every run on one store."""
    chance = random.Random(_SEED)
    with closing(sqlite3.connect(store)) as raw:
        last = raw.execute("SELECT max(customer_id) FROM search_entries").fetchone()[0]
        texts: list[str] = []
        while len(texts) < SAMPLES:
            line = raw.execute(
                "SELECT text FROM search_entries WHERE customer_id >= ? LIMIT 1", (chance.randint(1, last),)
            ).fetchone()
            texts += line or ()
    names = [text.split("\n")[2].split(" ") for text in texts]
    firsts, lasts = [name[0] for name in names], [name[-1] for name in names]
    return {
        "1 letter": [first[:1] for first in firsts],
        "2 letters": [first[:2] for first in firsts],
        "3 letters": [first[:3] for first in firsts],
        "5 letters": [first[:5] for first in firsts],
        "two words": [f"{first} {last}" for first, last in zip(firsts, lasts, strict=True)],
        "a part in the middle": [last[1:5] for last in lasts],
        "no hit": [f"{last[:4]}qxzj" for last in lasts],
    }


def from_key_to_list(target: Target, environment: Mapping[str, str], wanted: Mapping[str, Sequence[str]]) -> Figures:
    """For each class, from the last key to the last byte of the list, in one run of the program."""
    figures = Figures()
    with Program(target.command, {**environment, **target.environment}) as program:
        program.wait_until(lambda: any(pattern in program.sent for pattern in (b"Active", b"Inactive")), "rows")
        program.wait_quiet(1)
        for name, texts in wanted.items():
            for text in texts:
                program.keys("/")
                program.wait_quiet(NARROWED)
                for letter in text[:-1]:
                    program.keys(letter)
                program.wait_quiet(QUIET)
                measured(program, figures, name, text[-1], quiet=NARROWED)
                program.wait_quiet(QUIET)
                program.keys("esc")
                program.wait_quiet(QUIET)
    return figures


def raw(store: Path, wanted: Mapping[str, Sequence[str]]) -> dict[str, list[float]]:
    """Seconds that the store's index alone needs for the first page of each."""
    with closing(sqlite3.connect(store)) as connection:
        return {name: [timed(lambda: _ask(connection, text)) for text in texts] for name, texts in wanted.items()}  # noqa: B023 - called at once


def measured_in(store: Path, target: Target, environment: Mapping[str, str]) -> tuple[Figures, dict[str, list[float]]]:
    """What the console needs and what the bare index needs, in one store."""
    wanted = words(store)
    return from_key_to_list(target, environment, wanted), raw(store, wanted)


def rows(found: Sequence[tuple[Figures, Mapping[str, list[float]]]], repaint: float) -> list[list[str]]:
    """A line for each class: the slowest of all samples, next to the slowest answer of the index and one repaint."""
    (small, few), (large, many) = found
    lines = []
    for name in many:
        floor = max(*few[name], *many[name]) + repaint
        ours = max(small.seconds[name]), max(large.seconds[name])
        shown = [_ms(floor), *["–"] * len(NAMES), *map(_ms, ours)]
        lines.append(
            line(
                f"search, {name}, ms",
                shown,
                ratio=max(ours) / floor,
                most=MOST,
                growth=median(large.seconds[name]) / median(small.seconds[name]),
                most_growth=MOST_GROWTH,
            )
        )
    return lines


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f}"


def timed(ask: Callable[[], object]) -> float:
    """Seconds of the quicker of two calls: files are read once before anything counts."""
    took = []
    for _ in range(2):
        began = time.perf_counter()
        ask()
        took.append(time.perf_counter() - began)
    return min(took)


def _ask(connection: sqlite3.Connection, text: str) -> object:
    terms = text.split()
    if all(len(term) >= 3 for term in terms):
        query = " ".join(f'"{term}"' for term in terms)
        sql = f"SELECT rowid FROM customer_search WHERE customer_search MATCH ? ORDER BY rowid DESC LIMIT {_PAGE}"
        return connection.execute(sql, (query,)).fetchall()
    sql = f"SELECT customer_id FROM search_entries WHERE text LIKE ? ORDER BY customer_id DESC LIMIT {_PAGE}"
    return connection.execute(sql, (f"%{text}%",)).fetchall()
