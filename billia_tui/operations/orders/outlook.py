"""What follows from a change of an order, in words, before it is made (R135-R137, R142): for the dialogs that ask.

Nothing is changed here; the operations in `payment`, `status` and `pricing` do what is announced (decision 21).
"""

from billia_tui import clock
from billia_tui.errors import Invalid
from billia_tui.money import Money, parse_amount
from billia_tui.operations.orders import document_issue, payment
from billia_tui.operations.orders.change import DELAYED
from billia_tui.operations.orders.details import PurchaseDetails
from billia_tui.operations.orders.documents import DocumentRow
from billia_tui.operations.orders.ending import Afterwards
from billia_tui.operations.orders.methods import MethodRow
from billia_tui.operations.orders.payment_records import PaymentRow
from billia_tui.operations.orders.rows import OrderRow
from billia_tui.operations.wallet import hold
from billia_tui.vocabulary import CustomerStatus, DocumentType, OrderType, PaymentKind, PurchaseStatus

_FOLLOWS = {
    PurchaseStatus.PROCESSING: "The automator jobs start.",
    PurchaseStatus.ACTIVATED: "The automator jobs are done and the services get what was ordered; this is final.",
    PurchaseStatus.COLLAPSED: "The automator jobs fail, with the reason as their message; the customer is told.",
    PurchaseStatus.CANCELLED: "The automator jobs stop, services still Pending are Terminated; this is final.",
}


def of_paying(order: PurchaseDetails, amount: str = "") -> tuple[str, ...]:
    """What follows from a payment as typed (R135, R201): payment, status, document, wallet; empty is all of it."""
    owed, status = order.price.due, order.row.status
    try:
        due = Money(payment.paid_amount(amount, owed), owed.currency)
    except Invalid:
        return (f"Payment: {owed} are due",)
    rest = Money(owed.minor - due.minor, owed.currency)
    if rest.minor:
        first = f"Payment: {due}; stays Unpaid, {rest} are still due"
    elif order.price.paid.minor:
        first = f"Payment: the {due} still due are Paid"
    else:
        first = f"Payment: Unpaid → Paid, {due}"
    if rest.minor or status != PurchaseStatus.PENDING:
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
    if rest.minor:
        third = _joined("; ", third, pro_formas(order, rest.minor, paid=order.price.paid.minor + due.minor))
    return first, second, third, wallet_after(order, -due.minor if order.method.wallet else 0)


def of_unpaying(order: PurchaseDetails, record: PaymentRow | None = None) -> tuple[str, ...]:
    """What follows when a payment is taken back (R136, R201); `record` None is the only one."""
    status = order.row.status
    stops = status == PurchaseStatus.PROCESSING
    standing = payments(order)
    record = record or (standing[0] if standing else None)
    if record is not None and len(standing) > 1:
        return _of_one_of_several(order, record, stops=stops)
    cancelled = _cancelled(_valid(order, DocumentType.INVOICE)) or "none to cancel"
    asked = _asking(order, _valid(order, DocumentType.PRO_FORMA), order.row.price.minor, paid=0)
    return (
        "Payment: Paid → Unpaid",
        f"Status: {status} → {PurchaseStatus.PENDING}, the automator jobs stop" if stops else f"Status: stays {status}",
        _joined("; ", f"Document: {cancelled}", asked),
        wallet_after(order, order.price.from_wallet.minor),
    )


def payments(order: PurchaseDetails) -> list[PaymentRow]:
    """The payments that stand, oldest first: those that can be taken back (R201)."""
    return [one for one in order.payments if one.kind == PaymentKind.PAYMENT and one.taken_back_at is None]


def _of_one_of_several(order: PurchaseDetails, record: PaymentRow, *, stops: bool) -> tuple[str, ...]:
    status = order.row.status
    left = Money(order.price.paid.minor - record.amount.minor, record.amount.currency)
    cancelled = f"Document: {record.document or 'what is invoiced over more than is paid'} cancelled"
    asked = pro_formas(order, order.price.due.minor + record.amount.minor, paid=left.minor)
    return (
        f"Payment: {record.amount} of {clock.day(record.at)} taken back; Unpaid, {left} stay paid",
        f"Status: {status} → {PurchaseStatus.PENDING}, the automator jobs stop" if stops else f"Status: stays {status}",
        _joined("; ", cancelled, asked),
        wallet_after(order, record.amount.minor if record.wallet else 0),
    )


def of_services(order: PurchaseDetails, afterwards: Afterwards) -> tuple[str, ...]:
    """What becomes of the services when money goes back (R202, R204)."""
    return tuple(
        f"Service {line.service_id} {line.title}: {_service_after(line, afterwards)}"
        for line in order.orders
        if line.service_id is not None
    )


_CHOSEN = {
    Afterwards.LEAVE: "stays as it is",
    Afterwards.END_NOW: "is Terminated, which is final",
    Afterwards.END_LATER: "ends at its end date, auto renew off",
}


def _service_after(line: OrderRow, afterwards: Afterwards) -> str:
    if line.moved:
        return "is another customer's now, and stays as it is"
    if afterwards in _CHOSEN:
        return _CHOSEN[afterwards]
    if line.type in {OrderType.NEW, OrderType.TRANSFER}:
        return _CHOSEN[Afterwards.END_NOW]
    if line.type == OrderType.RENEW and line.goes_back_to is not None:
        return f"goes back to its old end {clock.day(line.goes_back_to)}"
    return _CHOSEN[Afterwards.LEAVE]


def of_status(
    order: PurchaseDetails,
    target: PurchaseStatus,
    *,
    to_wallet: bool = False,
    afterwards: Afterwards = Afterwards.BACK,
) -> tuple[str, ...]:
    """What follows when the order becomes `target` (R133, R137, R204)."""
    if target != PurchaseStatus.CANCELLED:
        return (_FOLLOWS[target],)
    lines = [_FOLLOWS[target]]
    gone, paid = _cancelled(_open(order)), order.price.paid
    if gone:
        lines.append(f"Document: {gone}")
    if paid.minor:
        lines.append(f"Document: {credit_note(order, paid.minor)}")
        lines.append(wallet_after(order, paid.minor if to_wallet else 0))
        lines += of_services(order, afterwards)
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
    back, due = max(paid.minor - new.minor, 0), max(new.minor - paid.minor, 0)
    was_paid = order.row.paid
    asked = pro_formas(
        order, due, paid=paid.minor - back, asks=was_paid or order.method.delayed, anew=not was_paid and due > 0
    )
    if due and (was_paid or paid.minor):
        asked += ", which is due then"
    said = _joined(", ", asked, credit_note(order, back) if back else "")
    lines = [f"Price: {old} → {new}", f"Document: {said or 'none'}"]
    if was_paid or paid.minor:
        lines.append(wallet_after(order, back if to_wallet else 0))
    return tuple(lines)


def of_method(order: PurchaseDetails, method: MethodRow) -> tuple[str, ...]:
    """What follows when an Unpaid order will be paid another way (R138, R145)."""
    due, paid = order.price.due.minor, order.price.paid.minor
    said = pro_formas(order, due, paid=paid, asks=method.type in DELAYED, anew=True)
    return f"Payment method: {order.row.payment_method} → {method.name}", f"Document: {said or 'none'}"


def invoiced(order: PurchaseDetails) -> int:
    """What valid invoices are over, less what was credited, in minor units: as much can still be credited (R203)."""
    made = sum(document.amount.minor for document in _valid(order, DocumentType.INVOICE))
    return made - sum(document.amount.minor for document in _valid(order, DocumentType.CREDIT_NOTE))


def credit_note(order: PurchaseDetails, minor: int) -> str:
    """The credit note over what goes back, as far as it was invoiced (R203)."""
    over = Money(min(minor, invoiced(order)), order.row.price.currency)
    return f"a credit note over {over}" if over.minor > 0 else "none, as nothing was invoiced"


def of_invoice(order: PurchaseDetails) -> tuple[str, ...]:
    """What an invoice by hand is over: what was paid and is on no invoice yet (R140)."""
    missing = Money(order.price.paid.minor - invoiced(order), order.row.price.currency)
    return (f"Document: an invoice over {missing}",)


def can_go_back(order: PurchaseDetails) -> bool:
    """Whether there is money that a change may give back to the wallet (R137, R142)."""
    return order.price.paid.minor > 0


def wallet_after(order: PurchaseDetails, change: int) -> str:
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


def pro_formas(order: PurchaseDetails, due: int, *, paid: int, asks: bool | None = None, anew: bool = False) -> str:
    """Which pro-formas are cancelled and made once `due` and `paid`, in minor units, are so; see `fit_pro_formas`."""
    return _asking(order, _open(order), due, paid=paid, asks=asks, anew=anew)


def _asking(
    order: PurchaseDetails,
    open_ones: list[DocumentRow],
    due: int,
    *,
    paid: int,
    asks: bool | None = None,
    anew: bool = False,
) -> str:
    asked = sum(document.amount.minor for document in open_ones)
    asks = order.method.delayed if asks is None else asks
    wanted = document_issue.asked_anew(asked, due, paid=paid, asks=asks, anew=anew)
    if wanted is None:
        return ""
    made = f"a pro-forma over {Money(wanted, order.row.price.currency)}" if wanted else ""
    return _joined(", ", _cancelled(open_ones), made)


def _open(order: PurchaseDetails) -> list[DocumentRow]:
    """The pro-formas whose money has not come: all while nothing was paid, the newest while a part is due."""
    found = _valid(order, DocumentType.PRO_FORMA) if order.price.due.minor else []
    return found[-1:] if order.price.paid.minor > 0 else found


def _cancelled(documents: list[DocumentRow]) -> str:
    return f"{', '.join(document.number for document in documents)} cancelled" if documents else ""


def _joined(between: str, *parts: str) -> str:
    return between.join(filter(None, parts))


def _valid(order: PurchaseDetails, kind: DocumentType) -> list[DocumentRow]:
    return [document for document in order.documents if document.type == kind and not document.cancelled]
