"""The page of a purchase with all its orders, to read (R109, R131)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import clock
from billia_tui.operations import purchases
from billia_tui.operations.purchases import PurchaseDetails
from billia_tui.screens.record_page import RecordPage, Section
from billia_tui.widgets.status_text import money, paid_mark, purchase_status


class PurchaseScreen(RecordPage[PurchaseDetails]):
    """Status, payment, price in detail."""

    NAME: ClassVar[str] = "Order"

    async def ask_record(self) -> PurchaseDetails:
        """The purchase."""
        return await self.app.ask(purchases.details, self.record_id)

    def owner(self, record: PurchaseDetails) -> str:
        """The customer."""
        return f"{record.owner_id} {record.owner}"

    def sections(self, record: PurchaseDetails) -> Sequence[Section]:
        """The purchase, then its orders."""
        row = record.row
        return (
            ("Owner", [("Customer", f"{record.owner_id} {record.owner}")]),
            (
                f"Order {row.id}",
                [
                    ("Status", purchase_status(row.status)),
                    ("Type", row.type),
                    ("Placed", clock.shown(row.placed_at)),
                    ("Payment", paid_mark(paid=row.paid)),
                    ("Paid at", clock.shown(row.paid_at)),
                    ("Payment method", row.payment_method),
                    ("Price", money(row.price)),
                ],
            ),
            (
                f"Lines ({len(record.orders)})",
                [
                    (f"{order.type} {order.domain}".strip(), f"{order.description} · {order.price}")
                    for order in record.orders
                ],
            ),
        )
