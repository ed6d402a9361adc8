"""`billia export customers|emails|services|orders|lines|payments|notes|labels [QUERY] [--format csv|json]`."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import chain, islice
from typing import Annotated, TypeVar

import typer

from billia_tui.commands import output
from billia_tui.commands.queries import NEGATED_WORDS, Query, explained, joined
from billia_tui.commands.session import desk_of
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
_add("payments", "Export the payments of orders and what was given back, one record each.")
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
