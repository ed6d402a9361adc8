"""What time has made due: read in batches, from indexes, so that nothing else is looked at (R8, R111)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, or_, select, true
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Impersonation, Product, Service
from billia_tui.db.paging import fetch
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers.status import FIRST_HOUR
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import reached
from billia_tui.operations.services import waiting_renewals as waiting
from billia_tui.operations.services.course import Days, step_of, title_of
from billia_tui.paging import Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import CustomerStatus, ServiceStatus

LAPSING = (ServiceStatus.REDEMPTION, ServiceStatus.SUSPENDED, ServiceStatus.EXPIRED, ServiceStatus.ACTIVE)
"""The statuses that time ends, the last one of the course first: so no service is met twice in one run (R197)."""

LONGEST_IMPERSONATION = timedelta(hours=12)
"""After this an impersonation that was never ended, say by a lost line, counts as left."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due: `what` would be done to the thing `id` of a customer, in words."""

    id: int
    customer_id: int
    name: str
    what: str
    due: datetime


def services(
    session: Session, actor: Actor, until: datetime, window: Window, *, status: ServiceStatus
) -> Page[Due | None]:
    """A page of services of a status with a step, or a renewal, due by `until`, oldest end first; None for others.

    Only the longest possible end is asked of the store, by the shortest waiting time of all products; the rest is
    arithmetic on each row. What waits for a renewal is looked at in each run (R192).
    """
    require(actor, Right.SERVICES)
    latest = until - timedelta(days=_shortest_wait(session, status))
    columns = Service.__table__.c
    statement = (
        select(Service, Product)
        .join(Customer, Customer.id == Service.customer_id)
        .outerjoin(Product, Product.id == Service.product_id)
        .where(Service.status == status, Service.expires_at <= until, reached(actor))
    )
    if status in waiting.AUTOMATIC:
        again = Service.auto_renew & Service.period_months.is_not(None)
        statement = statement.where(or_(Service.expires_at <= latest, again))
    else:
        statement = statement.where(Service.expires_at <= latest)
    return fetch(session, statement, [columns.expires_at, columns.id], window, lambda row: _due(row, until))


def customers(session: Session, actor: Actor, until: datetime, window: Window) -> Page[Due]:
    """A page of Inactive customers whose first hour is over by `until` and not marked so yet (R8)."""
    require(actor, Right.SERVICES)
    columns = Customer.__table__.c
    statement = select(Customer.id, Customer.username, Customer.created_at).where(
        # Spelled out, as the index spells it: with a parameter in its place SQLite could not use the index.
        Customer.status == literal_column(f"'{CustomerStatus.INACTIVE}'"),
        Customer.signed_out_at.is_(None),
        Customer.created_at <= until - FIRST_HOUR,
        reached(actor),
    )
    return fetch(
        session,
        statement,
        [columns.created_at, columns.id],
        window,
        lambda row: Due(row.id, row.id, clean(row.username), "end of the first hour", row.created_at + FIRST_HOUR),
    )


def impersonations(session: Session, actor: Actor, until: datetime, window: Window) -> Page[Due]:
    """A page of impersonations that are open for too long."""
    require(actor, Right.SERVICES)
    columns = Impersonation.__table__.c
    statement = (
        select(Impersonation, Customer.username)
        .join(Customer, Customer.id == Impersonation.customer_id)
        .where(
            Impersonation.ended_at.is_(None),
            Impersonation.started_at <= until - LONGEST_IMPERSONATION,
            within_reach(actor),
        )
    )
    return fetch(session, statement, [columns.started_at, columns.id], window, _open)


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """The condition on customers of impersonations: also of one that was deleted while its panel was open."""
    return true() if actor.reach is None else Customer.reseller_id.in_(sorted(actor.reach))


def _open(row: Any) -> Due:
    one: Impersonation = row[0]
    return Due(one.id, one.customer_id, clean(row[1]), "end of impersonation", one.started_at + LONGEST_IMPERSONATION)


def _due(row: Any, until: datetime) -> Due | None:
    service: Service = row[0]
    step = step_of(service, row[1])
    step = step if step and step[1] <= until else None
    again = waiting.waits(service, until)
    words = ["renewal"] * (again and service.renewal_failed_at is None)
    words += ["renewal again"] * (again and service.renewal_failed_at is not None)
    words += [f"{service.status} → {step[0]}"] if step else []
    if not words:
        return None
    assert service.expires_at is not None, "only what ends is asked for"  # noqa: S101 - a mistake of ours
    due = step[1] if step else service.renewal_failed_at or service.expires_at
    return Due(service.id, service.customer_id, clean(title_of(service)), ", or ".join(words), due)


def _shortest_wait(session: Session, status: ServiceStatus) -> int:
    """The fewest days for which any product leaves a service in `status` after its end."""
    usual = Days()
    waits = {
        ServiceStatus.EXPIRED: (Product.days_expired, usual.expired),
        ServiceStatus.SUSPENDED: (Product.days_suspended, usual.suspended),
        ServiceStatus.REDEMPTION: (Product.days_redemption, usual.redemption),
    }
    if status not in waits:
        return 0
    column, without_product = waits[status]
    shortest = session.scalar(select(func.min(column)))
    return without_product if shortest is None else min(int(shortest), without_product)
