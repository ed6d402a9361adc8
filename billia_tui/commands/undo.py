"""`billia undo`: take back a change of one's own."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.output import Column
from billia_tui.commands.parameters import AsJson, RequestId
from billia_tui.commands.session import desk_of
from billia_tui.errors import Refused

if TYPE_CHECKING:
    from billia_tui.operations.desk import Desk
    from billia_tui.operations.undo import Undoable
    from billia_tui.operations.undo_batch import Progress

_COLUMNS: "list[Column[Undoable]]" = [
    Column("LINE", lambda row: None if row.batch_id else row.log_id, right=True),
    Column("BATCH", lambda row: row.batch_id, right=True),
    Column("TIME", lambda row: row.at),
    Column("CUSTOMER", lambda row: f"{row.customers:,} customers" if row.batch_id else row.username),
    Column("ACTION", lambda row: row.action),
    Column("TAKEN BACK", lambda row: f"✖ {row.refusal}" if row.refusal else _fields(row)),
]


def undo(
    context: typer.Context,
    line: Annotated[
        int | None, typer.Argument(metavar="LINE", min=1, help="A log line; the last, if left out.")
    ] = None,
    batch: Annotated[int | None, typer.Option(metavar="ID", min=1, help="All of this batch of bulk work.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="List your last changes that could be taken back.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without a question.")] = False,
    request_id: RequestId = None,
    as_json: AsJson = False,
) -> None:
    """Take back your last change that can be, by a new change; first it is shown.

    Refused if anybody changed the same thing meanwhile. Money is never taken back. Exit code 1 if anybody was refused.
    """
    from billia_tui.operations import undo as operation

    desk = desk_of(context)
    if sum((line is not None, batch is not None, listed)) > 1:
        raise typer.BadParameter("name a line, a batch or --list, one of the three")
    if listed:
        found = desk.ask(operation.recent, 20)
        if as_json:
            output.document({"rows": found})
        elif found:
            output.table(_COLUMNS, found)
        else:
            output.hint("there is no change of yours to take back")
        return
    if batch is None:
        offered = desk.ask(operation.last) if line is None else desk.ask(operation.find, line)
        batch = offered.batch_id if line is None else None
        if offered.refusal:
            raise Refused(f"{offered.what} cannot be taken back: {offered.refusal}")
        if offered.passed_over:
            output.hint(offered.passed_over)
        _agreed(f"{offered.what}{': ' if offered.fields else ''}{_fields(offered)}", yes=yes, as_json=as_json)
        if batch is None:
            said = desk.change(operation.take_back, offered.log_id, request_key=request_id)
            output.told(said, {"line": offered.log_id, "done": said}, as_json=as_json)
            return
    else:
        _agreed(f"batch {batch}", yes=yes, as_json=as_json)
    _told(_carried_out(desk, batch), as_json=as_json)


def _fields(row: "Undoable") -> str:
    return " · ".join(f"{name}: {now or '–'} → {back or '–'}" for name, now, back in row.fields)


def _agreed(what: str, *, yes: bool, as_json: bool) -> None:
    """Raises Refused unless it shall be done: said on the command line, or on a terminal."""
    if yes:
        return
    if not as_json:
        output.line(f"would take back {what}")
    if as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Refused("nothing was changed; add --yes to do it")
    if not typer.confirm("Do it?", err=True):
        raise Refused("nothing was changed")


def _carried_out(desk: "Desk", batch: int) -> "Progress":
    """All of a batch; ctrl+c ends it early and well."""
    from billia_tui.operations.undo_batch import UndoRun

    run = UndoRun(desk, batch)
    ended: Progress | None = None
    try:
        while run.step():
            pass
    except KeyboardInterrupt:
        output.hint("stopped; what was taken back stays so")
    finally:
        ended = run.finish()
    if ended is None:
        raise Refused("nothing was changed")
    return ended


def _told(ended: "Progress", *, as_json: bool) -> None:
    left = ended.asked - ended.done - ended.refused
    if as_json:
        output.document({**output.record(ended), "left": left})
    else:
        output.line(f"batch {ended.batch_id}: {ended.done:,} taken back, {ended.refused + left:,} not")
        for reason, number in ended.reasons.items():
            output.line(f"  {number:,} {reason}")
        if left:
            output.line(f"  {left:,} stopped before their turn")
    if ended.refused or left:
        raise typer.Exit(1)
