"""Commissions: what an affiliate earns with each payment of a customer whom he brought (R158-R163)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Affiliate, Commission, CommissionRate, Customer, Order, Product, Purchase, Service
from billia_tui.db.paging import fetch
from billia_tui.errors import Invalid, NotFound
from billia_tui.money import Money, parse_amount
from billia_tui.operations.actor import Actor
from billia_tui.operations.affiliates.affiliates import LEVELS
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require, staff_only
from billia_tui.operations.reach import of_customer, reached
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import AffiliateScheme, MovementKind, OrderType

DEFAULT_PERCENT = {1: 500, 2: 750, 3: 1000, 4: 1250, 5: 1500, 6: 2000}
"""What a level earns where nothing else is set, in hundredths of a percent (R159)."""

WHOLE = 10_000
"""Hundredths of a percent in one."""

_EARNING = {
    AffiliateScheme.LEAD: (OrderType.NEW,),
    AffiliateScheme.LIFETIME: (OrderType.NEW, OrderType.RENEW),
}


@dataclass(frozen=True, slots=True)
class CommissionRow:
    """A commission as it is shown; `client` is empty for one who was deleted, or whom the admin does not reach."""

    id: int
    at: datetime
    purchase_id: int
    client: str
    amount: Money
    level: int


@dataclass(frozen=True, slots=True)
class Rate:
    """What a level earns with a product, or with all others: a percentage, e.g. "7.5 %", or a fixed amount."""

    level: int
    product: str
    earns: str


def page(session: Session, actor: Actor, customer_id: int, window: Window) -> Page[CommissionRow]:
    """The commissions of a customer, newest first (R160)."""
    staff_only(actor)
    statement = of_customer(
        select(Commission, Customer.username, reached(actor))
        .join(Purchase, Purchase.id == Commission.purchase_id)
        .join(Customer, Customer.id == Purchase.customer_id),
        actor,
        customer_id,
        Commission.customer_id,
    )
    return fetch(session, statement, [Commission.__table__.c.id], window, _row, descending=True)


def credit(session: Session, actor: Actor, customer: Customer, purchase: Purchase, minor: int | None = None) -> None:
    """Credits the affiliate who brought `customer` with the commission of a payment of `minor` units (R163).

    A payment of a part earns a part; None is all that was paid, and the caller has counted the payment in already.
    Lead earns with new orders of a new client, that is one without an earlier payment that stayed (R205); Lifetime
    with every new order and every renewal (R158). There are no exchange rates: a client in another currency earns
    nothing, and the log says so. The customer's row is locked by the caller; the affiliate's is locked here.
    """
    if customer.referred_by is None:
        return
    affiliate = session.scalar(
        select(Customer).where(Customer.id == customer.referred_by, Customer.deleted_at.is_(None)).with_for_update()
    )
    terms = session.get(Affiliate, customer.referred_by)
    if affiliate is None or terms is None or terms.ended_at is not None:
        return
    if terms.scheme == AffiliateScheme.LEAD and _paid_before(session, customer, purchase):
        return
    minor = _earned_by(session, terms, purchase, purchase.paid_amount if minor is None else minor)
    if minor <= 0:
        return
    if affiliate.currency != purchase.currency:
        reason = f"order {purchase.id} is in {purchase.currency}, the wallet in {affiliate.currency}"
        _log_none(session, actor, affiliate, reason)
        return
    note = f"commission for order {purchase.id}"
    try:
        wallet.move(session, actor, affiliate, MovementKind.COMMISSION, minor, note, "commission", by_system=True)
    except Invalid:  # raised before anything is written; the client's payment must not fail because of it
        _log_none(session, actor, affiliate, f"order {purchase.id}: the wallet would become too large")
        return
    session.add(
        Commission(
            customer_id=affiliate.id,
            purchase_id=purchase.id,
            amount=minor,
            currency=purchase.currency,
            level=terms.level,
            at=clock.now(),
        )
    )
    session.flush()


def rates(session: Session, actor: Actor) -> list[Rate]:
    """What each level earns, products of their own after the default (R159)."""
    staff_only(actor)
    statement = select(CommissionRate, Product.name).outerjoin(Product, Product.id == CommissionRate.product_id)
    found = list(session.execute(statement.order_by(CommissionRate.level, CommissionRate.id)))
    given = {row[0].level for row in found if row[0].product_id is None}
    shown = [Rate(row[0].level, clean(row[1] or "all others"), _in_words(row[0])) for row in found]
    shown += [Rate(level, "all others", _percent(DEFAULT_PERCENT[level])) for level in LEVELS if level not in given]
    return sorted(shown, key=lambda rate: (rate.level, rate.product == "all others", rate.product))


def set_rate(
    session: Session,
    actor: Actor,
    level: int,
    *,
    percent: str = "",
    fixed: str = "",
    currency: str = "",
    code: str = "",
) -> str:
    """Sets what a level earns with the product `code`, or with all others (R159); gives it in words.

    Args:
        session: a writing transaction.
        actor: the acting admin.
        level: 1 to 6.
        percent: e.g. "7.5"; at most two decimals, at most 100.
        fixed: an amount in `currency`, instead of a percentage.
        currency: of the fixed amount.
        code: the code of a product; empty for all others.

    Raises:
        Forbidden, NotFound (the product), Invalid.
    """
    require(actor, Right.MANAGE_LABELS)
    if level not in LEVELS:
        raise Invalid({"level": "is a number from 1 to 6"})
    if bool(percent) == bool(fixed):
        raise Invalid({"percent": "give either a percentage or a fixed amount"})
    product_id = session.scalar(select(Product.id).where(Product.code == code)) if code else None
    if code and product_id is None:
        raise NotFound(f"there is no product {clean(code)}; see: billia products list")
    same = (CommissionRate.level == level, CommissionRate.product_id.is_not_distinct_from(product_id))
    rate = session.scalar(select(CommissionRate).where(*same).with_for_update())
    before = _in_words(rate) if rate else ""
    if rate is None:
        rate = CommissionRate(level=level, product_id=product_id)
        session.add(rate)
    rate.percent = _hundredths(percent) if percent else None
    rate.fixed = parse_amount(fixed, currency) if fixed else None
    rate.currency = currency if fixed else ""
    session.flush()
    after = _in_words(rate)
    log.about(
        session, actor, rate, "commission rate",
        before={f"level {level}": before}, after={f"level {level}": after, "product": code or "all others"},
    )  # fmt: skip
    return after


def _paid_before(session: Session, customer: Customer, purchase: Purchase) -> bool:
    """Whether the client has paid for another order, and that payment stands (R205)."""
    earlier = select(func.count()).where(
        Purchase.customer_id == customer.id, Purchase.paid_amount > 0, Purchase.id != purchase.id
    )
    return bool(session.scalar(earlier))


def standing(session: Session, purchase: Purchase) -> list[tuple[Commission, int]]:
    """The commissions that payments of a purchase brought, with what of each was not taken back, in minor units."""
    found = list(
        session.scalars(select(Commission).where(Commission.purchase_id == purchase.id).order_by(Commission.id))
    )
    back = Counter[int | None]()
    for one in found:
        back[one.takes_back] += one.amount
    return [(one, one.amount + back[one.id]) for one in found if one.takes_back is None]


def take_back(session: Session, actor: Actor, purchase: Purchase, minor: int, paid: int) -> None:
    """Takes back the commissions of a payment that is undone, in proportion: `minor` units of `paid` go (R205).

    Each is a negative entry that names the commission which it takes back. An affiliate who was deleted meanwhile
    keeps nothing and owes nothing: the log says so.
    """
    for one, left in standing(session, purchase):
        part = left if minor >= paid else _share(left, minor, paid)
        if part <= 0:
            continue
        affiliate = session.scalar(select(Customer).where(Customer.id == one.customer_id).with_for_update())
        if affiliate is not None and affiliate.merged_into is not None:  # who was merged lives on as another (R208)
            whose = select(Customer).where(Customer.id == affiliate.merged_into)
            affiliate = session.scalar(whose.with_for_update())
        if affiliate is None or affiliate.deleted_at is not None or affiliate.currency != one.currency:
            _log(session, actor, one.customer_id, f"commission {one.id} is not taken back: nobody is there to pay it")
            continue
        note = f"commission {one.id} for order {purchase.id} taken back"
        wallet.move(session, actor, affiliate, MovementKind.COMMISSION, -part, note, "take commission back")
        session.add(
            Commission(
                customer_id=affiliate.id,
                purchase_id=purchase.id,
                amount=-part,
                currency=one.currency,
                level=one.level,
                at=clock.now(),
                takes_back=one.id,
            )
        )
    session.flush()


def _log_none(session: Session, actor: Actor, affiliate: Customer, reason: str) -> None:
    _log(session, actor, affiliate.id, reason)


def _log(session: Session, actor: Actor, affiliate_id: int, reason: str) -> None:
    thing = ("affiliate", affiliate_id)
    log.write(session, actor, affiliate_id, thing, "no commission", reason=reason, by_system=True)


def _earned_by(session: Session, terms: Affiliate, purchase: Purchase, minor: int) -> int:
    """The share of the commission that a payment of `minor` units brings; all shares add up to the whole.

    Fixed amounts are earned once, however often the price rises.
    """
    if purchase.price <= 0 or minor <= 0:
        return 0
    percentage, fixed = _earned(session, terms, purchase)
    before, now = purchase.paid_amount - minor, purchase.paid_amount
    earlier = _share(percentage, before, purchase.price)
    share = _share(percentage, now, purchase.price) - earlier
    if not fixed:
        return share
    given = sum(left for _, left in standing(session, purchase)) - earlier
    return share + max(_share(fixed, now, purchase.price) - max(given, 0), 0)


def _share(whole: int, part: int, of: int) -> int:
    """The share of `whole` that `part` is `of`; halves are rounded up."""
    return (whole * part * 2 + of) // (of * 2)


def _earned(session: Session, terms: Affiliate, purchase: Purchase) -> tuple[int, int]:
    """The whole commission in minor units, percentages and fixed amounts: of each order that earns, by its rate.

    A percentage is one of the price sold: where the price of the purchase was edited, each order has its share of it.
    """
    statement = (
        select(Order.price, Order.type, Service.product_id)
        .outerjoin(Service, Service.id == Order.service_id)
        .where(Order.purchase_id == purchase.id)
        .order_by(Order.id)
    )
    orders = session.execute(statement).all()
    listed = sum(price for price, _, _ in orders)
    found = select(CommissionRate).where(CommissionRate.level == terms.level)
    by_product = {rate.product_id: rate for rate in session.scalars(found)}
    total = fixed = 0
    for price, kind, product_id in orders:
        if kind not in _EARNING[AffiliateScheme(terms.scheme)]:
            continue
        rate = by_product.get(product_id) or by_product.get(None)
        if rate is not None and rate.fixed is not None:
            fixed += rate.fixed if rate.currency == purchase.currency else 0
        elif listed > 0:
            percent = rate.percent if rate is not None and rate.percent is not None else DEFAULT_PERCENT[terms.level]
            whole = WHOLE * listed
            total += (price * purchase.price * percent + whole // 2) // whole
    return total, fixed


def _hundredths(percent: str) -> int:
    """A percentage as typed, in hundredths of a percent; read as an amount with two decimals is."""
    try:
        value = parse_amount(percent, "EUR")
    except Invalid as error:
        raise Invalid({"percent": next(iter(error.fields.values()))}) from error
    if value > WHOLE:
        raise Invalid({"percent": "at most 100"})
    return value


def _percent(hundredths: int) -> str:
    return f"{hundredths / 100:g} %"


def _in_words(rate: CommissionRate) -> str:
    if rate.fixed is not None:
        return str(Money(rate.fixed, rate.currency))
    return _percent(rate.percent or 0)


def _row(row: tuple[Commission, str, bool]) -> CommissionRow:
    commission, client = row[0], clean(row[1]) if row[2] else ""
    amount = Money(commission.amount, commission.currency)
    return CommissionRow(commission.id, commission.at, commission.purchase_id, client, amount, commission.level)
