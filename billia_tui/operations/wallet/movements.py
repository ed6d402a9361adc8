"""Wallet and credit limit. Money moves only here, one ledger entry a movement (R23-R31)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Admin, CreditChange, Customer, WalletTransaction
from billia_tui.db.paging import fetch
from billia_tui.errors import Conflict, Invalid, Refused
from billia_tui.money import LARGEST_BALANCE, MOST_FUNDS, Money, exponent, parse_amount
from billia_tui.operations import money_reasons
from billia_tui.operations.actor import Actor
from billia_tui.operations.input import Fields, note_text, positive_amount
from billia_tui.operations.log import lines as log
from billia_tui.operations.money_reasons import MovedByHand
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import of_customer, the_customer
from billia_tui.operations.requests import Request
from billia_tui.operations.services import waiting_renewals as waiting
from billia_tui.operations.wallet import hold
from billia_tui.paging import Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import MovementKind


@dataclass(frozen=True, slots=True)
class Movement:
    """A line of the wallet history, or the answer to a change of the wallet."""

    id: int
    at: datetime
    kind: str
    amount: Money
    balance_after: Money
    note: str
    admin: str

    @property
    def balance_before(self) -> Money:
        """The wallet before this movement."""
        return Money(self.balance_after.minor - self.amount.minor, self.amount.currency)


def funds_amount(text: str, currency: str) -> int:
    """The amount of "add funds" in minor units: above zero, at most 1,000,000.00 (R24); raises Invalid."""
    minor = positive_amount(text, currency)
    if minor > MOST_FUNDS * 10 ** exponent(currency):
        raise Invalid({"amount": f"at most {MOST_FUNDS:,} {currency} at once"})
    return minor


def correction_amount(text: str, currency: str) -> int:
    """The amount of "correct balance" in minor units, with its sign; not zero; raises Invalid."""
    minor = parse_amount(text, currency, signed=True)
    if minor == 0:
        raise Invalid({"amount": "must not be zero"})
    return minor


def limit_amount(text: str, currency: str) -> int:
    """A credit limit in minor units, zero or more (R25); raises Invalid."""
    return parse_amount(text, currency)


def credit_used(wallet: Money) -> Money:
    """How much of the credit limit a wallet uses: as far as it is below zero (R28)."""
    return Money(max(-wallet.minor, 0), wallet.currency)


def add_funds(
    session: Session,
    actor: Actor,
    customer_id: int,
    amount: str,
    note: str = "",
    *,
    request_key: str | None = None,
) -> Movement:
    """Raises the wallet by `amount`, a number as typed, in the customer's currency (R24, R27).

    Returns:
        The ledger entry; the same one for the same `request_key` (P1).

    Raises:
        Forbidden, NotFound, Invalid (at `amount`, `note`), Refused (key used for another request).
    """
    require(actor, Right.FUNDS)
    request = Request(request_key, "add funds", customer_id, amount, note)
    customer = the_customer(session, actor, customer_id)
    known = request.answered(session)
    if known is None:
        needs_note = money_reasons.needed(MovedByHand.FUNDS)
        minor, note = funds_amount(amount, customer.currency), note_text(note, required=needs_note)
        known = move(session, actor, customer, MovementKind.FUNDS, minor, note, "add funds")
        request.remember(session, known)
    return movement_of(session, known)


def correct_balance(
    session: Session,
    actor: Actor,
    customer_id: int,
    amount: str,
    reason: str,
    *,
    request_key: str | None = None,
) -> Movement:
    """Adds `amount`, or takes it away if negative. The wallet may fall below zero.

    The reason is required (R30), unless the settings say otherwise.

    Raises:
        Forbidden, NotFound, Invalid (at `amount`, `reason`), Refused (key used for another request).
    """
    require(actor, Right.CREDIT)
    request = Request(request_key, "correct balance", customer_id, amount, reason)
    customer = the_customer(session, actor, customer_id)
    known = request.answered(session)
    if known is None:
        read = Fields()
        minor = read.collect(lambda: correction_amount(amount, customer.currency), 0)
        reason = read.reason(reason, required=money_reasons.needed(MovedByHand.CORRECTION))
        read.done()
        known = move(session, actor, customer, MovementKind.CORRECTION, minor, reason, "correct balance")
        request.remember(session, known)
    return movement_of(session, known)


def set_credit_limit(
    session: Session,
    actor: Actor,
    customer_id: int,
    amount: str,
    note: str = "",
    *,
    seen: int | None = None,
    request_key: str | None = None,
) -> tuple[Money, Money]:
    """Sets the credit limit to `amount`, a number as typed (R25). Below the amount in use is allowed (R31).

    Args:
        session: a writing transaction.
        actor: the acting admin.
        customer_id: whose limit.
        amount: the new limit as typed, in the customer's currency.
        note: optional.
        seen: the limit, in minor units, that the form showed; None skips the check.
        request_key: see `Request`.

    Returns:
        The old and the new limit.

    Raises:
        Forbidden, NotFound, Invalid, Conflict (changed since it was seen), Refused (no change).
    """
    require(actor, Right.CREDIT)
    request = Request(request_key, "credit limit", customer_id, amount, note)
    customer = the_customer(session, actor, customer_id)
    if (known := request.answered(session)) is not None:
        change = session.get_one(CreditChange, known)
        return Money(change.old, customer.currency), Money(change.new, customer.currency)
    new, note = limit_amount(amount, customer.currency), note_text(note)
    old = Money(customer.credit_limit, customer.currency)
    if seen is not None and seen != old.minor:
        raise Conflict("someone changed the credit limit meanwhile", {"credit_limit": str(old)}, seen=old.minor)
    if new == old.minor:
        raise Refused(f"the credit limit is {old} already", rule="R25")
    change = CreditChange(
        customer_id=customer.id, old=old.minor, new=new, note=note, admin_id=actor.admin_id, at=clock.now()
    )
    session.add(change)
    fresh = Money(new, customer.currency)
    customer.credit_limit, customer.credit_rank = new, fresh.rank
    log.about(session, actor, customer, "credit limit", {"credit_limit": (str(old), str(fresh))}, reason=note)
    if new > old.minor:
        waiting.mark(session, customer)
    session.flush()
    request.remember(session, change.id)
    return old, fresh


def history(session: Session, actor: Actor, customer_id: int, window: Window) -> Page[Movement]:
    """The movements of a wallet, newest first (R29)."""
    statement = of_customer(
        select(WalletTransaction, Customer.currency, Admin.username)
        .join(Customer, Customer.id == WalletTransaction.customer_id)
        .outerjoin(Admin, Admin.id == WalletTransaction.admin_id),
        actor,
        customer_id,
        WalletTransaction.customer_id,
    )
    order = [WalletTransaction.__table__.c.id]
    return fetch(session, statement, order, window, lambda row: _shown(row[0], row[1], row[2]), descending=True)


def move(
    session: Session,
    actor: Actor,
    customer: Customer,
    kind: MovementKind,
    minor: int,
    note: str,
    action: str,
    *,
    by_system: bool = False,
) -> int:
    """Moves the wallet of a locked customer by `minor` units: ledger entry, balance, hold (R17-R19), log line.

    Money that arrives marks the services that wait for a renewal (R192).

    `by_system` is for what follows by itself, such as an automatic renewal: no admin is named then.

    Returns:
        The id of the ledger entry.

    Raises:
        Invalid: the balance would leave the range of amounts.
    """
    old, new = customer.wallet, customer.wallet + minor
    if abs(new) > LARGEST_BALANCE:
        raise Invalid({"amount": "the balance would become too large"})
    entry = WalletTransaction(
        customer_id=customer.id,
        kind=kind,
        amount=minor,
        balance_after=new,
        note=note,
        admin_id=None if by_system else actor.admin_id,
        at=clock.now(),
    )
    session.add(entry)
    before, after = Money(old, customer.currency), Money(new, customer.currency)
    customer.wallet, customer.wallet_rank = new, after.rank
    log.about(session, actor, customer, action, {"wallet": (str(before), str(after))}, reason=note, by_system=by_system)
    hold.follow_wallet(session, actor, customer)
    if minor > 0:
        waiting.mark(session, customer)
    session.flush()
    return entry.id


def movement_of(session: Session, entry_id: int) -> Movement:
    """A ledger entry as it is shown."""
    row = session.execute(
        select(WalletTransaction, Customer.currency, Admin.username)
        .join(Customer, Customer.id == WalletTransaction.customer_id)
        .outerjoin(Admin, Admin.id == WalletTransaction.admin_id)
        .where(WalletTransaction.id == entry_id)
    ).one()
    return _shown(row[0], row[1], row[2])


def _shown(entry: WalletTransaction, currency: str, admin: str | None) -> Movement:
    return Movement(
        entry.id,
        entry.at,
        MovementKind(entry.kind),
        Money(entry.amount, currency),
        Money(entry.balance_after, currency),
        clean(entry.note),
        "system" if admin is None else clean(admin),
    )
