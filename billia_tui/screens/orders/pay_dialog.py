"""Paying an order from the wallet, in the Customer Panel (R28, R175)."""

from collections.abc import Mapping

from billia_tui.operations.customers.panel import Paying
from billia_tui.operations.orders import payment
from billia_tui.operations.orders.pages import PurchaseDetails
from billia_tui.widgets.dialog import Dialog


class PayDialog(Dialog):
    """Takes what is due from the wallet, which may fall as far as the credit limit reaches."""

    verb = "pay"

    def __init__(self, order: PurchaseDetails, paying: Paying) -> None:
        super().__init__()
        self.order = order
        self.heading = f"Pay order {order.row.id}"
        self.can_save = paying.why_not is None
        if paying.why_not:
            self.intro = f"This order cannot be paid now: {paying.why_not}."
            return
        lines = [f"Due: {paying.due}", f"Wallet: {paying.wallet} → {paying.wallet_after}"]
        lines[1] += f" · credit limit {paying.credit_limit}"
        if paying.method:
            lines.append(f"Payment method: {order.row.payment_method} → {paying.method}")
        if paying.wallet_after.minor < 0:
            lines.append("A wallet below zero means ON HOLD: no new orders until it is filled.")
        self.intro = "\n".join(lines)

    async def save(self, _values: Mapping[str, str]) -> str:
        """Pays, once."""
        moved = await self.app.change(payment.pay, self.order.row.id, request_key=self.request_key)
        return f"order {self.order.row.id} paid: wallet {moved.balance_before} → {moved.balance_after}"
