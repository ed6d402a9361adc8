"""The customers that an admin reaches (R185), and the way to one of them."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from billia_tui.db.fair_rows import locked, writes_alone
from billia_tui.db.models import Customer, Purchase
from billia_tui.errors import NotFound, StoreBusy
from billia_tui.operations.actor import Actor


def reached(actor: Actor) -> ColumnElement[bool]:
    """The condition on customers: not deleted, of a reseller that the admin reaches; in a panel, only its customer."""
    here: ColumnElement[bool] = Customer.deleted_at.is_(None)
    if actor.acting_as is not None:
        here = here & (Customer.id == actor.acting_as)
    return here if actor.reach is None else here & Customer.reseller_id.in_(sorted(actor.reach))


def with_orders(actor: Actor) -> ColumnElement[bool]:
    """As `reached`, and those who were merged into another one: finished orders and documents stayed theirs (R208)."""
    if actor.acting_as is not None:
        return reached(actor)
    here = Customer.deleted_at.is_(None) | Customer.merged_into.is_not(None)
    return here if actor.reach is None else here & Customer.reseller_id.in_(sorted(actor.reach))


def not_found(customer_id: int) -> NotFound:
    """The refusal for a customer that is not there, or not for this admin."""
    return NotFound(f"there is no customer {customer_id}")


def the_customer(session: Session, actor: Actor, customer_id: int, *, lock: bool = True) -> Customer:
    """The customer, its row locked to the end of the transaction; raises NotFound."""
    statement = select(Customer).where(Customer.id == customer_id, reached(actor))
    customer = session.scalar(locked(statement, Customer.id) if lock else statement)
    if customer is None:
        raise not_found(customer_id)
    return customer


def the_purchase(
    session: Session, actor: Actor, purchase_id: int, *, lock: bool = True, pays: bool = False
) -> tuple[Purchase, Customer]:
    """A purchase and its customer, both rows locked, the customer's first; raises NotFound.

    If it `pays`, the affiliate who is credited with it is locked as well.
    """
    owner = select(Purchase.customer_id).where(Purchase.id == purchase_id).scalar_subquery()
    if pays:
        lock_with_affiliate(session, owner)
    theirs = select(Customer).where(Customer.id == owner, reached(actor))
    customer = session.scalar(locked(theirs, Customer.id) if lock else theirs)
    if customer is None:
        raise _no_order(session, actor, purchase_id)
    statement = select(Purchase).where(Purchase.id == purchase_id)
    return session.scalars(statement.with_for_update() if lock else statement).one(), customer


def the_refunded(session: Session, actor: Actor, purchase_id: int) -> tuple[Purchase, Customer, Customer]:
    """A purchase of which money goes back, its customer, and who gets it; all locked. Raises NotFound.

    They are one, unless the customer was merged into another, who got the wallet and gets this too (R208).
    """
    owner = select(Purchase.customer_id).where(Purchase.id == purchase_id).scalar_subquery()
    customer = session.scalar(select(Customer).where(Customer.id == owner, with_orders(actor)))
    if customer is None:
        raise _no_order(session, actor, purchase_id)
    if customer.merged_into is None:
        purchase, customer = the_purchase(session, actor, purchase_id)
        return purchase, customer, customer
    heir = the_customer(session, actor, customer.merged_into)
    return session.scalars(select(Purchase).where(Purchase.id == purchase_id).with_for_update()).one(), customer, heir


def _no_order(session: Session, actor: Actor, purchase_id: int) -> NotFound:
    """The refusal for an order that is not there; of one that stayed with a merged customer it says so."""
    of = select(Customer.id, Customer.merged_into).join(Purchase, Purchase.customer_id == Customer.id)
    merged = of.where(Purchase.id == purchase_id, Customer.merged_into.is_not(None), with_orders(actor))
    found = session.execute(merged).one_or_none()
    if found is None or actor.acting_as is not None:
        return NotFound(f"there is no order {purchase_id}")
    return NotFound(f"order {purchase_id} is of customer {found[0]}, {merged_away(found[1])}")


def merged_away(heir_id: int | None) -> str:
    """What stands in the way of changing what stayed with a merged customer."""
    return f"who was merged into customer {heir_id}: it can be looked at and refunded, nothing else (R208)"


def lock_with_affiliate(session: Session, customer_id: ColumnElement[int] | int) -> None:
    """Locks a customer and the affiliate who brought it by the order of their ids: before a payment, which moves both.

    Each may have brought the other, and both may pay at the same moment.
    """
    if writes_alone(session):
        return
    brought = select(Customer.id, Customer.referred_by)
    for ident, affiliate in session.execute(brought.where(Customer.id == customer_id)).all():
        for one in sorted({ident, affiliate or ident}):
            session.execute(locked(select(Customer.id).where(Customer.id == one), Customer.id))
        if session.scalar(select(Customer.referred_by).where(Customer.id == ident)) != affiliate:
            raise StoreBusy("another affiliate was named at this moment; nothing was saved, try again")


def of_customer(
    statement: Select[*tuple[Any, ...]],
    actor: Actor,
    customer_id: int,
    link: ColumnElement[Any] | InstrumentedAttribute[Any],
) -> Select[*tuple[Any, ...]]:
    """`statement` narrowed to what belongs, through `link`, to this customer if the admin reaches it.

    A panel thus needs one query: for a customer out of reach, or deleted, it is empty.
    """
    here = select(Customer.id).where(Customer.id == customer_id, reached(actor)).correlate(None).exists()
    return statement.where(link == customer_id, here)
