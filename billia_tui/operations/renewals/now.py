"""Renewing a service now, by staff or by the customer in its panel (R193): a Renew purchase with its documents."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, PaymentMethod, Product, Profile, Purchase, Service
from billia_tui.errors import Invalid, Refused, refuse_if
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.finding.row import why_on_hold
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import notifications
from billia_tui.operations.messages.notifications import Template
from billia_tui.operations.orders import automator, document_issue, payment, placing
from billia_tui.operations.orders import methods as payment_methods
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.change import add_order, changed, is_wallet, state_of
from billia_tui.operations.orders.from_wallet import take, wallet_method, why_not_from_wallet
from billia_tui.operations.permissions import require
from billia_tui.operations.requests import Request
from billia_tui.operations.services import renewal_tries as tries
from billia_tui.operations.services import waiting_renewals as waiting
from billia_tui.operations.services.agreed import renewal_price
from billia_tui.operations.services.changes import check_version, the_service
from billia_tui.operations.services.course import anchor_day, move_to, renewed_end, title_of, why_not_renew, why_stopped
from billia_tui.text import clean
from billia_tui.vocabulary import CustomerStatus, OrderType, PaymentMethodType, PurchaseStatus, Right, ServiceStatus

MOST_PERIODS = 10


@dataclass(frozen=True, slots=True)
class Offer:
    """What renewing a service would cost and bring (R193); nothing is changed by asking.

    `price` is that of one period, `fee` the redemption fee, zero elsewhere (R112). `methods` are the ways to pay
    besides the wallet, by id. `why_not` is why it cannot be renewed at all, None if it can.
    """

    service_id: int
    name: str
    status: ServiceStatus
    price: Money
    fee: Money
    period_months: int | None
    expires_at: datetime | None
    anchor_day: int | None
    wallet: Money
    credit_limit: Money
    methods: tuple[tuple[int, str], ...]
    why_not: str | None
    version: int

    def total(self, periods: int) -> Money:
        """What so many periods cost, with the fee."""
        return Money(self.price.minor * periods + self.fee.minor, self.price.currency)

    def wallet_after(self, periods: int) -> Money:
        """What the wallet would hold, were so many periods paid from it."""
        return Money(self.wallet.minor - self.total(periods).minor, self.wallet.currency)

    def new_end(self, periods: int) -> datetime | None:
        """The end after so many periods, were it renewed now (R191)."""
        return renewed_end(
            self.status, self.expires_at, self.period_months, clock.now(), anchor=self.anchor_day, periods=periods
        )

    def why_not_from_wallet(self, periods: int) -> str | None:
        """Why wallet and credit limit do not pay so many periods, None if they do (R28)."""
        total = self.total(periods)
        if total.minor and total.currency == self.wallet.currency:
            have = Money(self.wallet.minor + self.credit_limit.minor, total.currency)
            return None if have.minor >= total.minor else f"{total} needed, {have.amount} in wallet and limit"
        return f"it is in {total.currency}, the wallet in {self.wallet.currency}" if total.minor else None


def checked_periods(text: str) -> int:
    """A number of periods as typed, from 1 to 10; raises Invalid at `periods`."""
    typed = text.strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4 and 1 <= int(typed) <= MOST_PERIODS):
        raise Invalid({"periods": f"is a whole number from 1 to {MOST_PERIODS}"})
    return int(typed)


def offer(session: Session, actor: Actor, service_id: int, *, lift: bool = False) -> Offer:
    """What renewing costs and brings, for the preview, `lift` as in `renew_now`; raises NotFound."""
    service, customer = the_service(session, actor, service_id, lock=False)
    usable = payment_methods.available(session, actor, customer.id)
    return Offer(
        service.id,
        clean(title_of(service)),
        ServiceStatus(service.status),
        Money(renewal_price(service), service.currency),
        Money(_fee(session, service), service.currency),
        service.period_months,
        service.expires_at,
        anchor_day(service),
        Money(customer.wallet, customer.currency),
        Money(customer.credit_limit, customer.currency),
        tuple((method.id, clean(method.name)) for method in usable if method.type != PaymentMethodType.WALLET),
        _why_not(session, actor, customer, service, lift=lift),
        service.version,
    )


def renew_now(
    session: Session,
    actor: Actor,
    service_id: int,
    periods: int = 1,
    *,
    payment_method_id: int | None = None,
    lift: bool = False,
    seen: int | None = None,
    request_key: str | None = None,
) -> int:
    """Renews a service by some periods (R193), from Redemption with the fee (R112).

    It is a purchase with a Renew order for each period, the fee in the first. From wallet and credit limit it is paid
    and carried out at once; that of an Inactive customer waits until the account is Active (R10). Any other method
    leaves it Pending and Unpaid, with its pro-forma (R138).

    Args:
        session: a writing transaction.
        actor: the acting admin, or an admin in the panel of the customer.
        service_id: what to renew.
        periods: how many, from 1 to 10.
        payment_method_id: None takes it from wallet and credit limit.
        lift: also sets one Active that was suspended by hand, which paying alone does not (R220); by staff, at once.
        seen: the version that the preview showed; None skips the check.
        request_key: see `Request`.

    Returns:
        The id of the purchase; the same one for the same `request_key` (P1).

    Raises:
        Forbidden, NotFound, Conflict, Invalid (`periods`, `payment_method`), Refused (Blocked, Terminated, never
        Active, one-time, suspended by hand, renewed by an order already, not enough money).
    """
    require(actor, Right.SERVICES, own=actor.acting_as)
    request = Request(request_key, "renew now", service_id, periods, payment_method_id)
    service, customer = the_service(session, actor, service_id)
    if (known := request.answered(session)) is not None:
        return known
    check_version(service, seen)
    checked_periods(str(periods))
    refuse_if(_why_not(session, actor, customer, service, lift=lift and payment_method_id is None), rule="R193")
    method = None if payment_method_id is None else payment.usable_method(session, customer, payment_method_id)
    purchase = _placed(session, actor, customer, service, periods, method)
    if method is None or is_wallet(method) or not purchase.price:
        _pay_and_carry_out(session, actor, customer, purchase)
    if waiting.stopped(service) and purchase.status == PurchaseStatus.ACTIVATED:
        _lift(session, actor, customer, service)
    return request.remember(session, purchase.id)


def _why_not(session: Session, actor: Actor, customer: Customer, service: Service, *, lift: bool) -> str | None:
    """Why a service of this customer cannot be renewed now, None if it can."""
    if service.period_months is None:
        return "a one-time service has no end, so nothing is renewed (R123)"
    if refusal := why_not_renew(service.status):
        return refusal
    if waiting.stopped(service) and (actor.acting_as is not None or not lift):
        return why_stopped(service, own=actor.acting_as is not None)
    if customer.status == CustomerStatus.BLOCKED:
        return "the customer is Blocked and is not charged (R196)"
    if order := tries.open_renewal(session, service):
        return f"{tries.order_in_words(order)} already (R198)"
    on_hold = why_on_hold(manual=customer.on_hold_manual, auto=customer.on_hold_auto)
    return placing.why_not(customer.status, on_hold=on_hold) if actor.acting_as is not None else None


def _lift(session: Session, actor: Actor, customer: Customer, service: Service) -> None:
    """Sets a service Active by hand that was suspended by hand and is paid now (R195, R220)."""
    reason = "renewed, and set Active with it"
    move_to(session, actor, customer, service, ServiceStatus.ACTIVE, reason=reason, by_hand=True)
    service.status_set_at = service.status_at


def _fee(session: Session, service: Service) -> int:
    """The redemption fee of its product, where it is in Redemption (R112), in minor units."""
    if service.status != ServiceStatus.REDEMPTION or service.product_id is None:
        return 0
    product = session.get(Product, service.product_id)
    return product.redemption_fee if product is not None and product.currency == service.currency else 0


def _placed(
    session: Session,
    actor: Actor,
    customer: Customer,
    service: Service,
    periods: int,
    method: PaymentMethod | None,
) -> Purchase:
    """The purchase, Pending and Unpaid, for the main profile."""
    main = select(Profile.id).where(Profile.customer_id == customer.id, Profile.main, Profile.deleted_at.is_(None))
    method = method or wallet_method(session, customer)
    fee = _fee(session, service)
    purchase = Purchase(
        customer_id=customer.id,
        profile_id=session.scalar(main),
        placed_at=clock.now(),
        payment_method_id=method and method.id,
        price=renewal_price(service) * periods + fee,
        currency=service.currency,
        reseller_id=customer.reseller_id,
    )
    session.add(purchase)
    session.flush()
    for number in range(periods):
        add_order(session, purchase, OrderType.RENEW, service, fee=0 if number else fee)
    automator.prepare(session, purchase)
    amount = Money(purchase.price, purchase.currency)
    notifications.write(session, customer.id, Template.PLACED, order=purchase.id, amount=amount)
    after = {**state_of(session, purchase), "service": service.id, "periods": periods}
    log.about(session, actor, purchase, "renew now", after=after)
    document_issue.fit_pro_formas(session, actor, customer, purchase, [])
    return purchase


def _pay_and_carry_out(session: Session, actor: Actor, customer: Customer, purchase: Purchase) -> None:
    """Takes the money, and gives the service its time unless the customer is Inactive (R10)."""
    if short := why_not_from_wallet(customer, Money(purchase.price, purchase.currency)):
        raise Refused(short, rule="R28")
    before = state_of(session, purchase)
    take(session, actor, customer, purchase)
    payment.settle(session, actor, customer, purchase, wallet_method(session, customer, purchase))
    if purchase.status == PurchaseStatus.PROCESSING:
        purchase_status.activate(session, actor, customer, purchase)
    changed(session, actor, purchase, "pay order", before)
