"""Setting up labels: add, edit, delete a component (R59, R60, R64, R65)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Self

from billia_tui.errors import Invalid
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.labels.component_data import ComponentData, values_of
from billia_tui.operations.labels.component_rows import ComponentRow
from billia_tui.vocabulary import LabelResource, LabelType
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field

if TYPE_CHECKING:
    from billia_tui.widgets.host import Host

TYPES = tuple((kind.value, kind.value) for kind in LabelType)
YES_NO = (("no", "no"), ("yes", "yes"))
CONFIRM = "expected"
"""The field in which a person says how many objects lose a label."""


def confirmed(number: int, typed: str) -> int:
    """The number, if it was typed; raises Invalid at the field for it (R65): `enter` alone is typed too easily."""
    if number and typed.strip().replace(",", "") != str(number):
        carry = "1 object carries it" if number == 1 else f"{number:,} objects carry it"
        raise Invalid({CONFIRM: f"{carry}; type {number} to take it off"})
    return number


class ComponentDialog(Dialog):
    """Sets up a component, or edits `row` with its values and resources."""

    def __init__(self, row: ComponentRow | None) -> None:
        super().__init__()
        self.heading = f"Label {row.name}" if row else "Add label"
        self.verb = "ok" if row else "add"
        self.intro = "Values are lines such as gold=Gold. Without them any value of the type can be attached."
        self.row = row
        self.seen: int | None = row.version if row else None

    @classmethod
    async def about(cls, app: "Host", row: ComponentRow | None) -> Self:
        """On the component as it is now."""
        return cls(await app.ask(label_components.read, row.id) if row else None)

    def fields(self) -> Sequence[Field]:
        """Key, name, type, values, resources (R59)."""
        stored = label_components.as_fields(self.row.stored if self.row else ComponentData())
        old = stored if self.row else {}
        texts = (
            ("key", "Key", "required, e.g. tier"),
            ("name", "Name", "required, e.g. Tier"),
            ("description", "Description", ""),
        )
        bounds = (("lowest", "Lowest", "type range alone"), ("highest", "Highest", "type range alone"))
        return [
            *(Field(name, label, stored[name], hint=hint, old=old.get(name)) for name, label, hint in texts),
            Field("type", "Type", stored["type"], kind="choice", choices=TYPES, old=old.get("type")),
            *(Field(name, label, stored[name], hint=hint, old=old.get(name)) for name, label, hint in bounds),
            Field("values", "Allowed values", stored["values"], kind="lines", old=old.get("values")),
            *(
                Field(
                    name.lower(),
                    f"For {name}",
                    stored[name.lower()],
                    kind="choice",
                    choices=YES_NO,
                    old=old.get(name.lower()),
                )
                for name in LabelResource
            ),
            *([Field(CONFIRM, "Taken from", hint="how many objects")] if self.row else []),
        ]

    def on_mount(self) -> None:
        """The number of those who lose a label is asked for only when there are any."""
        super().on_mount()
        if self.row:
            self.rows[CONFIRM].display = False

    async def save(self, values: Mapping[str, str]) -> str:
        """Adds, or saves after the number of those who lose a label was typed (R65)."""
        data = _data(values)
        if self.row is None:
            await self.app.change(label_components.add, data, request_key=self.request_key)
            return f"label {data.name.strip()} added"
        number = await self.app.ask(label_components.usage, self.row.id, data, seen=self.seen)
        self.rows[CONFIRM].display = bool(number)
        taken = confirmed(number, values[CONFIRM])
        edit = label_components.edit
        changed = await self.app.change(edit, self.row.id, data, seen=self.seen, expected=taken)
        if not changed:
            return f"label {self.row.name}: nothing changed"
        return f"label {self.row.name} changed" + (f", taken from {taken:,}" if taken else "")


class DeleteComponentDialog(Dialog):
    """Deletes a component after a question that says how many objects carry it (R65)."""

    verb = "delete"
    danger = True

    def __init__(self, row: ComponentRow, number: int) -> None:
        super().__init__()
        self.row, self.number = row, number
        self.heading = f"Delete label {row.name}"
        carry = "1 object carries it" if number == 1 else f"{number:,} objects carry it"
        loss = f"{carry}; it is taken from all of them." if number else "Nothing carries it."
        self.intro = f"Delete {row.name} ({row.key})? {loss} This cannot be undone."

    @classmethod
    async def about(cls, app: "Host", row: ComponentRow) -> Self:
        """With how many carry it now."""
        return cls(row, await app.ask(label_components.usage, row.id))

    def fields(self) -> Sequence[Field]:
        """The number, if there is one to confirm."""
        return [Field(CONFIRM, "Taken from", hint=f"type {self.number}")] if self.number else []

    async def save(self, values: Mapping[str, str]) -> str:
        """Deletes."""
        taken = confirmed(self.number, values.get(CONFIRM, ""))
        await self.app.change(label_components.delete_component, self.row.id, expected=taken)
        return f"label {self.row.name} deleted" + (f", taken from {taken:,}" if taken else "")


def _data(values: Mapping[str, str]) -> ComponentData:
    return ComponentData(
        values["key"],
        values["name"],
        values["description"],
        values["type"],
        values["lowest"],
        values["highest"],
        values_of(values["values"]),
        tuple(name for name in LabelResource if values[name.lower()] == "yes"),
    )
