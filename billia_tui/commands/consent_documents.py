"""`billia emails document add|list|save` (R98)."""

import sys
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from billia_tui.commands import output, standard_input
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.options import rows_of_customer
from billia_tui.commands.output import Answer, Column, columns
from billia_tui.commands.parameters import Customer, Desk, Force

with late():
    from billia_tui.operations.customers import consent_documents, upload
    from billia_tui.operations.orders import document_file

consent_documents_app = Group("Documents that prove a consent, stored with their SHA-256.")
CONSENT_DOCUMENTS = columns(
    "ID>", "TIME=at", "ADMIN", "NAME", Column("BYTES", lambda row: f"{row.size:,}", right=True), "SHA-256=sha256"
)


@consent_documents_app.command("add")
def add(
    desk: Desk,
    customer_id: Customer,
    name: Annotated[str, typer.Option(metavar="NAME", help="The file name it is stored under.")] = "document",
) -> Answer:
    """Store the file on standard input, also over SSH: … document add 7 --name consent.pdf < FILE."""
    facts = desk.change(consent_documents.add, customer_id, upload.read_stream(_standard_input(), name))
    sentence = f"customer {customer_id}: stored document {facts.id} {facts.name}, {facts.size:,} bytes, SHA-256 "
    return output.said(sentence + facts.sha256, facts)


@consent_documents_app.command("list")
@rows_of_customer("customers.consent_documents.page", CONSENT_DOCUMENTS, nothing="no document is stored")
def list_documents() -> None:
    """List the stored documents of a customer, newest first."""


@consent_documents_app.command("save")
def save(
    desk: Desk,
    customer_id: Customer,
    document_id: Annotated[int, typer.Argument(metavar="DOCUMENT_ID", help="As `emails document list` numbers it.")],
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="A file or a folder; here, if left out; - is standard output."),
    ] = None,
    force: Force = False,
) -> Answer | None:
    """Save a stored document as a file that only you can read."""
    found = desk.ask(consent_documents.read, customer_id, document_id)
    if str(file) == "-":
        output.binary(found.content)
        return None
    path = document_file.write(found.content, found.name, file or Path(), overwrite=force)
    return output.said(f"saved {found.name} to {path}", {"id": document_id, "file": str(path)})


def _standard_input() -> BinaryIO:
    if sys.stdin.isatty():
        raise typer.BadParameter("give the file on standard input: … < FILE")
    return standard_input.binary()
