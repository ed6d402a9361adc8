"""`billia export KIND [QUERY] [--format csv|json]`: what customers have, and what is set up before they come."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from billia_tui.commands import output
from billia_tui.commands.queries import NEGATED_WORDS, Query, explained, joined
from billia_tui.commands.session import desk_of
from billia_tui.errors import Refused, refuse_if
from billia_tui.settings import restricted
from billia_tui.text import clean

Row = TypeVar("Row")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What a terminal obeys, but for tab and line feed."""

export_app = typer.Typer(help="Write records out, importable again.", rich_markup_mode=None)


class Format(StrEnum):
    """How an export is written."""

    CSV = "csv"
    JSON = "json"


@export_app.callback()
def export() -> None:
    """Write records out, importable again."""


Form = Annotated[Format, typer.Option("--format", case_sensitive=False, help="How it is written.")]


Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write into this new file, not to the terminal.")
]
_FILE_NAME = re.compile(r"[^:<>=\"'*]+\.(csv|tsv|txt|json|xlsx?|ods)", re.IGNORECASE)
"""A word of a query that is more likely meant as the name of a file."""


@export_app.command("customers", context_settings=NEGATED_WORDS)
def customers(context: typer.Context, query: Query = None, form: Form = Format.CSV, place: Output = None) -> None:
    """Export customers by id, as they are stored; with a query, those for whom all of it holds."""
    from billia_tui.operations.exports import customers as exports

    text = _asked_for("customers", query)
    with explained(text):
        _told(exports.customers(desk_of(context), text), exports.HEADER, form, place)


def _asked_for(kind: str, query: list[str] | None) -> str:
    """The query as one text; a word that looks like a file is refused: it would find nobody, and write nothing."""
    for word in query or []:
        if _FILE_NAME.fullmatch(word):
            name = clean(word, limit=60)
            raise typer.BadParameter(
                f"is {name} a file? Then write: billia export {kind} --output {name} (to search for it: '\"{name}\"')"
            )
    return joined(query)


def _add(kind: str, about: str) -> None:
    """Adds the command for records that belong to customers."""

    @export_app.command(kind, help=about, context_settings=NEGATED_WORDS)
    def records(context: typer.Context, query: Query = None, form: Form = Format.CSV, place: Output = None) -> None:
        from billia_tui.operations.exports import records as record_exports

        wanted, text = record_exports.KINDS[kind], _asked_for(kind, query)
        with explained(text):
            _told(record_exports.records(desk_of(context), wanted, text), wanted.header, form, place)


_add("profiles", "Export profiles, main ones and others; with a query, those of the customers that it finds.")
_add("affiliates", "Export who is an affiliate, and whom they brought.")
_add("documents", "Export pro-formas, invoices and credit notes with their texts.")
_add("emails", "Export all addresses with their subscriptions; with a query, those of the customers that it finds.")
_add("services", "Export services and domains; with a query, those of the customers that it finds.")
_add("orders", "Export orders; their lines are an export of their own: billia export lines.")
_add("lines", "Export the lines of orders, for billia import orders --lines.")
_add("payments", "Export the payments of orders and what was given back, one record each.")
_add("notes", "Export notes about customers and orders.")
_add("labels", "Export the labels of customers, orders and services.")


def _add_set_up(kind: str, about: str) -> None:
    """Adds the command for records that are set up before customers come."""

    @export_app.command(kind, help=about)
    def records(context: typer.Context, form: Form = Format.CSV, place: Output = None) -> None:
        from billia_tui.operations.exports import set_up

        _told(desk_of(context).ask(set_up.rows, kind), set_up.KINDS[kind].header, form, place)


_add_set_up("products", "Export the products of the catalogue.")
_add_set_up("payment-methods", "Export the ways to pay.")
_add_set_up("resellers", "Export the resellers, and whom they reach.")
_add_set_up("label-components", "Export the components of labels with their values.")


@export_app.command("all")
def everything(
    context: typer.Context,
    folder: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="A new folder for the files.")],
) -> None:
    """Export all kinds, a CSV file each, as `billia import all` takes them."""
    from billia_tui.operations.exports import customers as exports
    from billia_tui.operations.exports import records as record_exports
    from billia_tui.operations.exports import set_up

    refuse_if(restricted.no_file("export one kind after another: billia export customers > FILE"))
    desk = desk_of(context)
    few = {kind: desk.ask(set_up.rows, kind) for kind in set_up.KINDS}
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise Refused(f"cannot make {clean(str(folder))}: {error.strerror or error}") from error
    for kind, rows in few.items():
        _save(exports.csv_lines(rows, set_up.KINDS[kind].header), folder / f"{kind}.csv")
    _save(exports.csv_lines(exports.customers(desk)), folder / "customers.csv")
    for kind, many in record_exports.KINDS.items():
        _save(exports.csv_lines(record_exports.records(desk, many), many.header), folder / f"{kind}.csv")
    output.hint(exports.NOTICE)


def _told(rows: Iterable[Mapping[str, object]], header: Sequence[str], form: Format, place: Path | None) -> None:
    from billia_tui.operations.exports import customers as exports

    rows = asked(rows)
    lines = _json(rows) if form == Format.JSON else exports.csv_lines(rows, header)
    if place is None:
        write(lines)
    else:
        _save(lines, place)
    if form == Format.CSV:
        output.hint(exports.NOTICE)


def _save(lines: Iterable[str], place: Path) -> None:
    """Writes a file that only its owner can read, as a whole or not at all; one that is there stays."""
    from billia_tui.publication import Publication

    refuse_if(restricted.no_file("leave --output out and write: … > FILE"))
    try:
        with Publication(place) as publication, publication.open() as file:
            for line in lines:
                file.write(line.encode("utf-8", "surrogatepass"))
            file.close()
            publication.publish()
    except FileExistsError:
        raise Refused(f"{clean(str(place))} is there already; name another file") from None
    except OSError as error:
        raise Refused(f"cannot write {clean(str(place))}: {error.strerror or error}") from error
    output.hint(f"written to {clean(str(place))}")


def asked(rows: Iterable[Row]) -> Iterator[Row]:
    """The same rows, the first of them read: what is refused is refused before anything is written."""
    waiting = iter(rows)
    return chain(list(islice(waiting, 1)), waiting)


def _json(rows: Iterable[Mapping[str, object]]) -> Iterable[str]:
    """One JSON document, a row a line; what a terminal would obey is escaped."""
    yield '{"rows": ['
    before = "\n"
    for row in rows:
        yield before + output.escaped(json.dumps(output.plain(row), ensure_ascii=False))
        before = ",\n"
    yield "\n]}\n"


def write(lines: Iterable[str]) -> None:
    """Data, always in UTF-8: an export must not lose letters to the terminal's encoding."""
    sys.stdout.flush()
    shown = _shown_to()
    for line in lines:
        sys.stdout.buffer.write((shown(line) if shown else line).encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
    if shown and sys.stdout.isatty():
        output.hint("what a terminal obeys is shown as signs; > FILE gets it as it is stored")


def _shown_to() -> Callable[[str], str] | None:
    """How a line is shown to who reads it; None for as it is.

    A terminal gets nothing that it obeys. Nobody can tell where the output of a command over SSH ends: on the other
    side there may be one, so control characters, which no field takes, go as signs.
    """
    if sys.stdout.isatty():
        return lambda line: clean(line, lines=True, limit=None)
    if restricted.is_on():
        return lambda line: _CONTROLS.sub(lambda found: clean(found[0]), line)
    return None
