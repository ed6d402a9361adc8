"""On hold, and the end of it (R14-R21)."""

from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.finding.row import why_on_hold
from billia_tui.operations.wallet import hold
from billia_tui.screens.kinds.customer_dialog import ReasonDialog


class HoldDialog(ReasonDialog):
    """Puts a customer on hold by hand (R16)."""

    TITLE_WORDS = "On hold"
    verb = "put on hold"
    undoable = True
    DOES = hold.put_on
    SAID = "on hold"

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__(customer)
        after = why_on_hold(manual=True, auto=customer.on_hold_auto)
        self.intro = (
            f"{customer.name}: on hold {customer.hold or 'no'} → {after}\n"
            "The customer cannot place orders; logging in, paying and renewals go on."
        )


class ReleaseDialog(ReasonDialog):
    """Ends a hold that an admin set (R19, R20)."""

    TITLE_WORDS = "End the hold"
    verb = "end the hold"
    undoable = True
    DOES = hold.release
    SAID = "no longer on hold"

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__(customer)
        after = why_on_hold(manual=False, auto=customer.on_hold_auto) or "no"
        self.intro = f"{customer.name}: on hold {customer.hold} → {after}"
