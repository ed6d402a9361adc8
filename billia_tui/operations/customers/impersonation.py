"""Impersonation: an admin in a customer's panel, from start to end (R66-R72)."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Impersonation
from billia_tui.errors import refuse_if
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_customer
from billia_tui.text import clean
from billia_tui.vocabulary import CustomerStatus


@dataclass(frozen=True, slots=True)
class Begun:
    """A panel that was opened: `id` is what `end` wants back."""

    id: int
    customer_id: int
    username: str


def why_not(status: str) -> str | None:
    """Why a customer of this status cannot be impersonated, None if it can (R72).

    A Blocked one cannot; an Inactive one can, also when its first hour is over.
    """
    return "a Blocked customer cannot be impersonated; activate it first" if status == CustomerStatus.BLOCKED else None


def begin(session: Session, actor: Actor, customer_id: int) -> Begun:
    """Opens the Customer Panel of a customer, who gets no message and whose last sign-in stays as it is (R67).

    Raises:
        Forbidden, NotFound, Refused (Blocked).
    """
    require(actor, Right.PASSWORD)
    customer = the_customer(session, actor, customer_id)
    refuse_if(why_not(customer.status), rule="R72")
    row = Impersonation(admin_id=actor.admin_id, customer_id=customer_id, started_at=clock.now())
    session.add(row)
    session.flush()
    log.about(session, actor, row, "impersonation started")
    return Begun(row.id, customer_id, clean(customer.username))


def end(session: Session, actor: Actor, impersonation_id: int) -> None:
    """Closes a panel that this admin has opened; also of a customer who was blocked meanwhile. Twice is once."""
    row = session.get(Impersonation, impersonation_id, with_for_update=True)
    if row is None or row.admin_id != actor.admin_id or row.ended_at is not None:
        return
    row.ended_at = clock.now()
    log.about(session, actor, row, "impersonation ended")
