"""Automatic renewals: placed, paid and carried out by the system (R22, R113)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Profile, Purchase, Service
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.affiliates import commissions
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import notifications
from billia_tui.operations.messages.notifications import Template
from billia_tui.operations.orders import automator, document_issue, payment_records
from billia_tui.operations.orders.change import add_order, state_of
from billia_tui.operations.orders.from_wallet import take, wallet_method
from billia_tui.operations.services import course as service_course
from billia_tui.operations.services import renewal_tries as tries
from billia_tui.operations.services import waiting_renewals as waiting
from billia_tui.operations.services.agreed import renewal_price
from billia_tui.vocabulary import OrderType, PurchaseStatus


def auto_renew(session: Session, actor: Actor, customer: Customer, service: Service) -> bool:
    """Renews a service of a locked customer for one period, paid from wallet and credit limit (R28, R113).

    It runs while on hold, too (R22): nobody placed it. The purchase is Paid and Activated at once.

    Returns:
        False, and nothing has changed, if something stands in the way (`tries.obstacle`).
    """
    if not waiting.renews(service) or tries.obstacle(session, customer, service):
        return False
    owed = Money(renewal_price(service), service.currency)
    purchase = _purchase(session, customer, service)
    before = state_of(session, purchase)
    take(session, actor, customer, purchase, by_system=True)
    method = wallet_method(session, customer, purchase)
    invoice = document_issue.invoice_payment(session, actor, customer, purchase, method, purchase.price)
    payment_records.add(
        session, actor, purchase, purchase.price, method=method, wallet=True, document=invoice, by_system=True
    )
    purchase.paid, purchase.paid_at = True, purchase.placed_at
    automator.start(session, purchase)
    purchase.status = PurchaseStatus.ACTIVATED
    automator.finish(session, purchase)
    before_renewal = automator.course_of(service)
    service_course.renew(session, actor, customer, service, by_system=True)
    for order in automator.orders_of(session, purchase):
        automator.remember(order, service, before_renewal)
    was, now = log.changed(before, state_of(session, purchase))
    thing = ("purchase", purchase.id)
    log.write(session, actor, customer.id, thing, "renew automatically", before=was, after=now, by_system=True)
    notifications.write(session, customer.id, Template.PAID, order=purchase.id, amount=owed)
    commissions.credit(session, actor, customer, purchase)
    return True


def _purchase(session: Session, customer: Customer, service: Service) -> Purchase:
    """A purchase with one order, to renew a service, for the main profile."""
    main = select(Profile.id).where(Profile.customer_id == customer.id, Profile.main, Profile.deleted_at.is_(None))
    method = wallet_method(session, customer)
    purchase = Purchase(
        customer_id=customer.id,
        profile_id=session.scalar(main),
        placed_at=clock.now(),
        payment_method_id=method and method.id,
        price=renewal_price(service),
        currency=service.currency,
        reseller_id=customer.reseller_id,
    )
    session.add(purchase)
    session.flush()
    add_order(session, purchase, OrderType.RENEW, service)
    return purchase
