"""`billia find`."""

from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.output import Answer
from billia_tui.commands.parameters import Desk

with late():
    from billia_tui.operations.finding import anything

FOUND = output.columns("KIND", "ID>", "CUSTOMER", "WHAT", "MATCHED")


def find(
    desk: Desk,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="Whatever a caller names: words, 1553, INV-000408, an IP address.")
    ],
) -> Answer:
    """Find customers, orders, documents, services and domains by what a caller names."""
    found = desk.ask(anything.find, text)
    nothing = "nothing is named like this"
    return Answer({"rows": found}, lambda: output.table(FOUND, found) if found else output.empty(nothing))
