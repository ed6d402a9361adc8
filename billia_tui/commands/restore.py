"""`billia restore`."""

from pathlib import Path
from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.late import late
from billia_tui.commands.parameters import AsJson
from billia_tui.commands.session import run_of

with late():
    from billia_tui.operations.store import restore as operation


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy made by: billia backup")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring a backup back. It is verified first, and the store that it replaces is kept beside it."""
    settings = run_of(context).settings
    if not yes:
        typer.confirm(f"Replace the store at {settings.database} by {file}?", abort=True, err=True)
    done = operation.restore(settings.database, file)
    kept = f"; what was there is kept at {done.kept}" if done.kept else ""
    output.told(f"brought back {done.customers:,} customers to {done.place}{kept}", done, as_json=as_json)
