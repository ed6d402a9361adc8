"""Add and edit a product of the catalogue (R176)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from billia_tui.errors import Invalid
from billia_tui.operations.orders import catalogue
from billia_tui.operations.orders.catalogue import ProductData, ProductRow
from billia_tui.text import clean
from billia_tui.vocabulary import PaymentTerm, ServiceKind
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field

if TYPE_CHECKING:
    from billia_tui.widgets.host import Host

_NO, _YES = "no", "yes"
_TEXTS = {
    "name": ("Name", "required, what customers read"),
    "code": ("Code", "required, its short name, e.g. web-s"),
    "category": ("Category", "required, its group; made if it is new"),
    "price": ("Price", "required, e.g. 25.50"),
    "currency": ("Currency", "required, e.g. EUR"),
    "period_months": ("Period in months", "empty for one-time"),
}
_LATER = {
    "days_expired": ("Days Expired", "from its end until it is Suspended"),
    "days_suspended": ("Days Suspended", "until it is Terminated or in Redemption"),
    "days_redemption": ("Redemption days", "0 is none"),
    "redemption_fee": ("Redemption fee", "what redeeming costs besides the price"),
}
_FLAGS = ("needs_configuration", "on_sale")
_NUMBERS = ("days_expired", "days_suspended", "days_redemption")


class ProductDialog(Dialog):
    """Adds a product, or edits the one that is stored under `row`."""

    @classmethod
    async def about(cls, app: "Host", row: ProductRow | None = None) -> "ProductDialog":
        """With what is stored."""
        return cls(row, None if row is None else await app.ask(catalogue.data, row.id))

    def __init__(self, row: ProductRow | None = None, data: ProductData | None = None) -> None:
        super().__init__()
        self.row = row
        self.data = data or ProductData(period_months=12)
        self.heading = f"Product {row.code}" if row else "Add a product"
        self.verb = "save" if row else "add"
        self.intro = "What was ordered already stays as it is." if row else ""
        self._shown = {name: _typed(value) for name, value in asdict(self.data).items()}

    def fields(self) -> Sequence[Field]:
        """What it is and costs first, then its course."""
        return (
            *(self._line(name, *text) for name, text in _TEXTS.items()),
            self._choice("kind", "Kind", [(str(kind), str(kind)) for kind in ServiceKind]),
            self._line("tld", "Domain ending", "e.g. com"),
            self._choice("payment_term", "Paid", [(str(term), str(term)) for term in PaymentTerm]),
            self._choice("on_sale", "On sale", [(_YES, "yes"), (_NO, "no: ordered no more, services of it renew")]),
            self._choice("needs_configuration", "Set up first", [(_NO, "no"), (_YES, "yes")]),
            *(self._line(name, *text) for name, text in _LATER.items()),
        )

    def _line(self, name: str, label: str, hint: str) -> Field:
        shown = self._shown[name]
        return Field(name, label, shown, hint=hint, old=shown if self.row else None)

    def _choice(self, name: str, label: str, choices: Sequence[tuple[str, str]]) -> Field:
        return Field(name, label, self._shown[name], kind="choice", choices=choices)

    async def save(self, values: Mapping[str, str]) -> str:
        """Adds, or saves what was typed anew: what a colleague changed meanwhile stays."""
        read = _read(values)
        if self.row is None:
            await self.app.change(catalogue.add, ProductData(**read))  # type: ignore[arg-type]  # each of its kind
            return f"product {clean(values['code'].strip())} added"
        changes = {name: value for name, value in read.items() if values[name] != self._shown[name]}
        changed = await self.app.change(catalogue.edit, self.row.id, changes)
        told = ", ".join(name.replace("_", " ") for name in changed)
        return f"product {self.row.code}: {f'changed {told}' if changed else 'nothing to change'}"


def _typed(value: object) -> str:
    """A stored value as it stands in a field."""
    if isinstance(value, bool):
        return _YES if value else _NO
    return "" if value is None else str(value)


def _read(values: Mapping[str, str]) -> dict[str, object]:
    """What was typed, as the operation takes it; raises Invalid with all that is no number."""
    read: dict[str, object] = {**values, **{name: values[name] == _YES for name in _FLAGS}}
    wrong = {}
    for name in (*_NUMBERS, "period_months"):
        typed = values[name].strip()
        if name == "period_months" and typed in {"", "0"}:
            read[name] = None
        elif typed.isascii() and typed.isdecimal() and len(typed) <= len(str(catalogue.LONGEST_WAIT)):
            read[name] = int(typed)
        else:
            wrong[name] = "is a whole number"
    if wrong:
        raise Invalid(wrong)
    return read
