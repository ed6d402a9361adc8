"""Erasing a customer's personal data (GDPR, article 17)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import erasure
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.screens.kinds.customer_dialog import CustomerDialog
from billia_tui.widgets.field_spec import Field

if TYPE_CHECKING:
    from billia_tui.widgets.host import Host


class EraseDialog(CustomerDialog):
    """Erases after the username was typed, if nothing stands in the way (R44)."""

    TITLE_WORDS = "Erase"
    danger = True

    @classmethod
    async def about(cls, app: "Host", customer: CustomerPage, *_: object) -> "EraseDialog":
        """With what stands in the way now."""
        return cls(customer, await app.ask(customers.obstacles, customer.id))

    def __init__(self, customer: CustomerPage, obstacles: Sequence[str]) -> None:
        super().__init__(customer)
        self.obstacles = list(obstacles)
        if obstacles:
            self.can_save = False
            lines = "\n".join(f"· {line}" for line in obstacles)
            self.intro = f"This customer cannot be erased yet:\n{lines}"
            return
        self.verb = "erase for ever"
        self.intro = (
            f"Name, addresses, phone, notes, mails and stored papers of {customer.name} are overwritten; the customer "
            "leaves the list. Orders, documents and ledger keep numbers, days and amounts under the number "
            f"{customer.id} alone. Nobody can take this back.\nUsername: {customer.username}"
        )

    def fields(self) -> Sequence[Field]:
        """The username, to be sure."""
        return () if self.obstacles else (Field("username", "Type the username", hint=self.customer.username),)

    async def save(self, values: Mapping[str, str]) -> str:
        """Erases; what the file of the store still holds of it, `billia compact` removes when nobody works."""
        await self.app.change(erasure.erase, self.customer.id, typed_username=values["username"])
        return f"Customer {self.customer.id} erased; old copies in the store's file go with: billia compact"
