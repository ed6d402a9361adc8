"""Renewing a service now (R193)."""

from collections.abc import Mapping, Sequence

from billia_tui import clock
from billia_tui.errors import Conflict, Invalid
from billia_tui.operations.renewals import now as renewals
from billia_tui.operations.renewals.now import Offer
from billia_tui.operations.services import pages as services
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field

FROM_WALLET = ""
"""The choice that takes the money at once."""


class RenewDialog(Dialog):
    """Periods and way to pay; the preview says price with fee, old and new end, and what the wallet will hold."""

    verb = "renew"

    def __init__(self, offer: Offer) -> None:
        super().__init__()
        self.offer = offer
        self.seen = offer.version
        self.heading = f"Renew · {offer.name}"
        self.can_save = offer.why_not is None
        if offer.why_not:
            self.intro = f"It cannot be renewed now: {offer.why_not.removesuffix('.')}."
            return
        fee = f", redemption fee {offer.fee}" if offer.fee.minor else ""
        period = services.period_in_words(offer.period_months)
        self.intro = f"{offer.name}: {offer.status}, {offer.price} a period of {period}{fee}"

    def fields(self) -> Sequence[Field]:
        """How many periods, and how it is paid."""
        if not self.can_save:
            return ()
        ways = [(str(ident), f"{name}: an Unpaid order") for ident, name in self.offer.methods]
        choices = ((FROM_WALLET, "wallet and credit limit, at once"), *ways)
        return (
            Field("periods", "Periods", "1", hint=f"1 to {renewals.MOST_PERIODS}", replaced=True),
            Field("payment_method", "Paid by", FROM_WALLET, kind="choice", choices=choices),
        )

    def preview(self, values: Mapping[str, str]) -> str:
        """Price, end, wallet."""
        if not self.can_save:
            return ""
        try:
            periods = renewals.checked_periods(values["periods"])
        except Invalid:
            return ""
        offer, total = self.offer, self.offer.total(periods)
        lines = [f"Price: {total}", f"End: {clock.shown(offer.expires_at)} → {clock.shown(offer.new_end(periods))}"]
        if values["payment_method"] != FROM_WALLET:
            lines.append("It is renewed when this order is paid and carried out.")
        elif short := offer.why_not_from_wallet(periods):
            lines.append(f"✖ {short}")
        else:
            lines.append(f"Wallet: {offer.wallet} → {offer.wallet_after(periods)} · credit limit {offer.credit_limit}")
        return "\n".join(lines)

    def meanwhile(self, conflict: Conflict) -> None:
        """The next `enter` renews what is there now."""
        self.seen = conflict.seen

    async def save(self, values: Mapping[str, str]) -> str:
        """Renews, once."""
        chosen = values["payment_method"]
        made = await self.app.change(
            renewals.renew_now,
            self.offer.service_id,
            renewals.checked_periods(values["periods"]),
            payment_method_id=int(chosen) if chosen else None,
            seen=self.seen,
            request_key=self.request_key,
        )
        return f"{self.offer.name}: order {made}" + (" waits for payment" if chosen else ", renewed")
