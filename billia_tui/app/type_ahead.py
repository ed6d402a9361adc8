"""Type-ahead: keys are passed on one at a time, each when the one before it has been dealt with.

Over a slow line several keys arrive at once. Textual would hand all of them to the widget that has the focus at
that moment: of "w", "25", tab, "refund", enter the digits would go to the page, the note into the amount. Here a
key waits until its forerunner has gone all the way up, and while a dialog is on its way.

A text that is pasted into a terminal without bracketed paste comes the same way, and its lines would be commands. So
the first key of such a burst that would change anything asks; what follows it waits for the answer.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from itertools import takewhile
from time import monotonic
from typing import Self

from textual import events
from textual.app import App
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from billia_tui.app.burst import Burst
from billia_tui.text import hidden_character

LONGEST_HOLD = 20.0
"""Seconds after which keys wait no longer for what does not come; those that did were meant for it, and are dropped."""

DROPPED = "What you typed waited too long for what was to open, and was dropped; look, then type it again"

LOST = 0.3
"""Seconds after which it is looked whether the widget of a key went away while others waited for it."""

LAPS = 3
"""How often the mark goes the way of its key: what a key's action posts, and what comes of that, is then done too."""

NEVER_WAITS = frozenset({"ctrl+c"})

QUESTION = "pasted? enter again to do it, esc drops it"
ANSWERS = {"enter": True, "escape": False}
UNTIL_ANSWERED = 86_400.0
"""Seconds for which the question is to be seen; an answer takes it away."""


class KeyDone(Message):
    """Follows a key through the same widgets; when it arrives at the application the key has been dealt with.

    Attributes:
        number: the key's; a mark that comes late says nothing of a later key.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class Hold:
    """Keys wait as long as this lasts, at most `LONGEST_HOLD`; what another one holds them for, it leaves alone."""

    def __init__(self, keys: "TypeAhead", number: int) -> None:
        self._keys, self._number = keys, number

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def again(self) -> None:
        """What was to come is there and gone, and something else is on its way."""
        self._number = self._keys.hold()._number  # noqa: SLF001 - its own kind

    def end(self) -> None:
        """What keys waited for is there, or will not come."""
        self._keys.end_soon(self._number)


def _is_letter(key: events.Key) -> bool:
    letter = key.character or "?"
    return letter != "?" and key.is_printable and not hidden_character(letter)


class TypeAhead:
    """The keys that wait.

    Args:
        app: whose keys they are.
        forward: hands a key to whatever has the focus.
    """

    def __init__(self, app: App[int], forward: Callable[[events.Key], Awaitable[None]]) -> None:
        self._app = app
        self._forward = forward
        self._waiting: deque[tuple[events.Key, Burst | None]] = deque()
        self._under_way = self._count = self._laps = 0
        self._looks = False
        self._forwarded_at = 0.0
        self._target: Widget | None = None
        self._held = self._holds = 0
        """The number of the hold that keys wait for, 0 for none; a later one takes over from those before it."""
        self._going_on: frozenset[str] = frozenset()
        self._limit: Timer | None = None
        self._burst: Burst | None = None
        """What the key under way came with, or the one before it."""
        self._last_burst: Burst | None = None
        self._question: asyncio.Future[bool] | None = None

    async def take(self, key: events.Key) -> None:
        """A key from the terminal that came alone."""
        if key.key in NEVER_WAITS:
            await self._forward(key)
        elif self._question is not None and key.key in ANSWERS:
            self._answer(yes=ANSWERS[key.key])
        else:
            burst = self._last_burst
            await self._wait([key], burst if burst is not None and burst.goes_on_with(key) else None)

    async def take_together(self, keys: Sequence[events.Key]) -> None:
        """Keys that came at once."""
        burst = self._last_burst
        if burst is None or not burst.goes_on_with(keys[0]):
            burst = self._last_burst = Burst()
        for key in keys:
            if key.key in NEVER_WAITS:
                await self._forward(key)
        await self._wait([key for key in keys if key.key not in NEVER_WAITS], burst)

    async def _wait(self, keys: Sequence[events.Key], burst: "Burst | None") -> None:
        for key in keys:
            if burst is not None:
                burst.count(key)
            self._waiting.append((key, burst))
        if self._is_under_way:
            self._look_soon()
        else:
            self._under_way = 0
            await self._next()

    def hold(self, *, but: frozenset[str] = frozenset()) -> Hold:
        """A dialog is on its way: what is typed now is meant for it, `but` these keys go on until another one waits."""
        self._holds += 1
        self._held = number = self._holds
        self._going_on = but
        self._limit_hold()
        return Hold(self, number)

    @property
    def held(self) -> bool:
        """Whether keys wait for something that is on its way."""
        return bool(self._held)

    @property
    def is_busy(self) -> bool:
        """Whether a key is being dealt with or waits."""
        return bool(self._is_under_way or self._waiting or self._held or self._question)

    @property
    def passed_on(self) -> int:
        """How many keys, or texts of several, were handed to something since the start."""
        return self._count

    def arrived(self) -> None:
        """What keys wait for is there; it gets them as soon as it is mounted."""
        self.end_soon(self._held)

    def end_soon(self, number: int) -> None:
        """Ends the hold with this number once what came before it is dealt with, unless another one took over."""
        self._app.call_later(self._end, number)

    async def _end(self, number: int) -> None:
        if number and self._held == number:
            self._held = 0
            await self._next()

    def _limit_hold(self) -> None:
        if self._limit is not None:
            self._limit.stop()
        self._limit = self._app.set_timer(LONGEST_HOLD, partial(self._too_long, self._held))

    async def _too_long(self, number: int) -> None:
        if self._question is not None or self._held != number:  # the answer gives it its time anew
            return
        if self._waiting:
            self.drop()
            self._app.notify(DROPPED, severity="warning", markup=False)
        await self._end(number)

    async def passed(self, number: int) -> None:
        """The mark behind the key under way has arrived; it goes round again, a key may come before it is back."""
        if number != self._under_way:
            return
        self._laps += 1
        once_more = self._target if self._laps < LAPS else None
        if once_more is None or not once_more.post_message(KeyDone(number)):
            await self.done()

    async def done(self) -> None:
        """The key under way has been dealt with."""
        self._under_way = 0
        await self._next()

    async def _next(self) -> None:
        if not self._waiting or self._under_way or self._question is not None:
            return
        key, burst = self._waiting[0]
        if self._held and key.key not in self._going_on:
            return
        if not self._app.screen_stack:
            return  # the console is being left: nobody is there to get them
        if not self._app.screen.is_mounted:
            self._app.set_timer(0.01, self._next)
            return
        self._waiting.popleft()
        self._target = self._app.focused or self._app.screen
        self._count += 1
        self._under_way, self._laps = self._count, 0
        self._forwarded_at = monotonic()
        self._burst = burst
        if burst is not None:
            burst.judge(key, self._target)
        if burst is not None and (text := self._text_from(key, self._target)):
            self._target.post_message(events.Paste(text))
        else:
            await self._forward(key)
        # A key that closed its box at once took the widget with it: no mark would come back from there.
        is_gone = self._target.screen not in self._app.screen_stack
        if is_gone or not self._target.post_message(KeyDone(self._under_way)):
            await self.done()
        elif self._waiting:
            self._look_soon()

    def _text_from(self, key: events.Key, target: Widget) -> str:
        """A key and those behind it, as far as they are letters for a field: at once, not painted one by one.

        "" if there are no several of them. A question mark may be help, and what is hidden the field refuses alone.
        """
        if not (_is_letter(key) and target.check_consume_key(key.key, key.character)):
            return ""
        following = takewhile(lambda one: one[1] is not None and _is_letter(one[0]), self._waiting)
        letters = [key.character, *(one.character for one, _ in following)]
        for _ in letters[1:]:
            self._waiting.popleft()
        return "".join(letter or "" for letter in letters) if letters[1:] else ""

    def _look_soon(self) -> None:
        """Keys wait for the one under way: if it is still the same after a while it counts as dealt with."""
        if not self._looks:
            self._looks = True
            self._app.set_timer(LOST, self._look_after(self._under_way))

    def _look_after(self, under_way: int) -> Callable[[], Awaitable[None]]:
        async def look() -> None:
            self._looks = False
            if under_way and self._under_way == under_way and self._is_lost():
                await self.done()
            elif self._waiting and self._under_way:
                self._look_soon()

        return look

    @property
    def _is_under_way(self) -> bool:
        """Whether a key is being dealt with, whose mark may still come back."""
        return bool(self._under_way) and not self._is_lost()

    def _is_lost(self) -> bool:
        """Whether no mark will come back: where the widget is still there it is slow, and what it opens is to come."""
        target = self._target
        if target is None or not target.is_attached or target.screen not in self._app.screen_stack:
            return True
        return monotonic() - self._forwarded_at >= LONGEST_HOLD

    # ── keys that nobody typed ──

    async def agreed(self) -> bool:
        """Before anything is changed: whether somebody means it. Asks once, if the key came with what is no typing."""
        burst = self._burst
        if burst is None or burst.is_agreed or not burst.is_no_typing:
            return True
        if self._question is None:
            self._question = asyncio.get_running_loop().create_future()
            self._app.notify(QUESTION, severity="warning", markup=False, timeout=UNTIL_ANSWERED)
            self._tell()
        return await asyncio.shield(self._question)

    @property
    def asks(self) -> bool:
        """Whether the question stands."""
        return self._question is not None

    def _tell(self) -> None:
        """A form says at its foot whether it is being saved."""
        from billia_tui.widgets.dialog import Dialog

        if isinstance(self._app.screen, Dialog):
            self._app.screen.show_keys()

    @property
    def waits(self) -> bool:
        """Whether keys wait that were typed and have reached nothing yet."""
        return bool(self._waiting)

    def drop(self) -> None:
        """What waits was typed for something else than what opens now."""
        self._waiting.clear()

    def drop_pasted(self) -> None:
        """The question is answered with no, if it is open: the console is covered, nobody sees it any more."""
        if self._question is not None:
            self._answer(yes=False)

    def _answer(self, *, yes: bool) -> None:
        question, self._question = self._question, None
        self._app.clear_notifications()
        self._tell()
        if self._burst is not None:
            self._burst.is_agreed = yes
        if not yes:
            self._waiting.clear()
        if self._held:
            self._limit_hold()  # its time begins anew
        if question is not None and not question.done():
            question.set_result(yes)
        if not self._held:
            self._app.call_later(self._next)
