"""`billia demo`: a store of its own with made-up customers, and the console on it."""

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.progress import progress_bar
from billia_tui.commands.session import run_of
from billia_tui.errors import Refused
from billia_tui.settings.address import sqlite_path
from billia_tui.settings.config import DEMO_CUSTOMERS, DEMO_SEED, demo_store

MOST_CUSTOMERS = 1_000_000
MISSING = "demo data are made with a package that is not installed; install it: pip install 'billia-tui[demo]'"


def demo(
    context: typer.Context,
    customers: Annotated[int, typer.Option(min=1, max=MOST_CUSTOMERS, metavar="N", help="How many.")] = DEMO_CUSTOMERS,
    seed: Annotated[int, typer.Option(min=0, metavar="S", help="The same seed makes the same customers.")] = DEMO_SEED,
    reset: Annotated[bool, typer.Option("--reset", help="Make the demo store anew.")] = False,
) -> None:
    """Open the console on a demo store, which is made once."""
    run = run_of(context)
    settings = run.settings
    path = _place(run.options.database, customers, seed, reset=reset)
    if reset or not path.exists():
        if find_spec("faker") is None:
            raise Refused(MISSING)
        make(path, customers=customers, seed=seed, admin=settings.admin, replace=reset)
    assert run.open_console is not None, "handed in by __main__"  # noqa: S101 - a mistake of ours
    code = run.open_console(replace(settings, database=str(path)), place="demo")
    raise typer.Exit(code)


def _place(typed: str | None, customers: int, seed: int, *, reset: bool) -> Path:
    """The file of the demo store: a typed one, or one of its own in the user's data folder."""
    if typed is None:
        return demo_store(customers, seed)
    path = sqlite_path(typed)
    if path is None:
        raise Refused("a demo store is a file; name one with --database, or none")
    if reset and path.exists():
        raise Refused(f"{path} may be more than a demo; delete it yourself, or leave --database away")
    return path


def make(path: Path, *, customers: int, seed: int, admin: str, replace: bool = False) -> None:
    """Makes a demo store at `path`, whole or not at all; with `replace` instead of the one that is there."""
    from billia_tui import demo as maker
    from billia_tui.operations.store.whole_file import make_whole

    with progress_bar("Making demo customers", customers) as progress:
        make_whole(
            path,
            lambda store: maker.make(store, customers=customers, seed=seed, admin=admin, progress=progress),
            replace=replace,
        )
    output.hint(f"made a demo store of {customers:,} customers at {path}")
