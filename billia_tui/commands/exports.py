"""`billia export customers [QUERY] [--format csv|json]`."""

import json
import sys
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.session import desk_of

export_app = typer.Typer(help="Write records out, importable again.", rich_markup_mode=None)


class Format(StrEnum):
    """How an export is written."""

    CSV = "csv"
    JSON = "json"


@export_app.callback()
def export() -> None:
    """Write records out, importable again."""


@export_app.command("customers")
def customers(
    context: typer.Context,
    query: Annotated[
        list[str] | None, typer.Argument(metavar="[QUERY]...", help="Words to look for, as in the console.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", case_sensitive=False, help="How it is written.")] = Format.CSV,
) -> None:
    """Export customers by id, as they are stored; with words, those that have all of them somewhere."""
    from billia_tui.operations import exports

    found = exports.customers(desk_of(context), " ".join(query or []))
    if form == Format.JSON:
        _write(_json(found))
        return
    _write(exports.csv_lines(found))
    output.hint(exports.NOTICE)


def _json(rows: Iterable[object]) -> Iterable[str]:
    """One JSON document, a row a line; what a terminal would obey is escaped."""
    yield '{"rows": ['
    before = "\n"
    for row in rows:
        yield before + output.escaped(json.dumps(output.plain(row), ensure_ascii=False))
        before = ",\n"
    yield "\n]}\n"


def _write(lines: Iterable[str]) -> None:
    """Data, always in UTF-8: an export must not lose letters to the terminal's encoding."""
    sys.stdout.flush()
    for line in lines:
        sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
