"""The admin's seat in a customer's panel: taken when it is opened, left when it is closed, logged both times."""

from typing import Self

from billia_tui.errors import BilliaError
from billia_tui.operations.customers import impersonation
from billia_tui.operations.customers.impersonation import Begun
from billia_tui.operations.desk import Desk


class PanelSeat:
    """`own` is the admin's desk, `desk` that of the panel, where everything is done as the customer."""

    def __init__(self, own: Desk, begun: Begun) -> None:
        self.own = own
        self.begun = begun
        self.desk = Desk(own.store, own.admin_id, acting_as=begun.customer_id)

    @classmethod
    def taken(cls, own: Desk, customer_id: int) -> Self:
        """Opens the panel; raises BilliaError if that is refused (R72)."""
        begun = own.change(impersonation.begin, customer_id)
        try:
            return cls(own, begun)
        except BilliaError:  # blocked in this very moment
            own.change(impersonation.end, begun.id)
            raise

    def take_again(self) -> None:
        """Opens it again after it was left, for the same customer; raises BilliaError if that is refused by now."""
        self.begun = self.own.change(impersonation.begin, self.begun.customer_id)

    def leave(self) -> None:
        """Closes it; raises StoreError if the end cannot be written."""
        self.own.change(impersonation.end, self.begun.id)
