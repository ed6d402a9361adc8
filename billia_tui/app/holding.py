"""The customers of queues that this console has: taken one at a time, kept while keys come, given back (R241).

Nothing of it holds up a page: it is taken while the page is being read, and given back behind one's back.
"""

from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import uuid4

from billia_tui.errors import BilliaError

if TYPE_CHECKING:
    from textual.timer import Timer

    from billia_tui.operations.desk import Desk
    from billia_tui.widgets.host import Host

RENEWED = 60.0
"""Seconds between two times of telling the store that keys come."""


class Holding:
    """What one console has.

    Args:
        app: the console.
    """

    def __init__(self, app: "Host") -> None:
        self._app = app
        self._console = uuid4().hex
        self._desk: Desk | None = None
        self._renewing: Timer | None = None
        self._pressed_at = 0.0
        self.page = 0
        """The customer that the details page shows and that was taken with it; 0 for none."""

    async def take(self, queue_id: int, customer_id: int, *, opened: bool) -> str:
        """Takes a customer; who was taken with the page before it is given back. Gives who has it instead, if anybody.

        Raises:
            BilliaError: it cannot be taken now.
        """
        from billia_tui.operations.finding import taking

        desk = self._desk = self._app.desk or await self._app.open_store()
        leaving = self.page if opened else 0
        other: str = await self._app.in_thread(
            desk.change, taking.take, self._console, queue_id, customer_id, leaving=leaving
        )
        if not other and opened:
            self.page = customer_id
        if not other and self._renewing is None:
            self._pressed_at = self._app.idle.pressed_at
            self._renewing = self._app.set_timer(RENEWED, self._renew)
        return other

    async def give_back(self, customer_id: int) -> None:
        """Gives back whom the admin has, here or at another console of theirs; raises BilliaError."""
        from billia_tui.operations.finding import taking

        desk = self._app.desk or await self._app.open_store()
        await self._app.in_thread(desk.change, taking.free, customer_id)
        if self.page == customer_id:
            self.page = 0

    def shows(self, customer_id: int) -> None:
        """The page shows this customer now, 0 for none: who was taken with it before is free again."""
        if self.page and self.page != customer_id:
            left, self.page = self.page, 0
            self._app.run_worker(self._left(left), group="holding")

    async def _left(self, customer_id: int) -> None:
        from billia_tui.operations.finding import taking

        if self._desk is not None:
            with suppress(BilliaError):  # it is free by itself in half an hour
                await self._app.in_thread(self._desk.change, taking.free, customer_id, console=self._console)

    async def _keep(self) -> None:
        from billia_tui.operations.finding import taking

        if self._desk is not None:
            with suppress(BilliaError):  # it is told a minute later
                await self._app.in_thread(self._desk.change, taking.still, self._console)

    def _renew(self) -> None:
        pressed, self._pressed_at = self._pressed_at, self._app.idle.pressed_at
        if self._pressed_at > pressed:
            self._app.run_worker(self._keep(), group="holding")
        self._renewing = self._app.set_timer(RENEWED, self._renew)

    def goodbye(self) -> None:
        """In a thread, while the console is being left: gives back all that it has."""
        from billia_tui.operations.finding import taking
        from billia_tui.operations.team import presence

        if self._desk is not None:
            with suppress(BilliaError):
                presence.briefly(self._desk, taking.free_all, self._console)

    @property
    def has_any(self) -> bool:
        """Whether it may have somebody."""
        return self._desk is not None
