"""What a customer can order, in the Customer Panel (R176)."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from billia_tui import paging
from billia_tui.keys.made import Where
from billia_tui.operations.customers import profiles
from billia_tui.operations.orders import catalogue
from billia_tui.operations.orders import methods as payment_methods
from billia_tui.operations.orders.catalogue import ProductRow
from billia_tui.paging import Window
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.cells import Column


class CatalogueScreen(ListPage[ProductRow], inherit_bindings=False):
    """Products by category; `enter` orders one."""

    NAME: ClassVar[str] = "Place an order"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.READ)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("CATEGORY", 12, "category", "muted", grow=1),
        Column("PRODUCT", 16, "name", "strong", grow=2),
        Column("PRICE", 14, "price", right=True),
        Column("PERIOD", 10, "period"),
        Column("TERM", 8, "payment_term", "muted", drop=1),
    )
    """What it is and what it costs."""
    EMPTY: ClassVar[str] = "Nothing is offered in this customer's currency."

    def crumbs(self) -> Sequence[str]:
        """Within the panel."""
        return ("Customer Panel", self.NAME)

    def key_states(self) -> dict[str, KeyState]:
        """What `enter` does here."""
        return {"open_row": KeyState("order")}

    async def page_of(self, window: Window) -> paging.Page[ProductRow]:
        """All of them at once: a catalogue is short."""
        if window.after is not None or window.before is not None:
            return paging.Page((), (), more=False)
        rows = tuple(await self.app.ask(catalogue.products, self.customer_id))
        return paging.Page(rows, tuple((row.id,) for row in rows), more=False)

    def open(self, row: ProductRow) -> None:
        """Orders it."""
        self.begin(partial(self.order, row))

    async def order(self, product: ProductRow) -> None:
        """The dialog, then the page of the new order; from there the way back leads past the catalogue."""
        from billia_tui.screens.orders.page import PurchaseScreen
        from billia_tui.screens.panel.place_order import PlaceOrderDialog

        mine = await self.app.ask(profiles.page, self.customer_id, Window(limit=200))
        methods = await self.app.ask(payment_methods.available, self.customer_id)
        dialog = PlaceOrderDialog(self.customer_id, product, mine.rows, methods)
        message = await self.app.push_screen_wait(dialog)
        if message is not None and dialog.purchase_id is not None:
            self.app.say(message)
            await self.app.push_screen(PurchaseScreen(dialog.purchase_id), lambda _: self.dismiss(None))
