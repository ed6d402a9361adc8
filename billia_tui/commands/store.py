"""`billia init|check|backup|restore|copy|version`: what is done with the store as a whole, whoever acts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui import __version__, files
from billia_tui.commands import output
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.output import Answer
from billia_tui.commands.parameters import AsJson, Force
from billia_tui.commands.progress import progress_bar
from billia_tui.commands.session import run_of
from billia_tui.errors import Refused

with late():
    from billia_tui.operations.check import search as check_search
    from billia_tui.operations.log import anchor as log_anchor
    from billia_tui.operations.store import backup as operation
    from billia_tui.operations.store import copy as store_copy
    from billia_tui.operations.store import restore as store_restore

if TYPE_CHECKING:
    from billia_tui.operations.log.anchor import Anchor
    from billia_tui.operations.store.copy import Copied
    from billia_tui.operations.store.opening import Prepared


_MOST_OF_ANCHORS = 64 * 1024 * 1024


def init(context: typer.Context) -> Answer:
    """Create the store, or bring its schema up to date."""
    from billia_tui.operations.store.opening import prepare

    settings = run_of(context).settings
    done = prepare(settings.database, settings.admin)
    return output.said(_in_words(done), done)


def check(
    context: typer.Context,
    anchor: Annotated[
        str | None,
        typer.Option(metavar="TEXT|FILE", help="An anchor from before, or a file with some: the log must hold it."),
    ] = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="Before that, make anew what search looks through, if it is wrong.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Verify the store: balances against the ledger, names, search, foreign keys, the log. Exit code 1 with findings.

    A sound store's anchor is printed last. Keep it where nobody can change it who can change the store.
    """
    from billia_tui.operations.check.run import Check

    count, kept, repaired = 0, [], None
    anchors = [] if anchor is None else _anchors(anchor)
    with Check.opened(run_of(context).settings.database, anchors=anchors) as checking:
        if repair:
            repaired = check_search.repair(checking.store)
            if not as_json:
                output.line(str(repaired))
        for finding in checking.findings():
            count += 1
            if as_json:
                kept.append(finding)
            else:
                output.line(str(finding))
    if as_json:
        sound = None if count else str(checking.anchor)
        told = {"sound": not count, "findings": kept, "totals": checking.totals, "anchor": sound, "repaired": repaired}
        output.document(told)
    elif count:
        output.hint(f"{count:,} finding{'s' * (count != 1)} in {checking.totals}")
    else:
        output.line(f"sound: {checking.totals}")
        output.line(str(checking.anchor))
    if count:
        raise typer.Exit(1)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.")],
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Make a consistent copy of the store while others work; print the anchor of its log (see billia log anchor)."""
    made = operation.copy(run_of(context).settings.database, file, overwrite=force)
    result = {"file": str(file), **output.record(made), "bytes": made.size, "anchor": str(made.anchor)}
    kept = f"{made.customers:,} customers, {made.movements:,} movements of wallets"
    output.told(f"copied the store to {file} ({made.size:,} bytes): {kept}", result, as_json=as_json)
    if not as_json:
        output.line(str(made.anchor))


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy made by: billia backup")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> Answer:
    """Bring a backup back. It is verified first, and the store that it replaces is kept beside it."""
    settings = run_of(context).settings
    if not yes:
        typer.confirm(f"Replace the store at {settings.database} by {file}?", abort=True, err=True)
    done = store_restore.restore(settings.database, file)
    kept = f"; what was there is kept at {done.kept}" if done.kept else ""
    return output.said(f"brought back {done.customers:,} customers to {done.place}{kept}", done)


def copy(
    source: Annotated[str, typer.Option("--from", metavar="URL", help="The store to copy; it is only read.")],
    target: Annotated[str, typer.Option("--to", metavar="URL", help="An empty store, or one that is not there yet.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be copied.")] = False,
) -> Answer:
    """Move a whole store between a file and PostgreSQL, all of it or nothing, and compare both afterwards."""
    with progress_bar("Copying rows") as progress:
        done = store_copy.copy(source, target, dry_run=dry_run, progress=progress)
    return output.said(_copied(done), done)


def version() -> Answer:
    """Show the version of the program and of what it stands on."""
    import platform
    import sqlite3
    from importlib.metadata import version as version_of

    parts = {
        "billia": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "textual": version_of("textual"),
        "sqlalchemy": version_of("sqlalchemy"),
    }
    others = ", ".join(f"{name} {number}" for name, number in parts.items() if name != "billia")
    return output.said(f"billia {__version__} ({others})", parts)


def _anchors(typed: str) -> "list[Anchor]":
    """The anchors that were typed, or that the named file holds."""
    if typed.startswith("anchor "):
        return log_anchor.read(typed)
    try:
        with files.opened(Path(typed).expanduser(), pipes=True) as file:
            found = file.read(_MOST_OF_ANCHORS + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no name of a file"
        raise Refused(f"--anchor takes an anchor or a file that can be read: {reason}") from error
    if len(found) > _MOST_OF_ANCHORS:
        raise Refused(
            f"--anchor takes a file of at most {_MOST_OF_ANCHORS:,} bytes; take the lines with anchors out of it"
        )
    return log_anchor.read(found.decode("utf-8", "replace"))


def _in_words(done: "Prepared") -> str:
    if done.created:
        sentence = f"created {done.place} (schema {done.schema})"
    elif done.upgraded:
        sentence = f"brought {done.place} up to schema {done.schema}"
        sentence += f"; as it was it is kept at {done.kept}" if done.kept else ""
    else:
        sentence = f"{done.place} is ready (schema {done.schema})"
    return f"{sentence}; {done.first_admin} is its first Administrator" if done.first_admin else sentence


def _copied(done: "Copied") -> str:
    balances = ", ".join(map(str, done.balances)) or "no wallets"
    figures = (
        f"{done.customers:,} customers, {done.rows:,} rows in {len(done.tables)} tables, {done.log_lines:,} log lines "
        f"in {done.chains} chains, wallets {balances}"
    )
    if done.dry_run:
        return f"{done.source} holds {figures}; nothing was copied"
    return f"copied {done.source} to {done.target} and compared: {figures}"
