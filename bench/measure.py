"""Measuring one program in a pseudo-terminal: when something is painted, how many bytes it took, how much memory."""

import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.terminal.program import Program

SIZE = (120, 40)
QUIET = 0.25
"""Seconds of silence after which everything counts as painted; they are not part of the times."""

COUNTED = 3
"""Seconds in which a count that goes on in the background has been completed: before that it is not at rest."""

IDLE_SECONDS = 10
DOWN, PAGE_DOWN, OPEN, BACK, LETTER = "cursor down", "page down", "open a customer", "back", "one letter in search"
SHELL, ROWS = "start to the shell", "start to the first rows"
FIRST_SCREEN, IDLE, MEMORY = "first screen", "10 s at rest", "memory (PSS)"


@dataclass(frozen=True, slots=True)
class Target:
    """A program to measure.

    Attributes:
        name: of the column.
        command: how it is started.
        shell: what the bytes hold once the shell is painted, as patterns.
        rows: what they hold once the first rows are painted.
        keys: whether its keys are measured.
        search: whether it has a search box, opened by "/".
    """

    name: str
    command: Sequence[str]
    shell: Sequence[bytes]
    rows: Sequence[bytes]
    keys: bool = True
    search: bool = False


@dataclass(slots=True)
class Figures:
    """What came out, by measure: seconds, bytes, and others; a list of one value a run."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    sent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    other: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


def median(values: Sequence[float]) -> float:
    """The one in the middle."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def run(target: Target, environment: Mapping[str, str], figures: Figures, *, idle: bool = False) -> None:
    """Starts the program once, presses keys, and adds to `figures`."""
    with Program(target.command, environment, SIZE) as program:
        _start(program, target, figures)
        if target.keys:
            _keys(program, figures)
        if target.search:
            with _measured(program, figures, ""):
                program.keys("/")
            with _measured(program, figures, LETTER):
                program.keys("m")
        figures.other[MEMORY].append(memory(program.pid))
        if idle:
            program.wait_quiet(COUNTED)
            figures.other[IDLE].append(len(program.watch(IDLE_SECONDS)))


def _start(program: Program, target: Target, figures: Figures) -> None:
    for name, patterns in ((SHELL, target.shell), (ROWS, target.rows)):
        painted = program.wait_until(lambda: _has(program, patterns), name)  # noqa: B023 - waited for here
        figures.seconds[name].append(painted - program.started)
    program.wait_quiet(2 * QUIET)
    figures.sent[FIRST_SCREEN].append(len(program.sent))


def _has(program: Program, patterns: Sequence[bytes]) -> bool:
    return all(re.search(pattern, program.sent) for pattern in patterns)


def _keys(program: Program, figures: Figures) -> None:
    single = Figures()
    for key, name, times in (("down", DOWN, 10), ("pagedown", PAGE_DOWN, 5)):
        for _ in range(times):
            with _measured(program, single, name):
                program.keys(key)
    for _ in range(3):
        with _measured(program, single, OPEN):
            program.keys("enter")
        with _measured(program, single, BACK):
            program.keys("esc")
    for name in (DOWN, PAGE_DOWN, OPEN, BACK):
        figures.seconds[name].append(median(single.seconds[name]))
        figures.sent[name].append(median(single.sent[name]))


@contextmanager
def _measured(program: Program, figures: Figures, name: str) -> Iterator[None]:
    """Takes the time from a key to the last byte of what it painted, and counts the bytes."""
    mark, pressed = program.mark(), time.monotonic()
    yield
    program.wait_until(lambda: program.mark() > mark, f"answer to the key of {name!r}")
    painted = program.wait_quiet(QUIET)
    figures.seconds[name].append(painted - pressed)
    figures.sent[name].append(program.mark() - mark)


def memory(pid: int) -> float:
    """The proportional set size in MB; 0 where the system does not tell."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0
