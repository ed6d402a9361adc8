"""Who carries a label, and taking it from all of them at once (R65)."""

from sqlalchemy import ColumnElement, case, delete, func, insert, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Label, LabelComponent, LogEntry
from billia_tui.db.paging import fetch
from billia_tui.errors import Refused
from billia_tui.operations import log
from billia_tui.operations.actor import Actor
from billia_tui.operations.label_parts import names_of
from billia_tui.paging import Window
from billia_tui.text import clean
from billia_tui.vocabulary import LabelResource

THINGS = {LabelResource.USERS: "customer", LabelResource.ORDERS: "purchase", LabelResource.SERVICES: "service"}
"""What the log calls the objects of a resource."""

CHUNK = 2000
"""Log lines that are written with one statement."""


def carriers(session: Session, actor: Actor, leaving: ColumnElement[bool]) -> int:
    """How many objects of customers carry the labels `leaving`.

    Components are shared by all resellers, so an admin who does not reach all carriers cannot take labels
    from them (R185): that is refused here, before a number is told.
    """
    near = Customer.reseller_id.in_(sorted(actor.reach)) if actor.reach is not None else Customer.id.is_not(None)
    counted = select(func.count(Label.id), func.count(case((near, 1))))
    row = session.execute(
        counted.join(Customer, Customer.id == Label.customer_id).where(leaving, Customer.deleted_at.is_(None))
    ).one()
    if row[0] != row[1]:
        text = "customers whom you do not reach carry it; ask an admin who reaches them"
        raise Refused(text, rule="R185")
    return int(row[0])


def confirmed(session: Session, actor: Actor, leaving: ColumnElement[bool], expected: int) -> None:
    """Raises Refused unless as many objects carry the labels as the admin was told (R65)."""
    number = carriers(session, actor, leaving)
    if number != expected:
        carry = "1 object carries" if number == 1 else f"{number:,} objects carry"
        raise Refused(f"{carry} what this takes away, not {expected:,}; nothing was done, look again", rule="R65")


def take_off(session: Session, actor: Actor, component: LabelComponent, leaving: ColumnElement[bool]) -> None:
    """Removes the labels `leaving` of a component, with a log line for each object that loses one (R65).

    Page by page along an index, and one statement for all that goes: 100,000 carriers are no 100,000 questions.
    """
    names = names_of(session, component.id)
    labels = Label.__table__.c
    chosen = select(labels.resource, labels.object_id, labels.customer_id, labels.value).where(leaving)
    reason = f"label {clean(component.name)} was changed for all"
    window: Window | None = Window(limit=CHUNK)
    while window:
        page = fetch(session, chosen, [labels.resource, labels.object_id], window, tuple)
        lines = [
            log.line_of(
                actor,
                customer_id,
                (THINGS[LabelResource(resource)], object_id),
                "take off label",
                before={component.name: names.get(value, value)},
                reason=reason,
            )
            for resource, object_id, customer_id, value, *_ in page.rows
        ]
        if lines:
            session.execute(insert(LogEntry), lines)
        window = Window(limit=CHUNK, after=page.keys[-1]) if page.more else None
    session.execute(delete(Label).where(leaving).execution_options(synchronize_session=False))
