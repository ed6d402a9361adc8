"""The notes of one order, which show nowhere else (R147, R172-R174)."""

from collections.abc import Sequence
from typing import Any, ClassVar

from billia_tui import paging
from billia_tui.actions.notes import EDIT_ORDER_NOTE
from billia_tui.keys.made import Where
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.notes import order_notes
from billia_tui.operations.notes.customer_notes import NoteRow
from billia_tui.paging import Window
from billia_tui.screens.kinds.acting_rows import ActingRows
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.widgets.cells import Column


class OrderNotesScreen(ActingRows[NoteRow], ListPage[NoteRow], inherit_bindings=False):
    """Newest first; `enter` shows one whole, to edit."""

    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.ORDER_NOTES)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, "id", "muted", right=True, drop=1),
        Column("DATE", 16, "created_at"),
        Column("ADMIN", 8, "admin", "muted", grow=1),
        Column("NOTE", 12, "line", grow=5),
        Column("EDITED", 6, lambda row: ("edited" if row.edited else "", "muted")),
    )
    """Id, date, admin, first line (R172)."""
    EMPTY: ClassVar[str] = "No notes of this order. a adds one."
    OPENS = EDIT_ORDER_NOTE

    def __init__(self, customer_id: int, purchase_id: int) -> None:
        super().__init__(customer_id)
        self.purchase_id = purchase_id

    def heading(self) -> str:
        """Whose notes they are."""
        return f"Notes of order {self.purchase_id}"

    async def page_of(self, window: Window) -> paging.Page[NoteRow]:
        """A page of notes."""
        return await self.app.ask(order_notes.page, self.purchase_id, window)

    async def about(self, row: NoteRow | None) -> Sequence[Any]:
        """The customer as it is now, the note, the order."""
        return await self.app.ask(customer_page.read, self.customer_id), row, self.purchase_id
