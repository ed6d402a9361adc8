"""What can be done with an order now, and if not, why (R51, R133-R145): for key lines, pages and messages.

The operations ask the same functions again when it is done.
"""

from enum import StrEnum

from billia_tui.operations.actor import Actor
from billia_tui.operations.orders import payment, pricing
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.details import PurchaseDetails
from billia_tui.operations.permissions import Right, why_not
from billia_tui.vocabulary import PaymentKind, PurchaseStatus


class OrderAction(StrEnum):
    """An action on an order; the value is its name in the table of keys."""

    STATUS = "order_status"
    PAYMENT = "order_payment"
    METHOD = "order_method"
    PRICE = "order_price"
    TAKE_BACK = "take_payment_back"
    REFUND = "refund_order"
    INVOICE = "make_invoice"
    NOTES = "order_notes"
    PRODUCT = "order_product"


_RIGHTS = {
    OrderAction.STATUS: Right.ORDER_STATUS,
    OrderAction.PAYMENT: Right.ORDER_PAYMENT,
    OrderAction.METHOD: Right.ORDER_PAYMENT,
    OrderAction.PRICE: Right.ORDER_PAYMENT,
    OrderAction.TAKE_BACK: Right.ORDER_PAYMENT,
    OrderAction.REFUND: Right.ORDER_PAYMENT,
    OrderAction.INVOICE: Right.ORDER_PAYMENT,
    OrderAction.NOTES: Right.NOTES,
    OrderAction.PRODUCT: Right.VIEW,
}


def refusal(actor: Actor, action: OrderAction, order: PurchaseDetails) -> str | None:
    """Why `actor` cannot do `action` with this order now, in words; None if it can be tried.

    In the Customer Panel the payment is the customer's own, from the wallet (R175).
    """
    if actor.acting_as is not None and action == OrderAction.PAYMENT:
        row = order.row
        return payment.why_not_pay(row.status, paid=row.paid, owed=row.due.minor, gone=order.gone)
    if actor.acting_as is not None and action == OrderAction.PRODUCT:
        return by_rule(action, order)
    return why_not(actor, _RIGHTS[action]) or by_rule(action, order)


def by_rule(action: OrderAction, order: PurchaseDetails) -> str | None:
    """Why the rules forbid `action` with this order, whoever asks; None if they do not."""
    row = order.row
    reasons = {
        OrderAction.STATUS: _why_no_status(order),
        OrderAction.PAYMENT: _why_no_payment(order),
        OrderAction.METHOD: payment.why_not_change_method(row.status, paid=row.paid),
        OrderAction.PRICE: pricing.why_not(row.status),
        OrderAction.TAKE_BACK: _why_not_take_back(order),
        OrderAction.REFUND: pricing.why_not_refund(row.status, paid=order.price.paid),
        OrderAction.INVOICE: order.why_no_invoice,
        OrderAction.PRODUCT: None if products(order) else "no service belongs to this order",
    }
    return reasons.get(action)


def pays(order: PurchaseDetails) -> bool:
    """Whether the key of payment records one: something is due (R200)."""
    return not order.row.paid


def statuses(order: PurchaseDetails) -> tuple[tuple[PurchaseStatus, str | None], ...]:
    """Every other status with why it cannot be chosen, None where it can (R133, R134)."""
    found = purchase_status.choices(order.row.status, paid=order.row.paid, customer_status=order.customer.status)
    return tuple((status, reason) for status, reason in found if status != order.row.status)


def products(order: PurchaseDetails) -> tuple[tuple[int, str], ...]:
    """The services of an order, (id, name), each once (R144)."""
    named = {line.service_id: line.title for line in order.orders if line.service_id is not None}
    return tuple(named.items())


def why_not_to_wallet(actor: Actor) -> str | None:
    """Why what was paid cannot be given back to the wallet by this admin (R137), None if it can."""
    return why_not(actor, Right.ORDER_PAYMENT)


def _why_no_status(order: PurchaseDetails) -> str | None:
    reasons = [reason for _, reason in statuses(order)]
    return None if None in reasons else reasons[0]


def _why_no_payment(order: PurchaseDetails) -> str | None:
    row = order.row
    if not pays(order):
        return _why_not_take_back(order)
    paying = payment.why_not_pay(row.status, paid=row.paid, owed=row.due.minor, gone=order.gone)
    return paying or order.why_not_from_wallet


def _why_not_take_back(order: PurchaseDetails) -> str | None:
    given_back = any(one.kind == PaymentKind.REFUND for one in order.payments)
    paid = order.price.paid.minor > 0
    return payment.why_not_mark_unpaid(order.row.status, something_paid=paid, given_back=given_back)
