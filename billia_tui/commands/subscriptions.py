"""`billia subscriptions set|history` (R94-R99)."""

from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.emails import EmailId
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.output import Answer, Column, columns
from billia_tui.commands.parameters import Customer, Desk, Limit, Reason, RequestId
from billia_tui.commands.session import row_of
from billia_tui.paging import Window
from billia_tui.vocabulary import Marketing

with late():
    from billia_tui.operations.customers import emails, subscriptions, upload

if TYPE_CHECKING:
    from billia_tui.operations.customers.upload import Upload

subscriptions_app = Group("Marketing subscriptions of e-mail addresses.")
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
    desk: Desk,
    customer_id: Customer,
    email_id: EmailId,
    state: Annotated[Marketing, typer.Argument(help="What it shall be.")],
    reason: Reason = "",
    send: Annotated[bool, typer.Option("--send", help="Write a mail about it to this very address.")] = False,
    document: Annotated[
        str, typer.Option(metavar="FILE|#ID", help="A file to be stored with it, or '#3' for stored document 3.")
    ] = "",
    request_id: RequestId = None,
) -> Answer:
    """Change the subscription of an address; the change stays in its history."""
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
    return output.said(sentence, result)


@subscriptions_app.command("history")
def history(desk: Desk, customer_id: Customer, email_id: EmailId, limit: Limit = 50) -> Answer:
    """List all changes of an address, newest first, also after it was deleted."""
    found = desk.ask(subscriptions.history, customer_id, email_id, Window(limit=limit))
    return output.listed(found, CHANGES, "no change yet")


def _document(typed: str) -> "Upload | int | None":
    """The file that is named, read; or the number of a document that is stored already."""
    number = typed.removeprefix("#")
    if typed.startswith("#") and number.isascii() and number.isdigit():
        return int(number[:18])
    return upload.read_file(typed) if typed else None
