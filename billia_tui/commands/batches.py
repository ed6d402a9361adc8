"""`billia batches list|show`: bulk work, read back."""

from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.options import rows_of_store
from billia_tui.commands.output import Answer, Column, columns
from billia_tui.commands.parameters import Desk, Limit
from billia_tui.paging import Window

with late():
    from billia_tui.operations.bulk import batches

batches_app = Group("Bulk work that was done: billia customers bulk does it.")

_BATCHES = columns(
    "ID>",
    "TIME=at",
    "ADMIN",
    Column("ACTION", lambda row: f"{row.action} {row.value}".strip()),
    Column("DONE", lambda row: f"{row.done:,}", right=True),
    Column("OF", lambda row: f"{row.asked:,}", right=True),
    "STATE",
    "QUERY",
    "REASON",
)
_LINES = columns("LOG LINE=id>", "CUSTOMER=customer_id>", "USERNAME", "ACTION=line.action", "CHANGES=line.summary")


@batches_app.command("list")
@rows_of_store("bulk.batches.page", _BATCHES, nothing="nothing was done to many customers yet")
def list_batches() -> None:
    """List bulk work, newest first."""


@batches_app.command("show")
def show(
    desk: Desk,
    batch: Annotated[int, typer.Argument(metavar="BATCH", min=1, help="The number of the batch.")],
    limit: Limit = 50,
) -> Answer:
    """Show one batch: what was done, how many were refused and why, and its log lines."""
    row = desk.ask(batches.read, batch)
    found = desk.ask(batches.lines, batch, Window(limit=limit))
    pairs = [
        *output.facts(row, "batch=id", "begun=at", "by=admin"),
        ("action", f"{row.action} {row.value}".strip()),
        *output.facts(row, "query?", "reason?", "state", "finished=finished_at"),
        ("customers", f"{row.asked:,}"),
        ("done", f"{row.done:,}"),
        ("refused", f"{row.refused:,}"),
        *(("", f"{number:,} {reason}") for reason, number in row.refusals),
        ("no turn", f"{row.left:,}"),
        ("takes back", None if row.undoes is None else f"batch {row.undoes}"),
    ]

    def say() -> None:
        output.details(pairs)
        output.listed(found, _LINES, "no log lines").say()

    value = {**output.record(row), "state": row.state, "lines": found.rows, "more": found.more}
    return Answer(value, say)
