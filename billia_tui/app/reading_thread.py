"""Questions to the store that are asked at the same moment go to one thread.

A page asks seven things when it is opened. Seven threads would do no more than wait for each other and for the one that
paints, since only one of them runs at a time.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar

T = TypeVar("T")
Asked = tuple[Callable[[], Any], "asyncio.Future[Any]"]
Ready = tuple["asyncio.Future[Any]", Any, BaseException | None]

TOGETHER = 0.02
"""Seconds for which an answer waits for the next, so that they are shown together."""


class Questions:
    """Asks in threads.

    Args:
        threads: where.
    """

    def __init__(self, threads: Executor) -> None:
        self._threads = threads
        self._asked: list[Asked] = []

    async def answer(self, question: Callable[[], T]) -> T:
        """The answer to one, asked with all that are asked at this moment. A caller who is cancelled gets none."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._asked.append((question, answer))
        if len(self._asked) == 1:
            loop.call_soon(loop.call_soon, self._ask, loop)  # the next turn is still the same moment
        return await answer

    def _ask(self, loop: asyncio.AbstractEventLoop) -> None:
        asked, self._asked = self._asked, []
        try:
            self._threads.submit(_answered, asked, loop)
        except RuntimeError:  # the console is being left
            for _, answer in asked:
                answer.cancel()


def _answered(asked: list[Asked], loop: asyncio.AbstractEventLoop) -> None:
    """Answers one after another."""
    ready: list[Ready] = []
    began = time.monotonic()
    for question, answer in asked:
        if answer.cancelled():
            continue
        try:
            ready.append((answer, question(), None))
        except BaseException as error:  # noqa: BLE001 - whoever asked gets it
            ready.append((answer, None, error))
        if time.monotonic() - began > TOGETHER:
            _send(loop, ready)
            ready, began = [], time.monotonic()
    _send(loop, ready)


def _send(loop: asyncio.AbstractEventLoop, ready: list[Ready]) -> None:
    if ready and not loop.is_closed():
        loop.call_soon_threadsafe(_give, ready)


def _give(ready: list[Ready]) -> None:
    for answer, value, error in ready:
        if answer.done():
            continue
        if error is None:
            answer.set_result(value)
        else:
            answer.set_exception(error)
