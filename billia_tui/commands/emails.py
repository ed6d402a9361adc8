"""`billia emails list|add|edit|delete`, `billia emails document …`."""

from typing import Annotated

import typer

from billia_tui.commands import output, tables
from billia_tui.commands.consent_documents import consent_documents_app
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.options import rows_of_customer
from billia_tui.commands.output import Answer
from billia_tui.commands.parameters import Customer, Desk, RequestId
from billia_tui.commands.session import row_of

with late():
    from billia_tui.operations.customers import emails

emails_app = Group("E-mail addresses of a customer.")
emails_app.add_typer(consent_documents_app, name="document")
EmailId = Annotated[int, typer.Argument(metavar="EMAIL_ID", help="The address, as `emails list` numbers it.")]
Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="The address.")]


@emails_app.command("list")
@rows_of_customer("customers.emails.page", tables.EMAILS, nothing="no e-mail address")
def list_emails() -> None:
    """List the addresses: the registration address first, then by date."""


@emails_app.command("add")
def add(desk: Desk, customer_id: Customer, address: Address, request_id: RequestId = None) -> Answer:
    """Add an address; it starts unsubscribed."""
    email_id = desk.change(emails.add, customer_id, address, request_key=request_id)
    row = row_of(desk, emails.page, customer_id, email_id, "e-mail")
    return output.said(f"customer {customer_id}: added e-mail {row.id} {row.address}, {row.marketing}", row)


@emails_app.command("edit")
def edit(desk: Desk, customer_id: Customer, email_id: EmailId, address: Address) -> Answer:
    """Change an address; it is unsubscribed again."""
    old = row_of(desk, emails.page, customer_id, email_id, "e-mail")
    changed = desk.change(emails.edit, customer_id, email_id, address, seen=old.version)
    new = row_of(desk, emails.page, customer_id, email_id, "e-mail") if changed else old
    fields = {"address": (old.address, new.address), "marketing": (old.marketing, new.marketing)}
    pairs = {name: pair for name, pair in fields.items() if pair[0] != pair[1]}
    return output.changed(f"customer {customer_id}, e-mail {email_id}", email_id, pairs)


@emails_app.command("delete")
def delete(desk: Desk, customer_id: Customer, email_id: EmailId) -> Answer:
    """Delete an additional address; the registration address never."""
    row = row_of(desk, emails.page, customer_id, email_id, "e-mail")
    desk.change(emails.delete, customer_id, email_id)
    return output.deleted(f"customer {customer_id}: deleted e-mail {email_id} {row.address}", email_id)
