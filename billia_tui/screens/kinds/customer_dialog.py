"""What every dialog on a customer shares: it knows whom it is about, and says so in its heading."""

from billia_tui.operations.customers.page import CustomerPage
from billia_tui.widgets.dialog import Dialog


class CustomerDialog(Dialog):
    """A form about one customer; `TITLE_WORDS` stand before the username in the heading."""

    TITLE_WORDS = ""

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__()
        self.customer = customer
        self.heading = f"{self.TITLE_WORDS} · {customer.username}"

    def done(self, what: str) -> str:
        """What was done, with the customer's name before it."""
        return f"{self.customer.username}: {what}"
