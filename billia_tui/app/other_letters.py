"""Keys on a keyboard whose letters are no Latin ones; loaded when the first such letter comes."""

from typing import TYPE_CHECKING

from textual import events
from textual.keys import _character_to_key

from billia_tui.keys.layouts import Layout, hint, is_foreign

if TYPE_CHECKING:
    from billia_tui.widgets.host import Host


class OtherLetters:
    """What the letters of such a keyboard mean.

    Args:
        app: the console.
        layout: one of `keys.layouts.NAMES`; empty if the settings name none.
    """

    def __init__(self, app: "Host", layout: str) -> None:
        self._app = app
        self._layout = Layout(layout)
        self._hinted = False

    def in_its_place(self, key: events.Key) -> events.Key:
        """The key with the Latin letter in the same place; where text is typed, and for all other keys, itself."""
        letter = key.character or ""
        if not (is_foreign(letter) or letter in self._layout.signs) or self._is_meant(key):
            return key
        latin = self._layout.latin(letter)
        if latin is not None:
            return events.Key(_character_to_key(latin), latin)
        if not self._hinted:
            self._hinted = True
            self._app.refuse(hint(letter))
        return key

    def _is_meant(self, key: events.Key) -> bool:
        """Whether the letter is typed as it is, or is a key of its own by the settings."""
        focused = self._app.focused
        if focused is not None and focused.check_consume_key(key.key, key.character):
            return True
        return any(key.key in pressed.split(",") for pressed in self._app.own_keys.values())
