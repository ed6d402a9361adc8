"""What `check` looks at in services: ends that nothing will move, and domains with two owners (R195, R209)."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Service
from billia_tui.operations.check.rows import Found, of
from billia_tui.operations.services import domains as domain_names
from billia_tui.text import clean
from billia_tui.vocabulary import ServiceStatus

_service = Service.__table__.c

MOST_OWNERS = 10
"""So many owners of one domain are named."""


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
    """Domain names that more than one customer has, however they are written (R209)."""
    for name, owners in domain_names.doubles(session).items():
        whose = ", ".join(map(str, owners[:MOST_OWNERS]))
        yield f"domain {clean(name)} belongs to {len(owners):,} customers: {whose} (R209)"
