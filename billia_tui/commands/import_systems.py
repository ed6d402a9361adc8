"""`billia import whmcs|fossbilling SOURCE`: a whole business from an SQL dump or its database (R234)."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.parameters import AsJson, Yes, pairs_of
from billia_tui.commands.progress import progress_bar
from billia_tui.commands.session import desk_at_first_start, desk_of, desk_to_rehearse
from billia_tui.errors import Refused
from billia_tui.text import clean

if TYPE_CHECKING:
    from billia_tui.operations.imports.systems.whole import Report

SYSTEMS = {"whmcs": "WHMCS", "fossbilling": "FOSSBilling"}
Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="The dump, .sql or .sql.gz, of mysqldump or phpMyAdmin; or mysql://USER@HOST/DATABASE.",
    ),
]
Name = Annotated[str, typer.Option("--source", metavar="NAME", help="The name that the ids belong to, if another.")]
Defaults = Annotated[
    list[str] | None, typer.Option("--default", metavar="FIELD=VALUE", help="What fills empty cells of customers.")
]
Encoding = Annotated[str, typer.Option(metavar="NAME", help="How letters are written; UTF-8 if left out.")]
Update = Annotated[bool, typer.Option("--update", help="Bring along what differs: status, wallet, times.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Rehearse all of it, store nothing.")]


def add_to(app: typer.Typer) -> None:
    """Adds a command for each system."""
    for system, about in SYSTEMS.items():
        _add(app, system, about)

    app.command("take-back", help=_ABOUT_TAKING_BACK)(take_back)


_ABOUT_TAKING_BACK = (
    "Take back what a source brought: its customers whom nobody changed since are deleted, with all that is theirs."
)


def take_back(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="NAME", help="The source, as whmcs.")],
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """See `_ABOUT_TAKING_BACK`; exit code 1 if anybody stays."""
    from billia_tui.operations.imports.batches import taking_back

    desk = desk_of(context)
    number = len(desk.ask(taking_back.customers_of, source))
    asked = f"{number:,} customers came from {clean(source)}; those whom nobody changed since are deleted."
    if not yes:
        if as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise Refused(f"{asked} Nothing was changed; add --yes to do it")
        if not typer.confirm(f"{asked} Do it?", err=True):
            raise Refused("nothing was changed")
    taken = taking_back.take_back(desk, source)
    for reason, count in taken.kept.items():
        output.hint(clean(f"{count:,} stay: {reason}"))
    kept = sum(taken.kept.values())
    output.told(f"{taken.done:,} taken back, {kept:,} stay", output.record(taken), as_json=as_json)
    if kept:
        raise typer.Exit(1)


def _add(app: typer.Typer, system: str, about: str) -> None:
    @app.command(
        system,
        help=f"Bring a whole {about} over, from an SQL dump or its database; again, only what is new or changed.",
    )
    def whole(
        context: typer.Context,
        source: Source,
        name: Name = "",
        defaults: Defaults = None,
        encoding: Encoding = "",
        update: Update = False,
        dry_run: DryRun = False,
        as_json: AsJson = False,
    ) -> None:
        from billia_tui.operations.imports.systems.whole import WholeImport, Wish

        wish = Wish(system, source, name, encoding, pairs_of("--default", defaults), update, dry_run)
        desk = desk_to_rehearse(context) if dry_run else desk_at_first_start(context)
        with WholeImport(desk, wish) as running, progress_bar(f"Importing {about}", percent=True) as bar:
            told = (lambda _what, done, of: bar(done, of)) if bar else None
            running.stage(told)
            report = running.run(told)
        _show(report, as_json=as_json)
        if report.refused or not all(one.agrees for one in report.sums):
            raise typer.Exit(1)


def _show(report: "Report", *, as_json: bool) -> None:
    for note in report.notes:
        output.hint(clean(note))
    if report.batch:
        output.hint(f"billia undo --batch {report.batch} takes it back, as far as nobody changes it")
    for summary in report.kinds.values():
        if summary.rejected_file:
            output.hint(clean(f"refused rows are listed in {summary.rejected_file}"))
    if as_json:
        output.told("", output.record(report), as_json=True)
        return
    if not report.kinds:
        output.line("nothing to import: there is no record in it")
        return
    output.details(
        [(kind, str(summary)) for kind, summary in report.kinds.items()]
        + [("left out", f"{number:,} {what}") for what, number in report.left.items()]
        + [(f"sum of {one.what}", str(one).partition(": ")[2]) for one in report.sums]
    )
    if report.dry_run:
        output.line("dry run: nothing was stored")
