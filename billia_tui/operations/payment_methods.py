"""Ways to pay, and who may use which (R79, R80, R164, R165)."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, PaymentMethod
from billia_tui.operations.actor import Actor
from billia_tui.operations.reach import the_customer
from billia_tui.text import clean
from billia_tui.vocabulary import PaymentMethodType


@dataclass(frozen=True, slots=True)
class MethodRow:
    """A way to pay. `shared` is "Global": for everybody, not only with custom payment."""

    id: int
    name: str
    type: PaymentMethodType
    description: str
    shared: bool
    enabled: bool


def usable_by(customer: Customer) -> ColumnElement[bool]:
    """The condition on methods that this customer may use: enabled, and global or custom payment is on (R165)."""
    enabled = and_(PaymentMethod.enabled)
    return enabled if customer.custom_payments else and_(enabled, PaymentMethod.shared)


def available(session: Session, actor: Actor, customer_id: int) -> list[MethodRow]:
    """The methods that a customer may use now, by name (R165)."""
    customer = the_customer(session, actor, customer_id, lock=False)
    found = session.scalars(select(PaymentMethod).where(usable_by(customer)).order_by(PaymentMethod.name))
    return [row_of(method) for method in found]


def row_of(method: PaymentMethod) -> MethodRow:
    """A method as it is shown."""
    return MethodRow(
        method.id,
        clean(method.name),
        PaymentMethodType(method.type),
        clean(method.description),
        method.shared,
        method.enabled,
    )
