"""Services and domains of a customer, as they are shown (R106-R110, R117-R119)."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Service
from billia_tui.db.paging import fetch
from billia_tui.errors import NotFound
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.reach import of_customer, reached
from billia_tui.paging import Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import ServiceKind, ServiceStatus

PREVIEW = 3
"""The most rows of a panel's preview (R107, R127)."""


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service or domain. `period` reads e.g. "12 months" or "one-time"."""

    id: int
    kind: ServiceKind
    name: str
    domain: str
    category: str
    status: ServiceStatus
    price: Money
    period: str
    payment_term: str
    auto_renew: bool
    created_at: datetime
    activated_at: datetime | None
    expires_at: datetime | None

    @property
    def title(self) -> str:
        """What the preview calls it: a domain by its name, a service by its product and linked domain."""
        if self.kind == ServiceKind.DOMAIN:
            return self.domain or self.name
        return f"{self.name} · {self.domain}" if self.domain else self.name


@dataclass(frozen=True, slots=True)
class ServicePreview:
    """The newest three of a kind, and how many there are of each kind (R107, R110)."""

    rows: tuple[ServiceRow, ...]
    services: int
    domains: int


@dataclass(frozen=True, slots=True)
class ServiceDetails:
    """All that is known of one service or domain."""

    row: ServiceRow
    owner_id: int
    owner: str
    registrar: str
    registrar_customer_id: str
    name_servers: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    server: tuple[tuple[str, str], ...]
    usage: tuple[tuple[str, str], ...]


def preview(session: Session, actor: Actor, customer_id: int, kind: ServiceKind) -> ServicePreview:
    """The panel's three newest rows of `kind` with the counts of both kinds, in two queries."""
    found = page(session, actor, customer_id, kind, Window(limit=PREVIEW))
    counts = of_customer(
        select(Service.kind, func.count()).group_by(Service.kind), actor, customer_id, Service.customer_id
    )
    numbers = {row[0]: row[1] for row in session.execute(counts)}
    return ServicePreview(found.rows, numbers.get(ServiceKind.SERVICE, 0), numbers.get(ServiceKind.DOMAIN, 0))


def page(session: Session, actor: Actor, customer_id: int, kind: ServiceKind, window: Window) -> Page[ServiceRow]:
    """Services, or domains, of a customer, newest first, ties by id (R108)."""
    statement = of_customer(select(Service).where(Service.kind == kind), actor, customer_id, Service.customer_id)
    columns = Service.__table__.c
    order = [columns.created_at, columns.id]
    return fetch(session, statement, order, window, lambda row: _row(row[0]), descending=True)


def details(session: Session, actor: Actor, service_id: int) -> ServiceDetails:
    """One service or domain with its owner; raises NotFound."""
    row = session.execute(
        select(Service, Customer.name)
        .join(Customer, Customer.id == Service.customer_id)
        .where(Service.id == service_id, reached(actor))
    ).one_or_none()
    if row is None:
        raise NotFound(f"there is no service {service_id}")
    service: Service = row[0]
    return ServiceDetails(
        _row(service),
        service.customer_id,
        clean(row[1]),
        clean(service.registrar),
        clean(service.registrar_customer_id),
        tuple(clean(str(name)) for name in json.loads(service.name_servers)),
        _pairs(service.options),
        _pairs(service.server),
        _pairs(service.usage),
    )


def period_in_words(months: int | None) -> str:
    """How long a period is."""
    if months is None:
        return "one-time"
    return "1 month" if months == 1 else f"{months} months"


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((clean(str(name)), clean(str(value))) for name, value in json.loads(text).items())


def _row(service: Service) -> ServiceRow:
    return ServiceRow(
        service.id,
        ServiceKind(service.kind),
        clean(service.product_name),
        clean(service.domain),
        clean(service.category),
        ServiceStatus(service.status),
        Money(service.price, service.currency),
        period_in_words(service.period_months),
        service.payment_term,
        service.auto_renew,
        service.created_at,
        service.activated_at,
        service.expires_at,
    )
