"""`billia orders notes list|add|edit|delete`: for admins only (R147, R170)."""

from billia_tui.commands import output, tables
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.notes import NoteId, note_text
from billia_tui.commands.output import Answer
from billia_tui.commands.parameters import Desk, Limit, OrderId, RequestId, TypedText
from billia_tui.commands.session import row_of
from billia_tui.paging import Window

with late():
    from billia_tui.operations.notes import order_notes

order_notes_app = Group("Notes about an order, for admins only.")


@order_notes_app.command("list")
def list_notes(desk: Desk, purchase_id: OrderId, limit: Limit = 50) -> Answer:
    """List the notes of an order, newest first; --json has their whole text."""
    found = desk.ask(order_notes.page, purchase_id, Window(limit=limit))
    return output.listed(found, tables.NOTES, "no notes")


@order_notes_app.command("add")
def add(desk: Desk, purchase_id: OrderId, text: TypedText, request_id: RequestId = None) -> Answer:
    """Add a note of up to 5,000 characters."""
    note_id = desk.change(order_notes.add, purchase_id, note_text(text), request_key=request_id)
    row = row_of(desk, order_notes.page, purchase_id, note_id, "note", of="order")
    return output.said(f"order {purchase_id}: added note {row.id}", row)


@order_notes_app.command("edit")
def edit(desk: Desk, purchase_id: OrderId, note_id: NoteId, text: TypedText) -> Answer:
    """Change the text of a note; author and date stay."""
    old = row_of(desk, order_notes.page, purchase_id, note_id, "note", of="order")
    desk.change(order_notes.edit, purchase_id, note_id, note_text(text), seen=old.version)
    new = row_of(desk, order_notes.page, purchase_id, note_id, "note", of="order")
    pairs = {"text": (old.text, new.text)} if old.text != new.text else {}
    return output.changed(f"note {note_id}", note_id, pairs)


@order_notes_app.command("delete")
def delete(desk: Desk, purchase_id: OrderId, note_id: NoteId) -> Answer:
    """Delete a note."""
    desk.change(order_notes.delete, purchase_id, note_id)
    return output.deleted(f"order {purchase_id}: deleted note {note_id}", note_id)
