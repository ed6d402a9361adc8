"""What happens to the services of a customer that is Blocked: none is renewed by itself (R196)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Product, Service
from billia_tui.operations.actor import Actor
from billia_tui.operations.permissions import staff_only
from billia_tui.operations.reach import of_customer
from billia_tui.operations.services.course import step_of, title_of
from billia_tui.operations.services.waiting_renewals import AUTOMATIC
from billia_tui.text import clean
from billia_tui.vocabulary import ServiceStatus

MOST = 5
"""How many services are told one by one; those that end first."""


def while_blocked(session: Session, actor: Actor, customer_id: int) -> tuple[str, ...]:
    """A line for each service that would have been renewed by itself: what becomes of it and when (R196)."""
    staff_only(actor)
    statement = (
        select(Service, Product)
        .outerjoin(Product, Product.id == Service.product_id)
        .where(
            Service.status.in_(AUTOMATIC),
            Service.auto_renew,
            Service.period_months.is_not(None),
            Service.expires_at.is_not(None),
        )
        .order_by(Service.expires_at, Service.id)
        .limit(MOST + 1)
    )
    found = session.execute(of_customer(statement, actor, customer_id, Service.customer_id)).all()
    lines = [_line(service, product) for service, product in found[:MOST]]
    return (*lines, "… and others") if len(found) > MOST else tuple(lines)


def _line(service: Service, product: Product | None) -> str:
    step = step_of(service, product)
    name = clean(title_of(service))
    if step is None:
        return f"{name}: stays {service.status}, not renewed"
    first = f"not renewed on {clock.day(step[1])}, " if service.status == ServiceStatus.ACTIVE else ""
    return f"{name}: {first}{step[0]} on {clock.day(step[1])}"
