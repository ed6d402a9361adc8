"""`billia find`."""

from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.late import late
from billia_tui.commands.parameters import AsJson
from billia_tui.commands.session import desk_of

with late():
    from billia_tui.operations.finding import anything

FOUND = output.columns("KIND", "ID>", "CUSTOMER", "WHAT", "MATCHED")


def find(
    context: typer.Context,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="Whatever a caller names: words, 1553, INV-000408, an IP address.")
    ],
    as_json: AsJson = False,
) -> None:
    """Find customers, orders, documents, services and domains by what a caller names."""
    found = desk_of(context).ask(anything.find, text)
    if as_json:
        output.document({"rows": found})
    elif found:
        output.table(FOUND, found)
    else:
        output.empty("nothing is named like this")
