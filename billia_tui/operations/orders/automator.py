"""Automator jobs: what is done for each order of a purchase, written as its status goes on (R146).

Jobs are only read by people; the status of the purchase, set by hand (R133), says how they ended.
"""

import json
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import AutomatorJob, Order, Purchase, Service
from billia_tui.vocabulary import JobState, OrderType

_OPEN = (JobState.WAITING, JobState.RUNNING)


def orders_of(session: Session, purchase: Purchase) -> list[Order]:
    """The orders of a purchase, in their order."""
    return list(session.scalars(select(Order).where(Order.purchase_id == purchase.id).order_by(Order.id)))


class Course(NamedTuple):
    """Where the course of a service stands: its end, and the day on which its periods end."""

    end: datetime | None
    anchor_day: int | None


def course_of(service: Service) -> Course:
    """Where it stands now."""
    return Course(service.expires_at, service.anchor_day)


def remember(order: Order, service: Service, before: Course) -> None:
    """Writes down where a service stood before and after a Renew order, so that it can go back (R204)."""
    if order.type == OrderType.RENEW:
        order.end_before, order.anchor_before = before
        order.end_after = service.expires_at


def prepare(session: Session, purchase: Purchase) -> None:
    """Writes a waiting job for each order: it starts when the purchase becomes Processing."""
    for order in orders_of(session, purchase):
        raw = json.dumps({"order": order.id, "service": order.service_id, "type": order.type}, sort_keys=True)
        name = f"{order.type}: {order.description}"
        session.add(AutomatorJob(purchase_id=purchase.id, name=name, message="waits for payment", raw=raw))
    session.flush()


def start(session: Session, purchase: Purchase) -> None:
    """Starts the waiting jobs; where there are none (a retry, an imported purchase) new ones."""
    if not _jobs(session, purchase, JobState.WAITING):
        prepare(session, purchase)
    for job in _jobs(session, purchase, JobState.WAITING):
        job.state, job.started_at, job.message = JobState.RUNNING, clock.now(), "is being carried out"


def finish(session: Session, purchase: Purchase) -> None:
    """Ends what is open as done."""
    _end(session, purchase, JobState.DONE, "carried out")


def fail(session: Session, purchase: Purchase, message: str) -> None:
    """Ends what is open as failed; `message` says why."""
    _end(session, purchase, JobState.FAILED, message)


def _end(session: Session, purchase: Purchase, state: JobState, message: str) -> None:
    now = clock.now()
    for job in _jobs(session, purchase, *_OPEN):
        job.state, job.ended_at, job.message = state, now, message
        job.started_at = job.started_at or now


def _jobs(session: Session, purchase: Purchase, *states: JobState) -> list[AutomatorJob]:
    session.flush()
    statement = select(AutomatorJob).where(AutomatorJob.purchase_id == purchase.id, AutomatorJob.state.in_(states))
    return list(session.scalars(statement.order_by(AutomatorJob.id)))
