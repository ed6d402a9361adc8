"""Services that wait for a renewal: which they are, what marks, stops and ends the waiting (R192, R194, R220)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Service
from billia_tui.vocabulary import ServiceStatus

AUTOMATIC = (ServiceStatus.ACTIVE, ServiceStatus.EXPIRED, ServiceStatus.SUSPENDED)
"""Where the system renews by itself once the end has come: not in Redemption, because of the fee (R192)."""


def renews(service: Service) -> bool:
    """Whether the system renews it at its end, if that can be paid (R113, R123)."""
    return service.auto_renew and service.period_months is not None


def stopped(service: Service) -> bool:
    """Whether it was suspended by hand: no renewal lifts that, as it is no matter of paying (R192, R220)."""
    by_hand = service.status_set_at is not None and service.status_set_at == service.status_at
    return by_hand and service.status == ServiceStatus.SUSPENDED


def waits(service: Service, until: datetime) -> bool:
    """Whether the system would try to renew it at `until` (R113, R192)."""
    return (
        renews(service)
        and service.status in AUTOMATIC
        and service.expires_at is not None
        and service.expires_at <= until
    )


def mark(session: Session, customer: Customer) -> None:
    """Marks the services of a locked customer that wait for money: it arrived, the next try may pay them (R192)."""
    now = clock.now()
    waiting = select(Service).where(
        Service.customer_id == customer.id,
        Service.status.in_(AUTOMATIC),
        Service.auto_renew,
        Service.period_months.is_not(None),
        Service.expires_at <= now,
    )
    for service in session.scalars(waiting.order_by(Service.id).with_for_update()):
        if not stopped(service):
            service.renewal_marked_at = now


def forget(service: Service) -> None:
    """Nothing is waited for any more: it was renewed or set Active, or auto renew was switched off."""
    service.renewal_failed_at = service.renewal_marked_at = None
    service.renewal_reason, service.renewal_tries = "", 0
