"""`python -m bench`: measures and prints one table. Times are ratios for a person to judge; no test reads them."""

import argparse
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_cache_path

from bench import stores, table
from bench.measure import SIZE, Figures, Target, run
from tests.terminal.program import clean_environment, console_command

SMALL, LARGE, QUICK_LARGE = 500, 1_000_000, 20_000


def arguments() -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--folder", type=Path, default=user_cache_path("billia-bench", appauthor=False))
    parser.add_argument("--large", type=int, default=None, metavar="N", help=f"customers, {LARGE:,} if not told")
    parser.add_argument("--large-store", type=Path, metavar="FILE", help="a ready store instead of one that is made")
    parser.add_argument("--admin", default="ana", help="who acts in the stores")
    parser.add_argument("--runs", type=int, default=None, help="9 if not told")
    parser.add_argument("--quick", action="store_true", help=f"3 runs, and {QUICK_LARGE:,} customers")
    return parser.parse_args()


def targets(small: Path, large: Path, admin: str) -> list[Target]:
    """Floors first, then the console on both stores."""
    floor = [sys.executable, "-m", "bench.floors"]

    def console(name: str, store: Path) -> Target:
        command = console_command("--no-mouse", "--admin", admin, "--database", str(store))
        return Target(name, command, (b" billia ", b" help"), (b"[A-Z]{3} .*(Active|Inactive|Blocked)",), search=True)

    return [
        Target("table", [*floor, "table"], (b"user000000",), (b"user000000",), keys=False),
        Target("lines", [*floor, "lines"], (b"user000000",), (b"user000000",)),
        console("small", small),
        console("large", large),
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


def main() -> None:
    """Measures."""
    typed = arguments()
    customers = typed.large or (QUICK_LARGE if typed.quick else LARGE)
    runs = typed.runs or (3 if typed.quick else 9)
    small = stores.ready(typed.folder, SMALL)
    large = typed.large_store or stores.ready(typed.folder, customers)
    measured = targets(small, large, typed.admin)
    figures = {target.name: Figures() for target in measured}
    environment = clean_environment(stores.home(typed.folder))
    for target in measured:  # files and byte code are read once before anything counts
        run(target, environment, Figures())
    for number in range(runs):
        print(f"\rround {number + 1} of {runs} ", end="", file=sys.stderr, flush=True)
        for target in measured:
            ours = target.search
            run(target, environment, figures[target.name], idle=ours and number == runs - 1)
    print(file=sys.stderr)
    titles = ("measure", "floor", f"{SMALL:,}", f"{customers:,}", "ratio", "growth", "budget", "reached")
    print(machine())
    print()
    print(table.markdown(titles, table.rows(figures, figures["small"], figures["large"])))


if __name__ == "__main__":
    main()
