"""Who carries a label, and taking it from all of them at once (R65)."""

import json
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, insert, literal, select
from sqlalchemy.orm import Session

from billia_tui.db import search
from billia_tui.db.models import Customer, Label, LabelComponent, LabelValue, LogEntry
from billia_tui.errors import Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.text import clean
from billia_tui.vocabulary import LabelResource

THINGS = {LabelResource.USERS: "customer", LabelResource.ORDERS: "purchase", LabelResource.SERVICES: "service"}
"""What the log calls the objects of a resource."""


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

    The store writes the lines itself, all with one statement: 100,000 carriers are no 100,000 questions.
    """
    session.flush()
    reason = f"label {clean(component.name)} was changed for all"
    line = log.line_of(actor, None, ("", 0), "take off label", reason=reason)
    columns: dict[str, ColumnElement[Any]] = {
        name: literal(value, LogEntry.__table__.c[name].type) for name, value in line.items()
    }
    columns["customer_id"] = Label.__table__.c.customer_id
    columns["object"] = case(*((Label.resource == resource, thing) for resource, thing in THINGS.items()))
    columns["object_id"] = Label.__table__.c.object_id
    columns["before"] = _before(component.name)
    named = (LabelValue.component_id == Label.component_id) & (LabelValue.value == Label.value)
    lines = select(*columns.values()).select_from(Label).outerjoin(LabelValue, named).where(leaving)
    session.execute(insert(LogEntry).from_select(list(columns), lines, include_defaults=False))
    losing = sorted(session.scalars(select(Label.customer_id).where(leaving).distinct()))
    session.execute(delete(Label).where(leaving).execution_options(synchronize_session=False))
    search.refresh_many(session, losing)


def renamed(session: Session, component_id: int) -> None:
    """Tells the search of all who carry a component that it, or a value of it, is called otherwise now (R213)."""
    carrying = select(Label.customer_id).where(Label.component_id == component_id).distinct()
    search.refresh_many(session, sorted(session.scalars(carrying)))


def _before(name: str) -> ColumnElement[str]:
    """The JSON text of what an object loses, as the log keeps it; no value holds a control character."""
    opened = f'{{{json.dumps(name, ensure_ascii=False)}:"'
    shown = func.replace(func.coalesce(LabelValue.name, Label.value), "\\", "\\\\")
    return literal(opened).concat(func.replace(shown, '"', '\\"')).concat('"}')
