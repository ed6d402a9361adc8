"""The notes of one order, which show nowhere else (R147, R172-R174)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import clock, paging
from billia_tui.keys.made import Where
from billia_tui.operations.notes import order_notes
from billia_tui.operations.notes.customer_notes import NoteRow
from billia_tui.operations.permissions import Right, why_not
from billia_tui.paging import Window
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.screens.notes.order_note_dialogs import DeleteOrderNoteDialog, OrderNoteDialog
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.cells import Column, Piece


class OrderNotesScreen(ListPage[NoteRow], inherit_bindings=False):
    """Newest first; `enter` shows one whole, to edit."""

    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.ORDER_NOTES)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, right=True, drop=1),
        Column("DATE", 16),
        Column("ADMIN", 8, grow=1),
        Column("NOTE", 12, grow=5),
        Column("EDITED", 6),
    )
    EMPTY: ClassVar[str] = "No notes of this order. a adds one."

    def __init__(self, customer_id: int, purchase_id: int) -> None:
        super().__init__(customer_id)
        self.purchase_id = purchase_id

    def heading(self) -> str:
        """Whose notes they are."""
        return f"Notes of order {self.purchase_id}"

    def cells(self, row: NoteRow) -> Sequence[Piece]:
        """Id, date, admin, first line (R172)."""
        return (
            (str(row.id), "muted"),
            (clock.shown(row.created_at), ""),
            (row.admin, "muted"),
            (row.line, ""),
            ("edited" if row.edited else "", "muted"),
        )

    async def page_of(self, window: Window) -> paging.Page[NoteRow]:
        """A page of notes."""
        return await self.app.ask(order_notes.page, self.purchase_id, window)

    def show_title(self) -> None:
        """The key line follows the rights as well."""
        super().show_title()
        refusal = self.refusal()
        self.key_bar.show({name: KeyState(refusal=refusal) for name in ("add_order_note", "delete_order_note")})

    def refusal(self) -> str | None:
        """Why no note can be written by this admin; None if one can."""
        return why_not(self.app.desk.actor, Right.NOTES) if self.app.desk else None

    def action_add_order_note(self) -> None:
        """Adds a note."""
        self.open_customer_form(lambda customer: OrderNoteDialog(customer, None, self.purchase_id), self.refusal())

    def open(self, row: NoteRow) -> None:
        """Shows the whole note, to edit."""
        self.open_customer_form(lambda customer: OrderNoteDialog(customer, row, self.purchase_id), self.refusal())

    def action_delete_order_note(self) -> None:
        """Deletes the note under the cursor."""
        row = self.table.row
        if row is None:
            self.app.refuse("there is no note to delete")
        else:
            self.open_customer_form(
                lambda customer: DeleteOrderNoteDialog(customer, row, self.purchase_id), self.refusal()
            )
