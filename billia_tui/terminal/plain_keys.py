"""The reader of keys that is left when the other one has failed: it knows little, waits for nothing and cannot fail.

What it does not know is dropped, pastes are dropped, and each packet stands for itself.
"""

import re
from collections.abc import Iterator
from contextlib import suppress

_PART = re.compile(
    rb"\x1b\[(?P<csi>[0-?]*[ -/]*[@-Z^-~])|\x1bO(?P<ss3>[A-Z])|\x1b[\]P_][^\x07\x1b]*(?:\x07|\x1b\\|\Z)"
    rb"|(?P<typed>[\x00-\x7f]|[\xc2-\xf4][\x80-\xbf]{1,3})"
)
_REST = re.compile(rb"\[[0-?]*[ -/]*[@-Z^-~]|O[A-Z]")
_LETTERS = {b"A": "up", b"B": "down", b"C": "right", b"D": "left", b"H": "home", b"F": "end", b"Z": "shift+tab"}
_NUMBERS = {b"3~": "delete", b"5~": "pageup", b"6~": "pagedown"}
_PASTE_START, _PASTE_END = b"200~", b"201~"


class PlainKeys:
    """Makes keys of what a terminal sends, as names and characters."""

    def __init__(self) -> None:
        self._pastes = False
        self._escaped = False

    def feed(self, data: bytes) -> list[tuple[str, str | None]]:
        """The keys in what came."""
        found: list[tuple[str, str | None]] = []
        with suppress(Exception):
            if self._escaped and (rest := _REST.match(data)):
                data = data[rest.end() :]
            self._escaped = data.endswith(b"\x1b")
            found += self._keys(data)
        return found

    def _keys(self, data: bytes) -> Iterator[tuple[str, str | None]]:
        from .key_names import typed

        for part in _PART.finditer(data):
            csi = part["csi"]
            if csi in (_PASTE_START, _PASTE_END):
                self._pastes = csi == _PASTE_START
            elif self._pastes:
                continue
            elif part["typed"]:
                yield from map(typed, part["typed"].decode("utf-8", "ignore"))
            elif name := _LETTERS.get(csi or part["ss3"]) or _NUMBERS.get(csi):
                yield name, None
