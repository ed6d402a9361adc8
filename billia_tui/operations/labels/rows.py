"""Labels as they are shown: `Name: value name`, sorted by name (R63).

The models are imported where they are used: the first rows do without them (docs/decisions/0008).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from billia_tui.operations.cleaned import cleaned
from billia_tui.text import clean, fold

if TYPE_CHECKING:
    from sqlalchemy import Select

    from billia_tui.db.models import Label
    from billia_tui.operations.actor import Actor


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label of an object, cleaned; `stored` is the value as it is stored."""

    id: int
    component_id: int
    key: str
    name: str
    value: str
    value_name: str
    admin: str
    at: datetime
    stored: str

    @property
    def text(self) -> str:
        """As it is shown everywhere (R63)."""
        return f"{self.name}: {self.value_name}"


def shown(actor: "Actor") -> "Select[Label, str, str, str, str]":
    """Labels with what is shown of them, of customers that the admin reaches."""
    from sqlalchemy import select

    from billia_tui.db.models import Admin, Customer, Label, LabelComponent, LabelValue
    from billia_tui.operations.reach import reached

    return (
        select(Label, LabelComponent.key, LabelComponent.name, LabelValue.name, Admin.username)
        .join(LabelComponent, LabelComponent.id == Label.component_id)
        .join(Customer, Customer.id == Label.customer_id)
        .join(Admin, Admin.id == Label.admin_id)
        .outerjoin(LabelValue, (LabelValue.component_id == Label.component_id) & (LabelValue.value == Label.value))
        .where(reached(actor))
    )


def row_of(row: Any) -> LabelRow:
    """A row of `shown`, cleaned."""
    label: Label = row[0]
    return cleaned(
        LabelRow,
        label,
        key=clean(row[1]),
        name=clean(row[2]),
        value_name=clean(row[3] or label.value),
        admin=clean(row[4]),
        stored=label.value,
    )


def by_name(rows: Iterable[LabelRow]) -> tuple[LabelRow, ...]:
    """Sorted by name (R63), whatever the language of the store."""
    return tuple(sorted(rows, key=lambda row: (fold(row.name), row.component_id)))
