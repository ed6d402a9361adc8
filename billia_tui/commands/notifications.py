"""`billia notifications list|show|seen` (R166, R167)."""

from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.options import rows_of_customer
from billia_tui.commands.output import Answer, Column, columns
from billia_tui.commands.parameters import CustomerId, Desk
from billia_tui.commands.session import customer_at

with late():
    from billia_tui.operations.messages import notifications

notifications_app = Group("Notifications of a customer: the bell.")
NOTIFICATIONS = columns(
    "ID>",
    Column("STATE", lambda row: ("opened" if row.waits else "seen") if row.seen else "new"),
    "TIME=at",
    "CHANNEL",
    "TITLE",
)


@notifications_app.command("list")
@rows_of_customer("messages.notifications.page", NOTIFICATIONS, nothing="no notifications yet")
def list_notifications() -> None:
    """List the notifications of a customer, newest first; nothing is marked seen."""


@notifications_app.command("show")
def show(
    desk: Desk,
    notification_id: Annotated[
        int, typer.Argument(metavar="NOTIFICATION_ID", help="As `notifications list` numbers it.")
    ],
) -> Answer:
    """Show a notification whole, and mark it opened by the staff; for the customer it stays new."""
    row = desk.change(notifications.mark_seen, notification_id)
    return output.record_of(row, output.facts(row, "id", "time=at", "channel", "title", "text"))


@notifications_app.command("seen")
def seen(
    context: typer.Context,
    customer: CustomerId,
    everything: Annotated[bool, typer.Option("--all", help="Say that you mean all of them.")] = False,
) -> Answer:
    """Mark all notifications of a customer as settled: nothing is new any more."""
    if not everything:
        raise typer.BadParameter("add --all; `notifications show` marks a single one")
    desk, customer_id = customer_at(context, customer)
    number = desk.change(notifications.mark_all_seen, customer_id)
    return output.said(
        f"customer {customer_id}: {number:,} marked as seen", {"customer_id": customer_id, "marked": number}
    )
