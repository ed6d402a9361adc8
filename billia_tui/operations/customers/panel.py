"""The overview of the Customer Panel (R175)."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Document, Purchase
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.orders import payment
from billia_tui.operations.orders import placing as ordering
from billia_tui.operations.orders.change import all_terminated, due_of, method_of
from billia_tui.operations.orders.from_wallet import wallet_method, why_not_from_wallet
from billia_tui.operations.reach import of_customer, the_purchase
from billia_tui.operations.services import pages as services
from billia_tui.text import clean
from billia_tui.vocabulary import PurchaseStatus


@dataclass(frozen=True, slots=True)
class Overview:
    """What the customer sees first. `can_spend` is wallet and credit limit together (R28)."""

    customer: CustomerPage
    can_spend: Money
    services: int
    domains: int
    orders: int
    unpaid: int
    documents: int
    why_not_order: str | None


def overview(session: Session, actor: Actor, customer_id: int) -> Overview:
    """Status, wallet, credit and counts, with a fixed number of queries; raises NotFound."""
    customer = customer_page.read(session, actor, customer_id)
    number_of_services, number_of_domains = services.totals(session, actor, customer_id)
    mine = select(func.count(Purchase.id))
    unpaid = mine.where(~Purchase.paid, Purchase.status != PurchaseStatus.CANCELLED)
    papers = select(func.count(Document.id))
    return Overview(
        customer,
        Money(customer.wallet.minor + customer.credit_limit.minor, customer.wallet.currency),
        number_of_services,
        number_of_domains,
        session.scalar(of_customer(mine, actor, customer_id, Purchase.customer_id)) or 0,
        session.scalar(of_customer(unpaid, actor, customer_id, Purchase.customer_id)) or 0,
        session.scalar(of_customer(papers, actor, customer_id, Document.customer_id)) or 0,
        ordering.why_not(customer.status, on_hold=customer.hold),
    )


@dataclass(frozen=True, slots=True)
class Paying:
    """What paying a purchase from the wallet would do; `why_not` is why it is not possible now (R28, R51).

    `method` is empty if the payment method stays, else the wallet that becomes the purchase's.
    """

    due: Money
    wallet: Money
    wallet_after: Money
    credit_limit: Money
    method: str
    why_not: str | None


def paying(session: Session, actor: Actor, purchase_id: int) -> Paying:
    """The preview of `payment.pay`; raises NotFound."""
    purchase, customer = the_purchase(session, actor, purchase_id, lock=False)
    due = Money(due_of(purchase), purchase.currency)
    own, method = method_of(session, purchase), wallet_method(session, customer, purchase)
    gone = all_terminated(session, purchase.id)
    refusal = payment.why_not_pay(purchase.status, paid=purchase.paid, owed=due.minor, gone=gone)
    if method is None:
        refusal = refusal or "there is no payment by wallet that this customer may use"
    changes = method is not None and not purchase.paid_amount and (own is None or own.id != method.id)
    return Paying(
        due,
        Money(customer.wallet, customer.currency),
        Money(customer.wallet - due.minor, customer.currency),
        Money(customer.credit_limit, customer.currency),
        clean(method.name) if method is not None and changes else "",
        refusal or why_not_from_wallet(customer, due),
    )
