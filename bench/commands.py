"""`python -m bench.commands STORE CUSTOMER [ROUNDS]`: what commands take of the processor beside what they stand on.

By turns: importing the ORM of SQLAlchemy and Typer, and each command; each is a process, from its start to its end.
Then once `billia check` beside reading every row of every table. One command changes the store: take a copy.
"""

import os
import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from bench.measure import median
from tests.terminal.program import console_command

FLOOR = (sys.executable, "-c", "import sqlalchemy.orm, typer")
ROUNDS = 9


def processor_seconds(command: Sequence[str]) -> float:
    """What a process and all its threads took, in user and system."""
    pid = os.fork()
    if not pid:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        os.execv(command[0], list(command))  # noqa: S606 - what is measured
    _, status, used = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"exit status {os.waitstatus_to_exitcode(status)}: {' '.join(command)}")
    return used.ru_utime + used.ru_stime


def read_all(store: Path) -> float:
    """Seconds of the processor in which the driver reads every row."""
    began = time.process_time()
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as raw:
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        for (name,) in raw.execute(tables).fetchall():
            if not name.startswith(("customer_search", "sqlite_")):
                for _ in raw.execute(f'SELECT * FROM "{name}"'):
                    pass
    return time.process_time() - began


def main() -> None:
    """Measures."""
    store, customer, *more = sys.argv[1:]

    def billia(*words: str) -> tuple[str, ...]:
        return tuple(console_command("--database", store, "--admin", "ana", *words))

    commands = [FLOOR, billia("customers", "show", customer, "--json"), billia("wallet", "add", customer, "1.00")]
    taken: list[list[float]] = [[] for _ in commands]
    for command in commands:  # byte code is written once before anything counts
        processor_seconds(command)
    for _ in range(int(more[0]) if more else ROUNDS):
        for command, figures in zip(commands, taken, strict=True):
            figures.append(processor_seconds(command))
    for command, figures in zip(commands, taken, strict=True):
        ratios = [ours / floor for ours, floor in zip(figures, taken[0], strict=True)]
        print(f"{median(figures) * 1000:7.0f} ms {median(ratios):5.2f} x  {' '.join(command[-4:])}")
    raw, check = read_all(Path(store)), processor_seconds(billia("check"))
    print(f"{check:7.1f} s  {check / raw:5.2f} x  check, of {raw:.1f} s to read all rows")


if __name__ == "__main__":
    main()
