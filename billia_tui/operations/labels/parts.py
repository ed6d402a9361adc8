"""What attaching and taking off share: the object, the component, the value that is meant (R58, R59, R61)."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Label, LabelComponent, LabelTie, LabelValue, Purchase, Service
from billia_tui.errors import Invalid, NotFound, Refused
from billia_tui.operations.labels import values as label_values
from billia_tui.text import clean
from billia_tui.vocabulary import LabelResource


def owner_of(resource: LabelResource, object_id: int) -> Select[int]:
    """Selects the id of the customer to whom an object belongs, if there is such an object."""
    owner = select(Customer.id)
    match resource:
        case LabelResource.ORDERS:
            return owner.join(Purchase, Purchase.customer_id == Customer.id).where(Purchase.id == object_id)
        case LabelResource.SERVICES:
            return owner.join(Service, Service.customer_id == Customer.id).where(Service.id == object_id)
        case _:
            return owner.where(Customer.id == object_id)


def no_object(resource: LabelResource, object_id: int) -> NotFound:
    """The refusal for an object that is not there, or not for this admin."""
    words = {LabelResource.USERS: "customer", LabelResource.ORDERS: "order", LabelResource.SERVICES: "service"}
    return NotFound(f"there is no {words[resource]} {object_id}")


def target_of(session: Session, customer: Customer, resource: LabelResource, object_id: int | None) -> int:
    """The id of the object, which belongs to the customer."""
    target = customer.id if object_id is None and resource == LabelResource.USERS else object_id
    if target is None or session.scalar(owner_of(resource, target)) != customer.id:
        raise no_object(resource, target or 0)
    return target


def the_component(session: Session, component_id: int) -> LabelComponent:
    """The component, kept from being changed to the end of the transaction: its set-up waits for us, or we for it."""
    statement = select(LabelComponent).where(LabelComponent.id == component_id).with_for_update(read=True)
    component = session.scalar(statement)
    if component is None:
        raise NotFound("this label component was deleted meanwhile")
    return component


def check_tie(session: Session, component: LabelComponent, resource: LabelResource) -> None:
    """Raises Refused unless the component is for this resource (R59)."""
    if session.get(LabelTie, (component.id, resource)) is None:
        raise Refused(f"{clean(component.name)} is not for {resource}", rule="R59")


def names_of(session: Session, component_id: int) -> dict[str, str]:
    """The names of the allowed values."""
    pairs = select(LabelValue.value, LabelValue.name).where(LabelValue.component_id == component_id)
    return {row.value: row.name for row in session.execute(pairs.order_by(LabelValue.id))}


def picked(component: LabelComponent, names: dict[str, str], text: str) -> str:
    """The value as it is stored: one of the allowed ones, or what was typed if it is of the type (R61)."""
    if not names:
        return label_values.checked(component.type, text, lowest=component.lowest, highest=component.highest)
    typed = text.strip().casefold()
    allowed = next((value for value in names if value.casefold() == typed), None)
    if allowed is None:
        raise Invalid({"value": f"must be one of {', '.join(clean(value) for value in names)}"})
    return allowed


def label_on(session: Session, component_id: int, resource: LabelResource, object_id: int) -> Label | None:
    """The label of a component on an object: there is one at most (R62)."""
    return session.scalar(
        select(Label).where(
            Label.component_id == component_id, Label.resource == resource, Label.object_id == object_id
        )
    )
