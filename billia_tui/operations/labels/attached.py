"""Labels of customers, purchases and services: shown, attached, taken off (R58-R63)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db import search
from billia_tui.db.models import Label, LabelComponent, LabelTie, LabelValue
from billia_tui.errors import Conflict, NotFound, refuse_if
from billia_tui.operations.actor import Actor
from billia_tui.operations.labels import carried
from billia_tui.operations.labels import values as label_values
from billia_tui.operations.labels.parts import (
    check_tie,
    label_on,
    names_of,
    no_object,
    owner_of,
    picked,
    target_of,
    the_component,
)
from billia_tui.operations.labels.rows import LabelRow
from billia_tui.operations.labels.usage import THINGS
from billia_tui.operations.labels.values import AllowedValue
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require, staff_only
from billia_tui.operations.reach import reached, the_customer
from billia_tui.text import clean, fold
from billia_tui.vocabulary import LabelResource, LabelType

USERS = LabelResource.USERS

ATTACHED = "attach label"
"""What the log calls it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A component that can be attached to an object; `current` is what the object carries of it, if anything.

    `choices` hold the values as they are stored; their names are cleaned.
    """

    component_id: int
    key: str
    name: str
    description: str
    type: LabelType
    choices: tuple[AllowedValue, ...]
    expected: str
    current: LabelRow | None


@dataclass(frozen=True, slots=True)
class Attached:
    """What attaching did: the component's name, the value's name before (empty if none) and now."""

    name: str
    old: str
    new: str

    @property
    def changed(self) -> bool:
        """Whether the object carries another value than before."""
        return self.old != self.new


def object_of(
    session: Session, actor: Actor, customer_id: int, resource: LabelResource, object_id: int | None = None
) -> int:
    """The id of an object of a customer: the purchase or service `object_id`, or the customer itself.

    Raises:
        Forbidden, NotFound (not there, or another customer's).
    """
    staff_only(actor)
    return target_of(session, the_customer(session, actor, customer_id, lock=False), resource, object_id)


def offered(session: Session, actor: Actor, resource: LabelResource, object_id: int) -> tuple[Offer, ...]:
    """The components tied to a resource by name, with their allowed values and what the object carries (R58, R59).

    Raises:
        Forbidden, NotFound.
    """
    staff_only(actor)
    owner = session.scalar(owner_of(resource, object_id).where(reached(actor)))
    if owner is None:
        raise no_object(resource, object_id)
    return offers(session, resource, {row.component_id: row for row in carried.of(session, actor, resource, object_id)})


def offers(
    session: Session, resource: LabelResource, carried: Mapping[int, LabelRow] = MappingProxyType({})
) -> tuple[Offer, ...]:
    """The components tied to a resource by name, with what is `carried` of them, by component."""
    tied = select(LabelComponent).join(LabelTie, LabelTie.component_id == LabelComponent.id)
    components = session.scalars(tied.where(LabelTie.resource == resource)).all()
    values: dict[int, list[AllowedValue]] = defaultdict(list)
    ids = [component.id for component in components]
    for part in session.scalars(select(LabelValue).where(LabelValue.component_id.in_(ids)).order_by(LabelValue.id)):
        values[part.component_id].append(AllowedValue(part.value, clean(part.name)))
    offers = (_offer(component, values[component.id], carried.get(component.id)) for component in components)
    return tuple(sorted(offers, key=lambda offer: (fold(offer.name), offer.component_id)))


def attach(
    session: Session,
    actor: Actor,
    customer_id: int,
    component_id: int,
    value: str,
    *,
    replace: bool = False,
    resource: LabelResource = USERS,
    object_id: int | None = None,
    seen: str | None = None,
) -> Attached:
    """Attaches a value to a customer, or to its purchase or service `object_id` (R58, R61).

    Another value of the same component is only replaced with `replace` (R62); `seen` is then the stored value
    that the admin was asked about.

    Raises:
        Forbidden, NotFound, Invalid (at `value`), Conflict (another value than `seen` by now),
        Refused (the component is not for this resource; a value is there and `replace` was not said).
    """
    require(actor, Right.ATTACH_LABELS)
    customer = the_customer(session, actor, customer_id)
    target = target_of(session, customer, resource, object_id)
    component = the_component(session, component_id)
    check_tie(session, component, resource)
    names = names_of(session, component_id)
    value = picked(component, names, value)
    label = label_on(session, component_id, resource, target)
    new = names.get(value, value)
    if label is None:
        label = Label(component_id=component_id, resource=resource, object_id=target, customer_id=customer_id)
        session.add(label)
        old, action = "", ATTACHED
    elif label.value == value:
        return Attached(clean(component.name), clean(new), clean(new))
    else:
        old, action = names.get(label.value, label.value), "change label"
        _refuse_unasked(component, label, old, new, replace=replace, seen=seen)
    label.value, label.admin_id, label.at = value, actor.admin_id, clock.now()
    search.refresh(session, [customer_id])
    before = {component.name: old} if old else None
    log.write(
        session, actor, customer_id, (THINGS[resource], target), action, before=before, after={component.name: new}
    )
    return Attached(clean(component.name), clean(old), clean(new))


def why_not_attach(name: str, old: str, new: str, *, replace: bool) -> str | None:
    """Why another value of the component `name` is not attached without a question (R62); None if it is.

    `old` and `new` are names of values, the old one empty where the object carries none.
    """
    if replace or not old:
        return None
    return f"{clean(name)} is {clean(old)} already; attaching {clean(new)} would replace it"


def why_the_same(name: str, value: str) -> str:
    """Why attaching the value that is there would change nothing."""
    return f"{clean(name)} is {clean(value)} already"


def why_not_detach(name: str) -> str:
    """Why a label of the component `name` cannot be taken off an object that does not carry it (R63)."""
    return f"the label {clean(name)} is not attached here"


def detach(
    session: Session,
    actor: Actor,
    customer_id: int,
    component_id: int,
    *,
    resource: LabelResource = USERS,
    object_id: int | None = None,
    seen: str | None = None,
) -> str:
    """Takes a label off (R63); gives what it was, as `Name: value name`.

    Raises:
        Forbidden, NotFound (no such object, or it does not carry the label), Conflict (another value than `seen`).
    """
    require(actor, Right.ATTACH_LABELS)
    customer = the_customer(session, actor, customer_id)
    target = target_of(session, customer, resource, object_id)
    component = the_component(session, component_id)
    label = label_on(session, component_id, resource, target)
    if label is None:
        raise NotFound(why_not_detach(component.name))
    old = names_of(session, component_id).get(label.value, label.value)
    if seen is not None and seen != label.value:
        raise _changed(component, label, old)
    session.delete(label)
    search.refresh(session, [customer_id])
    thing = (THINGS[resource], target)
    log.write(session, actor, customer_id, thing, "take off label", before={component.name: old})
    return f"{clean(component.name)}: {clean(old)}"


def _offer(component: LabelComponent, values: Sequence[AllowedValue], current: LabelRow | None) -> Offer:
    choices = tuple(values)
    if not choices and component.type == LabelType.YES_NO:
        choices = tuple(AllowedValue(word, word) for word in label_values.YES_NO)
    return Offer(
        component.id,
        clean(component.key),
        clean(component.name),
        clean(component.description),
        LabelType(component.type),
        choices,
        label_values.expected(component.type, component.lowest, component.highest),
        current,
    )


def _refuse_unasked(
    component: LabelComponent, label: Label, old: str, new: str, *, replace: bool, seen: str | None
) -> None:
    """What is there is replaced after a question alone (R62), and only if it is what the question named."""
    if replace and seen is not None and seen != label.value:
        raise _changed(component, label, old)
    refuse_if(why_not_attach(component.name, old, new, replace=replace), rule="R62")


def _changed(component: LabelComponent, label: Label, old: str) -> Conflict:
    text = f"{clean(component.name)} is {clean(old)} by now; someone changed it meanwhile"
    return Conflict(text, {"value": label.value}, seen=label.id)
