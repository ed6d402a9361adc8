"""What a key costs of the processor with each display, in the same run: `python -m bench.displays [--rounds N]`.

The whole process is counted, by the system's own clock of it, so other work on the machine counts little: what Textual
makes of a key is the same in both, what is written is not.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_cache_path

from bench import stores
from bench.table import markdown
from billia_tui.settings.config import DISPLAYS
from tests.terminal.program import Program, clean_environment, console_command

WORK: Sequence[tuple[str, Sequence[str], int]] = (
    ("cursor down", ("down",), 40),
    ("page down", ("pagedown",), 12),
    ("open a customer, and back", ("enter", "esc"), 10),
    ("help, and back", ("?", "esc"), 10),
)
"""What is done, the keys for it, and how often."""

QUIET = 0.15
READY = 3
"""Seconds of silence after the start: until then pages are made in advance, which no key causes."""


def main() -> None:
    """Measures, and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.displays", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=user_cache_path("billia-bench", appauthor=False))
    typed = parser.parse_args()
    typed.folder.mkdir(parents=True, exist_ok=True)
    store = stores.ready(typed.folder, 500, "ana")
    found: dict[tuple[str, str], list[tuple[float, int]]] = {}
    for _ in range(typed.rounds):
        for display in DISPLAYS:
            environment = clean_environment(stores.home(typed.folder), BILLIA_DISPLAY=display)
            command = console_command("--no-mouse", "--admin", "ana", "--database", str(store))
            with Program(command, environment) as program:
                program.wait_for("enter open")
                program.wait_quiet(READY)
                for name, keys, times in WORK:
                    found.setdefault((name, display), []).append(cost(program, keys, times))
    body = []
    for name, _, _ in WORK:
        thin, plain = (min(found[name, display]) for display in ("thin", "plain"))
        amounts = (f"{thin[0]:.1f}", f"{plain[0]:.1f}", f"{thin[0] / plain[0]:.2f} ×", f"{thin[1]:,}", f"{plain[1]:,}")
        body.append([name, *amounts])
    print(markdown(("of one", "thin, ms", "Textual, ms", "ratio", "thin, bytes", "Textual, bytes"), body))


def cost(program: Program, keys: Sequence[str], times: int) -> tuple[float, int]:
    """Milliseconds of the processor, and bytes, of doing it once; the first time does not count."""
    _press(program, keys)
    before, mark = processor(program.pid), program.mark()
    for _ in range(times):
        _press(program, keys)
    program.wait_quiet()
    return (processor(program.pid) - before) / times, (program.mark() - mark) // times


def _press(program: Program, keys: Sequence[str]) -> None:
    for key in keys:
        program.keys(key)
        program.wait_quiet(QUIET)


def processor(pid: int) -> float:
    """Milliseconds that all threads of a process have had."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text(encoding="ascii").split()[0]) for task in tasks) / 1e6


if __name__ == "__main__":
    main()
