"""`billia notes add|list|show|edit|delete`."""

from typing import Annotated

import typer

from billia_tui.commands import output, standard_input, tables
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.options import rows_of_customer
from billia_tui.commands.output import Answer
from billia_tui.commands.parameters import Customer, Desk, RequestId, TypedText
from billia_tui.commands.session import row_of

with late():
    from billia_tui.operations.notes import customer_notes as notes

notes_app = Group("Notes about a customer, for admins only.")
_MOST_BYTES = 4 * 5_000 + 1_000
"""Of a note, which has at most 5,000 characters; the operation tells of a few more."""
NoteId = Annotated[int, typer.Argument(metavar="NOTE_ID", help="The note, as `notes list` numbers it.")]


@notes_app.command("list")
@rows_of_customer("notes.customer_notes.page", tables.NOTES, nothing="no notes")
def list_notes() -> None:
    """List the notes, newest first; --json has their whole text."""


@notes_app.command("show")
def show(desk: Desk, customer_id: Customer, note_id: NoteId) -> Answer:
    """Show the whole text of a note."""
    row = row_of(desk, notes.page, customer_id, note_id, "note")
    return output.record_of(row, output.facts(row, "id", "date=created_at", "admin", "edited?"), text=row.text)


@notes_app.command("add")
def add(desk: Desk, customer_id: Customer, text: TypedText, request_id: RequestId = None) -> Answer:
    """Add a note of up to 5,000 characters."""
    note_id = desk.change(notes.add, customer_id, note_text(text), request_key=request_id)
    row = row_of(desk, notes.page, customer_id, note_id, "note")
    return output.said(f"customer {customer_id}: added note {row.id}", row)


@notes_app.command("edit")
def edit(desk: Desk, customer_id: Customer, note_id: NoteId, text: TypedText) -> Answer:
    """Change the text of a note; author and date stay."""
    old = row_of(desk, notes.page, customer_id, note_id, "note")
    changed = desk.change(notes.edit, customer_id, note_id, note_text(text), seen=old.version)
    new = row_of(desk, notes.page, customer_id, note_id, "note") if changed else old
    said = output.changed(f"note {note_id}", note_id, {"text": (old.text, new.text)} if changed else {})
    line = f"note {note_id}: {output.change(old.line, new.line)} ({new.edited})"
    return Answer(said.value, lambda: output.line(line)) if changed else said


@notes_app.command("delete")
def delete(desk: Desk, customer_id: Customer, note_id: NoteId) -> Answer:
    """Delete a note."""
    desk.change(notes.delete, customer_id, note_id)
    return output.deleted(f"customer {customer_id}: deleted note {note_id}", note_id)


def note_text(text: str) -> str:
    """The text of a note: as typed, or what standard input holds."""
    if text != "-":
        return text
    return standard_input.text(_MOST_BYTES, "a note")
