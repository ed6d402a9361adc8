"""The question before what is new to a customer counts as settled: nothing takes that back (R167, R223)."""

from collections.abc import Mapping

from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.messages import notifications
from billia_tui.screens.kinds.customer_dialog import CustomerDialog


class AllSeenDialog(CustomerDialog):
    """Marks all notifications of a customer as seen."""

    TITLE_WORDS = "Mark as seen"
    verb = "mark"

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__(customer)
        self.intro = f"{customer.unseen:,} new, to the customer too until then.\nIt cannot be taken back."

    async def save(self, _values: Mapping[str, str]) -> str:
        """Marks them."""
        number = await self.app.change(notifications.mark_all_seen, self.customer.id)
        return self.done(f"{number:,} marked as seen")
