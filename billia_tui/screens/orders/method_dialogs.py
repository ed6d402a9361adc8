"""Add and edit a way to pay, switch it off and on (R164, R165)."""

from collections.abc import Mapping, Sequence

from billia_tui.operations.orders import methods
from billia_tui.operations.orders.methods import MethodRow
from billia_tui.text import clean
from billia_tui.vocabulary import PaymentMethodType
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field

_NO, _YES = "no", "yes"
_FLAGS = {
    "shared": ("For whom", ((_YES, "everybody"), (_NO, "only with custom payment"))),
    "allows_invoice": ("Invoices", ((_YES, "by themselves"), (_NO, "on request only"))),
    "allows_invoice_person": ("For private persons", ((_YES, "by themselves"), (_NO, "on request only"))),
}


class MethodDialog(Dialog):
    """Adds a method, or edits `row`."""

    def __init__(self, row: MethodRow | None = None) -> None:
        super().__init__()
        self.row = row
        self.heading = f"Payment method {row.name}" if row else "Add a way to pay"
        self.verb = "save" if row else "add"
        if row is None:
            self.intro = "An offline way, such as a bank transfer, is marked paid by hand; wallet is money in advance."

    def fields(self) -> Sequence[Field]:
        """The type stays what it was at first: documents of orders hang on it."""
        row = self.row
        name, description = (row.name, row.description) if row else ("", "")
        made = [Field("name", "Name", name, hint="required, what customers read", old=name if row else None)]
        if row is None:
            kinds = [(str(kind), str(kind)) for kind in PaymentMethodType]
            made.append(Field("kind", "Type", PaymentMethodType.OFFLINE, kind="choice", choices=kinds))
        made.append(Field("description", "Description", description, hint="optional", old=description if row else None))
        for field, (label, choices) in _FLAGS.items():
            now = _NO if row is not None and not getattr(row, field) else _YES
            made.append(Field(field, label, now, kind="choice", choices=choices))
        return made

    async def save(self, values: Mapping[str, str]) -> str:
        """Adds, or saves what is another now."""
        flags = {name: values[name] == _YES for name in _FLAGS}
        if self.row is None:
            kind = PaymentMethodType(values["kind"])
            await self.app.change(methods.add, values["name"], kind, description=values["description"], **flags)
            return f"payment method {clean(values['name'].strip())} added"
        texts = {name: values[name] for name in ("name", "description") if values[name] != getattr(self.row, name)}
        changed = await self.app.change(methods.edit, self.row.id, {**texts, **flags})
        return f"payment method {self.row.name} {'changed' if changed else 'stays as it is'}"


class SwitchMethodDialog(Dialog):
    """Off for later orders, or on again."""

    def __init__(self, row: MethodRow) -> None:
        super().__init__()
        self.row = row
        self.verb = "switch off" if row.enabled else "switch on"
        self.heading = f"{self.verb.capitalize()} · {row.name}"
        self.intro = "off → enabled\nIt can be chosen again."
        if row.enabled:
            self.intro = "enabled → off\nNobody can choose it any more; orders that have it keep it."

    async def save(self, values: Mapping[str, str]) -> str:  # noqa: ARG002 - there is nothing to fill in
        """Switches."""
        await self.app.change(methods.enable, self.row.id, enabled=not self.row.enabled)
        return f"payment method {self.row.name} {'off' if self.row.enabled else 'enabled'}"
