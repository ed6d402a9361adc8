"""`billia advance`: what time has made due; meant for cron or a timer."""

from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.clock import shown
from billia_tui.commands import output
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.output import Column, columns
from billia_tui.commands.parameters import AsJson
from billia_tui.commands.session import desk_of, run_of

with late():
    from billia_tui.operations.advance import run as operation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from billia_tui.operations.advance.due import Due
    from billia_tui.operations.advance.run import Summary

_STEPS = columns(Column("STEP", lambda row: row[0]), Column("NUMBER", lambda row: row[1], right=True))
_DUE = columns("ID>", "CUSTOMER=customer_id>", "NAME", "DUE", "WHAT")


def advance(
    context: typer.Context,
    until: Annotated[
        str, typer.Option(metavar="TIME", help="Only what is due by then, e.g. 2026-03-02 or 2026-03-02T14:05; now.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what is due, change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Do what time has made due: expiry, suspension, redemption, termination, renewals, first hours.

    Running it twice, or two at the same time, does nothing twice. Exit code 1 if something could not be done.
    """
    from billia_tui.operations.imports.mapping.cell_values import time_as_typed

    when = time_as_typed("until", until)
    desk = desk_of(context) if dry_run else run_of(context).unattended_desk
    if dry_run:
        _show_due(operation.checked_until(when, dry_run=True), operation.plan(desk, when), as_json=as_json)
        return
    _show_done(operation.run(desk, when), as_json=as_json)


def _show_due(until: "datetime", due: "Iterator[Due]", *, as_json: bool) -> None:
    """What is due, as it is read: however much that is, only some of it is held at once."""
    if as_json:
        output.long_document({"until": until, "dry_run": True}, "due", due)
        return
    first = next(due, None)
    if first is None:
        output.hint("nothing is due")
    else:
        output.table(_DUE, chain([first], due))


def _show_done(done: "Summary", *, as_json: bool) -> None:
    if as_json:
        output.document({"dry_run": False, **output.record(done)})
    else:
        output.table(_STEPS, done.steps.items())
        for reason, number in done.not_renewed.items():
            output.hint(f"not renewed, {reason}: {number:,}; the next run tries again")
        for failure in done.failures:
            output.hint(f"{failure.id} {failure.name} (customer {failure.customer_id}): {failure.reason}")
        output.hint(f"it ran before at {shown(done.before)} UTC" if done.before else "it had never run before")
        if done.failed:
            output.hint(f"{done.failed:,} could not be done; the next run tries again")
    if done.failed:
        raise typer.Exit(1)
