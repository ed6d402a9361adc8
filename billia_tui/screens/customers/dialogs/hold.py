"""On hold, and the end of it (R14-R21)."""

from collections.abc import Mapping, Sequence

from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.finding.row import why_on_hold
from billia_tui.operations.wallet import hold
from billia_tui.screens.customers.dialogs.status import REASON
from billia_tui.screens.kinds.customer_dialog import CustomerDialog
from billia_tui.widgets.field_spec import Field


class HoldDialog(CustomerDialog):
    """Puts a customer on hold by hand (R16)."""

    TITLE_WORDS = "On hold"
    verb = "put on hold"
    undoable = True

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__(customer)
        after = why_on_hold(manual=True, auto=customer.on_hold_auto)
        self.intro = (
            f"{customer.name}: on hold {customer.hold or 'no'} → {after}\n"
            "The customer cannot place orders; logging in, paying and renewals go on."
        )

    def fields(self) -> Sequence[Field]:
        """The optional reason."""
        return (REASON,)

    async def save(self, values: Mapping[str, str]) -> str:
        """Puts on hold."""
        await self.app.change(hold.put_on, self.customer.id, values["reason"])
        return self.done("on hold")


class ReleaseDialog(CustomerDialog):
    """Ends a hold that an admin set (R19, R20)."""

    TITLE_WORDS = "End the hold"
    verb = "end the hold"
    undoable = True

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__(customer)
        after = why_on_hold(manual=False, auto=customer.on_hold_auto) or "no"
        self.intro = f"{customer.name}: on hold {customer.hold} → {after}"

    def fields(self) -> Sequence[Field]:
        """The optional reason."""
        return (REASON,)

    async def save(self, values: Mapping[str, str]) -> str:
        """Ends the hold."""
        await self.app.change(hold.release, self.customer.id, values["reason"])
        return self.done("no longer on hold")
