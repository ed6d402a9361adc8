"""Reading the keyboard without looking at it all the time, and telling `esc` soon from the start of another key.

A terminal sends `esc` as one byte, with which arrow keys and others begin as well. Textual waits a tenth of a second
for the rest, and looks ten times a second whether the time is over. Here the reader sleeps until something comes; only
behind an escape it waits for a short time, for a longer one on a line that was seen to tear keys apart.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from threading import Event

from textual._xterm_parser import XTermParser
from textual.message import Message

PATIENCE = 0.03
"""Seconds after which an escape was the key; the parts of one key come together, but for bad lines."""

MOST_PATIENCE = 0.15
"""Seconds, on a line that tears keys apart."""

LONG_PATIENCE = 0.3
"""Seconds for the rest of a key once its second byte is there: then it was not `esc`."""

REST = re.compile(r"\[[0-9;:<?$]*[A-Za-z~]|O[A-Z]")
"""What follows the escape in a longer key. Nobody types this at once."""

REST_SECONDS = 0.5
"""Seconds after an escape in which such a rest belongs to it, although it was taken for the key."""

ESCAPE = "\x1b"
PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"


class Keyboard:
    """Makes messages of what a terminal sends.

    Args:
        parser: Textual's.
        patience: seconds after which an escape was the key.
        most_patience: what it may grow to if keys come in parts.
    """

    def __init__(
        self, parser: XTermParser, *, patience: float = PATIENCE, most_patience: float = MOST_PATIENCE
    ) -> None:
        self.patience = patience
        self._most_patience = most_patience
        self._parser = parser
        self._text = ""
        self._since = 0.0
        self._escaped = -REST_SECONDS
        self._pasting = False

    def wait(self, now: float) -> float | None:
        """For how many seconds something may come before `late` is to be called; None for ever."""
        if not self._is_open:
            return None
        is_key = self._text.endswith(ESCAPE) and not self._pasting
        patience = self.patience if is_key else max(LONG_PATIENCE, self.patience)
        return max(self._since + patience - now, 0)

    def feed(self, text: str, now: float) -> Iterator[Message]:
        """What came."""
        if self._is_open and self._text.endswith(ESCAPE) and REST.match(text):
            self._grow(2 * (now - self._since))
        elif now - self._escaped < REST_SECONDS and REST.match(text):
            self._grow(2 * self.patience)
            text = ESCAPE + text  # too late to take back `esc`, but not to keep letters from being typed
        seen = self._text + text
        if PASTE_START in seen or PASTE_END in seen:
            self._pasting = seen.rfind(PASTE_START) > seen.rfind(PASTE_END)
        self._text, self._since = text, now
        yield from self._parser.feed(text)

    def late(self, now: float) -> Iterator[Message]:
        """Nothing came in time: what is there is all of the key."""
        if self._is_open and not self.wait(now):
            if self._text.endswith(ESCAPE):
                self._escaped = now
            self._parser._timeout_time = 0.0  # noqa: SLF001 - what it waits for is over
            yield from self._parser.tick()

    @property
    def _is_open(self) -> bool:
        """Whether more may belong to what came last."""
        return self._parser._timeout_time is not None  # noqa: SLF001 - Textual's own reader asks it to look

    def _grow(self, patience: float) -> None:
        self.patience = min(max(self.patience, patience), self._most_patience)


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
