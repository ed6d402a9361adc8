"""`billia copy`."""

from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.late import late
from billia_tui.commands.parameters import AsJson
from billia_tui.commands.progress import progress_bar

with late():
    from billia_tui.operations.store import copy as store_copy

if TYPE_CHECKING:
    from billia_tui.operations.store.copy import Copied


def copy(
    source: Annotated[str, typer.Option("--from", metavar="URL", help="The store to copy; it is only read.")],
    target: Annotated[str, typer.Option("--to", metavar="URL", help="An empty store, or one that is not there yet.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be copied.")] = False,
    as_json: AsJson = False,
) -> None:
    """Move a whole store between a file and PostgreSQL, all of it or nothing, and compare both afterwards."""
    with progress_bar("Copying rows") as progress:
        done = store_copy.copy(source, target, dry_run=dry_run, progress=progress)
    output.told(_in_words(done), done, as_json=as_json)


def _in_words(done: "Copied") -> str:
    balances = ", ".join(map(str, done.balances)) or "no wallets"
    figures = (
        f"{done.customers:,} customers, {done.rows:,} rows in {len(done.tables)} tables, {done.log_lines:,} log lines "
        f"in {done.chains} chains, wallets {balances}"
    )
    if done.dry_run:
        return f"{done.source} holds {figures}; nothing was copied"
    return f"copied {done.source} to {done.target} and compared: {figures}"
