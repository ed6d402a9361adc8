"""All orders of a customer: one purchase a line (R130, R131)."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from billia_tui import clock, keys, paging
from billia_tui.keys import Where
from billia_tui.operations import purchases
from billia_tui.operations.purchases import PurchaseRow
from billia_tui.paging import Window
from billia_tui.screens.list_page import ListPage
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.status_text import money, paid_mark, purchase_status


class PurchasesScreen(ListPage[PurchaseRow], inherit_bindings=False):
    """Newest first."""

    NAME: ClassVar[str] = "Orders"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.READ,)
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(Where.READ)]
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, right=True),
        Column("TYPE", 8, drop=1),
        Column("SERVICES", 14, grow=1),
        Column("STATUS", 10),
        Column("PRICE", 14, right=True),
        Column("PAID", 8),
        Column("PAYMENT METHOD", 14, drop=3),
        Column("DATE", 16, drop=2),
    )
    EMPTY: ClassVar[str] = "No orders."

    def cells(self, row: PurchaseRow) -> Sequence[Piece]:
        """The columns of R130."""
        return (
            (str(row.id), "muted"),
            (row.type, ""),
            (row.services, ""),
            purchase_status(row.status),
            money(row.price),
            paid_mark(paid=row.paid),
            (row.payment_method, ""),
            (clock.shown(row.placed_at), ""),
        )

    async def page_of(self, window: Window) -> paging.Page[PurchaseRow]:
        """A page of purchases."""
        return await self.app.ask(purchases.page, self.customer_id, window)

    def open(self, row: PurchaseRow) -> None:
        """The page of the purchase."""
        from billia_tui.screens.purchase import PurchaseScreen

        self.app.push_screen(PurchaseScreen(row.id))
