"""`billia undo`: take back a change of one's own."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.output import Column, columns
from billia_tui.commands.parameters import AsJson, Limit, RequestId, Yes
from billia_tui.commands.session import desk_of
from billia_tui.errors import Refused
from billia_tui.paging import Window

if TYPE_CHECKING:
    from billia_tui.operations.desk import Desk
    from billia_tui.operations.undo.batch import Progress
    from billia_tui.operations.undo.take_back import Undoable

_COLUMNS = columns(
    Column("LINE", lambda row: None if row.batch_id else row.log_id, right=True),
    "BATCH=batch_id>",
    "TIME=at",
    Column("CUSTOMER", lambda row: f"{row.customers:,} customers" if row.batch_id else row.username),
    "ACTION",
    Column("TAKEN BACK", lambda row: f"✖ {row.refusal}" if row.refusal else _fields(row)),
)


def undo(
    context: typer.Context,
    line: Annotated[
        int | None, typer.Argument(metavar="LINE", min=1, help="A log line; the last, if left out.")
    ] = None,
    batch: Annotated[int | None, typer.Option(metavar="ID", min=1, help="All of this batch of bulk work.")] = None,
    listed: Annotated[
        bool,
        typer.Option("--list", help="List your last changes that could be taken back; with --batch its customers."),
    ] = False,
    yes: Yes = False,
    limit: Limit = 20,
    request_id: RequestId = None,
    as_json: AsJson = False,
) -> None:
    """Take back your last change, by a new change; first it is shown. Older ones: --list, then their LINE.

    Refused if anybody changed the same thing meanwhile. Money is never taken back. Exit code 1 if anybody was refused.
    """
    from billia_tui.operations.undo import take_back as operation

    desk = desk_of(context)
    if line is not None and (batch is not None or listed):
        raise typer.BadParameter("name a line or a batch, and a line without --list")
    if listed:
        _list(desk, batch, limit, as_json=as_json)
        return
    offered = _offered(desk, line, batch)
    if offered.refusal:
        raise Refused(f"{offered.what} cannot be taken back: {offered.refusal}")
    for text in filter(None, (offered.passed_over, offered.warning)):
        output.hint(text)
    _agreed(f"{offered.what}{': ' if offered.fields else ''}{_fields(offered)}", yes=yes, as_json=as_json)
    if offered.batch_id is not None:
        _told(desk, offered.batch_id, _carried_out(desk, offered.batch_id), limit, as_json=as_json)
        return
    said = desk.change(operation.take_back, offered.log_id, request_key=request_id)
    output.told(said, {"line": offered.log_id, "done": said}, as_json=as_json)


def _offered(desk: "Desk", line: int | None, batch: int | None) -> "Undoable":
    """What is meant: a line, a batch, or the very last change."""
    from billia_tui.operations.undo import batch as undo_batch
    from billia_tui.operations.undo import take_back as operation

    if batch is not None:
        return desk.ask(undo_batch.find, batch)
    return desk.ask(operation.the_last) if line is None else desk.ask(operation.find, line)


def _list(desk: "Desk", batch: int | None, limit: int, *, as_json: bool) -> None:
    """The last changes, or the customers of a batch who were not taken back."""
    from billia_tui.operations.undo import batch as undo_batch
    from billia_tui.operations.undo import take_back as operation

    if batch is not None:
        found = desk.ask(undo_batch.left, batch, Window(limit=limit))
        output.rows(found, _COLUMNS, as_json=as_json, nothing=f"nobody of batch {batch} is left to take back")
        return
    rows = desk.ask(operation.recent, limit)
    if as_json:
        output.document({"rows": rows})
    elif rows:
        output.table(_COLUMNS, rows)
    else:
        output.hint("there is no change of yours to take back")


def _fields(row: "Undoable") -> str:
    return " · ".join(f"{name}: {now or '–'} → {back or '–'}" for name, now, back in row.in_words)


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
    from billia_tui.operations.undo.batch import UndoRun

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


def _told(desk: "Desk", batch: int, ended: "Progress", limit: int, *, as_json: bool) -> None:
    """What came of it, and who stays."""
    from billia_tui.operations.undo import batch as undo_batch

    left = ended.asked - ended.done - ended.refused
    stay = desk.ask(undo_batch.left, batch, Window(limit=limit)) if ended.refused else None
    if as_json:
        output.document({**output.record(ended), "left": left, "rows": stay.rows if stay else ()})
    else:
        output.line(f"batch {ended.batch_id}: {ended.done:,} taken back, {ended.refused + left:,} not")
        for reason, number in ended.reasons.items():
            output.line(f"  {number:,} {reason}")
        if left:
            output.line(f"  {left:,} stopped before their turn")
        if stay:
            output.table(_COLUMNS, stay.rows)
        if stay and stay.more:
            output.hint(f"billia undo --batch {batch} --list --limit N lists the others")
    if ended.refused or left:
        raise typer.Exit(1)
