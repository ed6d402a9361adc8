"""The documents of a customer, or of one order (R141)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import paging
from billia_tui.keys.made import Where
from billia_tui.operations.orders import documents
from billia_tui.operations.orders.documents import DocumentRow
from billia_tui.paging import Page, Window
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.widgets.cells import Column


class DocumentsScreen(ListPage[DocumentRow], inherit_bindings=False):
    """Newest first; of one order, as they were made."""

    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.DOCUMENTS)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("NUMBER", 12, lambda row: (row.number, "muted" if row.cancelled else "strong")),
        Column("TYPE", 11, "type"),
        Column("ORDER", 7, "purchase_id", "muted", right=True, drop=1),
        Column("ISSUED", 16, "issued_at"),
        Column("AMOUNT", 15, "amount", right=True),
        Column("", 11, lambda row: ("✖ cancelled", "muted") if row.cancelled else ("", "")),
    )
    """Number, type, order, date, amount; a cancelled one is marked (R141)."""
    EMPTY: ClassVar[str] = "No documents yet."

    def __init__(self, customer_id: int, purchase_id: int | None = None) -> None:
        super().__init__(customer_id)
        self.purchase_id = purchase_id

    def heading(self) -> str:
        """Whose documents they are."""
        return "Documents" if self.purchase_id is None else f"Documents of order {self.purchase_id}"

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
