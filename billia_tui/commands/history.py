"""`billia log`."""

from typing import Annotated

import typer

from billia_tui.commands import output, tables
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.options import Typed
from billia_tui.commands.parameters import AsJson, Limit, Since, Until, Words
from billia_tui.commands.session import customer_at, desk_of
from billia_tui.paging import Window

with late():
    from billia_tui.operations.log import lines as log


def show_log(
    context: typer.Context,
    customer: Annotated[str | None, typer.Argument(metavar="ID", help="The customer: its id, or its username.")] = None,
    store: Annotated[bool, typer.Option("--store", help="Of what belongs to no customer: admins, set-up ….")] = False,
    action: Annotated[str, typer.Option(help='Only this action, e.g. "add funds".')] = "",
    by: Annotated[str, typer.Option(metavar="ADMIN", help='Only what this admin did, or "system".')] = "",
    kind: Annotated[str, typer.Option("--of", metavar="OBJECT", help='Only changes of this kind, e.g. "email".')] = "",
    since: Since = "",
    until: Until = "",
    text: Words = "",
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Show the log of a customer, or that of the store itself, newest first."""
    from billia_tui.operations.queries.times import between

    if (customer is None) != store:
        raise typer.BadParameter("name a customer, or add --store")
    window = Window(limit=limit)
    wanted: Typed = {"action": action, "admin": by, "kind": kind, "days": between(since, until), "words": text.split()}
    if customer is None:
        found = desk_of(context).ask(log.store_page, window, **wanted)
    else:
        desk, customer_id = customer_at(context, customer)
        found = desk.ask(log.page, customer_id, window, **wanted)
    if as_json:
        lines = [{**output.record(line), "changes": [_named(change) for change in line.changes]} for line in found.rows]
        output.document({"rows": lines, "more": found.more})
        return
    output.rows(found, tables.LOG, as_json=False, nothing="no such line in the log")


def _named(change: tuple[str, str, str]) -> dict[str, str]:
    return dict(zip(("field", "old", "new"), change, strict=True))
