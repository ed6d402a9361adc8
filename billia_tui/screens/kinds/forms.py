"""The one way to open a form: ask or refuse, let keys wait, show it, say what it did, read afresh (R50, R51).

Pages hold and release no keys themselves. What is typed while something is on its way is held here; it goes on when a
box opens, and at the latest when what was begun has ended.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen
from textual.worker import Worker

from billia_tui.errors import BilliaError
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from billia_tui.widgets.host import Host, KeysHeld


class Forms(Screen[Any], inherit_bindings=False):
    """A page that opens forms, and for which keys wait until it is read; `read` is the subclass's."""

    app: "Host"
    _for_form: "KeysHeld | None" = None
    _for_reading: "KeysHeld | None" = None
    _waits: Callable[[], Awaitable[Any]] | None = None

    def read(self) -> None:
        """Reads everything of this page afresh."""

    # ── a form ──

    def begin(
        self, doing: Callable[[], Coroutine[Any, Any, None]], refusal: str | None = None, *, group: str = "dialog"
    ) -> None:
        """Does what a key asks for, unless there is a `refusal`: then says it, as a BilliaError of `doing` (R51)."""
        if refusal:
            self.app.refuse(refusal)
            return
        self._for_form = hold = self.app.type_ahead.hold()
        worker: Worker[None] = self.run_worker(partial(self._begun, hold, doing), group=group, exclusive=True)
        del worker  # it looks after itself

    async def _begun(self, hold: "KeysHeld", doing: Callable[[], Coroutine[Any, Any, None]]) -> None:
        with hold:
            try:
                await doing()
            except BilliaError as error:
                self.app.refuse(error)

    def open_form(self, make: Callable[[], Awaitable[Dialog | None]], refusal: str | None = None) -> None:
        """Opens the dialog that `make` gives, unless there is a `refusal`: then says it (R51)."""

        async def doing() -> None:
            dialog = await make()
            message = await self.app.push_screen_wait(dialog) if dialog is not None else None
            if dialog is not None and message is not None:
                await self.done(dialog, message)

        self.begin(doing, refusal)

    async def done(self, _dialog: Dialog, message: str) -> None:
        """A dialog has done something: it is said and shown (R50)."""
        self.app.say(message)
        self.read()

    async def pick(self, choices: PickList) -> str | None:
        """Within what was begun: lets one be picked; what is typed after that is meant for what comes next."""
        picked = await self.app.push_screen_wait(choices)
        if picked is not None and self._for_form is not None:
            self._for_form.again()
        return picked

    async def fill(self, form: Dialog) -> str | None:
        """Within what was begun: shows a form that leads to another; what is typed after it is meant for that one."""
        answer = await self.app.push_screen_wait(form)
        if answer is not None and self._for_form is not None:
            self._for_form.again()
        return answer

    # ── what is on its way ──

    def await_reading(self, *, but: str = "") -> None:
        """What is typed now is meant for what is read; the keys `but`, joined by commas, go on until another waits."""
        self._for_reading = self.app.type_ahead.hold(but=frozenset(but.split(",")))

    @property
    def is_awaited(self) -> bool:
        """Whether keys wait until this page is read."""
        return self._for_reading is not None

    def after_reading(self, doing: Callable[[], Awaitable[Any]]) -> None:
        """Does something once this page is read; at once if it is."""
        if self.is_awaited or not self.is_mounted:
            self._waits = doing
        else:
            self.call_later(doing)

    @contextmanager
    def reading(self, *, still: Callable[[], bool] = lambda: True) -> Iterator[None]:
        """Around what reads: keys that wait for it go on at its end, unless a newer read took over.

        A later read lets nothing go: what waits then waits for a dialog.
        """
        broken_off = False
        try:
            yield
        except asyncio.CancelledError:
            broken_off = True
            raise
        finally:
            if still() and not broken_off:
                self._let_go()

    def _let_go(self) -> None:
        waits, self._waits = self._waits, None
        if waits is not None and self.is_mounted:
            self.call_later(self._carry_out, self.app.type_ahead.hold(), waits)
        if self._for_reading is not None:
            self._for_reading.end()
            self._for_reading = None

    async def _carry_out(self, hold: "KeysHeld", doing: Callable[[], Awaitable[Any]]) -> None:
        with hold:
            await doing()

    def on_unmount(self) -> None:
        """Who left before it was there goes on elsewhere."""
        self._let_go()
        if self._for_form is not None:
            self._for_form.end()
