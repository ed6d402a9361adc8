"""What `check` looks at in labels: objects, owners, allowed values, one of a component (R59, R61, R62)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Label, LabelComponent, LabelTie, LabelValue, Purchase, Service
from billia_tui.errors import Invalid
from billia_tui.operations.check.rows import Found, of
from billia_tui.operations.labels import values as label_values
from billia_tui.vocabulary import LabelResource

_label = Label.__table__.c


class _Component(NamedTuple):
    row: LabelComponent
    values: frozenset[str]
    resources: frozenset[str]

    def allows(self, value: str) -> bool:
        """Whether an object may carry this value (R61)."""
        if self.values:
            return value in self.values
        try:
            found = label_values.checked(self.row.type, value, lowest=self.row.lowest, highest=self.row.highest)
        except Invalid:
            return False
        return found == value


def labels(session: Session, customers: Mapping[int, Any]) -> Iterator[Found]:
    """The labels of these customers, their orders and services."""
    components = _components(session)
    seen = Counter[tuple[int, str, int]]()
    for row in of(session, _with_owners(), _label.customer_id, customers, _label.id):
        place = row.component_id, row.resource, row.object_id
        seen[place] += 1
        if seen[place] == 2:
            yield row.customer_id, f"label {row.id} is the second of its component on one object"
        if row.owner != row.customer_id:
            what = "is on something that is not there" if row.owner is None else "belongs to another customer"
            yield row.customer_id, f"label {row.id} {what}"
        component = components.get(row.component_id)
        if component is None:
            continue  # said as a broken link
        if row.resource not in component.resources:
            yield row.customer_id, f"label {row.id} is of a component that is not for {row.resource}"
        if not component.allows(row.value):
            yield row.customer_id, f"label {row.id} has a value that its component does not allow"


def _with_owners() -> Any:
    """Labels with the customer to whom the object belongs; None if there is no such object."""
    resource = _label.resource
    owner = case(
        (resource == LabelResource.ORDERS, Purchase.customer_id),
        (resource == LabelResource.SERVICES, Service.customer_id),
        else_=_label.object_id,
    )
    columns = (_label.id, _label.customer_id, _label.component_id, resource, _label.object_id, _label.value)
    return (
        select(*columns, owner.label("owner"))
        .select_from(Label)
        .outerjoin(Purchase, (resource == LabelResource.ORDERS) & (Purchase.id == _label.object_id))
        .outerjoin(Service, (resource == LabelResource.SERVICES) & (Service.id == _label.object_id))
    )


def _components(session: Session) -> dict[int, _Component]:
    values = session.execute(select(LabelValue.component_id, LabelValue.value)).all()
    ties = session.execute(select(LabelTie.component_id, LabelTie.resource)).all()
    return {
        row.id: _Component(
            row,
            frozenset(value for component_id, value in values if component_id == row.id),
            frozenset(resource for component_id, resource in ties if component_id == row.id),
        )
        for row in session.scalars(select(LabelComponent))
    }
