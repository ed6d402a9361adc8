"""Placing an order, as a customer does in the Customer Panel (R176)."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db import search
from billia_tui.db.models import Category, Customer, Product, Profile, Purchase, Service
from billia_tui.errors import Invalid, refuse_if
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.finding.row import why_on_hold
from billia_tui.operations.input import Fields
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import notifications
from billia_tui.operations.messages.notifications import Template
from billia_tui.operations.orders import automator, document_issue
from billia_tui.operations.orders.change import add_order, changed, state_of
from billia_tui.operations.orders.payment import settle, usable_method
from billia_tui.operations.permissions import customer_only
from billia_tui.operations.reach import the_customer
from billia_tui.operations.requests import Request
from billia_tui.operations.services import domains, host_names
from billia_tui.text import clean
from billia_tui.vocabulary import CustomerStatus, OrderType, ServiceKind, ServiceStatus

MOST_ITEMS = 20
"""The most orders of one purchase."""


@dataclass(frozen=True, slots=True)
class OrderItem:
    """A product to order; `domain` is the name to register, or the one that a service is linked to."""

    product_id: int
    domain: str = ""


def why_not(status: str, *, on_hold: str) -> str | None:
    """Why a customer cannot place orders (R15, R176), None if it can; `on_hold` as `why_on_hold` says it."""
    if status == CustomerStatus.BLOCKED:
        return "this customer is Blocked"
    return f"this customer is on hold ({on_hold}): no new orders" if on_hold else None


def place(
    session: Session,
    actor: Actor,
    customer_id: int,
    items: Sequence[OrderItem],
    *,
    payment_method_id: int,
    profile_id: int | None = None,
    request_key: str | None = None,
) -> int:
    """Places an order: a Pending, Unpaid purchase with a New order and a Pending service for each item (R176).

    What costs nothing is Paid at once (R199).

    Args:
        session: a writing transaction.
        actor: an admin in the panel of this customer.
        customer_id: who orders.
        items: what; at least one.
        payment_method_id: one that the customer may use (R165); a delayed one brings a pro-forma (R138).
        profile_id: whom it is for; the main profile, if left out.
        request_key: see `Request`.

    Returns:
        The id of the purchase.

    Raises:
        Forbidden (not this customer's panel), NotFound, Refused (on hold, Blocked),
        Invalid (at `product`, `domain`, `payment_method`, `profile`; with a number from the second item on).
    """
    customer_only(actor, customer_id)
    asked = [astuple(item) for item in items]
    request = Request(request_key, "place order", customer_id, asked, payment_method_id, profile_id)
    customer = the_customer(session, actor, customer_id)
    if (known := request.answered(session)) is not None:
        return known
    on_hold = why_on_hold(manual=customer.on_hold_manual, auto=customer.on_hold_auto)
    refuse_if(why_not(customer.status, on_hold=on_hold), rule="R15" if on_hold else "R176")
    method = usable_method(session, customer, payment_method_id)
    profile = _profile(session, customer, profile_id)
    bought = _checked(session, actor, customer, items)
    purchase = Purchase(
        customer_id=customer.id,
        profile_id=profile.id,
        placed_at=clock.now(),
        payment_method_id=method.id,
        price=sum(product.price for product, _ in bought),
        currency=customer.currency,
        reseller_id=customer.reseller_id,
    )
    session.add(purchase)
    session.flush()
    for product, domain in bought:
        _order(session, customer, purchase, product, domain)
    customer.products_count += len(bought)
    search.refresh(session, [customer.id])
    automator.prepare(session, purchase)
    amount = Money(purchase.price, purchase.currency)
    notifications.write(session, customer.id, Template.PLACED, order=purchase.id, amount=amount)
    after = {**state_of(session, purchase), "orders": len(bought)}
    log.about(session, actor, purchase, "place order", after=after)
    document_issue.fit_pro_formas(session, actor, customer, purchase, [])
    if not purchase.price:  # nothing due is paid (R199)
        before = state_of(session, purchase)
        settle(session, actor, customer, purchase, method)
        changed(session, actor, purchase, "pay order", before, reason="nothing is due", by_system=True)
    return request.remember(session, purchase.id)


def _profile(session: Session, customer: Customer, profile_id: int | None) -> Profile:
    mine = select(Profile).where(Profile.customer_id == customer.id, Profile.deleted_at.is_(None))
    chosen = mine.where(Profile.main) if profile_id is None else mine.where(Profile.id == profile_id)
    profile = session.scalar(chosen)
    if profile is None:
        raise Invalid({"profile": "is none of this customer"})
    return profile


def _checked(
    session: Session, actor: Actor, customer: Customer, items: Sequence[OrderItem]
) -> list[tuple[Product, str]]:
    """The products with their domains, ready to be stored; raises Invalid with all mistakes."""
    if not 1 <= len(items) <= MOST_ITEMS:
        raise Invalid({"product": f"from 1 to {MOST_ITEMS} products in one order"})
    read = Fields()
    found = session.scalars(select(Product).where(Product.id.in_([item.product_id for item in items])))
    offered = {product.id: product for product in found if product.currency == customer.currency}
    taken = _domains(session, customer)
    domains.claim(session, [item.domain for item in items])
    bought = []
    for number, item in enumerate(items, 1):
        suffix = f"_{number}" if number > 1 else ""
        product = offered.get(item.product_id)
        if product is None:
            read.errors[f"product{suffix}"] = f"is none that is offered in {customer.currency}"
            continue
        if not product.on_sale:
            read.errors[f"product{suffix}"] = f"{clean(product.name)} is off sale"
            continue
        domain = read.line(f"domain{suffix}", item.domain).removesuffix(".").lower()
        wrong = read.errors.get(f"domain{suffix}") or why_no_domain(product, domain)
        if wrong is None and product.kind == ServiceKind.DOMAIN:
            key = domains.key_of(domain)
            own = "is a domain of this customer already" if key in taken else None
            wrong = own or domains.why_taken(session, actor, domain, customer.id)
            taken.add(key)
        if wrong:
            read.errors[f"domain{suffix}"] = wrong
        bought.append((product, domain))
    read.done()
    return bought


def why_no_domain(product: Product, domain: str) -> str | None:
    """Why a product cannot be ordered with this domain, None if it can."""
    if product.kind != ServiceKind.DOMAIN:
        return host_names.why_no_host(domain) if domain else None
    if not domain:
        return f"is required, e.g. example.{product.tld}"
    if not domain.endswith(f".{product.tld}") or "." in domain.removesuffix(f".{product.tld}"):
        return f"must be a name right under .{product.tld}, e.g. example.{product.tld}"
    return host_names.why_no_host(domain)


def _domains(session: Session, customer: Customer) -> set[str]:
    """The names of the customer's domains that are not Terminated, as they are compared."""
    statement = select(Service.domain).where(
        Service.customer_id == customer.id,
        Service.kind == ServiceKind.DOMAIN,
        Service.status != ServiceStatus.TERMINATED,
    )
    return {domains.key_of(domain) for domain in session.scalars(statement)}


def _order(session: Session, customer: Customer, purchase: Purchase, product: Product, domain: str) -> None:
    """Stores one item: a Pending service of the product, and the order for it."""
    service = Service(
        customer_id=customer.id,
        product_id=product.id,
        product_name=product.name,
        category=session.get_one(Category, product.category_id).name,
        kind=product.kind,
        domain=domain,
        status=ServiceStatus.PENDING,
        price=product.price,
        currency=product.currency,
        period_months=product.period_months,
        payment_term=product.payment_term,
        auto_renew=product.period_months is not None,
        created_at=purchase.placed_at,
        reseller_id=customer.reseller_id,
        tld=product.tld,
    )
    session.add(service)
    session.flush()
    add_order(session, purchase, OrderType.NEW, service)
