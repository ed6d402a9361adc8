"""Affiliates: levels, schemes and commissions (R158-R163)."""

from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Purchase
from billia_tui.operations.actor import Actor


def credit_commission(session: Session, actor: Actor, customer: Customer, purchase: Purchase) -> None:
    """Credits the affiliate who brought this customer with the commission of a purchase that was just paid (R163)."""
