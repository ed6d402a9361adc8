"""Arguments and options that many commands share."""

from typing import Annotated

import typer

MOST_ROWS = 10_000

CustomerId = Annotated[str, typer.Argument(metavar="ID", help="The customer: its id, or its username.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Limit = Annotated[int, typer.Option(min=1, max=MOST_ROWS, metavar="N", help="The most rows.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why; kept in the log.")]
RequestId = Annotated[
    str | None,
    typer.Option(metavar="KEY", help="Your own key of this request: sent twice, it is done once."),
]

NEGATIVE_NUMBERS = {"ignore_unknown_options": True}
"""Context settings of commands with an amount: `-30` is a number there, not an option."""
