"""A screen that covers all others: nothing comes before it, and nothing is lost that wanted to.

Work that was begun before goes on behind it. What it wants to show, close or say is done when the cover is gone.
"""

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from textual.await_complete import AwaitComplete
from textual.widget import AwaitMount

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen, ScreenResultCallbackType

    Application = App[int]
else:
    Application = object  # a further class of Textual's kind takes ten milliseconds to make

Result = TypeVar("Result")


class CoveringScreen(Application):
    """Mixed in before `App`: an application whose screens can all be covered by one."""

    _waiting: list[Callable[[], object]] | None = None

    def cover(self, screen: "Screen[Any]") -> AwaitMount:
        """Puts a screen before all others; what was said before is said no more."""
        self.clear_notifications()
        mounting: AwaitMount = self._put_on_top(screen)
        self._waiting = []
        return mounting

    def came_on_top(self, screen: "Screen[Any]") -> None:
        """A screen was put on top just now, perhaps before it was made."""

    def _put_on_top(self, screen: "Screen[Any] | str", *how: Any, mode: str | None = None) -> Any:
        pushed = super().push_screen(screen, *how, mode=mode)
        self.came_on_top(self.screen)
        return pushed

    def uncover(self) -> None:
        """The covering screen is about to close; then what has waited is done, in the order in which it came."""
        waiting, self._waiting = self._waiting or [], None

        def go_on() -> None:
            for do in waiting:
                do()

        self.call_later(go_on)

    @overload
    def push_screen(
        self,
        screen: "Screen[Result] | str",
        callback: "ScreenResultCallbackType[Result] | None" = None,
        wait_for_dismiss: Literal[False] = False,  # noqa: FBT002 - as Textual has it
        *,
        mode: str | None = None,
    ) -> AwaitMount: ...

    @overload
    def push_screen(
        self,
        screen: "Screen[Result] | str",
        callback: "ScreenResultCallbackType[Result] | None" = None,
        wait_for_dismiss: Literal[True] = True,  # noqa: FBT002 - as Textual has it
        *,
        mode: str | None = None,
    ) -> "asyncio.Future[Result]": ...

    def push_screen(
        self,
        screen: "Screen[Any] | str",
        callback: "ScreenResultCallbackType[Any] | None" = None,
        wait_for_dismiss: bool = False,  # noqa: FBT001, FBT002 - as Textual has it
        *,
        mode: str | None = None,
    ) -> "AwaitMount | asyncio.Future[Any]":
        """Puts a screen on top, later if all are covered."""
        push: Callable[[], Any] = partial(self._put_on_top, screen, callback, wait_for_dismiss, mode=mode)
        if self._waiting is None:
            pushed: AwaitMount | asyncio.Future[Any] = push()
            return pushed
        context = copy_context()  # Textual asks who pushes
        if not wait_for_dismiss:
            self._waiting.append(partial(context.run, push))
            return AwaitMount(self.screen, [])
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        def pass_on(given: "asyncio.Future[Any]") -> None:
            if not answer.done() and not given.cancelled():
                answer.set_result(given.result())

        self._waiting.append(lambda: context.run(push).add_done_callback(pass_on))
        return answer

    def pop_screen(self) -> AwaitComplete:
        """Takes the screen on top away, later if it is covered."""
        if self._waiting is None:
            return super().pop_screen()
        self._waiting.append(super().pop_screen)
        return AwaitComplete()

    def notify(self, message: str, **how: Any) -> None:
        """Says something, later if all is covered: it may be about a customer."""
        if self._waiting is None:
            super().notify(message, **how)
        else:
            self._waiting.append(partial(super().notify, message, **how))
