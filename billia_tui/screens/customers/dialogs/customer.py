"""Add, edit and delete a customer (R44, R75, R76, R148-R152, R189)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Self

from billia_tui.errors import Conflict
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import naming
from billia_tui.operations.customers.editing import AfterAdding, ContactData, NewCustomer
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.screens.kinds.customer_dialog import CustomerDialog
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field

if TYPE_CHECKING:
    from billia_tui.widgets.host import Host

CONTACT = {
    "first_name": ("First name", "required"),
    "last_name": ("Last name", "required"),
    "phone": ("Phone", "digits, spaces and + - ( ) . /, x12"),
    "country": ("Country", "required, e.g. DE"),
    "city": ("City", ""),
    "address": ("Address", ""),
    "postcode": ("Postcode", ""),
}
COMPANY = {
    "company_name": ("Company name", "only for a company"),
    "company_number": ("Company number", ""),
    "vat_number": ("VAT number", ""),
}


class EditCustomerDialog(CustomerDialog):
    """Contact data; id, username, currency and registration date are fixed (R75)."""

    TITLE_WORDS = "Edit"

    def __init__(self, customer: CustomerPage, data: ContactData) -> None:
        super().__init__(customer)
        self.seen = data.version
        self.stored = {name: str(getattr(data, name)) for name in CONTACT}

    @classmethod
    async def about(cls, app: "Host", customer: CustomerPage, *_: object) -> "EditCustomerDialog":
        """With the contact data as it is now."""
        return cls(customer, await app.ask(customers.contact_data, customer.id))

    def fields(self) -> Sequence[Field]:
        """The fields of R75, each with what it was."""
        stored = self.stored
        return [
            Field(name, label, stored[name], hint=hint, old=stored[name]) for name, (label, hint) in CONTACT.items()
        ]

    def meanwhile(self, conflict: Conflict) -> None:
        """The next `enter` saves over what is shown now, and over nothing newer."""
        super().meanwhile(conflict)
        self.stored = conflict.fresh

    async def save(self, values: Mapping[str, str]) -> str:
        """Saves what was changed here; fields left alone stay as they are by then."""
        changes = {name: value for name, value in values.items() if value != self.stored[name]}
        changed = await self.app.change(customers.edit, self.customer.id, changes, seen=self.seen)
        self.undoable = bool(changed)
        return self.done(f"changed {', '.join(name.replace('_', ' ') for name in changed)}" if changed else "no change")


class AddCustomerDialog(Dialog):
    """A new customer; afterwards `new_id` is its id.

    Args:
        resellers: those that the admin reaches, as (id, name).
        may_activate: whether "activate now" is offered.
    """

    heading = "Add a customer"
    verb = "add"

    def __init__(self, resellers: Sequence[tuple[int, str]], *, may_activate: bool) -> None:
        super().__init__()
        self._resellers = [name for _, name in resellers]
        self._ways = [way for way in AfterAdding if may_activate or way != AfterAdding.ACTIVATE]
        self.new_id: int | None = None

    def fields(self) -> Sequence[Field]:
        """Required first; the company's fields may stay empty (R149)."""
        contact = {name: Field(name, label, hint=hint) for name, (label, hint) in CONTACT.items()}
        return (
            contact["first_name"],
            contact["last_name"],
            Field("email", "E-mail", hint="required, the registration address"),
            contact["country"],
            Field("currency", "Currency", hint="required, e.g. EUR"),
            Field("reseller", "Reseller", kind="choice", choices=[(name, name) for name in self._resellers]),
            Field("username", "Username", hint="the e-mail, if left empty"),
            *(contact[name] for name in ("phone", "city", "address", "postcode")),
            *(Field(name, label, hint=hint) for name, (label, hint) in COMPANY.items()),
            Field("then", "Afterwards", kind="choice", choices=[(way.value, way.value) for way in self._ways]),
        )

    async def save(self, values: Mapping[str, str]) -> str:
        """Adds, once."""
        data = {name: value for name, value in values.items() if name != "then"}
        self.new_id = await self.app.change(
            customers.add, NewCustomer(**data), then=AfterAdding(values["then"]), request_key=self.request_key
        )
        other = await self.app.ask(naming.lookalike, self.new_id)
        return f"Customer {self.new_id} added" + (f"; its username looks like {other}" if other else "")


class GoneForEverDialog(CustomerDialog):
    """Lets a customer go after the username was typed, if nothing stands in the way (R44).

    `gone` is what the customer then is; `warning` says what becomes of what.
    """

    danger = True
    gone = ""

    @classmethod
    async def about(cls, app: "Host", customer: CustomerPage, *_: object) -> Self:
        """With what stands in the way now (R44)."""
        return cls(customer, await app.ask(customers.obstacles, customer.id))

    def __init__(self, customer: CustomerPage, obstacles: Sequence[str]) -> None:
        super().__init__(customer)
        self.obstacles = list(obstacles)
        if obstacles:
            self.can_save = False
            lines = "\n".join(f"· {line}" for line in obstacles)
            self.intro = f"This customer cannot be {self.gone} yet:\n{lines}"
        else:
            self.intro = f"{self.warning()}\nUsername: {customer.username}"

    def warning(self) -> str:
        """What becomes of the customer's things."""
        raise NotImplementedError

    def fields(self) -> Sequence[Field]:
        """The username, to be sure."""
        if self.obstacles:
            return ()
        return (Field("username", "Type the username", hint=self.customer.username),)


class DeleteCustomerDialog(GoneForEverDialog):
    """Deletes a customer."""

    TITLE_WORDS = "Delete"
    gone = "deleted"
    verb = "delete"

    def warning(self) -> str:
        """Others may have the name and the address then."""
        return (
            f"{self.customer.name} leaves the list; username and e-mail become free. "
            "Orders, documents and log stay. This cannot be undone."
        )

    async def save(self, values: Mapping[str, str]) -> str:
        """Deletes."""
        await self.app.change(customers.delete, self.customer.id, typed_username=values["username"])
        return self.done("deleted")
