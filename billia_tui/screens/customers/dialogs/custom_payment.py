"""Custom payment on or off, after the methods that appear or disappear (R79-R81)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from billia_tui.errors import Conflict
from billia_tui.operations.customers import custom_payment
from billia_tui.operations.customers.custom_payment import Preview
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.screens.kinds.customer_dialog import CustomerDialog

if TYPE_CHECKING:
    from billia_tui.widgets.host import Host


class CustomPaymentDialog(CustomerDialog):
    """Turns the switch over."""

    TITLE_WORDS = "Custom payment"
    undoable = True

    @classmethod
    async def about(cls, app: "Host", customer: CustomerPage, *_: object) -> "CustomPaymentDialog":
        """With the methods that come or go (R79-R81)."""
        return cls(customer, await app.ask(custom_payment.preview, customer.id))

    def __init__(self, customer: CustomerPage, now: Preview) -> None:
        super().__init__(customer)
        self.seen = now.on
        self.on = not now.on
        self.verb = "switch on" if self.on else "switch off"
        names = "".join(f"\n  {'+' if self.on else '-'} {name}" for name in now.methods) or "\n  none"
        follows = "These methods appear:" if self.on else "These methods disappear for later orders:"
        self.intro = f"Custom payment: {_word(now.on)} → {_word(self.on)}\n{follows}{names}"
        if not self.on:
            self.intro += "\nOrders that are there keep theirs."

    def meanwhile(self, conflict: Conflict) -> None:
        """Someone else did it already: the next `enter` says so."""
        self.seen = bool(conflict.seen)

    async def save(self, _values: Mapping[str, str]) -> str:
        """Switches."""
        await self.app.change(custom_payment.switch, self.customer.id, on=self.on, seen=self.seen)
        return self.done(f"custom payment {_word(self.on)}")


def _word(value: bool) -> str:  # noqa: FBT001 - a word for a switch
    return "on" if value else "off"
