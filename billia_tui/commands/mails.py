"""`billia mails list|show`: what was written to a customer (R169)."""

from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.options import rows_of_customer
from billia_tui.commands.output import columns
from billia_tui.commands.parameters import AsJson, CustomerId
from billia_tui.commands.session import customer_at, row_of

mails_app = typer.Typer(help="Outgoing mail of a customer; billia itself sends none.", rich_markup_mode=None)
MAILS = columns("ID>", "TIME=at", "TO=address", "SUBJECT", "REASON")


@mails_app.command("list")
@rows_of_customer("messages.outbox.page", MAILS, nothing="no mail was written yet")
def list_mails() -> None:
    """List the mails to a customer, newest first."""


@mails_app.command("show")
def show(
    context: typer.Context,
    customer: CustomerId,
    mail_id: Annotated[int, typer.Argument(metavar="MAIL_ID", help="As `mails list` numbers it.")],
    as_json: AsJson = False,
) -> None:
    """Show a mail whole; a link in it is not stored, so it is not shown."""
    from billia_tui.operations.messages import outbox

    desk, customer_id = customer_at(context, customer)
    row = row_of(desk, outbox.page, customer_id, mail_id, "mail")
    if as_json:
        output.document(row)
        return
    output.details([("id", row.id), ("time", row.at), ("to", row.address), ("subject", row.subject)])
    output.line()
    output.line(row.body)
