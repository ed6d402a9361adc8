"""Changing the price of a purchase, with the document that says so (R142)."""

from sqlalchemy.orm import Session

from billia_tui.errors import Refused
from billia_tui.money import Money, parse_amount
from billia_tui.operations.actor import Actor
from billia_tui.operations.input import reason_text
from billia_tui.operations.orders import document_issue
from billia_tui.operations.orders.change import changed, check_seen, state_of
from billia_tui.operations.orders.from_wallet import give_back
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_purchase
from billia_tui.operations.requests import Request
from billia_tui.vocabulary import PurchaseStatus


def why_not(status: str) -> str | None:
    """Why the price stays as it is, None if it can be changed."""
    return "this order is Cancelled" if status == PurchaseStatus.CANCELLED else None


def change_price(
    session: Session,
    actor: Actor,
    purchase_id: int,
    amount: str,
    *,
    reason: str = "",
    to_wallet: bool = False,
    seen: int | None = None,
    request_key: str | None = None,
) -> None:
    """Sets the price of a purchase; its lines stay, the difference is an adjustment (R142).

    Unpaid: the old pro-forma is cancelled, a new one made. Paid and lower: a credit note over the difference.
    Paid and higher: a pro-forma over the difference, which is due then.

    Args:
        session: a writing transaction.
        actor: the acting admin.
        purchase_id: whose price.
        amount: the new price as typed, in the purchase's currency; zero or more.
        reason: optional; kept in the log.
        to_wallet: Paid and lower only: the difference goes to the wallet.
        seen: the version that the form showed; None skips the check.
        request_key: see `Request`.

    Raises:
        Forbidden, NotFound, Invalid (at `amount`, `reason`), Conflict, Refused (Cancelled, no change).
    """
    require(actor, Right.ORDER_PAYMENT)
    request = Request(request_key, "order price", purchase_id, amount, reason, to_wallet)
    reason = reason_text(reason)
    purchase, customer = the_purchase(session, actor, purchase_id)
    if request.answered(session) is not None:
        return
    check_seen(session, purchase, seen)
    refusal = why_not(purchase.status)
    if refusal:
        raise Refused(refusal, rule="R142")
    price = parse_amount(amount, purchase.currency)
    if price == purchase.price:
        raise Refused(f"the price is {Money(price, purchase.currency)} already", rule="R142")
    before = state_of(session, purchase)
    open_ones = document_issue.open_pro_formas(session, purchase)
    purchase.price = price
    too_much = max(purchase.paid_amount - price, 0)
    if too_much:
        if to_wallet:
            give_back(session, actor, customer, purchase, too_much, "became cheaper")
        purchase.paid_amount -= too_much
        purchase.wallet_paid = min(purchase.wallet_paid, purchase.paid_amount)
        document_issue.credit(session, actor, customer, purchase, too_much)
    document_issue.fit_pro_formas(session, actor, customer, purchase, open_ones, anew=not purchase.paid)
    changed(session, actor, purchase, "order price", before, reason=reason)
    request.remember(session, purchase.id)
