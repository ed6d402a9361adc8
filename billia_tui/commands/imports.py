"""`billia import KIND FILE.csv`, a command for each kind of records, and whole systems."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from billia_tui.commands import import_systems, output, standard_input
from billia_tui.commands.options import Typed, taking
from billia_tui.commands.parameters import AsJson, pairs_of
from billia_tui.commands.progress import progress_bar
from billia_tui.commands.session import desk_at_first_start, desk_to_rehearse
from billia_tui.errors import Refused
from billia_tui.operations.imports.fields import CATALOGUE, LINES, KindName, in_words
from billia_tui.text import clean

if TYPE_CHECKING:
    from billia_tui.operations.imports.batches.run import Import, Order, Summary

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


def _words(typed: list[str] | None) -> dict[str, dict[str, str]]:
    """FIELD:WORD=VALUE options."""
    found: dict[str, dict[str, str]] = {}
    for text in typed or []:
        name, colon, rest = text.partition(":")
        word, sign, value = rest.rpartition("=")
        if not (colon and sign and name.strip()):
            raise typer.BadParameter(f"--value takes FIELD:WORD=VALUE, not {clean(text)!r}")
        found.setdefault(name.strip(), {})[word.strip().casefold()] = value.strip()
    return found


_DATE_PARTS = {"YYYY": "%Y", "YY": "%y", "DD": "%d", "HH": "%H", "SS": "%S"}


def _date_form(text: str) -> str:
    """A form of times as people write it, DD/MM/YYYY HH:MM, or as strptime does."""
    if "%" in text:
        return text
    text = re.sub(r"(?<=[H:.])MM(?![A-Z])", "%M", re.sub(r"(?<=HH.)MM", "%M", text)).replace("MM", "%m")
    for part, form in _DATE_PARTS.items():
        text = text.replace(part, form)
    return text


File = Annotated[str, typer.Argument(metavar="FILE", help="The CSV file; - is standard input.")]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="The column of a field; an empty one leaves the field out."),
]
Set = Annotated[
    list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="The same value in all rows, no column.")
]
Words = Annotated[
    list[str] | None,
    typer.Option(
        "--value", metavar="FIELD:WORD=VALUE", help="What a word of the file means, as status:closed=Blocked."
    ),
]
Defaults = Annotated[
    list[str] | None, typer.Option("--default", metavar="FIELD=VALUE", help="What fills empty cells of a field.")
]
Nothing = Annotated[
    list[str] | None, typer.Option("--none", metavar="WORD", help="A cell of this word is empty, such as n/a.")
]
Dates = Annotated[
    list[str] | None,
    typer.Option("--dates", metavar="FORM", help="How times are written, such as DD/MM/YYYY or MM/DD/YYYY HH:MM."),
]
Decimal = Annotated[str, typer.Option(metavar=". or ,", help="What stands before the decimals of amounts.")]
Encoding = Annotated[
    str, typer.Option(metavar="NAME", help="How letters are written, such as cp1250; guessed and told, if left out.")
]
MappingName = Annotated[
    str,
    typer.Option(
        "--mapping",
        "--preset",
        metavar="NAME|FILE.toml",
        help="What columns and words mean: of a known system, or a file.",
    ),
]
Source = Annotated[
    str,
    typer.Option(metavar="NAME", help="The system that the ids belong to; that of the mapping or csv, if left out."),
]
Delimiter = Annotated[
    str | None,
    typer.Option(parser=_delimiter, metavar="CHAR", help="comma, semicolon or tab; seen in the header, if left out."),
]


OPTIONS = {
    "columns": Map,
    "values": Set,
    "words": Words,
    "defaults": Defaults,
    "none": Nothing,
    "dates": Dates,
    "decimal": Decimal,
    "encoding": Encoding,
    "mapping": MappingName,
    "source": Source,
    "delimiter": Delimiter,
    "save_mapping": Annotated[
        Path | None,
        typer.Option("--save-mapping", metavar="FILE.toml", help="Write what was used into a new mapping file."),
    ],
    "explain": Annotated[
        bool, typer.Option("--explain", help="A dry run that shows columns, three records and the reasons counted.")
    ],
    "update": Annotated[
        bool, typer.Option("--update", help="Bring along what differs: status, wallet, credit limit, times.")
    ],
    "dry_run": Annotated[bool, typer.Option("--dry-run", help="Tell what would happen, store nothing.")],
}
NOTHING = {
    **dict.fromkeys(("decimal", "encoding", "mapping", "source"), ""),
    **dict.fromkeys(("explain", "update", "dry_run"), False),
}
OF_ORDERS = {
    "lines": Annotated[Path | None, typer.Option(metavar="FILE", help="The lines of the orders.")],
    "catalogue": Annotated[Path | None, typer.Option(metavar="FILE", help="The names of the products.")],
}


def _add(kind: KindName, about: str, more: Mapping[str, Any] = MappingProxyType({}), fields: str = "") -> None:
    """Adds the command for records of a kind; `more` are options that only it has, `fields` those of their files."""

    @import_app.command(kind, help=about, epilog=in_words(kind) + fields)
    @taking(
        {**more, **OPTIONS},
        decimal="",
        encoding="",
        mapping="",
        source="",
        save_mapping=None,
        explain=False,
        update=False,
        dry_run=False,
    )
    def records(context: typer.Context, file: File, typed: Typed, as_json: AsJson = False) -> None:
        _import(context, kind, file, typed, as_json=as_json)


_add(KindName.PRODUCTS, "Import products of the catalogue; known ones, by their code, follow the file.")
_add(KindName.PAYMENT_METHODS, "Import ways to pay; known ones, by their name, follow the file but for their type.")
_add(KindName.RESELLERS, "Import resellers; of known ones language and reach follow the file.")
_add(KindName.LABEL_COMPONENTS, "Import components of labels; known ones, by their key, follow the file.")
_add(KindName.CUSTOMERS, "Import customers; known ones get the contact data of the file.")
_add(KindName.PROFILES, "Import profiles beside those that came with their customers.")
_add(KindName.AFFILIATES, "Import who is an affiliate, and whom they brought.")
_add(KindName.EMAILS, "Import additional e-mail addresses, and subscriptions of all.")
_add(KindName.SERVICES, "Import services and domains.")
_add(
    KindName.ORDERS,
    "Import orders with their lines.",
    OF_ORDERS,
    f" Of --lines: {', '.join(f'lines.{field.name}' for field in LINES)}."
    f" Of --catalogue: {', '.join(f'catalogue.{field.name}' for field in CATALOGUE)}.",
)
_add(KindName.DOCUMENTS, "Import documents that were issued elsewhere, with their numbers and texts.")
_add(KindName.PAYMENTS, "Import the payments of orders, and what was given back; you are their admin.")
_add(KindName.NOTES, "Import notes about customers and orders; their author is who is named, else you.")
_add(KindName.LABELS, "Import labels; their components must be set up before.")
import_systems.add_to(import_app)


@import_app.command("all")
def everything(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where `billia export all` wrote its files.")],
    update: Annotated[bool, OPTIONS["update"]] = False,
    dry_run: Annotated[bool, OPTIONS["dry_run"]] = False,
    as_json: AsJson = False,
) -> None:
    """Import all files of an export, each kind after those that it names."""
    from billia_tui.operations.imports.batches.run import Order

    kinds = [kind for kind in KindName if (folder / f"{kind}.csv").is_file()]
    if not kinds:
        raise Refused(f"{clean(str(folder))} holds none of {', '.join(f'{kind}.csv' for kind in KindName)}")
    lines = folder / "lines.csv"
    summaries = {}
    for kind in kinds:
        with_lines = lines if kind == KindName.ORDERS and lines.is_file() else None
        order = Order(kind, folder / f"{kind}.csv", update=update, dry_run=dry_run, lines=with_lines)
        summaries[kind], _ = _run(context, order, None, explain=False)
        if not as_json:
            output.line(f"{kind}: {summaries[kind]}{_tail(dry_run)}")
    if as_json:
        output.told("", {"kinds": {kind: output.record(one) for kind, one in summaries.items()}}, as_json=True)
    if any(summary.refused for summary in summaries.values()):
        raise typer.Exit(1)


def _import(context: typer.Context, kind: KindName, file: str, typed: Typed, *, as_json: bool) -> None:
    """Runs an import and tells how it ended; exit code 1 if a row was refused."""
    typed |= {
        "columns": pairs_of("--map", typed.get("columns")),
        "values": pairs_of("--set", typed.get("values")),
        "defaults": pairs_of("--default", typed.get("defaults")),
        "words": _words(typed.get("words")),
        "none": typed.get("none") or (),
        "dates": [_date_form(text) for text in typed.get("dates") or ()],
    }
    from billia_tui.operations.imports.batches.run import Order

    place = None if file == "-" else Path(file)
    explain, save = typed.pop("explain"), typed.pop("save_mapping", None)
    typed["dry_run"] = typed["dry_run"] or explain
    order = Order(kind, place, **typed)
    summary, explained = _run(context, order, save, explain=explain)
    if not as_json:
        _show(explained)
    result = {"kind": kind.value, **output.record(summary), **explained}
    output.told(f"{summary}{_tail(order.dry_run)}", result, as_json=as_json)
    if summary.refused:
        raise typer.Exit(1)


def _tail(dry_run: bool) -> str:
    return " (dry run: nothing was stored)" if dry_run else ""


def _run(
    context: typer.Context, order: "Order", save: Path | None, *, explain: bool
) -> tuple["Summary", dict[str, Any]]:
    """Runs an import and tells its notes; how it ended, and what `--explain` tells."""
    from billia_tui.operations.imports.batches.run import Import
    from billia_tui.operations.imports.mapping import mapping_files

    desk = desk_to_rehearse(context) if order.dry_run else desk_at_first_start(context)
    with Import(desk, order, standard_input.binary()) as running:
        for note in running.notes:
            output.hint(clean(note))
        told = len(running.notes)
        if save:
            mapping_files.save(running.mapping(), save)
        with progress_bar(f"Importing {order.kind}", percent=True) as progress:
            summary = running.run(progress)
        for note in running.notes[told:]:
            output.hint(clean(note))
        explained = _explained(running) if explain else {}
    if summary.batch:
        output.hint(f"billia undo --batch {summary.batch} takes it back, as far as nobody changes it")
    if summary.rejected_file:
        output.hint(clean(f"the refused rows are listed in {summary.rejected_file}"))
    return summary, explained


def _explained(running: "Import") -> dict[str, Any]:
    """What `--explain` tells: columns by field, the first records as they would be, how often which reason."""
    records = [{name: text for name, text in values.items() if text.strip()} for values in running.samples]
    return {"columns": dict(running.columns), "records": records, "reasons": dict(running.reasons.most_common())}


def _show(explained: dict[str, Any]) -> None:
    """The same for people."""
    if not explained:
        return
    output.details([(name, clean(column)) for name, column in explained["columns"].items()])
    for number, record in enumerate(explained["records"], 1):
        output.line()
        output.line(f"record {number}")
        output.details([(f"  {name}", clean(text, limit=200)) for name, text in record.items()])
    output.line()
    for reason, number in explained["reasons"].items():
        output.line(f"{number:,} × {clean(reason)}")
