"""The notes of one order, which show nowhere else (R147, R172-R174)."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from billia_tui import clock, keys, paging
from billia_tui.errors import BilliaError
from billia_tui.keys import Where
from billia_tui.operations import customer_page, order_notes
from billia_tui.operations.customer_page import CustomerPage
from billia_tui.operations.notes import NoteRow
from billia_tui.operations.permissions import Right, why_not
from billia_tui.paging import Window
from billia_tui.screens.dialogs.order_notes import DeleteOrderNoteDialog, OrderNoteDialog
from billia_tui.screens.list_page import ListPage
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.dialog import Dialog


class OrderNotesScreen(ListPage[NoteRow], inherit_bindings=False):
    """Newest first; `enter` shows one whole, to edit."""

    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.ORDER_NOTES)
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(Where.ORDER_NOTES)]
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
        self.do(lambda customer: OrderNoteDialog(customer, None, self.purchase_id))

    def open(self, row: NoteRow) -> None:
        """Shows the whole note, to edit."""
        self.do(lambda customer: OrderNoteDialog(customer, row, self.purchase_id))

    def action_delete_order_note(self) -> None:
        """Deletes the note under the cursor."""
        row = self.table.row
        if row is None:
            self.app.refuse("there is no note to delete")
        else:
            self.do(lambda customer: DeleteOrderNoteDialog(customer, row, self.purchase_id))

    def do(self, make: Callable[[CustomerPage], Dialog]) -> None:
        """Opens a dialog, unless this admin may write no notes: then says so (R51)."""
        refusal = self.refusal()
        if refusal:
            self.app.refuse(refusal)
        else:
            self.app.type_ahead.hold()
            self.open_dialog(make)

    @work(exclusive=True, group="dialog")
    async def open_dialog(self, make: Callable[[CustomerPage], Dialog]) -> None:
        """The dialog; what it has done is said and shown (R50)."""
        try:
            customer = await self.app.ask(customer_page.read, self.customer_id)
        except BilliaError as error:
            self.app.refuse(error)
            await self.app.type_ahead.release()
            return
        message = await self.app.push_screen_wait(make(customer))
        if message is not None:
            self.app.say(message)
            self.read()
