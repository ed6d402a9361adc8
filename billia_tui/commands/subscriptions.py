"""`billia subscriptions set|history` (R94-R99)."""

from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.emails import EmailId
from billia_tui.commands.output import Column, columns
from billia_tui.commands.parameters import AsJson, CustomerId, Limit, Reason, RequestId
from billia_tui.commands.session import customer_at, row_of
from billia_tui.paging import Window
from billia_tui.vocabulary import Marketing

if TYPE_CHECKING:
    from billia_tui.operations.customers.upload import Upload

subscriptions_app = typer.Typer(help="Marketing subscriptions of e-mail addresses.", rich_markup_mode=None)
CHANGES = columns(
    "ID>",
    "TIME=at",
    "ADMIN",
    "ADDRESS",
    Column("CHANGE", lambda row: f"{row.old} → {row.new}"),
    Column("MAIL", lambda row: "sent" if row.mail_sent else None),
    Column("DOCUMENT", lambda row: f"{row.document.id} {row.document.name}" if row.document else None),
    "REASON",
)


@subscriptions_app.command("set")
def set_state(
    context: typer.Context,
    customer: CustomerId,
    email_id: EmailId,
    state: Annotated[Marketing, typer.Argument(help="What it shall be.")],
    reason: Reason = "",
    send: Annotated[bool, typer.Option("--send", help="Write a mail about it to this very address.")] = False,
    document: Annotated[
        str, typer.Option(metavar="FILE|#ID", help="A file to be stored with it, or '#3' for stored document 3.")
    ] = "",
    request_id: RequestId = None,
    as_json: AsJson = False,
) -> None:
    """Change the subscription of an address; the change stays in its history."""
    from billia_tui.operations.customers import emails, subscriptions

    desk, customer_id = customer_at(context, customer)
    old = row_of(desk, emails.page, customer_id, email_id, "e-mail")
    change_id = desk.change(
        subscriptions.change,
        customer_id,
        email_id,
        state,
        reason=reason,
        send=send,
        document=_document(document),
        request_key=request_id,
    )
    sentence = f"customer {customer_id}, e-mail {email_id} {old.address}: {output.change(old.marketing, state)}"
    result = {"id": change_id, "email_id": email_id, "old": old.marketing, "new": state, "mail_sent": send}
    output.told(sentence, result, as_json=as_json)


@subscriptions_app.command("history")
def history(
    context: typer.Context, customer: CustomerId, email_id: EmailId, limit: Limit = 50, as_json: AsJson = False
) -> None:
    """List all changes of an address, newest first, also after it was deleted."""
    from billia_tui.operations.customers import subscriptions

    desk, customer_id = customer_at(context, customer)
    found = desk.ask(subscriptions.history, customer_id, email_id, Window(limit=limit))
    output.rows(found, CHANGES, as_json=as_json, nothing="no change yet")


def _document(typed: str) -> "Upload | int | None":
    """The file that is named, read; or the number of a document that is stored already."""
    from billia_tui.operations.customers import upload

    number = typed.removeprefix("#")
    if typed.startswith("#") and number.isascii() and number.isdigit():
        return int(number[:18])
    return upload.read_file(typed) if typed else None
