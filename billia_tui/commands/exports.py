"""`billia export customers|emails|services|orders|lines|notes|labels [QUERY] [--format csv|json]`."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import chain, islice
from typing import Annotated, TypeVar

import typer

from billia_tui.commands import output
from billia_tui.commands.queries import NEGATED_WORDS, Query, explained, joined
from billia_tui.commands.session import desk_of

Row = TypeVar("Row")

export_app = typer.Typer(help="Write records out, importable again.", rich_markup_mode=None)


class Format(StrEnum):
    """How an export is written."""

    CSV = "csv"
    JSON = "json"


@export_app.callback()
def export() -> None:
    """Write records out, importable again."""


Form = Annotated[Format, typer.Option("--format", case_sensitive=False, help="How it is written.")]


@export_app.command("customers", context_settings=NEGATED_WORDS)
def customers(context: typer.Context, query: Query = None, form: Form = Format.CSV) -> None:
    """Export customers by id, as they are stored; with a query, those for whom all of it holds."""
    from billia_tui.operations.exports import customers as exports

    text = joined(query)
    with explained(text):
        _told(exports.customers(desk_of(context), text), exports.HEADER, form)


def _add(kind: str, about: str) -> None:
    """Adds the command for records that belong to customers."""

    @export_app.command(kind, help=about, context_settings=NEGATED_WORDS)
    def records(context: typer.Context, query: Query = None, form: Form = Format.CSV) -> None:
        from billia_tui.operations.exports import records as record_exports

        wanted, text = record_exports.KINDS[kind], joined(query)
        with explained(text):
            _told(record_exports.records(desk_of(context), wanted, text), wanted.header, form)


_add("emails", "Export all addresses with their subscriptions; with a query, those of the customers that it finds.")
_add("services", "Export services and domains; with a query, those of the customers that it finds.")
_add("orders", "Export orders; their lines are an export of their own: billia export lines.")
_add("lines", "Export the lines of orders, for billia import orders --lines.")
_add("notes", "Export notes about customers and orders.")
_add("labels", "Export the labels of customers, orders and services.")


def _told(rows: Iterable[object], header: Sequence[str], form: Format) -> None:
    from billia_tui.operations.exports import customers as exports

    rows = asked(rows)
    if form == Format.JSON:
        write(_json(rows))
        return
    write(exports.csv_lines(rows, header))
    output.hint(exports.NOTICE)


def asked(rows: Iterable[Row]) -> Iterator[Row]:
    """The same rows, the first of them read: what is refused is refused before anything is written."""
    waiting = iter(rows)
    return chain(list(islice(waiting, 1)), waiting)


def _json(rows: Iterable[object]) -> Iterable[str]:
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
    for line in lines:
        sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
