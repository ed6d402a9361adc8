"""`billia timeline`."""

from typing import Annotated

import typer

from billia_tui.commands import output, tables
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.parameters import AsJson, CustomerId, Limit, Since, Until, Words
from billia_tui.commands.session import customer_at
from billia_tui.paging import Window

with late():
    from billia_tui.operations.timeline import pages


def timeline(
    context: typer.Context,
    customer: CustomerId,
    since: Since = "",
    until: Until = "",
    kind: Annotated[str, typer.Option(metavar="KIND", help="Only this kind, e.g. payment, document, note.")] = "",
    text: Words = "",
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Show all that happened to a customer, newest first: log, money, orders, documents, mail, notes."""
    from billia_tui.operations.timeline.events import wanted

    narrowed = wanted(kind=kind, since=since, until=until, text=text)
    desk, customer_id = customer_at(context, customer)
    found = desk.ask(pages.page, customer_id, Window(limit=limit), narrowed)
    if as_json:
        rows = [
            {**output.record(event), "facts": [{"name": name, "value": value} for name, value in event.facts]}
            for event in found.rows
        ]
        output.document({"rows": rows, "more": found.more})
        return
    output.rows(found, tables.TIMELINE, as_json=False, nothing="nothing happened that is like this")
