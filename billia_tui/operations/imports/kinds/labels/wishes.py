"""The labels that a file asks for, checked (R59, R61, R62)."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Label, LabelComponent, LabelTie, LabelValue, Purchase, Service
from billia_tui.errors import Invalid
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds import owners, references
from billia_tui.operations.imports.kinds.kind import Batch, Item, Mistakes, those_in
from billia_tui.operations.imports.kinds.owners import RecordOwner
from billia_tui.operations.imports.kinds.references import Model, Named
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.labels import parts as label_parts
from billia_tui.text import clean
from billia_tui.vocabulary import LabelResource

_OBJECTS: dict[LabelResource, tuple[KindName, Model]] = {
    LabelResource.ORDERS: (KindName.ORDERS, Purchase),
    LabelResource.SERVICES: (KindName.SERVICES, Service),
}

Place = tuple[int, str, int]
"""What has one label at most: component, resource, object."""


class Component(NamedTuple):
    """A component with the names of its allowed values, and the resources that it is tied to."""

    row: LabelComponent
    names: dict[str, str]
    resources: frozenset[str]


class Wish(NamedTuple):
    """A label to attach, checked."""

    owner: RecordOwner
    component: Component
    resource: LabelResource
    object_id: int
    value: str

    @property
    def place(self) -> Place:
        """Where it is attached."""
        return self.component.row.id, self.resource.value, self.object_id


def read(session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> list[Wish | Mistakes]:
    """For each item the label, or what is wrong with it."""
    found = owners.of_items(session, actor, batch, items)
    components = _components(session, items)
    objects = {resource: _objects(session, batch, resource, items) for resource in _OBJECTS}
    wishes: list[Wish | Mistakes] = []
    for item in items:
        cells = Cells()
        owner = found.told(cells, item)
        resource = cells.word("resource", item.values.get("resource", ""), LabelResource.USERS)
        component = _component(cells, item.values, components, resource)
        value = _value(cells, item.values, component)
        object_id = _object(cells, item.values, owner, resource, objects)
        if owner is None or component is None or cells.errors:
            wishes.append(cells.errors)
        else:
            wishes.append(Wish(owner, component, resource, object_id, value))
    return wishes


def carried(session: Session, wishes: Sequence[Wish]) -> dict[Place, Label]:
    """The labels that are there already where these would be."""
    statement = select(Label).where(Label.component_id.in_({wish.component.row.id for wish in wishes}))
    rows = those_in(session, statement, Label.object_id, (wish.object_id for wish in wishes))
    return {(label.component_id, label.resource, label.object_id): label for (label,) in rows}


def resource_text(values: Values) -> str:
    """The resource as the file writes it."""
    return values.get("resource", "").strip() or LabelResource.USERS


def _components(session: Session, items: Sequence[Item]) -> dict[str, Component]:
    """The components that the items name, by key, with allowed values and ties; kept from changing meanwhile."""
    keys = {item.values["key"].strip().casefold() for item in items}
    statement = select(LabelComponent).with_for_update(read=True)
    rows = [row[0] for row in those_in(session, statement, LabelComponent.folded_key, keys)]
    ids = [row.id for row in rows]
    ties = those_in(session, select(LabelTie.component_id, LabelTie.resource), LabelTie.component_id, ids)
    values = select(LabelValue.component_id, LabelValue.value, LabelValue.name).order_by(LabelValue.id)
    allowed = those_in(session, values, LabelValue.component_id, ids)
    return {
        row.folded_key: Component(
            row,
            {value: name for component_id, value, name in allowed if component_id == row.id},
            frozenset(resource for component_id, resource in ties if component_id == row.id),
        )
        for row in rows
    }


def _component(
    cells: Cells, values: Values, components: Mapping[str, Component], resource: LabelResource
) -> Component | None:
    key = values["key"].strip()
    component = components.get(key.casefold())
    if component is None:
        shown = clean(key, limit=100)
        cells.errors["key"] = (
            f"there is no label component {shown!r}; set it up first, on the screen of labels or with billia labels"
            if key
            else "is required"
        )
    elif resource not in component.resources:
        cells.errors.setdefault("resource", f"the component {clean(component.row.key)} is not for {resource} (R59)")
    return component


def _value(cells: Cells, values: Values, component: Component | None) -> str:
    """The value as it is stored: an allowed one, by itself or by its name, or one of the component's type (R61)."""
    if component is None:
        return ""
    text = values["value"].strip()
    typed = text.casefold()
    if typed not in map(str.casefold, component.names):
        text = next((value for value, name in component.names.items() if name.casefold() == typed), text)
    try:
        return label_parts.picked(component.row, component.names, text)
    except Invalid as error:
        cells.errors["value"] = error.fields["value"]
        return ""


def _objects(session: Session, batch: Batch, resource: LabelResource, items: Sequence[Item]) -> dict[str, Named]:
    """The orders, or services, that the items name."""
    kind, model = _OBJECTS[resource]
    names = [
        item.values.get("object", "")
        for item in items
        if resource_text(item.values).casefold() == resource.value.casefold()
    ]
    return references.found(session, batch, kind, model, names) if names else {}


def _object(
    cells: Cells,
    values: Values,
    owner: RecordOwner | None,
    resource: LabelResource,
    objects: Mapping[LabelResource, Mapping[str, Named]],
) -> int:
    """The id of what carries the label: the customer itself, or one of its orders or services."""
    name = values.get("object", "").strip()
    if resource == LabelResource.USERS:
        if name and name.casefold() != values["customer"].strip().casefold():
            cells.errors["object"] = "is for orders and services alone; leave it empty"
        return owner.id if owner else 0
    found = objects[resource].get(name)
    if found is None or owner is None or found.customer_id != owner.id:
        what = "order" if resource == LabelResource.ORDERS else "service"
        cells.errors["object"] = f"this customer has no {what} {clean(name, limit=100)!r}" if name else "is required"
        return 0
    return found.id
