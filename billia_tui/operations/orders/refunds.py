"""Refunds: a part or all of what was paid goes back, of Activated orders too (R202, R203)."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy.orm import Session

from billia_tui.errors import Invalid, refuse_if
from billia_tui.money import Money
from billia_tui.operations import money_reasons
from billia_tui.operations.actor import Actor
from billia_tui.operations.input import Fields, part_of
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import notifications
from billia_tui.operations.messages.notifications import Template
from billia_tui.operations.money_reasons import MovedByHand
from billia_tui.operations.orders import document_issue, ending, outlook, payment, pricing
from billia_tui.operations.orders.change import State, changed, check_seen, state_of
from billia_tui.operations.orders.details import PurchaseDetails
from billia_tui.operations.orders.ending import Afterwards
from billia_tui.operations.orders.giving_back import pay_back
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_refunded
from billia_tui.operations.requests import Request


class RefundTo(StrEnum):
    """Where the money goes; the value is the word on the command line."""

    WALLET = "wallet"
    OUTSIDE = "outside"


WHERE = {RefundTo.WALLET: "to your wallet", RefundTo.OUTSIDE: "on the way that it came"}
"""What the customer is told."""


def refund(
    session: Session,
    actor: Actor,
    purchase_id: int,
    amount: str,
    *,
    to: RefundTo,
    reason: str,
    reference: str = "",
    afterwards: Afterwards = Afterwards.LEAVE,
    seen: int | None = None,
    request_key: str | None = None,
) -> None:
    """Gives back a part or all of what was paid (R202).

    The price of the purchase falls with it, so that nothing is due again: what is due stays price - payments +
    refunds. A credit note is made over what was invoiced and not credited yet, at most (R203); commissions go back in
    proportion (R205). Of a customer who was merged into another, the other gets the money, and the services that ended
    up there are meant; the documents stay with the order (R208).

    Args:
        session: a writing transaction.
        actor: the acting admin; right: order paid mark.
        purchase_id: of which purchase, in any status but Cancelled.
        amount: as typed, in the purchase's currency.
        to: the wallet, or outside of the console.
        reason: required, unless the settings say otherwise; kept in the record and in the log.
        reference: what the bank calls it.
        afterwards: what becomes of its services.
        seen: the version that the page showed; None skips the check.
        request_key: see `Request`.

    Raises:
        Forbidden, NotFound, Conflict, Refused (nothing paid, another currency than the wallet's), Invalid (at
        `amount`, `reason`, `reference`).
    """
    require(actor, Right.ORDER_PAYMENT)
    request = Request(request_key, "refund", purchase_id, amount, to, reason, reference, afterwards)
    purchase, customer, heir = the_refunded(session, actor, purchase_id)
    if request.answered(session) is not None:
        return
    check_seen(session, purchase, seen)
    paid = Money(purchase.paid_amount, purchase.currency)
    refuse_if(pricing.why_not_refund(purchase.status, paid=paid), rule="R202")
    minor, reason, reference = _told(paid, amount, reason, reference)
    before = state_of(session, purchase)
    open_ones = document_issue.open_pro_formas(session, purchase)
    to_wallet = to == RefundTo.WALLET
    purchase.price -= minor
    record = pay_back(
        session,
        actor,
        customer,
        purchase,
        minor,
        to=heir if to_wallet else None,
        why="was refunded",
        reason=reason,
        reference=reference,
    )
    payment.follow_due(session, customer, purchase)
    document_issue.fit_pro_formas(session, actor, customer, purchase, open_ones)
    ending.of_services(session, actor, heir, purchase, afterwards)
    given = Money(minor, purchase.currency)
    notifications.write(session, heir.id, Template.REFUNDED, order=purchase.id, amount=given, where=WHERE[to])
    told: State = {"refund": f"{given} to the wallet" if to_wallet else f"{given} outside", "services": str(afterwards)}
    if record is not None and reference:
        told["reference"] = reference
    changed(session, actor, purchase, "refund order", before, reason=reason, more=told)
    if heir.id != customer.id:
        thing = ("purchase", purchase.id)
        after = {**told, "of_customer": customer.id}
        log.write(session, actor, heir.id, thing, "refund order", after=after, reason=reason)
    request.remember(session, purchase.id)


def of_refund(order: PurchaseDetails, amount: str, to: RefundTo, afterwards: Afterwards) -> Sequence[str]:
    """What follows from a refund as typed, before it is made: for the dialog; little while the amount is none."""
    paid = order.price.paid
    try:
        minor = part_of(amount, paid, is_what="paid")
    except Invalid:
        return (f"Paid: {paid}",)
    left = Money(paid.minor - minor, paid.currency)
    price = Money(order.row.price.minor - minor, paid.currency)
    note = outlook.credit_note(order, minor)
    asked = outlook.pro_formas(order, order.price.due.minor, paid=left.minor)
    return (
        f"Paid: {paid} → {left}",
        f"Price: {order.row.price} → {price}, so that {'no more' if order.row.due.minor else 'nothing'} is due again",
        f"Document: {note}{f'; {asked}' if asked else ''}",
        outlook.wallet_after(order, minor if to == RefundTo.WALLET else 0),
        *outlook.of_services(order, afterwards),
    )


def _told(paid: Money, amount: str, reason: str, reference: str) -> tuple[int, str, str]:
    """Amount, reason and reference, checked; raises Invalid with all that is wrong."""
    read = Fields()
    minor = read.collect(lambda: part_of(amount, paid, is_what="paid"), 0)
    reason = read.reason(reason, required=money_reasons.needed(MovedByHand.REFUND))
    reference = read.line("reference", reference)
    read.done()
    return minor, reason, reference
