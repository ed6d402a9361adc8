"""Changing the price of a purchase, with the document that says so (R142)."""

from sqlalchemy.orm import Session

from billia_tui.errors import Refused, refuse_if
from billia_tui.money import Money, parse_amount
from billia_tui.operations.actor import Actor
from billia_tui.operations.input import reason_text
from billia_tui.operations.orders import document_issue, payment
from billia_tui.operations.orders.change import changed, check_seen, state_of
from billia_tui.operations.orders.giving_back import pay_back
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_purchase
from billia_tui.operations.requests import Request
from billia_tui.vocabulary import PurchaseStatus


def why_not(status: str) -> str | None:
    """Why the price stays as it is, None if it can be changed."""
    return "this order is Cancelled" if status == PurchaseStatus.CANCELLED else None


def why_not_refund(status: str, *, paid: Money) -> str | None:
    """Why nothing can be given back (R202), None if something can."""
    if paid.minor > 0:
        return None
    return why_not(status) or "nothing was paid for this order"


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
    Paid and higher: a pro-forma over the difference, which is due then, and the purchase is Unpaid (R200). A price
    that is paid already, 0.00 too, makes it Paid (R199).

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
    refuse_if(why_not(purchase.status), rule="R142")
    price = parse_amount(amount, purchase.currency)
    if price == purchase.price:
        raise Refused(f"the price is {Money(price, purchase.currency)} already", rule="R142")
    before = state_of(session, purchase)
    open_ones, was_paid = document_issue.open_pro_formas(session, purchase), purchase.paid
    purchase.price = price
    too_much = purchase.paid_amount - price
    pay_back(
        session,
        actor,
        customer,
        purchase,
        too_much,
        to=customer if to_wallet else None,
        why="became cheaper",
        reason=reason,
    )
    payment.follow_due(session, customer, purchase)
    anew = not was_paid and not purchase.paid
    document_issue.fit_pro_formas(session, actor, customer, purchase, open_ones, anew=anew, owes_again=was_paid)
    changed(session, actor, purchase, "order price", before, reason=reason)
    request.remember(session, purchase.id)
