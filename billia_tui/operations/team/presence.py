"""Who has which customer open, and who is changing something there: told to each other, kept nowhere.

It is no change of the business: no line of the log, no right but reaching the customer (R185). A console renews its
row while a customer is open; one not renewed for a minute counts for nothing, and whoever writes next sweeps it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Concatenate, ParamSpec

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.best_effort_writes import brief_writing
from billia_tui.db.models import Admin, Customer, Presence
from billia_tui.operations.actor import Actor
from billia_tui.operations.desk import Desk
from billia_tui.operations.reach import not_found, reached
from billia_tui.text import clean

LASTS = timedelta(seconds=60)
"""After this long without being renewed a presence counts for nothing."""

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Other:
    """Another console that has the customer open."""

    name: str
    editing: bool


def here(session: Session, actor: Actor, token: str, customer_id: int, *, editing: bool) -> None:
    """Says that a console, known by its `token`, has a customer open, or still has; raises NotFound."""
    if session.scalar(select(Customer.id).where(Customer.id == customer_id, reached(actor))) is None:
        raise not_found(customer_id)
    now = clock.now()
    session.execute(delete(Presence).where(Presence.seen_at < now - LASTS, Presence.session != token))
    mine = session.get(Presence, token)
    if mine is None:
        session.add(
            Presence(session=token, admin_id=actor.admin_id, customer_id=customer_id, editing=editing, seen_at=now)
        )
    elif mine.admin_id == actor.admin_id:
        mine.customer_id, mine.editing, mine.seen_at = customer_id, editing, now
    session.flush()


def gone(session: Session, actor: Actor, token: str) -> None:
    """Says that a console has no customer open any more. Twice is once."""
    session.execute(delete(Presence).where(Presence.session == token, Presence.admin_id == actor.admin_id))


def others(session: Session, actor: Actor, token: str, customer_id: int) -> tuple[Other, ...]:
    """Who else has a customer open, whoever is changing something first; nobody for one out of reach."""
    reachable = select(Customer.id).where(Customer.id == customer_id, reached(actor))
    found = session.execute(
        select(Admin.username, Presence.editing)
        .join(Admin, Admin.id == Presence.admin_id)
        .where(
            Presence.customer_id.in_(reachable),
            Presence.session != token,
            Presence.seen_at >= clock.now() - LASTS,
        )
        .order_by(Presence.editing.desc(), Admin.username_key)
    )
    names: dict[str, bool] = {}
    for row in found:  # one person at two consoles is one name
        names.setdefault(clean(row.username), bool(row.editing))
    return tuple(Other(name, editing) for name, editing in names.items())


def briefly(
    desk: Desk, operation: Callable[Concatenate[Session, Actor, P], None], /, *args: P.args, **kwargs: P.kwargs
) -> None:
    """Runs `here` or `gone` without waiting long for anybody; raises StoreError soon instead, and nothing is lost."""
    with brief_writing(desk.store) as session:
        operation(session, desk.actor, *args, **kwargs)
