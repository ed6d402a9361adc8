"""What was paid for a purchase and given back, a record each (R201, R202); they add up to its `paid_amount`."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock, showing
from billia_tui.db import search
from billia_tui.db.models import Admin, Customer, Document, Payment, PaymentMethod, Purchase
from billia_tui.errors import Invalid, Refused
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.reach import with_orders
from billia_tui.text import clean
from billia_tui.vocabulary import PaymentKind

GIVEN_BACK = "part of this payment was given back already; cancel the order instead"
"""Why no payment is taken back once there was a refund (R136)."""


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A record as it is shown: `amount` is negative where money went back. `at` is the date of the payment.

    `method` says how, "wallet" or "outside" for a refund; `document` is the number of its invoice or credit note;
    `reference`, `reason` and `admin` are empty in the Customer Panel, as are the staff's own words (R177).
    """

    id: int
    kind: PaymentKind
    at: datetime
    amount: Money
    method: str
    wallet: bool
    reference: str
    reason: str
    admin: str
    document: str
    taken_back_at: datetime | None


def of_purchase(session: Session, actor: Actor, purchase_id: int) -> tuple[PaymentRow, ...]:
    """The records of a purchase, oldest first, those that were taken back too; none for one out of reach."""
    statement = (
        select(Payment, Purchase.currency, PaymentMethod.name, Admin.username, Document.number)
        .join(Purchase, Purchase.id == Payment.purchase_id)
        .join(Customer, Customer.id == Purchase.customer_id)
        .outerjoin(PaymentMethod, PaymentMethod.id == Payment.payment_method_id)
        .outerjoin(Admin, Admin.id == Payment.admin_id)
        .outerjoin(Document, Document.id == Payment.document_id)
        .where(Payment.purchase_id == purchase_id, with_orders(actor))
        .order_by(Payment.id)
    )
    staff = actor.acting_as is None
    return tuple(_row(*found, staff=staff) for found in session.execute(statement))


def standing(session: Session, purchase: Purchase, kind: PaymentKind = PaymentKind.PAYMENT) -> list[Payment]:
    """The records of a kind that were not taken back, oldest first."""
    statement = select(Payment).where(
        Payment.purchase_id == purchase.id, Payment.kind == kind, Payment.taken_back_at.is_(None)
    )
    return list(session.scalars(statement.order_by(Payment.id)))


def add(
    session: Session,
    actor: Actor,
    purchase: Purchase,
    minor: int,
    *,
    kind: PaymentKind = PaymentKind.PAYMENT,
    at: datetime | None = None,
    method: PaymentMethod | None = None,
    wallet: bool = False,
    reference: str = "",
    reason: str = "",
    document: Document | None = None,
    by_system: bool = False,
) -> Payment | None:
    """Records `minor` units that came, or with a minus went back, and counts them in; None where it is nothing."""
    if not minor:
        return None
    now = clock.now()
    record = Payment(
        purchase_id=purchase.id,
        kind=kind,
        amount=minor,
        at=at or now,
        made_at=now,
        payment_method_id=method and method.id,
        wallet=wallet,
        reference=reference,
        reason=reason,
        admin_id=None if by_system else actor.admin_id,
        document_id=document and document.id,
    )
    session.add(record)
    purchase.paid_amount += minor
    session.flush()
    if reference:
        search.refresh(session, [purchase.customer_id])
    return record


def chosen(session: Session, purchase: Purchase, payment_id: int | None) -> Payment:
    """The payment that is to be taken back: the one that is named, or the only one (R201).

    Raises:
        Refused: there is none, there are several and none is named, or part of the money went back already.
    """
    found = standing(session, purchase)
    if not found:
        raise Refused("nothing was paid for this order", rule="R136")
    if standing(session, purchase, PaymentKind.REFUND):
        raise Refused(GIVEN_BACK, rule="R136")
    if payment_id is None and len(found) > 1:
        numbers = ", ".join(str(one.id) for one in found)
        raise Refused(f"this order has several payments: {numbers}; say which one is to be taken back", rule="R201")
    for one in found:
        if payment_id in (None, one.id):
            return one
    raise Refused(f"this order has no payment {payment_id} that could be taken back", rule="R201")


def paid_at(text: str) -> datetime:
    """The date of a payment as typed, `YYYY-MM-DD` or `YYYY-MM-DD HH:MM`; now if empty (R201).

    It is UTC, or in a console the time zone of its settings.

    Raises:
        Invalid: at `date`, no date or one in the future.
    """
    now = clock.now()
    typed = text.strip()
    if not typed:
        return now
    for form in ("%Y-%m-%d", "%Y-%m-%d %H:%M"):
        try:
            found = datetime.strptime(typed, form).replace(tzinfo=showing.typed_in()).astimezone(UTC)
        except ValueError:
            continue
        if found > now:
            raise Invalid({"date": "is in the future"})
        return found
    raise Invalid({"date": "is no date; write it as 2026-01-31"})


def _row(
    record: Payment, currency: str, method: str | None, admin: str | None, document: str | None, *, staff: bool
) -> PaymentRow:
    how = clean(method or "–")
    if record.kind == PaymentKind.REFUND:
        how = "wallet" if record.wallet else "outside"
    return PaymentRow(
        record.id,
        PaymentKind(record.kind),
        record.at,
        Money(record.amount, currency),
        how,
        record.wallet,
        clean(record.reference) if staff else "",
        clean(record.reason) if staff else "",
        (clean(admin) if admin is not None else "system") if staff else "",
        clean(document or ""),
        record.taken_back_at,
    )
