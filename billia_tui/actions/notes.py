"""The actions on notes, of customers and of orders."""

from billia_tui.actions.record import Action
from billia_tui.keys.entry import Where
from billia_tui.vocabulary import Right

EDIT_NOTE = Action(
    id="edit_note", right=Right.NOTES, operation="notes.customer_notes:edit", dialog="notes.note_dialogs:NoteDialog",
    commands=("notes edit",), over_ssh=True, logged=("edit note",), never="the old text of a note is not kept",
)  # fmt: skip
DELETE_NOTE = Action(
    id="delete_note", right=Right.NOTES, operation="notes.customer_notes:delete",
    dialog="notes.note_dialogs:DeleteNoteDialog", commands=("notes delete",), over_ssh=True,
    logged=("delete note",), now="undo.ways:of_note", back="undo.ways:restore_note",
)  # fmt: skip
ADD_ORDER_NOTE = Action(
    places=Where.ORDER_NOTES, id="add_order_note", keys="a", label="add", help="Add a note to the order", footer=2,
    right=Right.NOTES, operation="notes.order_notes:add", dialog="notes.order_note_dialogs:OrderNoteDialog",
    commands=("orders notes add",), over_ssh=True,
)  # fmt: skip
EDIT_ORDER_NOTE = Action(
    id="edit_order_note", right=Right.NOTES, on="note", operation="notes.order_notes:edit",
    dialog="notes.order_note_dialogs:OrderNoteDialog", commands=("orders notes edit",), over_ssh=True,
)  # fmt: skip
DELETE_ORDER_NOTE = Action(
    places=Where.ORDER_NOTES, id="delete_order_note", keys="d", label="delete", help="Delete the note", footer=3,
    right=Right.NOTES, on="note", operation="notes.order_notes:delete",
    dialog="notes.order_note_dialogs:DeleteOrderNoteDialog", commands=("orders notes delete",), over_ssh=True,
)  # fmt: skip

OF_ORDERS = (ADD_ORDER_NOTE, DELETE_ORDER_NOTE)
ACTIONS = (EDIT_NOTE, DELETE_NOTE, EDIT_ORDER_NOTE)
