"""The overview of the Customer Panel (R175)."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Document, Purchase
from billia_tui.money import Money
from billia_tui.operations import customer_page, ordering, services
from billia_tui.operations.actor import Actor
from billia_tui.operations.customer_page import CustomerPage
from billia_tui.operations.reach import of_customer
from billia_tui.vocabulary import PurchaseStatus, ServiceKind


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
    counts = services.preview(session, actor, customer_id, ServiceKind.SERVICE)
    mine = select(func.count(Purchase.id))
    unpaid = mine.where(~Purchase.paid, Purchase.status != PurchaseStatus.CANCELLED)
    papers = select(func.count(Document.id))
    return Overview(
        customer,
        Money(customer.wallet.minor + customer.credit_limit.minor, customer.wallet.currency),
        counts.services,
        counts.domains,
        session.scalar(of_customer(mine, actor, customer_id, Purchase.customer_id)) or 0,
        session.scalar(of_customer(unpaid, actor, customer_id, Purchase.customer_id)) or 0,
        session.scalar(of_customer(papers, actor, customer_id, Document.customer_id)) or 0,
        ordering.why_not(customer.status, on_hold=customer.hold),
    )
