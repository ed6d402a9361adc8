"""Money between the wallet and a purchase: paying from it (R28), and paying back to it (R136, R137, R142)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, PaymentMethod, Purchase
from billia_tui.errors import Refused, refuse_if
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.orders.change import due_of, is_wallet, method_of
from billia_tui.operations.orders.methods import usable_by
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import MovementKind, PaymentMethodType


def wallet_method(session: Session, customer: Customer, purchase: Purchase | None = None) -> PaymentMethod | None:
    """The purchase's own method if that is a wallet, else the first wallet that the customer may use (R80, R165)."""
    own = method_of(session, purchase) if purchase is not None else None
    if is_wallet(own):
        return own
    wallets = select(PaymentMethod).where(usable_by(customer), PaymentMethod.type == PaymentMethodType.WALLET)
    return session.scalar(wallets.order_by(PaymentMethod.id).limit(1))


def why_not_from_wallet(customer: Customer, owed: Money) -> str | None:
    """Why an amount cannot be paid from wallet and credit limit (R28), None if it can; nothing due is paid (R199)."""
    if not owed.minor:
        return None
    if owed.currency != customer.currency:
        return f"the order is in {owed.currency}, the wallet in {customer.currency}"
    if customer.wallet + customer.credit_limit >= owed.minor:
        return None
    have, limit = Money(customer.wallet, customer.currency), Money(customer.credit_limit, customer.currency)
    return f"{owed} is due; the wallet has {have}, the credit limit is {limit}"


def take(
    session: Session,
    actor: Actor,
    customer: Customer,
    purchase: Purchase,
    minor: int | None = None,
    *,
    by_system: bool = False,
) -> int:
    """Takes `minor` units, or all that is due, from the wallet, down to minus the credit limit (R28).

    Returns:
        The id of the ledger entry; 0 where nothing is due.

    Raises:
        Refused: not enough, or another currency.
    """
    owed = due_of(purchase) if minor is None else minor
    if not owed:  # whatever the wallet holds (R199)
        return 0
    refuse_if(why_not_from_wallet(customer, Money(owed, purchase.currency)), rule="R28")
    purchase.wallet_paid += owed
    note = f"order {purchase.id}"
    return wallet.move(
        session, actor, customer, MovementKind.ORDER, -owed, note, "pay from wallet", by_system=by_system
    )


def give_back(session: Session, actor: Actor, customer: Customer, purchase: Purchase, minor: int, why: str) -> None:
    """Puts `minor` units of a purchase into the wallet; raises Refused for another currency."""
    if not minor:
        return
    if purchase.currency != customer.currency:
        raise Refused(f"the order is in {purchase.currency}, the wallet in {customer.currency}", rule="R28")
    note = f"order {purchase.id} {why}"
    wallet.move(session, actor, customer, MovementKind.ORDER, minor, note, "pay back to wallet")
