"""The link to a store on a server: that it is lost stands in the title line, and all is read again when it is back.

Whoever notices the loss tells it here: a question, a change, or what listens for the work of colleagues. Then the
server is asked now and again whether it is there, which sends nothing to the terminal. What is on the screen stays, and
so does what is typed.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from billia_tui import clock
from billia_tui.errors import BilliaError, StoreLost
from billia_tui.screens.kinds.page import Page

if TYPE_CHECKING:
    from textual.screen import Screen

    from billia_tui.widgets.host import Host

FIRST_PAUSE = 0.25
"""Seconds until it is looked for the first time; each further pause is twice as long."""

LONGEST_PAUSE = 5.0

READ_ONLY = "read-only: standby"
"""Said of a server that follows another one and takes no changes."""


class Link:
    """The link of one console.

    Args:
        app: the console.
    """

    def __init__(self, app: "Host") -> None:
        self._app = app
        self._pause = FIRST_PAUSE
        self._left_out: WeakSet[Screen[Any]] = WeakSet()
        self.lost_at: datetime | None = None
        """Since when the store is out of reach, None if it is not."""

    def keeps(self, screen: "Screen[Any]", error: BilliaError, *, shown: bool) -> bool:
        """Whether what a screen shows stays although it could not be read now; the title line says why.

        What could not be `shown` is read as soon as the store is back.
        """
        if not (isinstance(error, StoreLost) and self.is_lost):
            return False
        if not shown:
            self._left_out.add(screen)
        return shown

    def left_out(self, screen: "Screen[Any]") -> bool:
        """Whether a screen shows that the store was out of reach; asked once, before it reads again."""
        left_out = screen in self._left_out
        self._left_out.discard(screen)
        return left_out

    @property
    def is_lost(self) -> bool:
        """Whether the store is out of reach."""
        return self.lost_at is not None

    def words(self) -> str:
        """What the title line says about it, empty if all is well."""
        desk = self._app.desk
        if self.lost_at is None:
            return READ_ONLY if desk is not None and desk.store.is_standby else ""
        what = "store file gone" if desk is not None and desk.store.dialect == "sqlite" else "store out of reach"
        return f"✖ {what} since {self.lost_at:%H:%M}"

    def lost(self) -> None:
        """The store cannot be reached. A file always can, unless it was removed or replaced."""
        desk = self._app.desk
        if self.is_lost or desk is None or not self._app.is_running:
            return
        if desk.store.dialect == "sqlite" and not desk.store.is_gone:
            return
        self.lost_at, self._pause = clock.now(), FIRST_PAUSE
        self._show()
        self._look_later()

    def back(self) -> None:
        """The store has answered: pages read again what they show."""
        if self.is_lost:
            self.lost_at = None
            self._show()
            self._app.live.missed()

    def _show(self) -> None:
        for screen in self._app.screen_stack[::-1]:
            if isinstance(screen, Page):
                screen.show_title()
                return  # those below do it when they are seen

    def _look_later(self) -> None:
        self._app.set_timer(self._pause, self._look)

    def _look(self) -> None:
        if self.is_lost and self._app.is_running:
            self._app.run_worker(self._ask(), group="link")

    async def _ask(self) -> None:
        desk = self._app.desk
        if desk is None:
            return
        try:
            await self._app.in_thread(desk.store.knock)
        except BilliaError:
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
            self._look_later()
        else:
            self.back()
