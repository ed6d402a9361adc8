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

NAME, MOST_OF_A_NAME = "a name", 2
"""What else a caller names may take so many times as long as a name does."""

_SEED = 7
_PAGE = 50
_SIGNS = ".,:;!?…()"


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


CALLED = {
    "order number": "SELECT id FROM purchases WHERE id >= ?",
    "document number": "SELECT number FROM documents WHERE id >= ?",
    "payment reference": "SELECT reference FROM payments WHERE id >= ? AND reference <> ''",
    "IP address": """SELECT json_extract(server, '$.address') FROM services
        WHERE id >= ? AND server <> '{}' AND status <> 'Terminated'""",
    "host name": """SELECT json_extract(server, '$.host') FROM services
        WHERE id >= ? AND server <> '{}' AND status <> 'Terminated'""",
    "company number": "SELECT company_number FROM profiles WHERE id >= ? AND company_number <> ''",
    "VAT number": "SELECT vat_number FROM profiles WHERE id >= ? AND vat_number <> ''",
    "phone": "SELECT phone FROM customers WHERE id >= ? AND phone <> ''",
    "town": "SELECT city FROM customers WHERE id >= ? AND city <> ''",
    "postcode": "SELECT postcode FROM customers WHERE id >= ? AND postcode <> ''",
    "label": "SELECT value FROM labels WHERE id >= ? AND length(value) > 3",
    "word of a note": "SELECT text FROM notes WHERE id >= ? AND text GLOB '[a-zA-Z]*'",
}
"""What a caller may name, and where it is taken from: a row from some id on."""


def called(store: Path) -> dict[str, list[str]]:
    """What a caller may name (R213), beside whole names; and names as they are heard (R214)."""
    chance = random.Random(_SEED)
    with closing(sqlite3.connect(store)) as connection:
        found = {name: _sampled(connection, chance, statement) for name, statement in CALLED.items()}
        names = _sampled(connection, chance, "SELECT last_name FROM customers WHERE id >= ? AND length(last_name) > 4")
    found["word of a note"] = [max(text.split()[:8], key=len).strip(_SIGNS) for text in found["word of a note"]]
    found["town"] = [town.split()[0] for town in found["town"]]
    heard = [f"{name[:2]}{name[3]}{name[2]}{name[4:]}".lower() for name in names]
    return {NAME: names, **{name: texts for name, texts in found.items() if texts}, "a name misheard": heard}


def _sampled(connection: sqlite3.Connection, chance: random.Random, statement: str) -> list[str]:
    table = statement.partition("FROM ")[2].split(maxsplit=1)[0]
    last = connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0] or 0
    found = []
    for _ in range(SAMPLES):
        row = connection.execute(f"{statement} ORDER BY id LIMIT 1", (chance.randint(1, max(last, 1)),)).fetchone()
        found += [str(value) for value in row or ()]
    return found


def called_rows(large: Figures, small: Figures) -> list[list[str]]:
    """A line for each class of what a caller names, next to a whole name in the same run."""
    floor = median(large.seconds[NAME])
    lines = []
    for name in large.seconds:
        ours = median(large.seconds[name])
        few = median(small.seconds[name]) if name in small.seconds else ours
        shown = [_ms(floor), *["–"] * len(NAMES), _ms(few), _ms(ours)]
        lines.append(line(f"search, {name}, ms", shown, ratio=ours / floor, most=MOST_OF_A_NAME, growth=None))
    return lines


def from_key_to_list(
    target: Target, environment: Mapping[str, str], wanted: Mapping[str, Sequence[str]], *, whole: bool = False
) -> Figures:
    """For each class, from the last key to the last byte of the list, in one run of the program.

    With `whole` the word comes as one, pasted: else the last letter of a name often finds whom the list shows already,
    and the last digit of a number somebody else, so that a repaint of the list is compared with one of a letter.
    """
    figures = Figures()
    with Program(target.command, {**environment, **target.environment}) as program:
        program.wait_until(lambda: any(pattern in program.sent for pattern in (b"Active", b"Inactive")), "rows")
        program.wait_quiet(1)
        for name, texts in wanted.items():
            for text in texts:
                program.keys("/")
                program.wait_quiet(NARROWED)
                for letter in () if whole else text[:-1]:
                    program.keys(letter)
                program.wait_quiet(QUIET)
                last = f"\x1b[200~{text}\x1b[201~" if whole else text[-1]
                measured(program, figures, name, last, quiet=NARROWED)
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
