"""What becomes of the services of a purchase whose money goes back (R202, R204)."""

from collections.abc import Iterator
from enum import StrEnum

from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Order, Purchase, Service
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.orders import automator
from billia_tui.operations.services import course as service_course
from billia_tui.operations.services import waiting_renewals as waiting
from billia_tui.vocabulary import OrderType, ServiceStatus

_BRINGING = (OrderType.NEW, OrderType.TRANSFER)
"""Orders that brought the service along: with them it is given up."""


class Afterwards(StrEnum):
    """What becomes of the services; the value is the word on the command line.

    BACK is as it was before the order: a New service is Terminated, a renewed one goes back to its old end.
    """

    BACK = "back"
    LEAVE = "leave"
    END_NOW = "end-now"
    END_LATER = "end-later"


def services_of(session: Session, purchase: Purchase) -> Iterator[tuple[Order, Service]]:
    """The orders of a purchase with their services, those without one left out."""
    for order in automator.orders_of(session, purchase):
        service = session.get(Service, order.service_id) if order.service_id is not None else None
        if service is not None:
            yield order, service


def give_up(session: Session, actor: Actor, customer: Customer, purchase: Purchase) -> None:
    """Terminates the services that a Cancelled purchase would have brought and that are still Pending."""
    for order, service in services_of(session, purchase):
        if order.type in _BRINGING:
            service_course.give_up(session, actor, customer, service)


def of_services(session: Session, actor: Actor, customer: Customer, purchase: Purchase, what: Afterwards) -> None:
    """Does to each service, unless it is Terminated, what was chosen; of several renewals the last one goes first.

    A service that was moved to another customer is that one's, and stays as it is (R207).
    """
    for order, service in reversed(list(services_of(session, purchase))):
        moved = service.customer_id != customer.id
        if moved or what == Afterwards.LEAVE or service.status == ServiceStatus.TERMINATED:
            continue
        if what == Afterwards.END_LATER:
            _end_later(session, actor, customer, service)
        elif what == Afterwards.END_NOW or order.type in _BRINGING:
            reason = f"order {purchase.id} was given back"
            service_course.move_to(session, actor, customer, service, ServiceStatus.TERMINATED, reason=reason)
        else:
            _back_to_old_end(session, actor, customer, order, service)


def goes_back(order: Order, service: Service) -> bool:
    """Whether a renewal can be taken back: its end is still the one that this order gave."""
    return order.end_before is not None and order.end_after == service.expires_at


def _end_later(session: Session, actor: Actor, customer: Customer, service: Service) -> None:
    if not service.auto_renew:
        return
    service.auto_renew = False
    service.version += 1
    thing = ("service", service.id)
    before, after = {"auto_renew": True}, {"auto_renew": False}
    log.write(session, actor, customer.id, thing, "auto renew", before=before, after=after)


def _back_to_old_end(session: Session, actor: Actor, customer: Customer, order: Order, service: Service) -> None:
    if not goes_back(order, service):
        return
    ended = order.end_before is not None and order.end_before <= clock.now()
    if service.status_set_at is not None and ended and not waiting.stopped(service):
        service.status_set_at = None  # so that the course takes it on from its old end
    service.anchor_day = order.anchor_before
    service_course.move_to(
        session,
        actor,
        customer,
        service,
        ServiceStatus(service.status),
        action="take renewal back",
        expires_at=order.end_before,
        reason=f"order {order.purchase_id} was given back",
        tell=False,
    )
