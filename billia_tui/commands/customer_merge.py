"""`billia customers merge FROM INTO [--yes]`, added to the app of `customers`."""

from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.customer_actions import customers_app
from billia_tui.commands.late import late
from billia_tui.commands.parameters import AsJson, RequestId
from billia_tui.commands.session import customer_at
from billia_tui.errors import Refused

with late():
    from billia_tui.operations.customers import merge as operation

__all__ = ["customers_app"]


@customers_app.command("merge")
def merge(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="FROM", help="Who is merged, and deleted: id or username.")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="Who stays: id or username.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without it, only what would happen is listed.")] = False,
    request_id: RequestId = None,
    as_json: AsJson = False,
) -> None:
    """Merge two customers that are one person; it cannot be undone. Without --yes nothing changes."""
    desk, gone = customer_at(context, customer)
    _, stays = customer_at(context, into)
    plan = desk.ask(operation.plan, gone, stays)
    if plan.why_not:
        raise Refused(plan.why_not, rule="R208")
    lines = plan.lines
    if yes:
        lines = desk.change(operation.merge, gone, stays, request_key=request_id)
    if as_json:
        output.document({"merged": yes, "from": gone, "into": stays, "lines": list(lines)})
        return
    for line in lines:
        output.line(line)
    output.line(f"customer {gone} was merged into {stays}" if yes else "nothing was changed; do it with --yes")
