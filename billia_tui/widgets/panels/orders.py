"""Panel VI: three purchases that are needed most (R127, R128, R219)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import clock
from billia_tui.operations.orders import pages as purchases
from billia_tui.operations.orders.pages import PurchasePreview, PurchaseRow
from billia_tui.paging import Page, Window
from billia_tui.widgets.cells import Column
from billia_tui.widgets.panels.listing import ListPanel
from billia_tui.widgets.status_text import paid_mark, purchase_status


class OrdersPanel(ListPanel[PurchaseRow]):
    """Id, type, services, date, status, price, paid mark, and what is due of a part (R200); `o` shows all."""

    NUMERAL: ClassVar[str] = "VI"
    NAME: ClassVar[str] = "Orders"
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, "id", "muted", right=True, drop=1),
        Column("TYPE", 8, "type", drop=4),
        Column("SERVICES", 8, "services", grow=1),
        Column("DATE", 10, lambda row: (clock.day(row.placed_at), ""), drop=5),
        Column("STATUS", 10, lambda row: purchase_status(row.status), drop=2),
        Column("PRICE", 11, "price", right=True, drop=3),
        Column("PAID", 8, lambda row: paid_mark(paid=row.paid)),
        Column("DUE", 19, lambda row: (f"{row.rest} due" if row.rest is not None else "", "bad")),
    )
    """The columns of R127."""
    TALL: ClassVar[Sequence[Sequence[int]]] = ((0, 1, 2, 6), (3, 4, 5, 7))
    TALL_BELOW: ClassVar[int] = 120
    EMPTY: ClassVar[str] = "No orders."

    def __init__(self) -> None:
        self.preview = PurchasePreview((), 0)
        super().__init__()

    async def page_of(self, customer_id: int, _window: Window) -> Page[PurchaseRow]:
        """Three and no more."""
        self.preview = await self.app.ask(purchases.preview, customer_id)
        rows = self.preview.rows
        return Page(rows, tuple((row.id,) for row in rows), more=False)

    def show(self, content: Page[PurchaseRow]) -> None:
        """The rows, and the count in the title."""
        super().show(content)
        nothing = "" if content.rows else f" · {self.EMPTY}"
        self.title(f"({self.preview.count}){nothing}", f"enter open · o see all ({self.preview.count})")
