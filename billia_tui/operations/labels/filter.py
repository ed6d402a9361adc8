"""Customers by a label that they carry: the filter `key=value` of the list (R58, R63)."""

from contextlib import suppress

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Label, LabelComponent, LabelTie, LabelValue
from billia_tui.errors import Invalid
from billia_tui.operations.actor import Actor
from billia_tui.operations.labels import parts as label_parts
from billia_tui.operations.permissions import staff_only
from billia_tui.text import clean, storable
from billia_tui.vocabulary import LabelResource

USERS = LabelResource.USERS
MOST_CHOICES = 50
"""Labels that the filter of the customer list offers."""


def parse(text: str) -> tuple[str, str]:
    """A filter `key=value` in its two parts; raises Invalid at `label`."""
    key, sign, value = text.partition("=")
    if not (sign and key.strip() and value.strip()) or not storable(text):
        raise Invalid({"label": "needs the form KEY=VALUE, e.g. tier=gold"})
    return key.strip(), value.strip()


def filter_condition(session: Session, text: str) -> ColumnElement[bool]:
    """The labels of customers that the filter `key=value` means; raises Invalid at `label`.

    All columns of the condition stand at the front of one index, the customer's id follows them.
    """
    key, value = parse(text)
    component = session.scalar(select(LabelComponent).where(LabelComponent.folded_key == key.lower()))
    if component is None:
        raise Invalid({"label": f"there is no label component {clean(key)!r}"})
    with suppress(Invalid):  # else only those can carry it who got it before the allowed values were set up
        value = label_parts.picked(component, label_parts.names_of(session, component.id), value)
    return (Label.component_id == component.id) & (Label.resource == USERS) & (Label.value == value)


def filter_choices(session: Session, actor: Actor) -> tuple[tuple[str, str], ...]:
    """The first labels that customers can be filtered by: `key=value`, and how it is shown."""
    staff_only(actor)
    found = session.execute(
        select(LabelComponent.key, LabelComponent.name, LabelValue.value, LabelValue.name)
        .join(LabelTie, (LabelTie.component_id == LabelComponent.id) & (LabelTie.resource == USERS))
        .join(LabelValue, LabelValue.component_id == LabelComponent.id)
        .order_by(LabelComponent.folded_key, LabelValue.id)
        .limit(MOST_CHOICES)
    )
    return tuple((f"{row[0]}={row[2]}", f"{clean(row[1])}: {clean(row[3])}") for row in found)
