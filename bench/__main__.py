"""`python -m bench`: measures and prints one table. Times are ratios for a person to judge; no test reads them."""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from platformdirs import user_cache_path

from bench import due, fields, hour, imports, mails, pages, peers, searches, stores, table
from bench.measure import SIZE, Figures, Keys, Target, run
from tests.terminal.program import clean_environment, console_command

SMALL, LARGE, QUICK_LARGE = 500, 1_000_000, 20_000
IMPORTED = 100_000
T = TypeVar("T")


def arguments() -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--folder", type=Path, default=user_cache_path("billia-bench", appauthor=False))
    parser.add_argument("--large", type=int, default=None, metavar="N", help=f"customers, {LARGE:,} if not told")
    parser.add_argument("--large-store", type=Path, metavar="FILE", help="a ready store instead of one that is made")
    parser.add_argument("--admin", default="ana", help="who acts in the stores")
    parser.add_argument("--runs", type=int, default=None, help="9 if not told")
    parser.add_argument("--quick", action="store_true", help=f"3 runs, and {QUICK_LARGE:,} customers")
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="where tig, visidata, harlequin are, besides PATH")
    parser.add_argument(
        "--parts", default="terminal,searches,called,pages,fields,import,due,mails,hour", help="what to measure"
    )
    parser.add_argument("--mails", type=int, default=mails.MAILS, metavar="N", help=f"to deliver, {mails.MAILS:,}")
    parser.add_argument("--imported", type=int, default=IMPORTED, help=f"customers to import, {IMPORTED:,} if not told")
    return parser.parse_args()


def consoles(small: Path, large: Path, admin: str) -> list[Target]:
    """The console on both stores."""

    def console(name: str, store: Path) -> Target:
        command = console_command("--no-mouse", "--admin", admin, "--database", str(store))
        shell, rows = (b"billia", b"help"), (b"(Active|Inactive|Blocked)",)
        keys = Keys(help="?", search="/", record="VII User notes", helped="Keys of this screen")
        return Target(name, command, shell, rows, keys)

    return [console("small", small), console("large", large)]


def floors() -> list[Target]:
    """What Textual needs for the same."""
    command = [sys.executable, "-m", "bench.floors"]
    seen = (b"user000000",)
    return [
        Target("table", [*command, "table"], seen, seen),
        Target("plain", [*command, "plain"], seen, seen, Keys(record="Field")),
        Target("thin", [*command, "thin"], seen, seen, Keys(record="Field")),
    ]


def machine() -> str:
    """What it was measured on."""
    model = ""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    except OSError:
        model = platform.processor()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores of {model or platform.machine()}, "
        f"Python {platform.python_version()} on {platform.system()}, {SIZE[0]}x{SIZE[1]} in true colour"
    )


def told(items: Iterable[T], what: Callable[[T], str]) -> Iterable[T]:
    """Each item, after saying what is measured now."""
    for item in items:
        print(f"\r\x1b[K{what(item)} ", end="", file=sys.stderr, flush=True)
        yield item


def on_the_terminal(targets: list[Target], environment: dict[str, str], runs: int) -> dict[str, Figures]:
    """All programs, one after another in each round."""
    figures = {target.name: Figures() for target in targets}
    for target in targets:  # files and byte code are read once before anything counts
        run(target, environment, Figures())
    for number in told(range(runs), lambda number: f"round {number + 1} of {runs}"):
        for target in targets:
            run(target, environment, figures[target.name], idle=bool(target.keys and target.keys.help) and not number)
    return figures


def main() -> None:
    """Measures."""
    typed = arguments()
    parts = typed.parts.split(",")
    typed.folder.mkdir(parents=True, exist_ok=True)
    environment = clean_environment(stores.home(typed.folder))
    body: list[list[str]] = []
    if parts != ["mails"]:
        body += on_stores(typed, parts, environment)
    if "mails" in parts:
        body += mails.rows(mails.delivered(typed.folder, environment, typed.mails), typed.mails)
    print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    print(machine())
    print()
    print(table.markdown(table.TITLES, body))


def on_stores(typed: argparse.Namespace, parts: list[str], environment: dict[str, str]) -> list[list[str]]:
    """What is measured on a small and a large store, which are made where they are not there."""
    customers = typed.large or (QUICK_LARGE if typed.quick else LARGE)
    runs = typed.runs or (3 if typed.quick else 9)
    small = stores.ready(typed.folder, SMALL, typed.admin)
    large = typed.large_store or stores.ready(typed.folder, customers, typed.admin)
    ours = consoles(small, large, typed.admin)
    body: list[list[str]] = []
    repaint = 0.0
    if parts != ["due"]:
        figures = on_the_terminal([*floors(), *peers.found(typed.folder, typed.peers), *ours], environment, runs)
        body = table.rows(figures) if "terminal" in parts else []
        repaint = min(figures["thin"].seconds["page down"])
    if "searches" in parts:
        told_of = told((small, large), lambda store: f"searching {store}")
        found = [searches.measured_in(store, target, environment) for store, target in zip(told_of, ours, strict=True)]
        body += searches.rows(found, repaint)
    if "called" in parts:
        told_of = told((small, large), lambda store: f"calling {store}")
        few, many = (
            searches.from_key_to_list(target, environment, searches.called(store), whole=True)
            for store, target in zip(told_of, ours, strict=True)
        )
        body += searches.called_rows(many, few)
    if "pages" in parts:
        body += pages.rows([pages.measured_in(store, typed.admin) for store in told((small, large), str)], repaint)
    if "fields" in parts:
        body += fields.rows([fields.measured_in(store, typed.admin) for store in told((small, large), str)], repaint)
    if "import" in parts:
        done = imports.imported(large, typed.folder, environment, min(typed.imported, customers))
        body += imports.rows(done, min(typed.imported, customers))
    if "due" in parts:
        body += due.rows(due.looked(large, typed.admin, environment))
    if "hour" in parts:
        body += hour.rows(hour.memory_of_an_hour(ours[1], environment))
    return body


if __name__ == "__main__":
    main()
