"""Notes of an order: the forms of user notes, with the order's number in the heading (R147, R174)."""

from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.notes import order_notes
from billia_tui.operations.notes.customer_notes import NoteRow
from billia_tui.screens.notes.note_dialogs import DeleteNoteDialog, NoteDialog


class OrderNoteDialog(NoteDialog):
    """Adds a note to an order, or shows `row` whole and edits it."""

    def __init__(self, customer: CustomerPage, row: NoteRow | None, purchase_id: int) -> None:
        super().__init__(customer, row)
        self.purchase_id = purchase_id
        self.heading = f"{self.TITLE_WORDS} · order {purchase_id} · {customer.username}"

    async def add(self, text: str) -> None:
        """Adds a note to the order, once."""
        await self.app.change(order_notes.add, self.purchase_id, text, request_key=self.request_key)

    async def edit(self, row: NoteRow, text: str) -> bool:
        """Changes it; tells whether it is another text."""
        return await self.app.change(order_notes.edit, self.purchase_id, row.id, text, seen=self.seen)


class DeleteOrderNoteDialog(DeleteNoteDialog):
    """Deletes a note of an order after a question."""

    DOES = order_notes.delete

    def __init__(self, customer: CustomerPage, row: NoteRow, purchase_id: int) -> None:
        super().__init__(customer, row)
        self.purchase_id = purchase_id
        self.heading = f"{self.TITLE_WORDS} · order {purchase_id} · {customer.username}"

    def about_row(self) -> tuple[int, int]:
        """The order and its note."""
        return self.purchase_id, self.row.id
