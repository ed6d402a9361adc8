"""Moving a service or domain to another customer (R207): its future moves, its past stays."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db import search
from billia_tui.db.models import Customer, Order, Purchase, Service
from billia_tui.errors import Conflict, refuse_if
from billia_tui.operations.actor import Actor
from billia_tui.operations.input import reason_text
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import require
from billia_tui.operations.reach import reached, the_customer
from billia_tui.operations.requests import Request
from billia_tui.operations.services import waiting_renewals as waiting
from billia_tui.operations.services.changes import check_version, no_service
from billia_tui.operations.services.course import title_of
from billia_tui.text import clean
from billia_tui.vocabulary import PurchaseStatus, Right, ServiceStatus

OPEN = (PurchaseStatus.PENDING, PurchaseStatus.PROCESSING, PurchaseStatus.COLLAPSED)
"""Purchases that may still do something to a service."""


def move(
    session: Session,
    actor: Actor,
    service_id: int,
    to_customer_id: int,
    *,
    reason: str = "",
    seen: int | None = None,
    request_key: str | None = None,
) -> None:
    """Gives a service or domain to another customer of the same currency (R207).

    What it will cost and do from now on is the new owner's; orders and documents of the past stay with the old one.
    Both rows are locked, the lower id first, so that two moves cannot wait for each other.

    Args:
        session: a writing transaction.
        actor: the acting admin, who reaches both customers.
        service_id: what is moved.
        to_customer_id: the new owner.
        reason: optional; kept in both logs.
        seen: the version that the page showed; None skips the check.
        request_key: see `Request`.

    Raises:
        Forbidden, NotFound (service, customer), Conflict, Invalid (the reason), Refused (same owner, other currency,
        Terminated, a purchase of it is open).
    """
    require(actor, Right.SERVICES)
    request = Request(request_key, "move service", service_id, to_customer_id)
    reason = reason_text(reason)
    owner_id = session.scalar(
        select(Service.customer_id)
        .join(Customer, Customer.id == Service.customer_id)
        .where(Service.id == service_id, reached(actor))
    )
    if request.answered(session) is not None:
        return
    if owner_id is None:
        raise no_service(service_id)
    both = {number: the_customer(session, actor, number) for number in sorted({owner_id, to_customer_id})}
    service = session.get_one(Service, service_id, with_for_update=True)
    if service.customer_id != owner_id:
        raise Conflict("someone moved this service meanwhile", {}, seen=service.version)
    check_version(service, seen)
    refuse_if(_why_not(session, service, both[owner_id], both[to_customer_id]), rule="R207")
    _hand_over(session, actor, service, both[owner_id], both[to_customer_id], reason)
    request.remember(session, service.id)


def _why_not(session: Session, service: Service, owner: Customer, to: Customer) -> str | None:
    """Why a service cannot go from one customer to the other, None if it can."""
    if owner.id == to.id:
        return "it belongs to this customer already"
    if service.status == ServiceStatus.TERMINATED:
        return "this service is Terminated, which is final (R115)"
    if service.currency != to.currency:
        return f"it is priced in {service.currency}, that customer pays in {to.currency}"
    statement = (
        select(Purchase.id)
        .join(Order, Order.purchase_id == Purchase.id)
        .where(Order.service_id == service.id, Purchase.status.in_(OPEN))
    )
    purchase = session.scalar(statement.order_by(Purchase.id.desc()).limit(1))
    return None if purchase is None else f"order {purchase} of it is still open; finish or cancel it first"


def _hand_over(session: Session, actor: Actor, service: Service, owner: Customer, to: Customer, reason: str) -> None:
    service.customer_id, service.reseller_id = to.id, to.reseller_id
    service.version += 1
    waiting.forget(service)  # what kept it from being renewed was the old owner's
    owner.products_count -= 1
    to.products_count += 1
    session.flush()
    search.refresh(session, sorted((owner.id, to.id)))
    before = {"owner": f"{owner.id} {clean(owner.username)}"}
    after = {"owner": f"{to.id} {clean(to.username)}", "service": clean(title_of(service))}
    for mine in (owner, to):
        thing = ("service", service.id)
        log.write(session, actor, mine.id, thing, "move service", before=before, after=after, reason=reason)
