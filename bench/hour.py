"""An hour's work: ten thousand keys on a large book, and the memory before, on the way, and after."""

from collections.abc import Mapping

from bench.measure import SIZE, Target, median, memory
from bench.peers import NAMES
from bench.table import line
from tests.terminal.program import Program

KEYS = 10_000
MOST = 75
"""MB."""

MOST_GROWTH = 1.05
"""What may be measured without being growth: memory is given and taken in pages."""

_ROUND = (
    *["down"] * 30,
    *["pagedown"] * 10,
    "enter",
    "]",
    "]",
    "[",
    "esc",
    "/",
    *"mari",
    "esc",
    "end",
    "home",
    "s",
    "esc",
)
"""What a person does again and again."""

_CALM = 0.02
"""Seconds of silence after which the next key is pressed: no key waits behind another."""


def memory_of_an_hour(target: Target, environment: Mapping[str, str], keys: int = KEYS) -> list[float]:
    """MB after each tenth of the keys; the first before any was pressed."""
    with Program(target.command, {**environment, **target.environment}, SIZE) as program:
        program.wait_until(lambda: b"Active" in program.sent, "rows")
        program.wait_quiet(2)
        figures = [memory(program.pid)]
        for number in range(1, keys + 1):
            program.keys(_ROUND[number % len(_ROUND)])
            program.wait_quiet(_CALM)
            if number % (keys // 10) == 0:
                program.wait_quiet(1)
                figures.append(memory(program.pid))
                del program.sent[:]
                program.times.clear()
    return figures


def rows(figures: list[float]) -> list[list[str]]:
    """Its line of the table: growth is from the second tenth to the last, when everything has been opened once."""
    shown = ["–"] * (2 + len(NAMES)) + [f"{figures[-1]:,.0f}"]
    return [
        line(
            f"memory (PSS) after {KEYS:,} keys, MB",
            shown,
            ratio=None,
            most=None,
            growth=median(figures[-3:]) / median(figures[2:5]),
            most_growth=MOST_GROWTH,
            amount=figures[-1],
            most_amount=MOST,
        )
    ]
