"""Giving money of a purchase back, with all that belongs to it: wallet, credit note, commission, record (R202-R205)."""

from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Payment, Purchase
from billia_tui.operations.actor import Actor
from billia_tui.operations.affiliates import commissions
from billia_tui.operations.orders import document_issue, payment_records
from billia_tui.operations.orders.from_wallet import give_back
from billia_tui.vocabulary import PaymentKind


def pay_back(
    session: Session,
    actor: Actor,
    customer: Customer,
    purchase: Purchase,
    minor: int,
    *,
    to: Customer | None,
    why: str,
    reason: str = "",
    reference: str = "",
) -> Payment | None:
    """Gives back `minor` units of what was paid, to the wallet of `to` or outside; the caller lowers the price.

    The credit note is over what was invoiced and not credited yet, at most (R203); the commission goes in proportion
    (R205). None where there is nothing to give back.

    Raises:
        Refused: to the wallet, and the order is in another currency.
    """
    if minor <= 0:
        return None
    if to is not None:
        give_back(session, actor, to, purchase, minor, why)
    commissions.take_back(session, actor, purchase, minor, purchase.paid_amount)
    note = document_issue.credit(session, actor, customer, purchase, minor)
    record = payment_records.add(
        session,
        actor,
        purchase,
        -minor,
        kind=PaymentKind.REFUND,
        wallet=to is not None,
        reference=reference,
        reason=reason or why,
        document=note,
    )
    if to is not None:
        purchase.wallet_paid = max(purchase.wallet_paid - minor, 0)
    purchase.wallet_paid = min(purchase.wallet_paid, purchase.paid_amount)
    return record
