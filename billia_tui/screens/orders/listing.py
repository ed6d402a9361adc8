"""All orders of a customer: one purchase a line, searched, filtered and sorted (R130-R132)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import clock, paging
from billia_tui.keys.made import Where
from billia_tui.operations.orders import pages as purchases
from billia_tui.operations.orders.pages import PurchaseRow
from billia_tui.operations.orders.query import PurchaseQuery, PurchaseSort
from billia_tui.paging import Count, Window
from billia_tui.screens.kinds.searched_list import SearchedListPage
from billia_tui.vocabulary import PurchaseStatus
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.pick_list import Choice
from billia_tui.widgets.status_text import paid_mark, purchase_status

ALL, PAID, UNPAID = "", "Paid", "Unpaid"

PAID_CELLS = 14
"""Cells of the paid mark: an amount that is due takes the word's room before it is cut."""


def _paid(row: PurchaseRow) -> Piece:
    if row.rest is None:
        return paid_mark(paid=row.paid)
    amount = f"✖ {row.rest.amount}"
    return f"{amount} due" if len(amount) + len(" due") <= PAID_CELLS else amount, "bad"


class PurchasesScreen(SearchedListPage[PurchaseRow], inherit_bindings=False):
    """Newest first."""

    NAME: ClassVar[str] = "Orders"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.ORDERS)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, "id", "muted", right=True, sort=PurchaseSort.ID),
        Column("TYPE", 8, "type", drop=2),
        Column("SERVICES", 14, "title", grow=1),
        Column("", 3, lambda row: (f"+{row.more_orders}" if row.more_orders else "", "muted"), right=True),
        Column("STATUS", 10, lambda row: purchase_status(row.status)),
        Column("PRICE", 13, "price", right=True),
        Column("PAID", PAID_CELLS, _paid, narrow=PAID_CELLS),
        Column("PAYMENT METHOD", 14, "payment_method", drop=3),
        Column("DATE", 10, lambda row: (clock.day(row.placed_at), ""), sort=PurchaseSort.DATE),
    )
    """The columns of R130; "+n" has its own, so that no long name hides it (R131).

    Of an Unpaid one it says what is due where that is less than the price, in the price's currency (R200).
    """
    EMPTY: ClassVar[str] = "No orders."
    NO_MATCH: ClassVar[str] = "No order matches. esc clears search and filter."
    HINT: ClassVar[str] = "press / to search id, service, domain"
    FILTERS: ClassVar[Sequence[Choice]] = (
        (ALL, "All"),
        *((status.value, status.value) for status in PurchaseStatus),
        (PAID, PAID),
        (UNPAID, UNPAID),
    )
    START: ClassVar[str] = PurchaseSort.DATE

    @property
    def query_shown(self) -> PurchaseQuery:
        """What the store is asked for."""
        by_payment = {PAID: True, UNPAID: False}
        return PurchaseQuery(
            self.words,
            PurchaseStatus(self.shown) if self.shown not in {ALL, *by_payment} else None,
            by_payment.get(self.shown),
            PurchaseSort(self.sorted_by),
            self.descending,
        )

    async def page_of(self, window: Window) -> paging.Page[PurchaseRow]:
        """A page of purchases."""
        return await self.app.ask(purchases.page, self.customer_id, window, self.query_shown)

    async def count_of(self) -> Count:
        """How many there are; counting stops at a cap."""
        return await self.app.ask(purchases.count, self.customer_id, self.query_shown)

    def facts(self) -> Sequence[str]:
        """What is filtered."""
        return (dict(self.FILTERS)[self.shown],) if self.shown != ALL else ()

    def open(self, row: PurchaseRow) -> None:
        """The page of the purchase; coming back, the row is fresh and the cursor on it."""
        from billia_tui.screens.orders.page import PurchaseScreen

        self.app.push_screen(PurchaseScreen(row.id), lambda _: self.read())
