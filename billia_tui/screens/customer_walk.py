"""Walking from the details page through the list that the customer came from: `]`, `[`, "3 of 312"."""

from collections.abc import Sequence

from textual import work

from billia_tui.errors import BilliaError
from billia_tui.operations import customer_list
from billia_tui.operations.customer_query import CustomerQuery
from billia_tui.screens.customer_pages import CustomerPages


class CustomerWalk(CustomerPages, inherit_bindings=False):
    """The neighbours of the customer in the list; `show` of the subclass brings another customer to the page."""

    walk: CustomerQuery | None
    """The list that the customer came from; None if it came from elsewhere."""
    _place = ""

    def facts(self) -> Sequence[str]:
        """Where the customer stands in the list."""
        return (self._place,) if self._place else ()

    def show(self, customer_id: int, walk: CustomerQuery | None = None) -> None:
        """Brings another customer of the list `walk` to the page."""
        raise NotImplementedError

    @work(exclusive=True, group="place")
    async def find_place(self) -> None:
        """Counts where the customer stands in the list: "3 of 312"."""
        if self.walk is None:
            return
        try:
            key = await self.app.ask(customer_list.key_of, self.walk, self.customer_id)
            ahead = await self.app.ask(customer_list.before, self.walk, key)
            total = await self.app.ask(customer_list.count, self.walk)
        except BilliaError:
            self._place = ""
        else:
            number = f"{ahead.number + 1:,}" if ahead.exact else f"{ahead}"
            self._place = f"{number} of {total}"
        self.show_title()

    def action_next_customer(self) -> None:
        """The next customer of the list."""
        self.step(forward=True)

    def action_previous_customer(self) -> None:
        """The previous customer of the list."""
        self.step(forward=False)

    @work(exclusive=True, group="step")
    async def step(self, *, forward: bool) -> None:
        """Shows the neighbour of this customer in the list that it came from."""
        if self.walk is None:
            self.app.refuse("This customer was not opened from a list")
            return
        try:
            key = await self.app.ask(customer_list.key_of, self.walk, self.customer_id)
            found = await self.app.ask(customer_list.step, self.walk, key, forward=forward)
        except BilliaError as error:
            self.app.refuse(error)
            return
        if found is None:
            self.app.refuse("This is the last customer of the list" if forward else "This is the first customer")
            return
        self.show(found[0], self.walk)
