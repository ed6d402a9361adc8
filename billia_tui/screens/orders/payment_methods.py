"""Payment methods, to read (R164); `billia payment-methods` changes them."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import paging
from billia_tui.keys.made import Where
from billia_tui.operations.orders import methods as payment_methods
from billia_tui.operations.orders.methods import MethodRow
from billia_tui.paging import Window
from billia_tui.screens.kinds.facts_page import Fact, FactsBox
from billia_tui.screens.kinds.store_page import StorePage
from billia_tui.widgets.cells import Column, Piece


class PaymentMethodsScreen(StorePage[MethodRow], inherit_bindings=False):
    """In the order in which they were added."""

    NAME: ClassVar[str] = "Payment methods"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.METHODS)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 6, right=True),
        Column("NAME", 14, grow=2),
        Column("TYPE", 8),
        Column("DESCRIPTION", 16, grow=3, drop=1),
        Column("FOR WHOM", 18),
        Column("STATE", 9),
    )
    EMPTY: ClassVar[str] = "No payment methods yet. billia payment-methods add makes one."

    def cells(self, row: MethodRow) -> Sequence[Piece]:
        """The columns of R164, and whether it is enabled (R165)."""
        return (
            (str(row.id), "muted"),
            (row.name, "strong"),
            (str(row.type), ""),
            (row.description, "muted"),
            ("✔ global" if row.shared else "– custom payment", ""),
            ("● enabled", "good") if row.enabled else ("○ off", "muted"),
        )

    async def page_of(self, window: Window) -> paging.Page[MethodRow]:
        """A page of methods."""
        return await self.app.ask(payment_methods.page, window)

    def open(self, row: MethodRow) -> None:
        """All there is to know of one."""
        facts: list[Fact] = [
            ("Type", str(row.type)),
            ("Description", row.description or "–"),
            ("Global", "yes" if row.shared else "no: only with custom payment"),
            ("Enabled", "yes" if row.enabled else "no"),
            ("Invoices", "by themselves" if row.allows_invoice else "on request only"),
            ("For private persons", "by themselves" if row.allows_invoice_person else "on request only"),
        ]
        self.app.push_screen(FactsBox(row.name, facts))
