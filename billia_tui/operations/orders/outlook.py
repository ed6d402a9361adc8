"""What follows from a change of an order, in words, before it is made (R135-R137, R142): for the dialogs that ask.

Nothing is changed here; the operations in `payment`, `purchase_status` and `pricing` do what is announced.
"""

from billia_tui.errors import Invalid
from billia_tui.money import Money, parse_amount
from billia_tui.operations.orders.change import DELAYED
from billia_tui.operations.orders.details import PurchaseDetails
from billia_tui.operations.orders.documents import DocumentRow
from billia_tui.operations.orders.methods import MethodRow
from billia_tui.operations.wallet import hold
from billia_tui.vocabulary import CustomerStatus, DocumentType, PurchaseStatus

_FOLLOWS = {
    PurchaseStatus.PROCESSING: "The automator jobs start.",
    PurchaseStatus.ACTIVATED: "The automator jobs are done and the services get what was ordered; this is final.",
    PurchaseStatus.COLLAPSED: "The automator jobs fail, with the reason as their message; the customer is told.",
    PurchaseStatus.CANCELLED: "The automator jobs stop, services still Pending are Terminated; this is final.",
}


def of_paying(order: PurchaseDetails) -> tuple[str, ...]:
    """What follows when the order is marked Paid (R135): payment, status, document, wallet."""
    due, status = order.price.due, order.row.status
    first = f"Payment: Unpaid → Paid, {due}" if not order.row.paid else f"Payment: the {due} still due are Paid"
    if status != PurchaseStatus.PENDING:
        second = f"Status: stays {status}"
    elif order.customer.status == CustomerStatus.ACTIVE:
        second = f"Status: {status} → {PurchaseStatus.PROCESSING}, the automator jobs start"
    else:
        second = f"Status: stays {status}, as the customer is {order.customer.status}"
    if not due.minor:
        third = "Document: none, as nothing is due"
    elif order.method.no_invoice is None:
        third = f"Document: an invoice over {due}"
    else:
        third = f"Document: none by itself, as {order.method.no_invoice}; it can be made by hand"
    return first, second, third, _wallet(order, -due.minor if order.method.wallet else 0)


def of_unpaying(order: PurchaseDetails) -> tuple[str, ...]:
    """What follows when it is marked Unpaid again (R136)."""
    status = order.row.status
    stops = status == PurchaseStatus.PROCESSING
    cancelled = _numbers(order, DocumentType.INVOICE)
    asked = sum(document.amount.minor for document in _valid(order, DocumentType.PRO_FORMA))
    new = f"; a pro-forma over {order.row.price} asks for the money" if order.method.delayed else ""
    return (
        "Payment: Paid → Unpaid",
        f"Status: {status} → {PurchaseStatus.PENDING}, the automator jobs stop" if stops else f"Status: stays {status}",
        f"Document: {f'{cancelled} cancelled' if cancelled else 'none to cancel'}"
        + ("" if asked == order.row.price.minor else new),
        _wallet(order, order.price.from_wallet.minor),
    )


def of_status(order: PurchaseDetails, target: PurchaseStatus, *, to_wallet: bool = False) -> tuple[str, ...]:
    """What follows when the order becomes `target` (R133, R137)."""
    if target != PurchaseStatus.CANCELLED:
        return (_FOLLOWS[target],)
    lines = [_FOLLOWS[target]]
    pro_formas = _open_pro_formas(order)
    paid = order.price.paid
    if pro_formas:
        lines.append(f"Document: {pro_formas} cancelled")
    if paid.minor:
        lines.append(f"Document: a credit note over {paid}")
        lines.append(_wallet(order, paid.minor if to_wallet else 0))
    return tuple(lines)


def of_price(order: PurchaseDetails, amount: str, *, to_wallet: bool = False) -> tuple[str, ...]:
    """What follows from a new price as typed (R142); only the old price while it is none."""
    old, paid = order.row.price, order.price.paid
    try:
        new = Money(parse_amount(amount, old.currency), old.currency)
    except Invalid:
        return (f"Price: {old}",)
    if new == old:
        return (f"Price: {old}, no change",)
    difference = Money(abs(new.minor - paid.minor), old.currency)
    made = ""
    if not order.row.paid:
        made = f"a pro-forma over {new}" if order.method.delayed and new.minor else ""
    elif new.minor < paid.minor:
        made = f"a credit note over {difference}"
    elif new.minor > paid.minor:
        made = f"a pro-forma over {difference}, which is due then"
    gone = _open_pro_formas(order)
    said = ", ".join(filter(None, [f"{gone} cancelled" if gone else "", made]))
    lines = [f"Price: {old} → {new}", f"Document: {said or 'none'}"]
    if order.row.paid:
        back = to_wallet and new.minor < paid.minor
        lines.append(_wallet(order, difference.minor if back else 0))
    return tuple(lines)


def of_method(order: PurchaseDetails, method: MethodRow) -> tuple[str, ...]:
    """What follows when an Unpaid order will be paid another way (R138, R145)."""
    price = order.row.price
    made = f"a pro-forma over {price}" if method.type in DELAYED and price.minor else ""
    gone = _open_pro_formas(order)
    said = ", ".join(filter(None, [f"{gone} cancelled" if gone else "", made]))
    return f"Payment method: {order.row.payment_method} → {method.name}", f"Document: {said or 'none'}"


def of_invoice(order: PurchaseDetails) -> tuple[str, ...]:
    """What an invoice by hand is over: what was paid and is on no invoice yet (R140)."""
    invoiced = sum(document.amount.minor for document in _valid(order, DocumentType.INVOICE))
    credited = sum(document.amount.minor for document in _valid(order, DocumentType.CREDIT_NOTE))
    missing = Money(order.price.paid.minor + credited - invoiced, order.row.price.currency)
    return (f"Document: an invoice over {missing}",)


def can_go_back(order: PurchaseDetails) -> bool:
    """Whether there is money that a change may give back to the wallet (R137, R142)."""
    return order.price.paid.minor > 0


def _wallet(order: PurchaseDetails, change: int) -> str:
    """What the wallet does, and the automatic hold with it (R17, R19)."""
    old = order.customer.wallet
    if not change:
        return f"Wallet: stays {old}"
    new = Money(old.minor + change, old.currency)
    after = hold.auto_for(new.minor)
    held = ""
    if after and not order.customer.on_hold_auto:
        held = ", which puts the customer ON HOLD"
    elif order.customer.on_hold_auto and not after:
        held = ", which ends the automatic hold"
    return f"Wallet: {old} → {new}{held}"


def _open_pro_formas(order: PurchaseDetails) -> str:
    """The pro-formas whose money has not come: all of an Unpaid order, the newest of a Paid one that owes again."""
    return _numbers(order, DocumentType.PRO_FORMA, newest=order.row.paid) if order.price.due.minor else ""


def _numbers(order: PurchaseDetails, kind: DocumentType, *, newest: bool = False) -> str:
    numbers = [document.number for document in _valid(order, kind)]
    return ", ".join(numbers[-1:] if newest else numbers)


def _valid(order: PurchaseDetails, kind: DocumentType) -> list[DocumentRow]:
    return [document for document in order.documents if document.type == kind and not document.cancelled]
