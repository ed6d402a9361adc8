"""Custom payment: whether a customer may also use payment methods that are not for everybody (R79-R81)."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import PaymentMethod
from billia_tui.errors import Conflict, Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_customer
from billia_tui.text import clean


@dataclass(frozen=True, slots=True)
class Preview:
    """The switch as it stands, and the methods that appear or disappear when it is turned (R81)."""

    on: bool
    methods: tuple[str, ...]


def preview(session: Session, actor: Actor, customer_id: int) -> Preview:
    """What turning the switch would do; raises NotFound."""
    customer = the_customer(session, actor, customer_id, lock=False)
    special = select(PaymentMethod.name).where(PaymentMethod.enabled, ~PaymentMethod.shared)
    names = session.scalars(special.order_by(PaymentMethod.name))
    return Preview(customer.custom_payments, tuple(clean(name) for name in names))


def switch(session: Session, actor: Actor, customer_id: int, *, on: bool, seen: bool | None = None) -> None:
    """Turns custom payment on or off; purchases that are there keep their methods (R79, R80).

    Raises:
        Forbidden, NotFound, Refused (is so already), Conflict (turned by someone else since it was `seen`).
    """
    require(actor, Right.CREDIT)
    customer = the_customer(session, actor, customer_id)
    if seen is not None and seen != customer.custom_payments:
        fresh = {"custom_payments": "on" if customer.custom_payments else "off"}
        raise Conflict("someone switched custom payment meanwhile", fresh, seen=int(customer.custom_payments))
    if customer.custom_payments == on:
        raise Refused(f"custom payment is {'on' if on else 'off'} already", rule="R79")
    customer.custom_payments = on
    log.about(session, actor, customer, "custom payment", {"custom_payments": (not on, on)})
