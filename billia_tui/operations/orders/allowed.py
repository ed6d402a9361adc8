"""What can be done with an order now, and if not, why (R51, R133-R145): for pages and messages.

The records of `billia_tui.actions` name the first of these functions; `operations.allowed` asks them.
"""

from billia_tui.operations.actor import Actor
from billia_tui.operations.orders import payment, pricing
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.details import PurchaseDetails
from billia_tui.operations.permissions import Right, why_not
from billia_tui.operations.reach import merged_away
from billia_tui.vocabulary import PaymentKind, PurchaseStatus


def why_not_pay(order: PurchaseDetails) -> str | None:
    """Why a customer cannot pay it from the wallet in the Customer Panel (R175, R204)."""
    row = order.row
    return payment.why_not_pay(row.status, paid=row.paid, owed=row.due.minor, gone=order.gone)


def why_no_other_method(order: PurchaseDetails) -> str | None:
    """Why it keeps its payment method (R145)."""
    return payment.why_not_change_method(order.row.status, paid=order.row.paid)


def why_no_other_price(order: PurchaseDetails) -> str | None:
    """Why it keeps its price (R142)."""
    if order.merged_from:
        return f"this order is of customer {order.merged_from}, {merged_away(order.owner_id)}"
    return pricing.why_not(order.row.status)


def why_no_refund(order: PurchaseDetails) -> str | None:
    """Why nothing of it can be given back (R202)."""
    return pricing.why_not_refund(order.row.status, paid=order.price.paid)


def why_not_take_back(order: PurchaseDetails) -> str | None:
    """Why no payment of it can be taken back (R136, R201)."""
    given_back = any(one.kind == PaymentKind.REFUND for one in order.payments)
    paid = order.price.paid.minor > 0
    return payment.why_not_mark_unpaid(order.row.status, something_paid=paid, given_back=given_back)


def why_no_invoice(order: PurchaseDetails) -> str | None:
    """Why there is no invoice to make (R140)."""
    return order.why_no_invoice


def why_no_product(order: PurchaseDetails) -> str | None:
    """Why it leads to no service (R144)."""
    return None if products(order) else "no service belongs to this order"


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


def why_no_status(order: PurchaseDetails) -> str | None:
    """Why it can have no other status (R133, R134)."""
    reasons = [reason for _, reason in statuses(order)]
    return None if None in reasons else reasons[0]


def why_no_payment(order: PurchaseDetails) -> str | None:
    """Why it can become neither Paid nor Unpaid (R135, R136)."""
    if not pays(order):
        return why_not_take_back(order)
    return why_not_pay(order) or order.why_not_from_wallet
