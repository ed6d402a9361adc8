"""`billia batches list|show`: bulk work, read back."""

from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.output import Column
from billia_tui.commands.parameters import AsJson, Limit
from billia_tui.commands.session import desk_of
from billia_tui.paging import Window

if TYPE_CHECKING:
    from billia_tui.operations.bulk.batches import BatchLine, BatchRow

batches_app = typer.Typer(help="Bulk work that was done: billia customers bulk does it.", rich_markup_mode=None)

_BATCHES: "list[Column[BatchRow]]" = [
    Column("ID", lambda row: row.id, right=True),
    Column("TIME", lambda row: row.at),
    Column("ADMIN", lambda row: row.admin),
    Column("ACTION", lambda row: f"{row.action} {row.value}".strip()),
    Column("DONE", lambda row: f"{row.done:,}", right=True),
    Column("OF", lambda row: f"{row.asked:,}", right=True),
    Column("STATE", lambda row: row.state),
    Column("QUERY", lambda row: row.query),
    Column("REASON", lambda row: row.reason),
]
_LINES: "list[Column[BatchLine]]" = [
    Column("LOG LINE", lambda row: row.id, right=True),
    Column("CUSTOMER", lambda row: row.customer_id, right=True),
    Column("USERNAME", lambda row: row.username),
    Column("ACTION", lambda row: row.line.action),
    Column("CHANGES", lambda row: row.line.summary),
]


@batches_app.command("list")
def list_batches(context: typer.Context, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List bulk work, newest first."""
    from billia_tui.operations.bulk import batches

    found = desk_of(context).ask(batches.page, Window(limit=limit))
    output.rows(found, _BATCHES, as_json=as_json, nothing="nothing was done to many customers yet")


@batches_app.command("show")
def show(
    context: typer.Context,
    batch: Annotated[int, typer.Argument(metavar="BATCH", min=1, help="The number of the batch.")],
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Show one batch: what was done, how many were refused and why, and its log lines."""
    from billia_tui.operations.bulk import batches

    desk = desk_of(context)
    row = desk.ask(batches.read, batch)
    found = desk.ask(batches.lines, batch, Window(limit=limit))
    if as_json:
        output.document({**output.record(row), "state": row.state, "lines": found.rows, "more": found.more})
        return
    output.details(
        [
            ("batch", row.id),
            ("begun", row.at),
            ("by", row.admin),
            ("action", f"{row.action} {row.value}".strip()),
            ("query", row.query or None),
            ("reason", row.reason or None),
            ("state", row.state),
            ("finished", row.finished_at),
            ("customers", f"{row.asked:,}"),
            ("done", f"{row.done:,}"),
            ("refused", f"{row.refused:,}"),
            *(("", f"{number:,} {reason}") for reason, number in row.refusals),
            ("no turn", f"{row.left:,}"),
            ("takes back", None if row.undoes is None else f"batch {row.undoes}"),
        ]
    )
    output.rows(found, _LINES, as_json=False, nothing="no log lines")
