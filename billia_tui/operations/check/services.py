"""What `check` looks at in services: ends that nothing will move, and domains with two owners (R195, R209)."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Service
from billia_tui.operations.check.rows import Found, of
from billia_tui.operations.services.domains import LIVE
from billia_tui.text import clean
from billia_tui.vocabulary import ServiceStatus

_service = Service.__table__.c


def ends(session: Session, customers: Mapping[int, Any]) -> Iterator[Found]:
    """Active services whose end has passed and that nothing will move: their status was set by hand after it (R195)."""
    statement = select(_service.customer_id, _service.id, _service.expires_at).where(
        _service.status == ServiceStatus.ACTIVE,
        _service.expires_at <= clock.now(),
        _service.status_set_at >= _service.expires_at,
    )
    for row in of(session, statement, _service.customer_id, customers, _service.id):
        end = clock.shown(row.expires_at)
        yield row.customer_id, f"service {row.id} is Active, its end passed at {end} and nothing will move it (R195)"


def domains(session: Session) -> Iterator[str]:
    """Domain names that more than one customer has (R209)."""
    name = func.lower(Service.domain)
    owners = func.count(func.distinct(Service.customer_id))
    mine = (*LIVE, Service.domain != "", Customer.deleted_at.is_(None))
    joined = select(name, owners).join(Customer, Customer.id == Service.customer_id).where(*mine)
    for domain, number in session.execute(joined.group_by(name).having(owners > 1).order_by(name)).all():
        ids = session.scalars(
            select(Service.customer_id)
            .join(Customer, Customer.id == Service.customer_id)
            .where(*mine, name == domain)
            .order_by(Service.id)
            .limit(10)
        )
        whose = ", ".join(map(str, dict.fromkeys(ids)))
        yield f"domain {clean(domain)} belongs to {number:,} customers: {whose} (R209)"
