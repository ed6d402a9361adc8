"""What every dialog on a customer shares: it knows whom it is about, and says so in its heading."""

from typing import TYPE_CHECKING, Any

from billia_tui.operations.customers.page import CustomerPage
from billia_tui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from billia_tui.widgets.host import Host


class CustomerDialog(Dialog):
    """A form about one customer; `TITLE_WORDS` stand before the username in the heading."""

    TITLE_WORDS = ""

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__()
        self.customer = customer
        self.heading = f"{self.TITLE_WORDS} · {customer.username}"

    @classmethod
    async def about(cls, app: "Host", customer: CustomerPage, *about: Any) -> "CustomerDialog":  # noqa: ARG003
        """The form on the customer as it is now; a subclass asks the store for what else it shows."""
        return cls(customer, *about)

    def done(self, what: str) -> str:
        """What was done, with the customer's name before it."""
        return f"{self.customer.username}: {what}"
