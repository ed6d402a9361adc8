"""Paying for purchases: by the customer from the wallet, or marked by an admin (R28, R135, R136, R145)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, PaymentMethod, Purchase
from billia_tui.errors import Invalid, Refused
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.affiliates import commissions
from billia_tui.operations.input import reason_text
from billia_tui.operations.messages import notifications
from billia_tui.operations.messages.notifications import Template
from billia_tui.operations.orders import automator, document_issue
from billia_tui.operations.orders.change import changed, check_seen, due_of, is_wallet, method_of, state_of
from billia_tui.operations.orders.from_wallet import give_back, take, wallet_method
from billia_tui.operations.orders.methods import usable_by
from billia_tui.operations.permissions import Right, customer_only, require
from billia_tui.operations.reach import the_purchase
from billia_tui.operations.requests import Request
from billia_tui.operations.wallet import movements as wallet
from billia_tui.operations.wallet.movements import Movement
from billia_tui.vocabulary import CustomerStatus, DocumentType, MovementKind, PurchaseStatus


def due(session: Session, actor: Actor, purchase_id: int) -> Money:
    """What is still to be paid for a purchase; zero if nothing is, or if it is Cancelled. Raises NotFound."""
    purchase, _ = the_purchase(session, actor, purchase_id, lock=False)
    return Money(due_of(purchase), purchase.currency)


def why_not_pay(status: str, *, paid: bool, owed: int) -> str | None:
    """Why a purchase cannot be paid, or marked Paid; None if it can."""
    if status == PurchaseStatus.CANCELLED:
        return "this order is Cancelled"
    return "this order is Paid already" if paid and not owed else None


def why_not_mark_unpaid(status: str, *, paid: bool) -> str | None:
    """Why a purchase cannot be marked Unpaid (R136), None if it can."""
    if not paid:
        return "this order is Unpaid already"
    if status in (PurchaseStatus.PENDING, PurchaseStatus.PROCESSING):
        return None
    return f"only a Pending or Processing order can become Unpaid again; this one is {status}"


def why_not_change_method(status: str, *, paid: bool) -> str | None:
    """Why the payment method stays as it is (R145), None if it can be changed."""
    if status == PurchaseStatus.CANCELLED:
        return "this order is Cancelled"
    return "the payment method can only be changed while the order is Unpaid" if paid else None


def pay(session: Session, actor: Actor, purchase_id: int, *, request_key: str | None = None) -> Movement:
    """Pays what is due from the wallet and the credit limit, in the customer's own panel (R28, R175).

    On hold this stays possible (R15). The purchase's own wallet method is used, or the one that the customer may
    use, which then becomes the purchase's (R165).

    Returns:
        The movement of the wallet, the same one for the same `request_key` (P1); number 0 if nothing was due.

    Raises:
        Forbidden (not the customer), NotFound, Refused (nothing to pay, no such method, not enough money).
    """
    request = Request(request_key, "pay order", purchase_id)
    purchase, customer = the_purchase(session, actor, purchase_id, pays=True)
    customer_only(actor, customer.id)
    known = request.answered(session)
    if known is None:
        _check_payable(purchase)
        method = wallet_method(session, customer, purchase)
        if method is None:
            raise Refused("there is no payment by wallet that this customer may use", rule="R165")
        before = state_of(session, purchase)
        if not purchase.paid:
            open_ones = document_issue.open_pro_formas(session, purchase)
            purchase.payment_method_id = method.id
            document_issue.fit_pro_formas(session, actor, customer, purchase, open_ones)
        known = take(session, actor, customer, purchase)
        settle(session, actor, customer, purchase, method)
        changed(session, actor, purchase, "pay order", before)
        request.remember(session, known)
    return wallet.movement_of(session, known) if known else _nothing_moved(customer)


def mark_paid(session: Session, actor: Actor, purchase_id: int, *, request_key: str | None = None) -> None:
    """Marks what is due as paid (R135); a method of type wallet takes the money from the wallet (R28).

    A Pending purchase of an Active customer becomes Processing; that of an Inactive one waits (R10).

    Raises:
        Forbidden, NotFound, Refused (nothing to pay, not enough in the wallet).
    """
    require(actor, Right.ORDER_PAYMENT)
    request = Request(request_key, "mark order paid", purchase_id)
    purchase, customer = the_purchase(session, actor, purchase_id, pays=True)
    if request.answered(session) is not None:
        return
    _check_payable(purchase)
    before, method = state_of(session, purchase), method_of(session, purchase)
    if is_wallet(method):
        take(session, actor, customer, purchase)
    settle(session, actor, customer, purchase, method)
    changed(session, actor, purchase, "mark order paid", before)
    request.remember(session, purchase.id)


def mark_unpaid(
    session: Session, actor: Actor, purchase_id: int, *, reason: str = "", request_key: str | None = None
) -> None:
    """Takes a payment back while Pending or Processing (R136): invoices are cancelled, jobs end, Pending again.

    Money that came from the wallet goes back there.

    Raises:
        Forbidden, NotFound, Invalid (the reason), Refused (Unpaid, too late, part of it was credited already).
    """
    require(actor, Right.ORDER_PAYMENT)
    request = Request(request_key, "mark order unpaid", purchase_id, reason)
    reason = reason_text(reason)
    purchase, customer = the_purchase(session, actor, purchase_id)
    if request.answered(session) is not None:
        return
    refusal = why_not_mark_unpaid(purchase.status, paid=purchase.paid)
    if refusal:
        raise Refused(refusal, rule="R136")
    if document_issue.valid(session, purchase, DocumentType.CREDIT_NOTE):
        raise Refused("part of this payment was credited already; cancel the order instead", rule="R136")
    before = state_of(session, purchase)
    give_back(session, actor, customer, purchase, purchase.wallet_paid, "is Unpaid again")
    purchase.paid, purchase.paid_at, purchase.paid_amount, purchase.wallet_paid = False, None, 0, 0
    if purchase.status == PurchaseStatus.PROCESSING:
        purchase.status = PurchaseStatus.PENDING
        automator.fail(session, purchase, "stopped: the order is Unpaid again")
        automator.prepare(session, purchase)
    document_issue.cancel_invoices(session, actor, purchase)
    open_ones = document_issue.open_pro_formas(session, purchase)
    document_issue.fit_pro_formas(session, actor, customer, purchase, open_ones)
    changed(session, actor, purchase, "mark order unpaid", before, reason=reason)
    request.remember(session, purchase.id)


def change_method(session: Session, actor: Actor, purchase_id: int, method_id: int, *, seen: int | None = None) -> None:
    """Changes how an Unpaid purchase will be paid, to a method that the customer may use (R145).

    Raises:
        Forbidden, NotFound, Conflict (changed since the version `seen`), Refused (Paid, Cancelled, no change),
        Invalid (at `payment_method`).
    """
    require(actor, Right.ORDER_PAYMENT)
    purchase, customer = the_purchase(session, actor, purchase_id)
    check_seen(session, purchase, seen)
    refusal = why_not_change_method(purchase.status, paid=purchase.paid)
    if refusal:
        raise Refused(refusal, rule="R145")
    if method_id == purchase.payment_method_id:
        raise Refused("this is the payment method already", rule="R145")
    method = usable_method(session, customer, method_id)
    before = state_of(session, purchase)
    open_ones = document_issue.open_pro_formas(session, purchase)
    purchase.payment_method_id = method.id
    document_issue.fit_pro_formas(session, actor, customer, purchase, open_ones, anew=True)
    changed(session, actor, purchase, "payment method", before)


def release_waiting(session: Session, actor: Actor, customer: Customer) -> None:
    """Moves the Paid Pending purchases of a customer who has become Active to Processing (R10, R135)."""
    statement = select(Purchase).where(
        Purchase.customer_id == customer.id, Purchase.status == PurchaseStatus.PENDING, Purchase.paid
    )
    for purchase in session.scalars(statement.order_by(Purchase.id).with_for_update()).all():
        before = state_of(session, purchase)
        process(session, purchase)
        changed(session, actor, purchase, "process order", before, reason="the customer is Active", by_system=True)


def usable_method(session: Session, customer: Customer, method_id: int) -> PaymentMethod:
    """The method of this number, if the customer may use it (R165); raises Invalid at `payment_method`."""
    method = session.scalar(select(PaymentMethod).where(PaymentMethod.id == method_id, usable_by(customer)))
    if method is None:
        raise Invalid({"payment_method": "is none that this customer may use"})
    return method


def settle(
    session: Session,
    actor: Actor,
    customer: Customer,
    purchase: Purchase,
    method: PaymentMethod | None,
) -> None:
    """What every payment brings with it: Paid, on to Processing (R135), commission, message, invoice (R139)."""
    owed, first = due_of(purchase), not purchase.paid
    purchase.paid, purchase.paid_at = True, clock.now()
    purchase.paid_amount += owed
    if purchase.status == PurchaseStatus.PENDING and customer.status == CustomerStatus.ACTIVE:
        process(session, purchase)
    amount = Money(owed, purchase.currency)
    notifications.write(session, customer.id, Template.PAID, order=purchase.id, amount=amount)
    if first:
        commissions.credit(session, actor, customer, purchase)
    document_issue.invoice_payment(session, actor, customer, purchase, method, owed)


def process(session: Session, purchase: Purchase) -> None:
    """Makes a purchase Processing and starts its jobs."""
    purchase.status = PurchaseStatus.PROCESSING
    automator.start(session, purchase)


def _check_payable(purchase: Purchase) -> None:
    refusal = why_not_pay(purchase.status, paid=purchase.paid, owed=due_of(purchase))
    if refusal:
        raise Refused(refusal, rule="R135")


def _nothing_moved(customer: Customer) -> Movement:
    balance = Money(customer.wallet, customer.currency)
    return Movement(0, clock.now(), MovementKind.ORDER, Money(0, customer.currency), balance, "", "")
