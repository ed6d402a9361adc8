"""Reading the keyboard without looking at it all the time, and telling `esc` soon from the start of another key.

A terminal sends `esc` as one byte, with which arrow keys and others begin as well. The reader sleeps until something
comes; only behind an escape it waits for a short time, for a longer one on a line that was seen to tear keys apart.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from threading import Event

from textual import events
from textual.message import Message

from . import key_names
from .input_bytes import ESCAPE, InputBytes, Kind, Part, Wait, belong_together
from .reports import Reports

PATIENCE = 0.03
"""Seconds after which an escape was the key; the parts of one key come together, but for bad lines."""

MOST_PATIENCE = 0.15
"""Seconds, on a line that tears keys apart."""

PATIENCES = {Wait.KEYS: 0.5, Wait.TITLE: 2.0, Wait.END: 5.0}
"""Seconds for the rest of what is not `esc`: the longer, the less likely it was typed."""

REST_SECONDS = 0.5
"""Seconds after an escape in which the rest of a key belongs to it, although it was taken for `esc`."""


class Together(Message):
    """Keys that came at once, in one packet.

    Attributes:
        keys: two or more, in order.
    """

    def __init__(self, keys: tuple[events.Key, ...]) -> None:
        super().__init__()
        self.keys = keys


class Keyboard:
    """Makes messages of what a terminal sends.

    Args:
        patience: seconds after which an escape was the key.
        most_patience: what it may grow to if keys come in parts.
    """

    def __init__(self, *, patience: float = PATIENCE, most_patience: float = MOST_PATIENCE) -> None:
        self.patience = patience
        self._most_patience = most_patience
        self._input = InputBytes()
        self._reports = Reports()
        self._since = 0.0
        self._given_up = -REST_SECONDS
        self._backtab_is_escaped = key_names.backtab_is_escaped()

    def wait(self, now: float) -> float | None:
        """For how many seconds something may come before `late` is to be called; None for ever."""
        waits_for = self._input.waits_for
        if waits_for is Wait.NOTHING:
            return None
        patience = max(PATIENCES.get(waits_for, 0.0), self.patience)
        return max(self._since + patience - now, 0)

    def feed(self, data: bytes, now: float) -> Iterator[Message]:
        """What came."""
        if self._input.waits_for is Wait.KEY and belong_together(ESCAPE, data, soon=True):
            self._grow(2 * (now - self._since))
        soon = now - self._given_up < REST_SECONDS
        if soon and belong_together(ESCAPE, data, soon=True):
            self._grow(2 * self.patience)
        self._since = now
        if self._backtab_is_escaped:
            data = data.replace(b"\x1b\t", b"\x1b[Z")
        return self._messages(self._input.feed(data, soon=soon))

    def late(self, now: float) -> Iterator[Message]:
        """Nothing came in time: what is there is all of the key."""
        if self.wait(now) != 0:
            return iter(())
        self._since = self._given_up = now
        return self._messages(self._input.late())

    def _messages(self, parts: Iterator[Part]) -> Iterator[Message]:
        for kind, text in parts:
            if kind is Kind.TYPED:
                yield events.Key(*key_names.typed(text))
            elif kind is Kind.PASTED:
                yield events.Paste(text)
            elif report := self._reports.message(text) if kind is Kind.SEQUENCE else None:
                yield report
            else:
                of = key_names.of_sequence if kind is Kind.SEQUENCE else key_names.of_letter
                yield from (events.Key(*press) for press in of(text))

    def _grow(self, patience: float) -> None:
        self.patience = min(max(self.patience, patience), self._most_patience)


def together(messages: Iterator[Message]) -> Iterator[Message]:
    """The same, keys that follow each other as one message."""
    keys: list[events.Key] = []
    for message in messages:
        if isinstance(message, events.Key):
            keys.append(message)
            continue
        yield from _joined(keys)
        keys = []
        yield message
    yield from _joined(keys)


def _joined(keys: list[events.Key]) -> list[Message]:
    return [Together(tuple(keys))] if len(keys) > 1 else [*keys]


class Waking(Event):
    """An event that wakes who waits for files."""

    def __init__(self) -> None:
        super().__init__()
        self._out, self._in = os.pipe()
        os.set_blocking(self._out, False)
        os.set_blocking(self._in, False)

    def fileno(self) -> int:
        """To wait for."""
        return self._out

    def set(self) -> None:
        """It has come."""
        super().set()
        with suppress(OSError):  # full: it wakes already
            os.write(self._in, b"!")

    def clear(self) -> None:
        """It may come again."""
        with suppress(OSError):  # empty
            os.read(self._out, 4096)
        super().clear()
