"""Paying for purchases: by the customer from the wallet, or marked by an admin (R28, R135, R136, R145, R201)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Payment, PaymentMethod, Purchase
from billia_tui.errors import Invalid, Refused, refuse_if
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.affiliates import commissions
from billia_tui.operations.input import Fields, part_of, reason_text
from billia_tui.operations.messages import notifications
from billia_tui.operations.messages.notifications import Template
from billia_tui.operations.orders import automator, document_issue, payment_records
from billia_tui.operations.orders.change import (
    State,
    all_terminated,
    changed,
    check_seen,
    due_of,
    is_wallet,
    method_of,
    state_of,
)
from billia_tui.operations.orders.from_wallet import give_back, take, wallet_method
from billia_tui.operations.orders.methods import usable_by
from billia_tui.operations.permissions import Right, customer_only, require
from billia_tui.operations.reach import the_purchase
from billia_tui.operations.requests import Request
from billia_tui.operations.wallet import movements as wallet
from billia_tui.operations.wallet.movements import Movement
from billia_tui.vocabulary import CustomerStatus, MovementKind, PurchaseStatus

GONE = "all services of this order are Terminated, which is final"
"""Why nobody pays for it any more (R204)."""


def due(session: Session, actor: Actor, purchase_id: int) -> Money:
    """What is still to be paid for a purchase; zero if nothing is, or if it is Cancelled. Raises NotFound."""
    purchase, _ = the_purchase(session, actor, purchase_id, lock=False)
    return Money(due_of(purchase), purchase.currency)


def why_not_pay(status: str, *, paid: bool, owed: int, gone: bool = False) -> str | None:
    """Why a purchase cannot be paid, or marked Paid; None if it can. `gone`: all its services are Terminated (R204)."""
    if status == PurchaseStatus.CANCELLED:
        return "this order is Cancelled"
    if paid and not owed:
        return "this order is Paid already"
    return GONE if gone else None


def why_not_mark_unpaid(status: str, *, something_paid: bool, given_back: bool = False) -> str | None:
    """Why no payment of a purchase can be taken back (R136), None if one can. `given_back`: a part of it was."""
    if status not in (PurchaseStatus.PENDING, PurchaseStatus.PROCESSING):
        return f"only a Pending or Processing order can become Unpaid again; this one is {status}"
    if not something_paid:
        return "nothing was paid for this order"
    return payment_records.GIVEN_BACK if given_back else None


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
        _check_payable(session, purchase)
        method = wallet_method(session, customer, purchase)
        if method is None:
            raise Refused("there is no payment by wallet that this customer may use", rule="R165")
        before = state_of(session, purchase)
        if not purchase.paid_amount:
            open_ones = document_issue.open_pro_formas(session, purchase)
            purchase.payment_method_id = method.id
            document_issue.fit_pro_formas(session, actor, customer, purchase, open_ones)
        known = take(session, actor, customer, purchase)
        settle(session, actor, customer, purchase, method)
        changed(session, actor, purchase, "pay order", before)
        request.remember(session, known)
    return wallet.movement_of(session, known) if known else _nothing_moved(customer)


def mark_paid(
    session: Session,
    actor: Actor,
    purchase_id: int,
    *,
    amount: str = "",
    date: str = "",
    reference: str = "",
    request_key: str | None = None,
) -> None:
    """Records a payment (R135, R201); a method of type wallet takes the money from the wallet (R28).

    With all that was due the purchase is Paid, and a Pending one of an Active customer becomes Processing; that of an
    Inactive one waits (R10). With less it stays Unpaid, and the rest is due.

    Args:
        session: a writing transaction.
        actor: the acting admin.
        purchase_id: what was paid for.
        amount: as typed, in the purchase's currency, more than zero and at most what is due; empty for all of it.
        date: when the money came, `YYYY-MM-DD` or `YYYY-MM-DD HH:MM` in UTC, not in the future; empty for now.
        reference: what the bank calls it; one line, found by the search of orders.
        request_key: see `Request`.

    Raises:
        Forbidden, NotFound, Refused (nothing to pay, not enough in the wallet), Invalid (at `amount`, `date`,
        `reference`).
    """
    require(actor, Right.ORDER_PAYMENT)
    request = Request(request_key, "mark order paid", purchase_id, amount, date, reference)
    purchase, customer = the_purchase(session, actor, purchase_id, pays=True)
    if request.answered(session) is not None:
        return
    _check_payable(session, purchase)
    minor, at, reference = _told(purchase, amount, date, reference)
    before, method = state_of(session, purchase), method_of(session, purchase)
    if is_wallet(method):
        take(session, actor, customer, purchase, minor)
    record = settle(session, actor, customer, purchase, method, minor, at=at, reference=reference)
    changed(session, actor, purchase, "mark order paid", before, more=_named(record))
    request.remember(session, purchase.id)


def paid_amount(text: str, owed: Money) -> int:
    """The amount of a payment as typed, in minor units: more than zero, at most what is due (R201); empty is all of it.

    Raises:
        Invalid: at `amount`.
    """
    return part_of(text, owed, is_what="due") if text.strip() else owed.minor


def mark_unpaid(
    session: Session,
    actor: Actor,
    purchase_id: int,
    *,
    payment: int | None = None,
    reason: str = "",
    request_key: str | None = None,
) -> None:
    """Takes a payment back while Pending or Processing (R136): its invoice is cancelled, jobs end, Pending again.

    Money that came from the wallet goes back there, and the commission for it is taken back (R205).

    Args:
        session: a writing transaction.
        actor: the acting admin.
        purchase_id: which purchase.
        payment: the record that is taken back (R201); None where there is only one.
        reason: optional; kept in the log.
        request_key: see `Request`.

    Raises:
        Forbidden, NotFound, Invalid (the reason), Refused (nothing paid, too late, several payments and none named,
        part of it was given back already).
    """
    require(actor, Right.ORDER_PAYMENT)
    request = Request(request_key, "mark order unpaid", purchase_id, payment, reason)
    reason = reason_text(reason)
    purchase, customer = the_purchase(session, actor, purchase_id)
    if request.answered(session) is not None:
        return
    refuse_if(why_not_mark_unpaid(purchase.status, something_paid=purchase.paid_amount > 0), rule="R136")
    record = payment_records.chosen(session, purchase, payment)
    before = state_of(session, purchase)
    open_ones = document_issue.open_pro_formas(session, purchase)
    if record.wallet:
        give_back(session, actor, customer, purchase, record.amount, "is Unpaid again")
        purchase.wallet_paid -= record.amount
    commissions.take_back(session, actor, purchase, record.amount, purchase.paid_amount)
    record.taken_back_at = clock.now()
    purchase.paid_amount -= record.amount
    purchase.paid, purchase.paid_at = False, None
    if purchase.status == PurchaseStatus.PROCESSING:
        purchase.status = PurchaseStatus.PENDING
        automator.fail(session, purchase, "stopped: the order is Unpaid again")
        automator.prepare(session, purchase)
    document_issue.cancel_invoices(session, actor, purchase, record.document_id)
    if not purchase.paid_amount:
        open_ones = document_issue.open_pro_formas(session, purchase)
    document_issue.fit_pro_formas(session, actor, customer, purchase, open_ones)
    changed(session, actor, purchase, "mark order unpaid", before, reason=reason, more=_named(record))
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
    refuse_if(why_not_change_method(purchase.status, paid=purchase.paid), rule="R145")
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
    minor: int | None = None,
    *,
    at: datetime | None = None,
    reference: str = "",
) -> Payment | None:
    """What every payment brings with it: its record and invoice (R139, R201), commission, message, then `follow_due`.

    `minor` None is all that is due. Gives the record; None where nothing was due.
    """
    amount = due_of(purchase) if minor is None else minor
    open_ones = document_issue.open_pro_formas(session, purchase)
    invoice = document_issue.invoice_payment(session, actor, customer, purchase, method, amount)
    record = payment_records.add(
        session,
        actor,
        purchase,
        amount,
        at=at,
        method=method,
        wallet=is_wallet(method),
        reference=reference,
        document=invoice,
    )
    follow_due(session, customer, purchase, at=at)
    if purchase.paid:
        notifications.write(
            session, customer.id, Template.PAID, order=purchase.id, amount=Money(amount, purchase.currency)
        )
    else:
        document_issue.fit_pro_formas(session, actor, customer, purchase, open_ones)
        rest = Money(due_of(purchase), purchase.currency)
        notifications.write(
            session,
            customer.id,
            Template.PART_PAID,
            order=purchase.id,
            amount=Money(amount, purchase.currency),
            rest=rest,
        )
    commissions.credit(session, actor, customer, purchase, amount)
    return record


def follow_due(session: Session, customer: Customer, purchase: Purchase, *, at: datetime | None = None) -> None:
    """Paid where nothing is due, else Unpaid (R199, R200); Paid moves a Pending one of an Active customer on (R135)."""
    paid = not due_of(purchase)
    if paid == purchase.paid or purchase.status == PurchaseStatus.CANCELLED:
        return
    purchase.paid, purchase.paid_at = paid, (at or clock.now()) if paid else None
    if paid and purchase.status == PurchaseStatus.PENDING and customer.status == CustomerStatus.ACTIVE:
        process(session, purchase)


def process(session: Session, purchase: Purchase) -> None:
    """Makes a purchase Processing and starts its jobs."""
    purchase.status = PurchaseStatus.PROCESSING
    automator.start(session, purchase)


def _told(purchase: Purchase, amount: str, date: str, reference: str) -> tuple[int, datetime, str]:
    """Amount, date and reference of a payment; raises Invalid with all that is wrong."""
    read = Fields()
    owed = Money(due_of(purchase), purchase.currency)
    minor = read.collect(lambda: paid_amount(amount, owed), 0)
    at = read.collect(lambda: payment_records.paid_at(date), clock.now())
    reference = read.line("reference", reference)
    read.done()
    return minor, at, reference


def _named(record: Payment | None) -> State:
    """A record in a line of the log."""
    if record is None:
        return {}
    told = [clock.shown(record.at), record.reference]
    return {"payment_record": " · ".join(filter(None, [str(record.id), *told]))}


def _check_payable(session: Session, purchase: Purchase) -> None:
    gone = all_terminated(session, purchase.id)
    refuse_if(why_not_pay(purchase.status, paid=purchase.paid, owed=due_of(purchase), gone=gone), rule="R135")


def _nothing_moved(customer: Customer) -> Movement:
    balance = Money(customer.wallet, customer.currency)
    return Movement(0, clock.now(), MovementKind.ORDER, Money(0, customer.currency), balance, "", "")
