"""`billia import customers|emails|services|orders|payments|notes|labels FILE.csv`."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from billia_tui.commands import output, standard_input
from billia_tui.commands.options import Typed, taking
from billia_tui.commands.parameters import AsJson
from billia_tui.commands.progress import progress_bar
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


OPTIONS = {
    "columns": Map,
    "values": Set,
    "preset": PresetName,
    "source": Source,
    "delimiter": Delimiter,
    "dry_run": Annotated[bool, typer.Option("--dry-run", help="Tell what would happen, store nothing.")],
}
OF_ORDERS = {
    "lines": Annotated[Path | None, typer.Option(metavar="FILE", help="The lines of the orders.")],
    "catalogue": Annotated[Path | None, typer.Option(metavar="FILE", help="The names of the products.")],
}


def _add(kind: KindName, about: str, more: Mapping[str, Any] = MappingProxyType({}), fields: str = "") -> None:
    """Adds the command for records of a kind; `more` are options that only it has, `fields` those of their files."""

    @import_app.command(kind, help=about, epilog=in_words(kind) + fields)
    @taking({**more, **OPTIONS}, preset="", source="", dry_run=False)
    def records(context: typer.Context, file: File, typed: Typed, as_json: AsJson = False) -> None:
        _import(context, kind, file, typed, as_json=as_json)


_add(KindName.CUSTOMERS, "Import customers; known ones get the contact data of the file.")
_add(KindName.EMAILS, "Import additional e-mail addresses, and subscriptions of all.")
_add(KindName.SERVICES, "Import services and domains.")
_add(
    KindName.ORDERS,
    "Import orders with their lines.",
    OF_ORDERS,
    f" Of --lines: {', '.join(f'lines.{field.name}' for field in LINES)}."
    f" Of --catalogue: {', '.join(f'catalogue.{field.name}' for field in CATALOGUE)}.",
)
_add(KindName.PAYMENTS, "Import the payments of orders, and what was given back; you are their admin.")
_add(KindName.NOTES, "Import notes about customers and orders; their author is you.")
_add(KindName.LABELS, "Import labels; their components must be set up before.")


def _import(context: typer.Context, kind: KindName, file: str, typed: Typed, *, as_json: bool) -> None:
    """Runs an import and tells how it ended; exit code 1 if a row was refused."""
    mapped, fixed = _pairs("--map", typed.pop("columns", None)), _pairs("--set", typed.pop("values", None))
    from billia_tui.operations.imports.run import Order

    place = None if file == "-" else Path(file)
    summary = _run(context, Order(kind, place, columns=mapped, values=fixed, **typed), as_json=as_json)
    if summary.refused:
        raise typer.Exit(1)


def _run(context: typer.Context, order: "Order", *, as_json: bool) -> "Summary":
    from billia_tui.operations.imports.run import Import

    desk = desk_of(context) if order.dry_run else desk_at_first_start(context)
    with Import(desk, order, standard_input.binary()) as running:
        for note in running.notes:
            output.hint(clean(note))
        told = len(running.notes)
        with progress_bar(f"Importing {order.kind}", percent=True) as progress:
            summary = running.run(progress)
        for note in running.notes[told:]:
            output.hint(clean(note))
    if summary.rejected_file:
        output.hint(clean(f"the refused rows are listed in {summary.rejected_file}"))
    tail = " (dry run: nothing was stored)" if order.dry_run else ""
    output.told(f"{summary}{tail}", {"kind": order.kind.value, **output.record(summary)}, as_json=as_json)
    return summary
