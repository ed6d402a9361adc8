"""The status of a purchase, and the ways between them (R133, R134, R137)."""

from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Purchase, Service
from billia_tui.errors import refuse_if
from billia_tui.operations.actor import Actor
from billia_tui.operations.input import reason_text
from billia_tui.operations.messages import notifications
from billia_tui.operations.messages.notifications import Template
from billia_tui.operations.orders import automator, document_issue, ending, payment, payment_records
from billia_tui.operations.orders.change import changed, check_seen, state_of
from billia_tui.operations.orders.ending import Afterwards
from billia_tui.operations.orders.giving_back import pay_back
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_purchase
from billia_tui.operations.requests import Request
from billia_tui.operations.services import course as service_course
from billia_tui.vocabulary import CustomerStatus, PaymentKind, PurchaseStatus

_TARGETS = {
    PurchaseStatus.PENDING: (PurchaseStatus.PROCESSING, PurchaseStatus.CANCELLED),
    PurchaseStatus.PROCESSING: (PurchaseStatus.ACTIVATED, PurchaseStatus.COLLAPSED, PurchaseStatus.CANCELLED),
    PurchaseStatus.ACTIVATED: (),
    PurchaseStatus.COLLAPSED: (PurchaseStatus.PROCESSING, PurchaseStatus.CANCELLED),
    PurchaseStatus.CANCELLED: (),
}


def choices(status: str, *, paid: bool, customer_status: str) -> tuple[tuple[PurchaseStatus, str | None], ...]:
    """Every status with why it cannot be chosen now, None where it can (R133, R134)."""
    return tuple((one, why_not(status, one, paid=paid, customer_status=customer_status)) for one in PurchaseStatus)


def why_not(status: str, target: PurchaseStatus, *, paid: bool, customer_status: str) -> str | None:
    """Why a purchase cannot become `target` by hand (R133, R134), None if it can."""
    if status == target:
        return f"this order is {target} already"
    possible = _TARGETS.get(PurchaseStatus(status), ())
    if not possible:
        return f"an order that is {status} stays so"
    if target not in possible:
        return f"an order cannot go from {status} to {target}"
    if target == PurchaseStatus.PROCESSING and not paid:
        return "an Unpaid order stays Pending (R134)"
    if target == PurchaseStatus.PROCESSING and customer_status == CustomerStatus.INACTIVE:
        return "the customer is Inactive: its orders wait until the account is Active (R10)"
    return None


def change(
    session: Session,
    actor: Actor,
    purchase_id: int,
    target: PurchaseStatus,
    *,
    reason: str = "",
    to_wallet: bool = False,
    afterwards: Afterwards = Afterwards.BACK,
    seen: int | None = None,
    request_key: str | None = None,
) -> None:
    """Changes the status by hand, with what follows from it.

    Processing starts the automator jobs, again after Collapsed. Activated ends them and carries the orders out at
    their services. Collapsed fails them; `reason` is their last message. Cancelled ends them too, takes pro-formas
    back and gives up services that are still Pending; what was paid gets a credit note, as far as it was invoiced
    (R137, R203), and other services become what `afterwards` says (R204).

    Args:
        session: a writing transaction.
        actor: the acting admin.
        purchase_id: whose status.
        target: the new status.
        reason: optional; kept in the log.
        to_wallet: Cancelled only: what was paid goes to the wallet. That needs the right to change payments.
        afterwards: Cancelled and something was paid only: what becomes of its services.
        seen: the version that the page showed; None skips the check.
        request_key: see `Request`.

    Raises:
        Forbidden, NotFound, Invalid (the reason), Conflict, Refused (not from here, Unpaid, Inactive customer).
    """
    require(actor, Right.ORDER_STATUS)
    if to_wallet:
        require(actor, Right.ORDER_PAYMENT)
    request = Request(request_key, "order status", purchase_id, target, reason, to_wallet, afterwards)
    reason = reason_text(reason)
    purchase, customer = the_purchase(session, actor, purchase_id)
    if request.answered(session) is not None:
        return
    check_seen(session, purchase, seen)
    refuse_if(why_not(purchase.status, target, paid=purchase.paid, customer_status=customer.status), rule="R133")
    before = state_of(session, purchase)
    if target == PurchaseStatus.PROCESSING:
        payment.process(session, purchase)
    elif target == PurchaseStatus.ACTIVATED:
        activate(session, actor, customer, purchase)
    elif target == PurchaseStatus.COLLAPSED:
        purchase.status = target
        automator.fail(session, purchase, reason or "failed")
        notifications.write(session, customer.id, Template.COLLAPSED, order=purchase.id)
    else:
        _cancel(session, actor, customer, purchase, afterwards, to_wallet=to_wallet, reason=reason)
    changed(session, actor, purchase, "order status", before, reason=reason)
    request.remember(session, purchase.id)


def activate(session: Session, actor: Actor, customer: Customer, purchase: Purchase) -> None:
    """Makes a purchase Activated: its jobs are done, its orders carried out at their services (R111, R112)."""
    purchase.status = PurchaseStatus.ACTIVATED
    automator.finish(session, purchase)
    for order in automator.orders_of(session, purchase):
        service = session.get(Service, order.service_id) if order.service_id is not None else None
        if service is not None:
            before = automator.course_of(service)
            service_course.carry_out(session, actor, customer, order.type, service)
            automator.remember(order, service, before)


def _cancel(
    session: Session,
    actor: Actor,
    customer: Customer,
    purchase: Purchase,
    afterwards: Afterwards,
    *,
    to_wallet: bool,
    reason: str,
) -> None:
    open_ones = document_issue.open_pro_formas(session, purchase)
    paid = purchase.paid_amount
    purchase.status = PurchaseStatus.CANCELLED
    automator.fail(session, purchase, "stopped: the order was Cancelled")
    ending.give_up(session, actor, customer, purchase)
    if paid:
        ending.of_services(session, actor, customer, purchase, afterwards)
    pay_back(
        session, actor, customer, purchase, paid, to=customer if to_wallet else None, why="was Cancelled", reason=reason
    )
    if purchase.paid_amount:  # an import may have brought a credit: there is nothing to give back
        payment_records.add(session, actor, purchase, -purchase.paid_amount, kind=PaymentKind.REFUND)
        purchase.wallet_paid = 0
    document_issue.fit_pro_formas(session, actor, customer, purchase, open_ones)
