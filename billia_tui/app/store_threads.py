"""The store as the application has it: opened once, asked and changed in threads; and the Customer Panel on it."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from billia_tui.app.reading_thread import Questions
from billia_tui.errors import BilliaError, Refused, SignedOut, StoreLost

if TYPE_CHECKING:
    from textual.app import App

    from billia_tui.app.link import Link
    from billia_tui.app.type_ahead import TypeAhead
    from billia_tui.operations.customers.panel_seat import PanelSeat
    from billia_tui.operations.desk import Desk
    from billia_tui.operations.staff.door import Door
    from billia_tui.widgets.host import Host

    class Application(Host, App[int]):
        """What it is mixed into."""
else:
    Application = object  # as in `covering_screen`

P = ParamSpec("P")
T = TypeVar("T")


def look_for_garbage() -> None:
    """From now on; it is off since the start. What was made until then stays: looking through it costs a key 50 ms."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


class StoreThreads(Application):
    """Mixed in before `App`. `desk` is None until the store is open; `panel` is the panel that one is in."""

    desk: "Desk | None" = None
    panel: "PanelSeat | None" = None
    link: "Link"
    type_ahead: "TypeAhead"
    _open_seat: "PanelSeat | None" = None
    _opening: "asyncio.Future[Desk] | None" = None

    def use_store(self, open_desk: "Callable[[], Desk | Door]") -> None:
        """What opens it, later, in a thread."""
        self._open_desk = open_desk
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="store")
        self._questions = Questions(self._threads)

    def store_opened(self) -> None:
        """The store was opened just now."""

    def give_back(self) -> None:
        """Closes the store, and leaves a panel that is open."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._open_seat is not None:
            with suppress(BilliaError):  # the store is gone: `billia advance` will end it
                self._open_seat.leave()
        if self.desk is not None:
            self.desk.store.close()

    async def in_thread(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Runs `work` in a thread. If the caller is cancelled meanwhile the late answer is dropped."""
        try:
            answer = asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args, **kwargs))
        except RuntimeError as error:  # the threads have ended: the console is being left
            raise asyncio.CancelledError from error
        return await self._heard(answer)

    async def _heard(self, answer: Awaitable[T]) -> T:
        """An answer of the store. Who is no admin any more is out, whatever is open (R181)."""
        try:
            return await answer
        except SignedOut as error:
            self.end(error.text, error.exit_code)
            raise
        except StoreLost:
            self.link.lost()
            raise

    async def open_store(self) -> "Desk":
        """Opens the store once, whoever asks first: the others wait for the same; raises BilliaError."""
        if self.desk is None:
            if self._opening is None:
                self._opening = asyncio.ensure_future(self._seated())
            opening = self._opening
            try:
                desk = await asyncio.shield(opening)
            finally:
                if opening.done():
                    self._opening = None
                    self.set_timer(1, look_for_garbage)
            if self.desk is None:
                self.desk = desk
                self.store_opened()
        return self.desk

    async def _seated(self) -> "Desk":
        """Opens the store, and waits for a sign-in where it asks for one."""
        found = await self.in_thread(self._open_desk)
        from billia_tui.operations.staff.door import Door

        if not isinstance(found, Door):
            return found
        from billia_tui.screens.staff.sign_in import signed_in

        return await signed_in(self, found)

    async def ask(self, operation: Callable[Concatenate[Any, Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a reading operation; raises BilliaError."""
        desk = self.desk or await self.open_store()
        if desk.store.dialect != "sqlite":  # a server answers several at a time
            answer: T = await self.in_thread(desk.ask, operation, *args, **kwargs)
            self.link.back()
            return answer
        return await self._heard(self._questions.answer(partial(desk.ask, operation, *args, **kwargs)))

    async def change(self, operation: Callable[Concatenate[Any, Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a writing operation; raises BilliaError."""
        await self.mean_it()
        desk = self.desk or await self.open_store()
        answer: T = await self.in_thread(desk.change, operation, *args, **kwargs)
        self.link.back()
        return answer

    async def mean_it(self) -> None:
        """Before anything is changed: raises Refused if the key was pasted and nobody means it."""
        if not await self.type_ahead.agreed():
            raise Refused("Nothing was done: the keys were pasted, and are dropped")

    # ── the Customer Panel ──

    async def open_panel(self, customer_id: int) -> None:
        """From now on everything is asked and done as this customer (R66); raises BilliaError."""
        await self.mean_it()
        from billia_tui.operations.customers.panel_seat import PanelSeat

        assert self.desk is not None, "the store is open before a panel is"  # noqa: S101 - a mistake of ours
        self.panel = self._open_seat = await self.in_thread(PanelSeat.taken, self.desk, customer_id)
        self.desk = self.panel.desk
        self.add_class("-in-panel")
        self.clear_notifications()  # what they say was for the page below

    async def leave_panel(self) -> None:
        """The admin is the admin again (R71); raises StoreError if the end cannot be written now."""
        seat, self.panel = self.panel, None
        if seat is not None:
            self.desk = seat.own
            self.remove_class("-in-panel")
            await self.in_thread(seat.leave)
            self._open_seat = None
