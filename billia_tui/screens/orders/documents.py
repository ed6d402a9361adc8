"""The documents of a customer, or of one order (R141)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import clock, paging
from billia_tui.keys.made import Where
from billia_tui.operations.orders import documents
from billia_tui.operations.orders.documents import DocumentRow
from billia_tui.paging import Page, Window
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.status_text import money


class DocumentsScreen(ListPage[DocumentRow], inherit_bindings=False):
    """Newest first; of one order, as they were made."""

    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.DOCUMENTS)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("NUMBER", 12),
        Column("TYPE", 11),
        Column("ORDER", 7, right=True, drop=1),
        Column("ISSUED", 16),
        Column("AMOUNT", 15, right=True),
        Column("", 11),
    )
    EMPTY: ClassVar[str] = "No documents yet."

    def __init__(self, customer_id: int, purchase_id: int | None = None) -> None:
        super().__init__(customer_id)
        self.purchase_id = purchase_id

    def heading(self) -> str:
        """Whose documents they are."""
        return "Documents" if self.purchase_id is None else f"Documents of order {self.purchase_id}"

    def cells(self, row: DocumentRow) -> Sequence[Piece]:
        """Number, type, order, date, amount; a cancelled one is marked (R141)."""
        return (
            (row.number, "muted" if row.cancelled else "strong"),
            (row.type, ""),
            (str(row.purchase_id), "muted"),
            (clock.shown(row.issued_at), ""),
            money(row.amount),
            ("✖ cancelled", "muted") if row.cancelled else ("", ""),
        )

    async def page_of(self, window: Window) -> paging.Page[DocumentRow]:
        """A page of documents; those of an order are few."""
        if self.purchase_id is None:
            return await self.app.ask(documents.page, self.customer_id, window)
        rows = await self.app.ask(documents.of_purchase, self.purchase_id)
        return Page(rows, tuple((row.id,) for row in rows), more=False)

    def open(self, row: DocumentRow) -> None:
        """The text of the document."""
        from billia_tui.screens.orders.document import DocumentScreen

        self.app.push_screen(DocumentScreen(row.id))
