"""`billia customers bulk ACTION [QUERY]`, added to the app of `customers`: a dry run, then, with --yes, the work."""

import sys
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui import files
from billia_tui.commands import output, standard_input
from billia_tui.commands.customer_actions import customers_app
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.output import Column, columns
from billia_tui.commands.parameters import AsJson, Reason, Yes
from billia_tui.commands.progress import progress_bar
from billia_tui.commands.session import desk_of
from billia_tui.errors import Refused
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.queries.selection import Selection
from billia_tui.paging import Window
from billia_tui.settings import restricted
from billia_tui.text import clean

with late():
    from billia_tui.operations.bulk import plan as bulk_plan

if TYPE_CHECKING:
    from billia_tui.operations.bulk.actions import Work
    from billia_tui.operations.bulk.export import ExportRun
    from billia_tui.operations.bulk.plan import BulkRow, Outcomes, Plan
    from billia_tui.operations.bulk.run import BulkRun
    from billia_tui.operations.desk import Desk

__all__ = ["customers_app"]

ACTIONS = "label, unlabel, hold, release, block, activate, send-activation, note, export"
"""As `bulk_actions.BulkAction` has them; a test compares. They are not asked there: that loads the database."""

MOST_DIGITS = 18
MOST_BYTES = 8 * 1024 * 1024
"""Of a list of ids: enough for a million."""


@customers_app.command("bulk")
def bulk(
    context: typer.Context,
    action: Annotated[str, typer.Argument(metavar="ACTION", help=f"{ACTIONS}.")],
    query: Annotated[
        list[str] | None, typer.Argument(metavar="[QUERY]...", help="All customers of a query, as in the console.")
    ] = None,
    ids: Annotated[str, typer.Option(metavar="1,2,3", help="Customers by their ids.")] = "",
    ids_from: Annotated[
        str, typer.Option(metavar="FILE", help="The same from a file, one or more a line; - is standard input.")
    ] = "",
    value: Annotated[
        str, typer.Option(metavar="TEXT", help="KEY=VALUE of a label, KEY to take off, a note, the file of an export.")
    ] = "",
    reason: Reason = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Another value of the label, or the file, is replaced.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would happen, change nothing.")] = False,
    yes: Yes = False,
    limit: Annotated[int, typer.Option(min=0, max=10_000, metavar="N", help="The most customers to list.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Do one thing to many customers. First a dry run tells who would change and who would not; --yes does it.

    Exit code 1 if anybody was refused. ctrl+c stops; what was done stays done.
    """
    if action not in ACTIONS.split(", "):
        raise typer.BadParameter(f"{clean(action)!r} is none of {ACTIONS}")
    selection = _selection(" ".join(query or []), ids, ids_from)
    from billia_tui.operations.bulk.actions import BulkAction, Work
    from billia_tui.operations.bulk.plan import Plan

    desk = desk_of(context)
    plan = Plan(desk, Work(BulkAction(action), selection, value, reason, replace))
    with progress_bar("Looking") as progress:
        while plan.step():
            if progress:
                progress(plan.outcomes.number)
    changing = len(plan.outcomes.changing)
    if dry_run or not changing or not _agreed(desk, plan, yes=yes, limit=limit, as_json=as_json):
        _told_plan(desk, plan, limit=limit, as_json=as_json)
        if not dry_run and changing:
            raise Refused("nothing was changed; add --yes to do it")
        raise typer.Exit(1 if plan.outcomes.refused else 0)
    run = _carried_out(desk, plan, overwrite=replace)
    _told_result(desk, plan.work, run, limit=limit, as_json=as_json)
    if run.outcomes.refused:
        raise typer.Exit(1)


def _selection(words: str, ids: str, ids_from: str) -> Selection:
    """Whom the command line means: a query or ids, never both and never nobody."""
    if sum(map(bool, (words.strip(), ids, ids_from))) != 1:
        raise typer.BadParameter("name the customers by a query, by --ids or by --ids-from, one of the three")
    if words.strip():
        return Selection(query=CustomerQuery(words))
    return Selection(ids=frozenset(chain.from_iterable(map(_ids_in, _lines(ids_from) if ids_from else [ids]))))


def _lines(place: str) -> Iterator[str]:
    """The lines of a file, or of standard input."""
    if place == "-":
        content = standard_input.content(MOST_BYTES, "ids")
    elif restricted.is_on():
        raise Refused("over SSH --ids-from takes -, which is standard input")
    else:
        try:
            with files.opened(place, pipes=True) as file:
                content = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise Refused(f"cannot read {clean(place)}: {error.strerror}") from error
    if len(content) > MOST_BYTES:
        raise Refused(f"{clean(place)} holds too much for ids (more than {MOST_BYTES:,} bytes); nothing was done")
    yield from content.decode("utf-8-sig", "replace").splitlines()


def _ids_in(line: str) -> Iterator[int]:
    for text in line.replace(",", " ").split():
        if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
            raise typer.BadParameter(f"{clean(text)!r} is no id of a customer")
        yield int(text)


def _agreed(desk: "Desk", plan: "Plan", *, yes: bool, limit: int, as_json: bool) -> bool:
    """Whether it shall be done: said on the command line, or asked for on a terminal."""
    if yes or as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return yes
    _told_plan(desk, plan, limit=limit, as_json=False)
    if not typer.confirm("Do it?", err=True):
        raise Refused("nothing was changed")
    return True


def _carried_out(desk: "Desk", plan: "Plan", *, overwrite: bool) -> "BulkRun | ExportRun":
    """The work; ctrl+c ends it early and well."""
    from billia_tui.operations.bulk.actions import WORDS, BulkAction
    from billia_tui.operations.bulk.export import ExportRun
    from billia_tui.operations.bulk.run import BulkRun

    export = plan.work.action == BulkAction.EXPORT
    run = ExportRun(desk, plan, overwrite=overwrite) if export else BulkRun(desk, plan)
    try:
        with progress_bar(WORDS[plan.work.action], run.total) as progress:
            while run.step():
                if progress:
                    progress(run.tried)
    except KeyboardInterrupt:
        output.hint(f"stopped after {run.tried:,} of {run.total:,}")
    finally:
        run.finish()
    return run


def _told_plan(desk: "Desk", plan: "Plan", *, limit: int, as_json: bool) -> None:
    outcomes = plan.outcomes
    shown = _rows(desk, plan.work, outcomes, limit, done=False)
    if as_json:
        output.document(
            {"action": plan.work.action.value, "will_change": len(outcomes.changing), **_rest(outcomes, shown)}
        )
        return
    output.line(f"{len(outcomes.changing):,} will change, {sum(outcomes.refused.values()):,} will not")
    _table(outcomes, shown)


def _told_result(desk: "Desk", work: "Work", run: "BulkRun | ExportRun", *, limit: int, as_json: bool) -> None:
    outcomes = run.outcomes
    shown = _rows(desk, work, outcomes, limit, done=True)
    if as_json:
        done = {"action": work.action.value, "batch": run.batch_id, "done": len(outcomes.changing)}
        output.document({**done, **_rest(outcomes, shown)})
        return
    begun = "" if run.batch_id is None else f"batch {run.batch_id}: "
    output.line(f"{begun}{len(outcomes.changing):,} done, {sum(outcomes.refused.values()):,} not")
    _table(outcomes, [row for row in shown if not row.changes])


def _rest(outcomes: "Outcomes", shown: "list[BulkRow]") -> dict[str, object]:
    """What plan and result have in common: those who do not change, by reason, and the first customers."""
    refused = [{"reason": clean(reason), "number": number} for reason, number in outcomes.refused.items()]
    return {"refused": sum(outcomes.refused.values()), "reasons": refused, "rows": shown}


def _rows(desk: "Desk", work: "Work", outcomes: "Outcomes", limit: int, *, done: bool) -> "list[BulkRow]":
    """The first customers, those who do not change before the others."""
    found = outcomes.page(Window(limit=limit)).rows if limit else ()
    return list(desk.ask(bulk_plan.rows, work, found, done=done))


def _table(outcomes: "Outcomes", shown: "list[BulkRow]") -> None:
    for reason, number in outcomes.refused.items():
        output.line(f"  {number:,} {clean(reason)}")
    if shown:
        output.table(_COLUMNS, shown)


_COLUMNS = columns(
    "ID>",
    "USERNAME",
    "NAME / COMPANY=name",
    Column("WHAT", lambda row: row.text if row.changes else f"not: {row.text}"),
)
