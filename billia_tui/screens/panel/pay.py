"""Paying an order from the wallet, in the Customer Panel (R28, R175)."""

from collections.abc import Mapping

from billia_tui.money import Money
from billia_tui.operations import payment
from billia_tui.operations.purchases import PurchaseDetails
from billia_tui.widgets.dialog import Dialog


class PayDialog(Dialog):
    """Takes what is due from the wallet, which may fall as far as the credit limit reaches."""

    verb = "pay"

    def __init__(self, order: PurchaseDetails) -> None:
        super().__init__()
        self.order = order
        wallet, due = order.customer.wallet, order.price.due
        after = Money(wallet.minor - due.minor, wallet.currency)
        self.heading = f"Pay order {order.row.id}"
        self.intro = f"Due: {due}\nWallet: {wallet} → {after}"
        if after.minor < 0 <= wallet.minor:
            self.intro += "\nThe wallet falls below zero: new orders wait then until it is filled."

    async def save(self, values: Mapping[str, str]) -> str:
        """Pays, once."""
        del values
        moved = await self.app.change(payment.pay, self.order.row.id, request_key=self.request_key)
        return f"order {self.order.row.id} paid: wallet {moved.balance_before} → {moved.balance_after}"
