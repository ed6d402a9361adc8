"""Measuring one program in a pseudo-terminal: when something is painted, how many bytes it took, how much memory."""

import re
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.terminal.program import Program

SIZE = (120, 40)
QUIET = 0.25
"""Seconds of silence after which everything counts as painted; they are not part of the times."""

COUNTED = 3
"""Seconds in which a count that goes on in the background has been completed: before that it is not at rest."""

IDLE_SECONDS = 10
OPENED = 5
"""How often a record is opened; the one in the middle counts."""

DOWN, EDGE, PAGE_DOWN = "cursor down", "scroll by one row at the edge", "page down"
OPEN, BACK, ESCAPE, LETTER = "open a customer", "back to the list", "esc in help", "one letter in search"
SHELL, ROWS = "start to the shell", "start to the first rows"
FIRST_SCREEN, IDLE, MEMORY = "first screen", "10 s at rest", "memory (PSS)"
WORST = "cursor down, at most"

NARROWED = 0.1
"""Seconds of silence after which a list that is searched counts as painted: the full count may come later."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What is pressed for each measure; empty where a program has nothing of the kind.

    `record` and `helped` stand on the screen as long as a record or the help is open, so that the next key is pressed
    only when this one has been answered, however long a pause its answer has.
    """

    down: str = "down"
    page_down: str = "pagedown"
    open: str = "enter"
    back: str = "esc"
    help: str = ""
    search: str = ""
    record: str = ""
    helped: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A program to measure.

    Attributes:
        name: of the column.
        command: how it is started.
        shell: what the bytes hold once the shell is painted, as patterns.
        rows: what they hold once the first rows are painted.
        keys: what is pressed; None if only the start is measured.
        environment: what its environment has besides.
    """

    name: str
    command: Sequence[str]
    shell: Sequence[bytes]
    rows: Sequence[bytes]
    keys: Keys | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


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
    with Program(target.command, {**environment, **target.environment}, SIZE) as program:
        _start(program, target, figures)
        if target.keys is not None:
            _press(program, target.keys, figures)
            _type(program, target.keys, figures)
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


def _press(program: Program, keys: Keys, figures: Figures) -> None:
    single = Figures()
    for _ in range(10):
        measured(program, single, DOWN, keys.down)
    program.keys(*[keys.down] * SIZE[1])
    program.wait_quiet(QUIET)
    for key, name, times in ((keys.down, EDGE, 10), (keys.page_down, PAGE_DOWN, 5)):
        for _ in range(times):
            measured(program, single, name, key)
    for _ in range(OPENED):
        measured(program, single, OPEN, keys.open, until=keys.record)
        measured(program, single, BACK, keys.back, until_not=keys.record)
    for _ in range(3 if keys.help else 0):
        measured(program, Figures(), "", keys.help, until=keys.helped)
        measured(program, single, ESCAPE, keys.back, until_not=keys.helped)
    for name in single.seconds:
        figures.seconds[name].append(median(single.seconds[name]))
        figures.sent[name].append(median(single.sent[name]))
    figures.sent[WORST].append(max(single.sent[DOWN]))


def _type(program: Program, keys: Keys, figures: Figures) -> None:
    if keys.search:
        measured(program, Figures(), "", keys.search)
        measured(program, figures, LETTER, "m")


def measured(
    program: Program,
    figures: Figures,
    name: str,
    key: str,
    *,
    quiet: float = QUIET,
    until: str = "",
    until_not: str = "",
) -> None:
    """Presses `key`, takes the time to the last byte of what it painted, and counts the bytes.

    Args:
        program: which.
        figures: get the time and the bytes.
        name: of the measure.
        key: what is pressed.
        quiet: seconds of silence after which it has been answered.
        until: what the screen then shows.
        until_not: what it then shows no longer.
    """
    mark, pressed = program.mark(), time.monotonic()
    program.keys(key)
    program.wait_until(lambda: program.mark() > mark, f"answer to the key of {name!r}")
    if until:
        program.wait_for(until)
    if until_not:
        program.wait_gone(until_not)
    painted = program.wait_quiet(quiet)
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
