"""`billia log`."""

from typing import Annotated

import typer

from billia_tui.commands import output, tables
from billia_tui.commands.parameters import AsJson, CustomerId, Limit
from billia_tui.commands.session import customer_at
from billia_tui.paging import Window


def show_log(
    context: typer.Context,
    customer: CustomerId,
    action: Annotated[str, typer.Option(help='Only this action, e.g. "add funds".')] = "",
    by: Annotated[str, typer.Option(metavar="ADMIN", help="Only what this admin did.")] = "",
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Show the log of a customer, newest first."""
    from billia_tui.operations import log

    desk, customer_id = customer_at(context, customer)
    found = desk.ask(log.page, customer_id, Window(limit=limit), action=action, admin=by)
    if as_json:
        lines = [{**output.record(line), "changes": [_named(change) for change in line.changes]} for line in found.rows]
        output.document({"rows": lines, "more": found.more})
        return
    output.rows(found, tables.LOG, as_json=False, nothing="no such line in the log")


def _named(change: tuple[str, str, str]) -> dict[str, str]:
    return dict(zip(("field", "old", "new"), change, strict=True))
