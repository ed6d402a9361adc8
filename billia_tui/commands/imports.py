"""`billia import customers|emails|services|orders|notes|labels FILE.csv`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import output, standard_input
from billia_tui.commands.parameters import AsJson
from billia_tui.commands.session import desk_at_first_start, desk_of
from billia_tui.operations.imports.fields import CATALOGUE, LINES, KindName, in_words
from billia_tui.text import clean

if TYPE_CHECKING:
    from billia_tui.operations.imports.run import Order, Summary

import_app = typer.Typer(
    help="Bring records of another system in; safe to repeat: what is there already is not stored again.",
    rich_markup_mode=None,
)
_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", ",": ",", ";": ";", "\\t": "\t", "\t": "\t"}


def _delimiter(text: str) -> str:
    """A delimiter as typed: the character or its name."""
    found = _DELIMITERS.get(text.casefold())
    if found is None:
        raise typer.BadParameter("is none of comma, semicolon, tab")
    return found


def _pairs(option: str, typed: list[str] | None) -> dict[str, str]:
    """FIELD=TEXT options."""
    pairs = {}
    for text in typed or []:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise typer.BadParameter(f"{option} takes FIELD=…, not {clean(text)!r}")
        pairs[name.strip()] = value
    return pairs


File = Annotated[str, typer.Argument(metavar="FILE", help="The CSV file; - is standard input.")]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="The column of a field; an empty one leaves the field out."),
]
Set = Annotated[
    list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="The same value in all rows, no column.")
]
PresetName = Annotated[str, typer.Option("--preset", metavar="NAME", help="Known files: chinook.")]
Source = Annotated[
    str,
    typer.Option(metavar="NAME", help="The system that the ids belong to; the name of the preset or csv, if left out."),
]
Delimiter = Annotated[
    str | None,
    typer.Option(parser=_delimiter, metavar="CHAR", help="comma, semicolon or tab; seen in the header, if left out."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would happen, store nothing.")]


@import_app.command("customers", epilog=in_words(KindName.CUSTOMERS))
def customers(
    context: typer.Context,
    file: File,
    columns: Map = None,
    values: Set = None,
    preset: PresetName = "",
    source: Source = "",
    delimiter: Delimiter = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import customers; known ones get the contact data of the file."""
    _import(context, KindName.CUSTOMERS, file, columns, values, preset, source, delimiter, dry_run, as_json)


@import_app.command("emails", epilog=in_words(KindName.EMAILS))
def emails(
    context: typer.Context,
    file: File,
    columns: Map = None,
    values: Set = None,
    preset: PresetName = "",
    source: Source = "",
    delimiter: Delimiter = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import additional e-mail addresses, and subscriptions of all."""
    _import(context, KindName.EMAILS, file, columns, values, preset, source, delimiter, dry_run, as_json)


@import_app.command("services", epilog=in_words(KindName.SERVICES))
def services(
    context: typer.Context,
    file: File,
    columns: Map = None,
    values: Set = None,
    preset: PresetName = "",
    source: Source = "",
    delimiter: Delimiter = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import services and domains."""
    _import(context, KindName.SERVICES, file, columns, values, preset, source, delimiter, dry_run, as_json)


@import_app.command(
    "orders",
    epilog=f"{in_words(KindName.ORDERS)} "
    f"Of --lines: {', '.join(f'lines.{field.name}' for field in LINES)}. "
    f"Of --catalogue: {', '.join(f'catalogue.{field.name}' for field in CATALOGUE)}.",
)
def orders(
    context: typer.Context,
    file: File,
    lines: Annotated[Path | None, typer.Option(metavar="FILE", help="The lines of the orders.")] = None,
    catalogue: Annotated[Path | None, typer.Option(metavar="FILE", help="The names of the products.")] = None,
    columns: Map = None,
    values: Set = None,
    preset: PresetName = "",
    source: Source = "",
    delimiter: Delimiter = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import orders with their lines."""
    _import(
        context, KindName.ORDERS, file, columns, values, preset, source, delimiter, dry_run, as_json, lines, catalogue
    )


@import_app.command("notes", epilog=in_words(KindName.NOTES))
def notes(
    context: typer.Context,
    file: File,
    columns: Map = None,
    values: Set = None,
    preset: PresetName = "",
    source: Source = "",
    delimiter: Delimiter = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import notes about customers and orders; their author is you."""
    _import(context, KindName.NOTES, file, columns, values, preset, source, delimiter, dry_run, as_json)


@import_app.command("labels", epilog=in_words(KindName.LABELS))
def labels(
    context: typer.Context,
    file: File,
    columns: Map = None,
    values: Set = None,
    preset: PresetName = "",
    source: Source = "",
    delimiter: Delimiter = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import labels; their components must be set up before."""
    _import(context, KindName.LABELS, file, columns, values, preset, source, delimiter, dry_run, as_json)


def _import(
    context: typer.Context,
    kind: KindName,
    file: str,
    columns: list[str] | None,
    values: list[str] | None,
    preset: str,
    source: str,
    delimiter: str | None,
    dry_run: bool,
    as_json: bool,
    lines: Path | None = None,
    catalogue: Path | None = None,
) -> None:
    """Runs an import and tells how it ended; exit code 1 if a row was refused."""
    mapped, fixed = _pairs("--map", columns), _pairs("--set", values)
    from billia_tui.operations.imports.run import Order

    place = None if file == "-" else Path(file)
    order = Order(kind, place, mapped, fixed, preset, source, delimiter, dry_run, lines, catalogue)
    summary = _run(context, order, as_json=as_json)
    if summary.refused:
        raise typer.Exit(1)


def _run(context: typer.Context, order: "Order", *, as_json: bool) -> "Summary":
    from billia_tui.operations.imports.run import Import

    desk = desk_of(context) if order.dry_run else desk_at_first_start(context)
    with Import(desk, order, standard_input.binary()) as running:
        for note in running.notes:
            output.hint(clean(note))
        told = len(running.notes)
        with _progress(order.kind) as progress:
            summary = running.run(progress)
        for note in running.notes[told:]:
            output.hint(clean(note))
    if summary.rejected_file:
        output.hint(clean(f"the refused rows are listed in {summary.rejected_file}"))
    tail = " (dry run: nothing was stored)" if order.dry_run else ""
    output.told(f"{summary}{tail}", {"kind": order.kind.value, **output.record(summary)}, as_json=as_json)
    return summary


@contextmanager
def _progress(kind: KindName) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on a terminal, None elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    parts = (TextColumn(f"Importing {kind}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=max(done, total))

        yield advance
