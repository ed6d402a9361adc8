"""What is known without asking: the queues; the customers that were open and the searches of this session."""

import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from billia_tui.errors import BilliaError

if TYPE_CHECKING:
    from billia_tui.operations.customers.page import CustomerPage
    from billia_tui.operations.finding.jump import Hit
    from billia_tui.operations.finding.queues import QueueRow
    from billia_tui.widgets.host import Host

COUNTED_EVERY = 20.0
"""Seconds for which a number stands before a queue is counted again."""

MOST_REMEMBERED = 50
"""Customers that were open before, and searches; the oldest are forgotten."""


class JumpMemory:
    """Lives as long as the console; nothing of it is written down."""

    def __init__(self) -> None:
        self.queues: tuple[QueueRow, ...] = ()
        self.customers: list[Hit] = []
        self.counts: dict[int, str] = {}
        """How many customers the queues have, by their ids."""
        self._counted_at: dict[tuple[int, int], float] = {}
        self.searches: list[str] = []

    def opened(self, customer: "CustomerPage") -> None:
        """A customer is open now: it goes to the front."""
        from billia_tui.operations.finding.jump import Hit

        others = [hit for hit in self.customers if hit.id != customer.id]
        own = Hit(customer.id, customer.username, customer.name, customer.status)
        self.customers = [own, *others][:MOST_REMEMBERED]

    def searched(self, words: str) -> None:
        """A search of the list led somewhere: it goes to the front."""
        if words := words.strip():
            self.searches = [words, *(other for other in self.searches if other != words)][:MOST_REMEMBERED]

    async def refresh(self, app: "Host") -> bool:
        """Asks the store how all of it stands now; tells whether anything is different. Raises BilliaError."""
        await app.open_store()  # before the import: else keys would wait for it
        from billia_tui.operations.finding import jump, queues

        before = (self.queues, self.customers)
        asked = [hit.id for hit in self.customers]
        self.queues = await app.ask(queues.of)
        known = {hit.id: hit for hit in await app.ask(jump.known, asked)}
        self.customers = [known.get(hit.id, hit) for hit in self.customers if hit.id in known or hit.id not in asked]
        return before != (self.queues, self.customers)

    async def count(self, app: "Host") -> AsyncIterator[None]:
        """Counts the queues one after the other; comes back after each that has another number now."""
        from billia_tui.operations.finding import listing
        from billia_tui.operations.queries.customer_query import CustomerQuery

        for queue in self.queues:
            this = (queue.id, queue.version)
            if time.monotonic() - self._counted_at.get(this, -COUNTED_EVERY) < COUNTED_EVERY:
                continue
            try:
                count = str(await app.ask(listing.count, CustomerQuery(words=queue.query)))
            except BilliaError:  # the list says what is wrong with it
                count = ""
            self._counted_at[this] = time.monotonic()
            if self.counts.get(queue.id, "") != count:
                self.counts[queue.id] = count
                yield
