"""`billia documents list|show|save|pdf` (R141, R232)."""

from pathlib import Path
from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.options import rows_of_customer
from billia_tui.commands.output import Answer, Column, columns
from billia_tui.commands.parameters import Desk, Force

with late():
    from billia_tui.operations.orders import document_file, document_pdf, documents

documents_app = Group("Pro-formas, invoices and credit notes.")
DocumentId = Annotated[int, typer.Argument(metavar="DOCUMENT_ID", help="As `documents list` numbers it.")]

DOCUMENTS = columns(
    "ID>",
    "TYPE",
    Column("NUMBER", lambda row: f"{row.number} CANCELLED" if row.cancelled else row.number),
    "ORDER=purchase_id>",
    "ISSUED=issued_at",
    "AMOUNT>",
)


@documents_app.command("list")
@rows_of_customer("orders.documents.page", DOCUMENTS, nothing="no documents yet")
def list_documents() -> None:
    """List the documents of a customer, newest first."""


@documents_app.command("show")
def show(desk: Desk, document_id: DocumentId) -> Answer:
    """Show the text of a document."""
    found = desk.ask(documents.read, document_id)
    return Answer(found, lambda: output.line(found.text.rstrip("\n")))


@documents_app.command("save")
def save(
    desk: Desk,
    document_id: DocumentId,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A file or a folder; here, if left out.")
    ] = None,
    force: Force = False,
) -> Answer:
    """Save a document as a text file that only you can read."""
    found = desk.ask(documents.read, document_id)
    path = document_file.save(found, file or Path(), overwrite=force)
    result = {"id": document_id, "number": found.row.number, "file": str(path)}
    return output.said(f"saved {found.row.type} {found.row.number} to {path}", result)


@documents_app.command("pdf")
def pdf(
    desk: Desk,
    document_id: DocumentId,
    output_file: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="A file or a folder; here, if left out; - is standard output."
        ),
    ] = None,
    force: Force = False,
) -> Answer | None:
    """Save a document as PDF that only you can read; also over SSH: … documents pdf 7 --output - > FILE."""
    found = desk.ask(documents.read, document_id)
    made = document_pdf.made(found)
    missing = made.told_missing()
    if missing:
        output.hint(f"billia: {missing}")
    if str(output_file) == "-":
        output.binary(made.content)
        return None
    path = document_file.write(made.content, made.file_name, output_file or Path(), overwrite=force)
    result = {"id": document_id, "number": found.row.number, "file": str(path), "missing": made.missing}
    return output.said(f"saved {found.row.type} {found.row.number} to {path}", result)
