"""The first of the two steps into a customer's panel (R68)."""

from collections.abc import Callable, Mapping

from billia_tui.operations.customers.page import CustomerPage
from billia_tui.screens.kinds.customer_dialog import CustomerDialog


class ImpersonateDialog(CustomerDialog):
    """Says what it means before it is prepared; nothing is opened or logged yet."""

    TITLE_WORDS = "Impersonate"
    verb = "prepare"

    def __init__(self, customer: CustomerPage, prepare: Callable[[int], None]) -> None:
        super().__init__(customer)
        self.prepare = prepare
        self.intro = (
            f"You will see and do what {customer.name} can, and no more.\n"
            "The customer gets no message. Start, end and every action are logged with both names."
        )

    async def save(self, _values: Mapping[str, str]) -> str:
        """Prepares; the same key opens the panel then."""
        self.prepare(self.customer.id)
        return self.done("prepared; the same key opens the User Panel")
