"""The Textual application: wiring, theme, first screen. It knows no rule and no store."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, ParamSpec, TypeVar

from textual.app import App
from textual.binding import BindingType

from billia_tui.errors import BilliaError

if TYPE_CHECKING:
    from billia_tui.operations.desk import Desk

P = ParamSpec("P")
T = TypeVar("T")


class BilliaApp(App[int]):
    """The console of one admin.

    Args:
        open_desk: opens the store and seats the admin; called in a thread after the first paint.
        place: which store this is, in a word ("local", "demo", a host), for the title line.
    """

    TITLE = "billia"
    CSS_PATH = "styles/app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, open_desk: Callable[[], "Desk"], *, place: str = "local") -> None:
        super().__init__()
        self._open_desk = open_desk
        self.place = place
        self.desk: Desk | None = None
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="store")

    async def in_thread(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Runs `work` in a thread. If the caller is cancelled meanwhile the late answer is dropped."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args, **kwargs))

    async def open_store(self) -> "Desk":
        """Opens the store once; raises BilliaError."""
        self.desk = await self.in_thread(self._open_desk)
        return self.desk

    async def ask(self, operation: Callable[Concatenate[Any, Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a reading operation; raises BilliaError."""
        assert self.desk is not None, "the store is open before a screen asks"  # noqa: S101 - a mistake of ours
        return await self.in_thread(self.desk.ask, operation, *args, **kwargs)

    async def change(self, operation: Callable[Concatenate[Any, Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a writing operation; raises BilliaError."""
        assert self.desk is not None, "the store is open before a screen changes it"  # noqa: S101 - a mistake of ours
        return await self.in_thread(self.desk.change, operation, *args, **kwargs)

    def say(self, text: str) -> None:
        """A short message that something was done. Data in it is cleaned already; it is never markup."""
        self.notify(text, markup=False, timeout=4)

    def refuse(self, error: BilliaError | str) -> None:
        """A short message that something was not done, and why."""
        self.notify(str(error), severity="warning", markup=False, timeout=8)
