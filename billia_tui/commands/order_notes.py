"""`billia orders notes list|add|edit|delete`: for admins only (R147, R170)."""

from typing import Annotated

import typer

from billia_tui.commands import output, tables
from billia_tui.commands.notes import NoteId, Text, note_text
from billia_tui.commands.parameters import AsJson, Limit, RequestId
from billia_tui.commands.session import desk_of, row_of
from billia_tui.paging import Window

order_notes_app = typer.Typer(help="Notes about an order, for admins only.", rich_markup_mode=None)
OrderId = Annotated[int, typer.Argument(metavar="ORDER_ID", help="As `orders list` numbers it.")]


@order_notes_app.command("list")
def list_notes(context: typer.Context, purchase_id: OrderId, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List the notes of an order, newest first; --json has their whole text."""
    from billia_tui.operations.notes import order_notes

    found = desk_of(context).ask(order_notes.page, purchase_id, Window(limit=limit))
    output.rows(found, tables.NOTES, as_json=as_json, nothing="no notes")


@order_notes_app.command("add")
def add(
    context: typer.Context, purchase_id: OrderId, text: Text, request_id: RequestId = None, as_json: AsJson = False
) -> None:
    """Add a note of up to 5,000 characters."""
    from billia_tui.operations.notes import order_notes

    desk = desk_of(context)
    note_id = desk.change(order_notes.add, purchase_id, note_text(text), request_key=request_id)
    row = row_of(desk, order_notes.page, purchase_id, note_id, "note", of="order")
    output.told(f"order {purchase_id}: added note {row.id}", row, as_json=as_json)


@order_notes_app.command("edit")
def edit(context: typer.Context, purchase_id: OrderId, note_id: NoteId, text: Text, as_json: AsJson = False) -> None:
    """Change the text of a note; author and date stay."""
    from billia_tui.operations.notes import order_notes

    desk = desk_of(context)
    old = row_of(desk, order_notes.page, purchase_id, note_id, "note", of="order")
    desk.change(order_notes.edit, purchase_id, note_id, note_text(text), seen=old.version)
    new = row_of(desk, order_notes.page, purchase_id, note_id, "note", of="order")
    pairs = {"text": (old.text, new.text)} if old.text != new.text else {}
    output.told_changes(f"note {note_id}", note_id, pairs, as_json=as_json)


@order_notes_app.command("delete")
def delete(context: typer.Context, purchase_id: OrderId, note_id: NoteId, as_json: AsJson = False) -> None:
    """Delete a note."""
    from billia_tui.operations.notes import order_notes

    desk_of(context).change(order_notes.delete, purchase_id, note_id)
    output.told(f"order {purchase_id}: deleted note {note_id}", {"id": note_id, "deleted": True}, as_json=as_json)
