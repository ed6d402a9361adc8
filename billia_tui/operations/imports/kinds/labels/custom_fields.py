"""What must be there before labels are brought over: the components of custom fields (R234)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import LabelComponent
from billia_tui.operations.actor import Actor
from billia_tui.operations.desk import Desk
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.labels.component_data import ComponentData
from billia_tui.text import clean
from billia_tui.vocabulary import LabelResource


def components(desk: Desk, source: str, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Sets up the components that custom fields need and that are not there; gives what to tell."""
    made = desk.change(store_components, source, list(rows))
    return [f"label components set up: {', '.join(made)}"] if made else []


def store_components(session: Session, actor: Actor, source: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Sets up components of type string, tied to what carries them; gives the keys of those that are new.

    Raises:
        Forbidden.
    """
    made = []
    for row in rows:
        if session.scalar(select(LabelComponent.id).where(LabelComponent.folded_key == row["key"])) is not None:
            continue
        ties = ((LabelResource.USERS, row["users"]), (LabelResource.SERVICES, row["services"]))
        resources = tuple(resource.value for resource, has in ties if has)
        name = clean(str(row["name"]), limit=100) or row["key"]
        data = ComponentData(row["key"], name, f"custom field, from {source}", resources=resources)
        label_components.add(session, actor, data)
        made.append(str(row["key"]))
    return made
