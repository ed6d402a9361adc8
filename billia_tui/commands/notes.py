"""`billia notes add|list|show|edit|delete`."""

from typing import Annotated

import typer

from billia_tui.commands import output, standard_input, tables
from billia_tui.commands.options import rows_of_customer
from billia_tui.commands.parameters import AsJson, CustomerId, RequestId
from billia_tui.commands.session import customer_at, row_of

notes_app = typer.Typer(help="Notes about a customer, for admins only.", rich_markup_mode=None)
_MOST_BYTES = 4 * 5_000 + 1_000
"""Of a note, which has at most 5,000 characters; the operation tells of a few more."""
NoteId = Annotated[int, typer.Argument(metavar="NOTE_ID", help="The note, as `notes list` numbers it.")]
Text = Annotated[str, typer.Argument(metavar="TEXT", help="The text; - reads it from standard input.")]


@notes_app.command("list")
@rows_of_customer("notes.customer_notes.page", tables.NOTES, nothing="no notes")
def list_notes() -> None:
    """List the notes, newest first; --json has their whole text."""


@notes_app.command("show")
def show(context: typer.Context, customer: CustomerId, note_id: NoteId, as_json: AsJson = False) -> None:
    """Show the whole text of a note."""
    from billia_tui.operations.notes import customer_notes as notes

    desk, customer_id = customer_at(context, customer)
    row = row_of(desk, notes.page, customer_id, note_id, "note")
    if as_json:
        output.document(row)
        return
    output.details([("id", row.id), ("date", row.created_at), ("admin", row.admin), ("edited", row.edited or None)])
    output.line()
    output.line(row.text)


@notes_app.command("add")
def add(
    context: typer.Context, customer: CustomerId, text: Text, request_id: RequestId = None, as_json: AsJson = False
) -> None:
    """Add a note of up to 5,000 characters."""
    from billia_tui.operations.notes import customer_notes as notes

    desk, customer_id = customer_at(context, customer)
    note_id = desk.change(notes.add, customer_id, note_text(text), request_key=request_id)
    row = row_of(desk, notes.page, customer_id, note_id, "note")
    output.told(f"customer {customer_id}: added note {row.id}", row, as_json=as_json)


@notes_app.command("edit")
def edit(context: typer.Context, customer: CustomerId, note_id: NoteId, text: Text, as_json: AsJson = False) -> None:
    """Change the text of a note; author and date stay."""
    from billia_tui.operations.notes import customer_notes as notes

    desk, customer_id = customer_at(context, customer)
    old = row_of(desk, notes.page, customer_id, note_id, "note")
    changed = desk.change(notes.edit, customer_id, note_id, note_text(text), seen=old.version)
    new = row_of(desk, notes.page, customer_id, note_id, "note") if changed else old
    pairs = {"text": (old.text, new.text)} if changed else {}
    if as_json or not changed:
        output.told_changes(f"note {note_id}", note_id, pairs, as_json=as_json)
    else:
        output.line(f"note {note_id}: {output.change(old.line, new.line)} ({new.edited})")


@notes_app.command("delete")
def delete(context: typer.Context, customer: CustomerId, note_id: NoteId, as_json: AsJson = False) -> None:
    """Delete a note."""
    from billia_tui.operations.notes import customer_notes as notes

    desk, customer_id = customer_at(context, customer)
    desk.change(notes.delete, customer_id, note_id)
    output.told(f"customer {customer_id}: deleted note {note_id}", {"id": note_id, "deleted": True}, as_json=as_json)


def note_text(text: str) -> str:
    """The text of a note: as typed, or what standard input holds."""
    if text != "-":
        return text
    return standard_input.text(_MOST_BYTES, "a note")
