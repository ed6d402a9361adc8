"""Searching while typing: the store is asked at once, for one thing at a time, and then for the newest."""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

T = TypeVar("T")


class Newest:
    """The question under way. Whoever waits for its end and is cancelled meanwhile was not the newest."""

    def __init__(self) -> None:
        self._under_way: asyncio.Future[Any] | None = None

    async def ask(self, question: Awaitable[T]) -> T:
        """The answer; a caller who is cancelled gets none, but the store goes on with it."""
        answer = asyncio.ensure_future(question)
        self._under_way = answer
        return await asyncio.shield(answer)

    async def turn(self) -> None:
        """Waits until the store is done with the question under way."""
        while self._under_way is not None and not self._under_way.done():
            await asyncio.wait([self._under_way])
