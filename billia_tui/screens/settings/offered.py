"""The settings that can be changed inside, and what each may be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from billia_tui.errors import Invalid
from billia_tui.keys.layouts import NAMES as LAYOUTS
from billia_tui.settings.config import DISPLAYS, MARKS, TIMES
from billia_tui.settings.model import Settings
from billia_tui.styles import own_themes
from billia_tui.styles.themes import NAMES as THEMES

LOOK, WORK, MAIL, KEYS = "look", "work", "mail and links", "keys"
GROUPS = (LOOK, WORK, MAIL, KEYS)


ON_OFF = ("on", "off")


def _is_on(text: str) -> bool:
    return text == "on"


def whole(text: str) -> int:
    """A whole number as typed; raises Invalid."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Invalid({"value": "is a whole number"})
    return int(text)


@dataclass(frozen=True, slots=True)
class Offered:
    """A setting.

    Attributes:
        name: in the file, `table.name` in a table.
        label: what it is, in words.
        usual: what it is if nobody says, in words.
        choices: what it may be; empty for a text.
        at: whether it holds at once or from the next start on.
        also: other words for it, for the palette.
        value_of: what is stored for what was typed; raises Invalid.
        found: what it may be as well, as files are there now.
    """

    group: str
    name: str
    label: str
    usual: str = "–"
    choices: Sequence[str] = ()
    at: Literal["at once", "next start", "next delivery"] = "at once"
    also: tuple[str, ...] = ()
    value_of: Callable[[str], Any] = str
    found: Callable[[], Sequence[str]] = tuple

    def shown(self, settings: Settings) -> str:
        """What it is now, as it is typed; empty for as usual."""
        table, _, key = self.name.rpartition(".")
        found = getattr(settings, table).get(key, "") if table else getattr(settings, key)
        if isinstance(found, bool):
            return "on" if found else "off"
        return "" if found == 0 else str(found)


OFFERED = (
    Offered(LOOK, "theme", "Theme", THEMES[0], THEMES, also=("colours", "dark mode", "light"), found=own_themes.names),
    Offered(LOOK, "timezone", "Time zone", "UTC", also=("local time", "clock")),
    Offered(LOOK, "times", "Local times beside UTC or instead", TIMES[0], TIMES, also=("timezone",)),
    Offered(LOOK, "thousands", "Marks between thousands", MARKS[0], MARKS, also=("number format",)),
    Offered(LOOK, "display", "How the screen is sent", DISPLAYS[0], DISPLAYS, "next start"),
    Offered(LOOK, "mouse", "Mouse", "on, off over SSH", ON_OFF, "next start", value_of=_is_on),
    Offered(WORK, "layout", "Letters of the keyboard", "Latin", LAYOUTS, also=("keyboard", "cyrillic", "greek")),
    Offered(WORK, "idle_minutes", "Locks after minutes without a key", "never", value_of=whole, also=("timeout",)),
    Offered(WORK, "reason_for_corrections", "A correction of a wallet needs a reason", "on", ON_OFF, value_of=_is_on),
    Offered(WORK, "reason_for_refunds", "A refund needs a reason", "on", ON_OFF, value_of=_is_on),
    Offered(WORK, "reason_for_funds", "Adding funds needs a note", "off", ON_OFF, value_of=_is_on),
    Offered(MAIL, "mail.host", "Mail server", at="next delivery", also=("smtp",)),
    Offered(MAIL, "mail.port", "Port of the mail server", "by security", at="next delivery", value_of=whole),
    Offered(
        MAIL, "mail.security", "How its line is encrypted", "starttls", ("starttls", "tls", "none"), "next delivery"
    ),
    Offered(MAIL, "mail.user", "User at the mail server", at="next delivery"),
    Offered(MAIL, "mail.password_file", "File with its password", at="next delivery"),
    Offered(MAIL, "mail.sender", "Sender of mails", at="next delivery", also=("from address",)),
    Offered(MAIL, "mail.reply_to", "Where answers go", "the sender", at="next delivery"),
    Offered(MAIL, "mail.bounces", "Where returned mail goes", at="next delivery"),
    Offered(MAIL, "mail.links", "Address of the link pages", at="next delivery", also=("url",)),
)
BY_NAME = {one.name: one for one in OFFERED}
