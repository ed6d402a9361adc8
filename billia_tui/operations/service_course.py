"""The course of a service: from Pending to Terminated, and back to Active by a renewal (R111-R113)."""

from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Service
from billia_tui.operations.actor import Actor
from billia_tui.vocabulary import OrderType


def carry_out(session: Session, actor: Actor, customer: Customer, order_type: str, service: Service) -> None:
    """Does to a service what an order asked for, when its purchase becomes Activated (R111, R112).

    New and Transfer make it Configure where the product needs that, else Active; Renew renews it; Cancel
    terminates it; Edit and Upgrade leave its status alone.
    """
    if order_type == OrderType.RENEW:
        renew(session, actor, customer, service)


def give_up(session: Session, actor: Actor, customer: Customer, service: Service) -> None:
    """Terminates a service that is still Pending, when the purchase that ordered it is Cancelled."""


def renew(session: Session, actor: Actor, customer: Customer, service: Service) -> None:
    """Makes a service Active again, or longer, by one period (R112)."""
