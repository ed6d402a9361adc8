"""Nobody at the keyboard: after a set time without a key the console is locked, or ends.

One timer sleeps to the end of the time and looks then whether there was a key meanwhile. Nothing ticks, and nothing is
sent to the terminal. What colleagues do is no key.
"""

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from billia_tui.app import leaving
from billia_tui.errors import BilliaError

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.widget import AwaitMount

    from billia_tui.screens.staff.lock import LockScreen
    from billia_tui.widgets.host import Host

NO_PASSWORD = "you have no password to unlock the console with; set one: billia admins password NAME"  # noqa: S105 - a sentence, no password
ENDED = "ended after {minutes} minutes without a key"


class Idle:
    """Locks one console.

    Args:
        app: the console.
        minutes: without a key after which it locks; 0 is never.
    """

    def __init__(self, app: "Host", minutes: float) -> None:
        self._app = app
        self._minutes = minutes
        self._last = time.monotonic()
        self._timer: Timer | None = None
        self._lock: LockScreen | None = None

    def allow(self, minutes: float) -> None:
        """Another time without a key is allowed from now on."""
        if minutes != self._minutes:
            self._minutes = minutes
            self.begin()

    def begin(self) -> None:
        """Somebody has sat down."""
        self.active()
        self._arm(self._minutes * 60)

    def active(self) -> None:
        """A key was pressed."""
        self._last = time.monotonic()

    @property
    def pressed_at(self) -> float:
        """When the last key was pressed, in seconds of `time.monotonic`."""
        return self._last

    def _arm(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._app.set_timer(seconds, self._look) if self._minutes else None

    def _look(self) -> None:
        """The time may be over."""
        left = self._minutes * 60 - (time.monotonic() - self._last)
        if left > 0:
            self._arm(left)
        elif self._lock is None:
            self._cover(by_hand=False)
        elif leaving.is_at_work(self._app):
            self._arm(self._minutes * 60)
        elif not self._lock.asks:
            self._end()

    # ── locking ──

    def lock(self) -> None:
        """Locks now, because somebody wants to leave the keyboard."""
        if self._app.desk is not None and self._lock is None:
            self._cover(by_hand=True)

    def _cover(self, *, by_hand: bool) -> None:
        """Hides everything first; what is to be done then, the store says, which may take its time."""
        from billia_tui.screens.staff.lock import LockScreen

        assert self._app.desk is not None  # noqa: S101 - there is nothing to hide before somebody is seated
        self._app.type_ahead.drop_pasted()
        self._app.name_window("billia")
        self._lock = LockScreen(self._app.desk.actor.username)
        mounting = self._app.cover(self._lock)
        self._app.run_worker(self._judge(self._lock, mounting, by_hand=by_hand), group="lock")

    async def _judge(self, lock: "LockScreen", mounting: "AwaitMount", *, by_hand: bool) -> None:
        """A Customer Panel ends with the lock (R71). Who has no password cannot unlock: the console ends."""
        from billia_tui.operations.staff import door

        await mounting
        if self._app.panel is not None:
            with suppress(BilliaError):  # `billia advance` ends it then
                await self._app.in_thread(self._app.panel.leave)
        try:
            can_unlock = await self._app.ask(door.has_password)
        except BilliaError:
            can_unlock = True  # the store is not to be had just now: safe is to ask
        if can_unlock or lock is not self._lock:
            return
        if by_hand:
            self._app.refuse(NO_PASSWORD)
            await self.unlocked()
            lock.dismiss(None)
        elif leaving.typed(self._app) or leaving.is_at_work(self._app):
            lock.ask_nothing()
            self.begin()
        else:
            self._end()

    def _end(self) -> None:
        self._app.end(ENDED.format(minutes=self._minutes), 0)

    # ── unlocking ──

    async def unlocked(self) -> None:
        """The admin is back: the lock is about to close. A Customer Panel is opened again, as a new visit (R70)."""
        if self._app.panel is not None:
            try:
                await self._app.in_thread(self._app.panel.take_again)
            except BilliaError as error:
                self._app.refuse(error)
        self._lock = None
        self._app.uncover()
        self.begin()
