"""Rows that no operation makes yet: other admins, resellers, services, purchases."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from billia_tui.db import search
from billia_tui.db.models import (
    Admin,
    Customer,
    Order,
    Payment,
    PaymentMethod,
    Purchase,
    Reseller,
    ResellerAccess,
    Service,
)
from billia_tui.db.store import Store
from billia_tui.operations.desk import Desk
from billia_tui.vocabulary import OrderType, PaymentMethodType, Role, ServiceKind, ServiceStatus

THEN = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)
"""The day on which the tests live."""


def reseller(store: Store, name: str, *, master: bool = False, reaches: tuple[str, ...] = ()) -> int:
    """The id of the reseller of this name, made if it is not there, with access to those it `reaches`."""
    others = [reseller(store, other) for other in reaches]
    with store.writing() as session:
        known = session.scalar(select(Reseller).where(Reseller.name_key == name.casefold()))
        if known is None:
            known = Reseller(name=name, name_key=name.casefold(), master=master)
            session.add(known)
            session.flush()
        session.add_all(ResellerAccess(reseller_id=known.id, reaches_id=other) for other in others)
        return known.id


def admin(store: Store, username: str, role: Role, **values: Any) -> int:
    """The id of a new admin; of the reseller "default" unless `reseller_id` says otherwise."""
    with store.writing() as session:
        default = session.scalars(select(Reseller.id).where(Reseller.name_key == "default")).one()
        filled = {"username_key": username.casefold(), "reseller_id": default, "created_at": THEN, **values}
        made = Admin(username=username, role=role, **filled)
        session.add(made)
        session.flush()
        return made.id


def add_service(desk: Desk, customer_id: int, **values: Any) -> int:
    """The id of a new service (or domain, with `kind`) of a customer; count and search know of it."""
    with desk.store.writing() as session:
        customer = session.get_one(Customer, customer_id)
        defaults = {
            "product_name": "Cloud server S",
            "status": ServiceStatus.ACTIVE,
            "price": 1990,
            "currency": customer.currency,
            "period_months": 12,
            "created_at": THEN,
            "reseller_id": customer.reseller_id,
        }
        service = Service(customer_id=customer_id, **{**defaults, **values})
        session.add(service)
        session.flush()
        _counted(session, customer)
        search.refresh(session, [customer_id])
        return service.id


def add_domain(desk: Desk, customer_id: int, name: str, **values: Any) -> int:
    """The id of a new domain."""
    filled = {"product_name": "Domain", "tld": name.rpartition(".")[2], **values}
    return add_service(desk, customer_id, kind=ServiceKind.DOMAIN, domain=name, **filled)


def set_service_status(desk: Desk, service_id: int, status: ServiceStatus) -> None:
    """Another status for a service; count and search know of it."""
    with desk.store.writing() as session:
        service = session.get_one(Service, service_id)
        service.status = status
        session.flush()
        _counted(session, session.get_one(Customer, service.customer_id))
        search.refresh(session, [service.customer_id])


def add_purchase(
    desk: Desk, customer_id: int, *orders: tuple[OrderType, str], service_id: int | None = None, **values: Any
) -> int:
    """The id of a new purchase with these orders (type, description); paid only if `values` say so."""
    with desk.store.writing() as session:
        customer = session.get_one(Customer, customer_id)
        lines = orders or ((OrderType.NEW, "Cloud server S"),)
        defaults = {
            "placed_at": THEN,
            "price": 1990 * len(lines),
            "currency": customer.currency,
            "reseller_id": customer.reseller_id,
        }
        filled = {**defaults, **values}
        if filled.get("paid"):
            filled.setdefault("paid_amount", filled["price"])
        purchase = Purchase(customer_id=customer_id, **filled)
        session.add(purchase)
        session.flush()
        if purchase.paid_amount:
            at = purchase.paid_at or purchase.placed_at
            session.add(Payment(purchase_id=purchase.id, amount=purchase.paid_amount, at=at, made_at=at))
        for kind, description in lines:
            session.add(
                Order(purchase_id=purchase.id, type=kind, description=description, price=1990, service_id=service_id)
            )
        return purchase.id


def add_payment_method(desk: Desk, name: str, kind: PaymentMethodType = PaymentMethodType.OFFLINE) -> int:
    """The id of a new payment method."""
    with desk.store.writing() as session:
        method = PaymentMethod(name=name, type=kind)
        session.add(method)
        session.flush()
        return method.id


def _counted(session: Session, customer: Customer) -> None:
    mine = Service.customer_id == customer.id
    number = session.scalar(select(func.count()).where(mine, Service.status != ServiceStatus.TERMINATED))
    session.execute(update(Customer).where(Customer.id == customer.id).values(products_count=number))
