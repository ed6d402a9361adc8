"""What the rules forbid with a customer as it is now, in words, None for nothing (R51, R77, R88).

The records of `billia_tui.actions` name these functions; `operations.allowed` asks them.
"""

from typing import Protocol

from billia_tui.operations.customers import impersonation, status
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.wallet import hold
from billia_tui.vocabulary import CustomerStatus


class Facts(Protocol):
    """What has to be known of a customer: a row of the list or the details page."""

    @property
    def status(self) -> CustomerStatus: ...  # noqa: D102 - see CustomerRow

    @property
    def on_hold_manual(self) -> bool: ...  # noqa: D102 - see CustomerRow

    @property
    def on_hold_auto(self) -> bool: ...  # noqa: D102 - see CustomerRow


def why_not_block(customer: Facts) -> str | None:
    """R77."""
    return status.why_not(customer.status, CustomerStatus.BLOCKED)


def why_not_activate(customer: Facts) -> str | None:
    """R77."""
    return status.why_not(customer.status, CustomerStatus.ACTIVE)


def why_not_send_activation(customer: Facts) -> str | None:
    """R43."""
    return status.why_not_send_activation(customer.status)


def why_not_hold(customer: Facts) -> str | None:
    """R16."""
    return "this customer is on hold by an admin already" if customer.on_hold_manual else None


def why_not_release(customer: Facts) -> str | None:
    """R16."""
    return hold.why_not_release(manual=customer.on_hold_manual, auto=customer.on_hold_auto)


def why_not_impersonate(customer: Facts) -> str | None:
    """R72."""
    return impersonation.why_not(customer.status)


def why_not_all_seen(customer: CustomerPage) -> str | None:
    """R167."""
    return None if customer.unseen else "all of them were seen already"
