"""`textual-thin run COMMAND …`: an installed program made with Textual, unchanged, on the thin display.

`textual-thin measure COMMAND …` works it with keys from a file, with both displays, and tells bytes and differences.
"""

import argparse
import runpy
import shutil
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what was typed; gives the exit code."""
    parser = argparse.ArgumentParser(prog="textual-thin", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    run = kinds.add_parser("run", help="run a program")
    run.add_argument("--plain", action="store_true", help="with Textual's own display, to compare")
    run.add_argument("--why", type=Path, metavar="FILE", help="writes there why Textual paints by itself, if it does")
    run.add_argument("--check", type=Path, metavar="FILE", help="writes there what both displays take for each frame")
    measure = kinds.add_parser("measure", help="count the bytes of both displays")
    measure.add_argument("--keys", type=Path, required=True, metavar="FILE", help="a key in each line: down, ctrl+p, x")
    measure.add_argument("--size", default="120x40", help="columns x lines; 120x40 if not told")
    measure.add_argument("--colours", default="truecolor", choices=("truecolor", "256", "16"))
    measure.add_argument("--quiet", type=float, default=0.4, metavar="SECONDS", help="after which a key is answered")
    for one in (run, measure):
        one.add_argument("command", help="a program on the PATH, a file, or -m")
        one.add_argument("arguments", nargs=argparse.REMAINDER)
    typed = parser.parse_args(_behind_dashes([*(sys.argv[1:] if arguments is None else arguments)]))
    if typed.kind == "run":
        return run_program(typed.command, typed.arguments, thin=not typed.plain, why=typed.why, check=typed.check)
    from .measure import measured

    return measured(
        [typed.command, *typed.arguments],
        typed.keys.read_text(encoding="utf-8").splitlines(),
        size=tuple(int(part) for part in typed.size.split("x")),
        colours=typed.colours,
        quiet=typed.quiet,
    )


def _behind_dashes(arguments: list[str]) -> list[str]:
    """With `--` before `-m`, which is the command and no option of ours."""
    if "-m" in arguments and "--" not in arguments:
        arguments.insert(arguments.index("-m"), "--")
    return arguments


def run_program(
    command: str, arguments: Sequence[str], *, thin: bool, why: Path | None = None, check: Path | None = None
) -> int:
    """Runs it in this process, so that signals, streams and its exit code are its own.

    Args:
        command: a program on the PATH that is written in Python, a file, or "-m" with the module in `arguments`.
        arguments: for it.
        thin: on the thin display.
        why: where to write why Textual paints by itself.
        check: where to write what both displays take for each frame, and whether they show the same.
    """
    if thin:
        put_in(_writer(why))
    if check is not None:
        _check(check)
    if command == "-m":
        sys.argv = [*arguments]
        sys.path.insert(0, "")
        runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
        return 0
    found = command if Path(command).exists() else shutil.which(command)
    beside = Path(sys.executable).parent / command
    place = found or (str(beside) if beside.exists() else None)
    if place is None:
        sys.stderr.write(f"textual-thin: there is no program {command!r}\n")
        return 127
    sys.argv = [place, *arguments]
    sys.path.insert(0, str(Path(place).resolve().parent))
    runpy.run_path(place, run_name="__main__")
    return 0


def _writer(why: Path | None) -> Callable[[Exception], object]:
    def record(error: Exception) -> None:
        if why is not None:
            with why.open("a", encoding="utf-8") as file:
                file.write(f"{type(error).__name__}: {error}\n")

    return record


def _check(place: Path) -> None:
    from .check import Check
    from .display import ThinApp

    file = place.open("a", encoding="utf-8", buffering=1)
    ThinApp._thin_check = Check(lambda line: file.write(f"{line}\n"))  # noqa: SLF001 - for this alone


def put_in(record: Callable[[Exception], object]) -> None:
    """From now on each application gets the display when it is made; where that cannot be, Textual paints.

    Args:
        record: is handed the reason.
    """
    try:
        from textual.app import App

        from .display import use_thin_display
    except Exception as error:  # noqa: BLE001 - a Textual without the parts that this stands in for
        record(error)
        return
    made = App.__init__

    @wraps(made)
    def init(self: "App[Any]", *arguments: Any, **settings: Any) -> None:
        made(self, *arguments, **settings)
        try:
            use_thin_display(self, record)
        except Exception as error:  # noqa: BLE001 - as above
            record(error)

    App.__init__ = init  # type: ignore[method-assign]  # before the program makes its own


if __name__ == "__main__":
    sys.exit(main())
