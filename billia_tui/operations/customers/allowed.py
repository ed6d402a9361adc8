"""What can be done with a customer now, and if not, why (R51, R77, R88): for footers, menus and messages.

The operations ask the same functions again when it is done.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import impersonation, status
from billia_tui.operations.permissions import Right, why_not
from billia_tui.operations.wallet import hold
from billia_tui.vocabulary import CustomerStatus


class Action(StrEnum):
    """An action on a customer; the value is its name in the table of keys."""

    ADD = "add_customer"
    EDIT = "edit"
    BLOCK = "block"
    ACTIVATE = "activate"
    HOLD = "hold"
    RELEASE = "release"
    ADD_FUNDS = "add_funds"
    CORRECT = "correct_balance"
    CREDIT_LIMIT = "credit_limit"
    ADD_NOTE = "add_note"
    PASSWORD = "password"  # noqa: S105 - the name of an action
    SEND_ACTIVATION = "send_activation"
    DELETE = "delete_customer"
    LABEL = "labels"
    IMPERSONATE = "impersonate"
    CUSTOM_PAYMENT = "custom_payment"
    AFFILIATE = "affiliate"
    SUBSCRIPTION = "subscription"


class Facts(Protocol):
    """What has to be known of a customer: a row of the list or the details page."""

    @property
    def status(self) -> CustomerStatus: ...  # noqa: D102 - see CustomerRow

    @property
    def on_hold_manual(self) -> bool: ...  # noqa: D102 - see CustomerRow

    @property
    def on_hold_auto(self) -> bool: ...  # noqa: D102 - see CustomerRow


_RIGHTS = {
    Action.ADD: Right.EDIT,
    Action.EDIT: Right.EDIT,
    Action.BLOCK: Right.STATUS,
    Action.ACTIVATE: Right.STATUS,
    Action.HOLD: Right.STATUS,
    Action.RELEASE: Right.STATUS,
    Action.ADD_FUNDS: Right.FUNDS,
    Action.CORRECT: Right.CREDIT,
    Action.CREDIT_LIMIT: Right.CREDIT,
    Action.ADD_NOTE: Right.NOTES,
    Action.PASSWORD: Right.PASSWORD,
    Action.SEND_ACTIVATION: Right.STATUS,
    Action.DELETE: Right.DELETE,
    Action.LABEL: Right.ATTACH_LABELS,
    Action.IMPERSONATE: Right.PASSWORD,
    Action.CUSTOM_PAYMENT: Right.CREDIT,
    Action.AFFILIATE: Right.MANAGE_LABELS,
    Action.SUBSCRIPTION: Right.MARKETING,
}


def refusal(actor: Actor, action: Action, customer: Facts | None = None) -> str | None:
    """Why `actor` cannot do `action` with `customer` now, in words; None if it can be tried."""
    forbidden = why_not(actor, _RIGHTS[action])
    if forbidden or customer is None:
        return forbidden
    return by_rule(action, customer)


def by_rule(action: Action, customer: Facts) -> str | None:
    """Why the rules forbid `action` with this customer, whoever asks; None if they do not."""
    rule = _RULES.get(action)
    return rule(customer) if rule else None


def _why_not_hold(customer: Facts) -> str | None:
    return "this customer is on hold by an admin already" if customer.on_hold_manual else None


_RULES: dict[Action, Callable[[Facts], str | None]] = {
    Action.BLOCK: lambda customer: status.why_not(customer.status, CustomerStatus.BLOCKED),
    Action.ACTIVATE: lambda customer: status.why_not(customer.status, CustomerStatus.ACTIVE),
    Action.SEND_ACTIVATION: lambda customer: status.why_not_send_activation(customer.status),
    Action.HOLD: _why_not_hold,
    Action.RELEASE: lambda customer: hold.why_not_release(manual=customer.on_hold_manual, auto=customer.on_hold_auto),
    Action.IMPERSONATE: lambda customer: impersonation.why_not(customer.status),
}
