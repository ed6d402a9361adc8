"""Keys that came at once, and whether somebody can have typed them.

On a stalled line half a minute of honest work may come in one packet, so a burst is not refused: it is asked about.
"""

from textual import events
from textual.widget import Widget

LINE = 80
"""Characters. More of them with several returns are taken for a text."""

SEVERAL = 2
"""Returns."""

AT_ONCE = 0.1
"""Seconds: what comes that soon after a burst belongs to it, the lines of a long text come in several packets."""


class Burst:
    """What came at once; it may still grow."""

    def __init__(self) -> None:
        self._characters = 0
        self._returns = 0
        self._has_nonsense = False
        self._last = 0.0
        self.is_agreed = False
        """Whether somebody was asked and meant it."""

    def count(self, key: events.Key) -> None:
        """A key of it."""
        self._last = key.time
        self._returns += key.key == "enter"
        self._characters += key.is_printable

    def goes_on_with(self, key: events.Key) -> bool:
        """Whether a key that came later belongs to it."""
        return key.time - self._last < AT_ONCE

    def judge(self, key: events.Key, target: Widget) -> None:
        """A key of it is about to be dealt with: whoever types has a reason for each letter, a text has none."""
        if self._returns < SEVERAL or self._has_nonsense or not key.is_printable:
            return
        takes_text = target.check_consume_key(key.key, key.character)
        self._has_nonsense = not takes_text and key.key not in target.screen.active_bindings

    @property
    def is_no_typing(self) -> bool:
        """Whether it looks like a text: long, or with letters that mean nothing where they came."""
        return self._returns >= SEVERAL and (self._characters > LINE or self._has_nonsense)
