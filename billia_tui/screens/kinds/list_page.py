"""A page with one list of a customer: wallet history, log, services, orders."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.screens.kinds.rows_page import Row
from billia_tui.screens.kinds.store_page import StorePage
from billia_tui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from billia_tui.operations.team.changes_feed import Changes


class ListPage(StorePage[Row], inherit_bindings=False):
    """All rows of one kind that belong to a customer."""

    def __init__(self, customer_id: int) -> None:
        super().__init__()
        self.customer_id = customer_id
        self.customer: CustomerPage | None = None

    async def read_first(self) -> None:
        """Reads the customer."""
        self.customer = await self.app.ask(customer_page.read, self.customer_id)

    def concerned(self, changes: "Changes") -> bool:
        """What is shown is this customer's."""
        return changes.touch(self.customer_id)

    def shown_id(self) -> int:
        """The customer."""
        return self.customer_id

    def about_page(self) -> Sequence[Any]:
        """The customer."""
        return (self.customer_id,)

    def crumbs(self) -> Sequence[str]:
        """List, customer, this page."""
        name = self.customer.username if self.customer else ""
        return ("Customers", f"{self.customer_id} {name}".strip(), self.heading())

    def open_customer_form(self, make: Callable[[CustomerPage], Dialog], refusal: str | None = None) -> None:
        """Opens a dialog on the customer as it is now, unless there is a `refusal`: then says it (R51)."""

        async def on_customer() -> Dialog:
            return make(await self.app.ask(customer_page.read, self.customer_id))

        self.open_form(on_customer, refusal)
