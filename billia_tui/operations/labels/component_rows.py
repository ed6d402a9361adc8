"""Label components as they are shown (R64)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import LabelComponent, LabelTie, LabelValue
from billia_tui.operations.cleaned import cleaned
from billia_tui.operations.labels.component_data import ComponentData
from billia_tui.operations.labels.values import AllowedValue
from billia_tui.text import clean
from billia_tui.vocabulary import LabelResource, LabelType


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """A component as it is shown; `stored` is for the edit form alone."""

    id: int
    key: str
    name: str
    description: str
    type: LabelType
    lowest: int | None
    highest: int | None
    values: tuple[AllowedValue, ...]
    resources: tuple[LabelResource, ...]
    stored: ComponentData
    version: int


def rows_of(session: Session, components: Sequence[LabelComponent]) -> list[ComponentRow]:
    """The rows of some components: two queries more, however many they are."""
    ids = [component.id for component in components]
    values: Mapping[int, list[tuple[str, str]]] = defaultdict(list)
    for part in session.scalars(
        select(LabelValue).where(LabelValue.component_id.in_(ids)).order_by(LabelValue.component_id, LabelValue.id)
    ):
        values[part.component_id].append((part.value, part.name))
    ties: Mapping[int, set[str]] = defaultdict(set)
    for tie in session.scalars(select(LabelTie).where(LabelTie.component_id.in_(ids))):
        ties[tie.component_id].add(tie.resource)
    return [_row(component, values[component.id], ties[component.id]) for component in components]


def _row(component: LabelComponent, values: Sequence[tuple[str, str]], ties: set[str]) -> ComponentRow:
    resources = tuple(resource for resource in LabelResource if resource in ties)
    stored = ComponentData(
        component.key,
        component.name,
        component.description,
        component.type,
        "" if component.lowest is None else str(component.lowest),
        "" if component.highest is None else str(component.highest),
        tuple(values),
        resources,
    )
    return cleaned(
        ComponentRow,
        component,
        values=tuple(AllowedValue(clean(value), clean(name)) for value, name in values),
        resources=resources,
        stored=stored,
    )
