"""Services and domains of a customer, as they are shown (R106-R110, R117-R119)."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Text, bindparam, func, select, union_all
from sqlalchemy.orm import Session, aliased

from billia_tui import clock
from billia_tui.db.models import Customer, Product, Purchase, Service
from billia_tui.db.paging import count as count_rows
from billia_tui.db.paging import fetch
from billia_tui.db.types import WholeNumber
from billia_tui.money import Money
from billia_tui.operations import stored_json
from billia_tui.operations.actor import Actor
from billia_tui.operations.cleaned import cleaned
from billia_tui.operations.log import lines as log
from billia_tui.operations.log.lines import LogLine
from billia_tui.operations.reach import of_customer, reached
from billia_tui.operations.services import history
from billia_tui.operations.services import orders as service_orders
from billia_tui.operations.services import renewal_tries as tries
from billia_tui.operations.services.changes import no_service
from billia_tui.operations.services.course import days_of, step_of
from billia_tui.operations.services.history import Step
from billia_tui.operations.services.orders import NoteOfOrder, OrderOfService
from billia_tui.operations.services.query import ServiceQuery
from billia_tui.operations.services.renewal_tries import Tries
from billia_tui.operations.services.search import matching, order_of
from billia_tui.operations.services.timeline import Stretch, timeline
from billia_tui.paging import Count, Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import ServiceKind, ServiceStatus

PREVIEW = 3
"""The most rows of a panel's preview (R107, R127)."""

COUNT_CAP = 1000
"""Where the count that is shown at once stops."""

MOST_LINES = 5
"""The most log lines on the page of a service; a page of its own has all."""


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service or domain. `period` reads e.g. "12 months" or "one-time"; `at` is its host and address, if any."""

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
    one_time: bool
    tld: str
    at: str = ""

    @property
    def title(self) -> str:
        """What the preview calls it: a domain by its name, a service by its product and linked domain."""
        if self.kind == ServiceKind.DOMAIN:
            return self.domain or self.name
        return f"{self.name} · {self.domain}" if self.domain else self.name


@dataclass(frozen=True, slots=True)
class ServicePreview:
    """Three of a kind that are needed most, and how many there are of each kind (R107, R110, R219)."""

    rows: tuple[ServiceRow, ...]
    services: int
    domains: int
    kind: ServiceKind = ServiceKind.SERVICE


@dataclass(frozen=True, slots=True)
class ServiceDetails:
    """All that is known of one service or domain (R121, R124).

    `next_status` and `next_at` are the next step of the system's course; `set_at` is when an admin last set the
    status by hand. `renewal` tells of an automatic renewal that failed (R194), `renewed_by` of the order that renews
    it already (R198), `next_price` is the price from the next renewal on, where another was agreed (R206). `steps` are
    those that an admin made by hand, `told` what the customer was told of the last one (R220). `steps`, `notes` and
    `log` are empty in the Customer Panel (R177).
    """

    row: ServiceRow
    owner_id: int
    owner: str
    registrar: str
    registrar_customer_id: str
    contacts: tuple[tuple[str, str], ...]
    name_servers: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    server: tuple[tuple[str, str], ...]
    usage: tuple[tuple[str, str], ...]
    timeline: tuple[Stretch, ...]
    steps: tuple[Step, ...]
    next_status: ServiceStatus | None
    next_at: datetime | None
    set_at: datetime | None
    status_at: datetime | None
    told: str
    renewal: Tries | None
    renewed_by: str
    next_price: Money | None
    period_months: int | None
    orders: tuple[OrderOfService, ...]
    order_count: int
    notes: tuple[NoteOfOrder, ...]
    log: tuple[LogLine, ...]
    version: int

    @property
    def set_by_hand(self) -> Step | None:
        """How an admin set the status that it has now, if the log tells (R220)."""
        return (
            next((step for step in reversed(self.steps) if step.status == self.row.status), None)
            if self.by_us
            else None
        )

    @property
    def by_us(self) -> bool:
        """Whether its status of now was set by hand."""
        return self.set_at is not None and self.set_at == self.status_at

    @property
    def price_words(self) -> str:
        """The price, with the one that was agreed: "10.00 → 8.00 EUR from 2027-01-31" (R206)."""
        if self.next_price is None:
            return str(self.row.price)
        return f"{self.row.price.amount} → {self.next_price} from {clock.day(self.row.expires_at)}"


def preview(session: Session, actor: Actor, customer_id: int, kind: ServiceKind | None = None) -> ServicePreview:
    """The panel's three rows of `kind`: what needs attention first, then the newest (R219); with both counts.

    Without a `kind` these are services, or domains of a customer who has nothing else.
    """
    counts = totals(session, actor, customer_id)
    if kind is None:
        kind = ServiceKind.DOMAIN if counts[1] and not counts[0] else ServiceKind.SERVICE
    if not counts[kind == ServiceKind.DOMAIN]:  # or the customer is out of reach
        return ServicePreview((), *counts, kind)
    found = session.scalars(_needed(), {"customer": customer_id, "kind": kind})
    rows = {service.id: service for service in found}
    return ServicePreview(tuple(_row(service) for service in list(rows.values())[:PREVIEW]), *counts, kind)


@cache
def _needed() -> Any:
    """Some services that need attention, the worst first, then the newest: each part has an index with its order."""
    theirs = Service.customer_id == bindparam("customer", type_=WholeNumber)
    mine = select(Service).where(theirs, Service.kind == bindparam("kind", type_=Text()))
    lapsed = (
        mine.where(Service.status == status).order_by(Service.expires_at.desc())
        for status in (ServiceStatus.SUSPENDED, ServiceStatus.REDEMPTION, ServiceStatus.EXPIRED)
    )
    failed = mine.where(Service.renewal_failed_at.is_not(None), Service.status == ServiceStatus.ACTIVE)
    newest = mine.order_by(Service.created_at.desc(), Service.id.desc())
    parts = (*lapsed, failed.order_by(Service.renewal_failed_at.desc()), newest)
    first = (aliased(Service, part.limit(PREVIEW).subquery()) for part in parts)
    return select(Service).from_statement(union_all(*(select(one) for one in first)))


def totals(session: Session, actor: Actor, customer_id: int) -> tuple[int, int]:
    """How many services and how many domains the customer has, in one query (R110)."""
    counts = of_customer(
        select(Service.kind, func.count()).group_by(Service.kind), actor, customer_id, Service.customer_id
    )
    numbers = {row[0]: row[1] for row in session.execute(counts)}
    return numbers.get(ServiceKind.SERVICE, 0), numbers.get(ServiceKind.DOMAIN, 0)


def page(
    session: Session,
    actor: Actor,
    customer_id: int,
    kind: ServiceKind,
    window: Window,
    query: ServiceQuery = ServiceQuery(),  # noqa: B008 - it is frozen
) -> Page[ServiceRow]:
    """Services, or domains, of a customer; newest first, ties by id, unless the query says otherwise (R108, R120).

    A key is (sort value, id); by name it has the linked domain too.
    """
    statement = matching(actor, customer_id, kind, query, select(Service))
    return fetch(session, statement, order_of(query), window, lambda row: _row(row[0]), descending=query.descending)


def count(
    session: Session,
    actor: Actor,
    customer_id: int,
    kind: ServiceKind,
    query: ServiceQuery = ServiceQuery(),  # noqa: B008 - it is frozen
    *,
    at_most: int | None = COUNT_CAP,
) -> Count:
    """How many the query has; counting stops at `at_most`, None counts all."""
    return count_rows(session, matching(actor, customer_id, kind, query, select(Service.id)), at_most=at_most)


def details(session: Session, actor: Actor, service_id: int) -> ServiceDetails:
    """One service or domain with its owner, orders, and for staff its notes and log; raises NotFound."""
    row = session.execute(
        select(Service, Customer.name, Product, Purchase)
        .join(Customer, Customer.id == Service.customer_id)
        .outerjoin(Product, Product.id == Service.product_id)
        .outerjoin(Purchase, Purchase.id == tries.open_renewal_id(service_id).scalar_subquery())
        .where(Service.id == service_id, reached(actor))
    ).one_or_none()
    if row is None:
        raise no_service(service_id)
    service: Service = row[0]
    order: Purchase | None = row[3]
    days = days_of(row[2])
    step = step_of(service, row[2])
    staff = actor.acting_as is None
    steps = history.steps(session, actor, service)
    return ServiceDetails(
        row=_row(service),
        owner_id=service.customer_id,
        owner=clean(row[1]),
        registrar=clean(service.registrar),
        registrar_customer_id=clean(service.registrar_customer_id),
        contacts=_pairs(service.contacts),
        name_servers=tuple(clean(name) for name in stored_json.listed(service.name_servers)),
        options=_pairs(service.options),
        server=_pairs(service.server),
        usage=_pairs(service.usage),
        timeline=timeline(service.activated_at, service.expires_at, days, service.status, service.status_at, steps),
        steps=tuple(step for step in steps if step.by_hand) if staff else (),
        next_status=step[0] if step else None,
        next_at=step[1] if step else None,
        set_at=service.status_set_at,
        status_at=service.status_at,
        told=clean(service.status_words),
        renewal=tries.failed(service),
        renewed_by=tries.order_in_words(order) if order is not None else "",
        next_price=None if service.next_price is None else Money(service.next_price, service.currency),
        period_months=service.period_months,
        orders=service_orders.newest(session, service),
        order_count=service_orders.count(session, service),
        notes=service_orders.notes(session, service) if staff else (),
        log=_log(session, actor, service) if staff else (),
        version=service.version,
    )


def period_in_words(months: int | None) -> str:
    """How long a period is."""
    if months is None:
        return "one-time"
    return "1 month" if months == 1 else f"{months} months"


def _log(session: Session, actor: Actor, service: Service) -> tuple[LogLine, ...]:
    window = Window(limit=MOST_LINES)
    return log.page(session, actor, service.customer_id, window, thing=("service", service.id)).rows


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((clean(str(name)), clean(str(value))) for name, value in stored_json.mapping(text).items())


def _row(service: Service) -> ServiceRow:
    return cleaned(
        ServiceRow,
        service,
        name=clean(service.product_name),
        period=period_in_words(service.period_months),
        one_time=service.period_months is None,
        at=_at(service),
    )


_PLACES = (("host", "hostname", "host name", "server"), ("address", "ip", "ip address", "ipv4", "ipv6"))
"""What the names of a service's host and address may be, in small letters."""


def _at(service: Service) -> str:
    """Host and address, as far as its server information names them (R219)."""
    known = {str(name).casefold(): str(value) for name, value in stored_json.mapping(service.server).items()}
    found = (next((known[name] for name in names if known.get(name)), "") for names in _PLACES)
    return " · ".join(clean(one) for one in found if one)
