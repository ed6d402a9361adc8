"""Giving money back (R202): how much, where to, why, and what becomes of the services."""

from collections.abc import Mapping, Sequence

from billia_tui.operations import money_reasons
from billia_tui.operations.money_reasons import MovedByHand
from billia_tui.operations.orders import refunds
from billia_tui.operations.orders.ending import Afterwards
from billia_tui.operations.orders.refunds import RefundTo
from billia_tui.screens.orders.order_dialogs import OrderDialog, services_after
from billia_tui.widgets.field_spec import Field


class RefundDialog(OrderDialog):
    """Refunds a part or all of what was paid, once."""

    TITLE_WORDS = "Refund"
    verb = "give back"
    danger = True

    def fields(self) -> Sequence[Field]:
        """Amount, where to, reason, reference, services."""
        paid = self.order.price.paid
        wallet = f"to the wallet ({self.order.customer.wallet})"
        choices = [(RefundTo.WALLET.value, wallet), (RefundTo.OUTSIDE.value, "outside, on the way that it came")]
        return (
            Field("amount", f"Amount {paid.currency}", hint=f"at most {paid.amount}"),
            Field("to", "Where to", RefundTo.WALLET.value, kind="choice", choices=choices),
            Field("reason", "Reason", hint=money_reasons.hint(MovedByHand.REFUND)),
            Field("reference", "Reference", hint="optional, e.g. what the bank calls it"),
            services_after(Afterwards.LEAVE),
        )

    def outlook(self, values: Mapping[str, str]) -> Sequence[str]:
        """Paid, price, credit note, wallet and services afterwards."""
        to, after = RefundTo(values["to"]), Afterwards(values["services"])
        return refunds.of_refund(self.order, values["amount"], to, after)

    async def save(self, values: Mapping[str, str]) -> str:
        """Gives it back."""
        await self.app.change(
            refunds.refund,
            self.order.row.id,
            values["amount"],
            to=RefundTo(values["to"]),
            reason=values["reason"],
            reference=values["reference"],
            afterwards=Afterwards(values["services"]),
            seen=self.seen,
            request_key=self.request_key,
        )
        note = await self.document_made("credit note")
        return self.done(f"{values['amount']} {self.order.price.paid.currency} given back{note}")
