"""What is in a stream of terminal bytes besides text."""

import re
import unicodedata

_SEQUENCE = re.compile(
    r"""
      \x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\|$)        # title, clipboard, colours
    | \x1b(?P<string>[PX^_])[^\x1b]*(?:\x1b\\|$)          # DCS, SOS, PM, APC
    | \x1b\[(?P<private>[<=>?]*)(?P<numbers>[0-9;:]*)(?P<between>[ -/]*)(?P<final>[@-~])
    | \x1b(?P<other>[ -/]*[0-~]?)
    | (?P<control>[\x00-\x1f\x7f-\x9f])
    """,
    re.VERBOSE,
)
_COUNTED = "ABCDEFGHKLMXdmr"
"""Final letters whose numbers are a matter of course: cursor movements, colours, erasing, scrolling."""
MOVEMENTS = {f"CSI {letter}" for letter in "ABCDHKLMXr"} | {
    "ESC D", "ESC M", "U+0008", "U+0009", "U+000A", "U+000B", "U+000D"
}  # fmt: skip
"""Ways to go, to erase and to scroll: which of them is the shortest depends on the screen, so any may come any time."""
_HIDDEN = {"Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def kinds(data: bytes) -> set[str]:
    """The kinds of escape sequences and control characters in `data`, e.g. "CSI ?25h", "CSI m", "OSC 52"."""
    return {_kind(found) for found in _SEQUENCE.finditer(data.decode())}


RIGHT_TO_LEFT = "\u0300-\u036f\u0590-\u08ff\u2026\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
OUR_MARK = re.compile(f"([{RIGHT_TO_LEFT}])\u200e")
"""A mark of the data would stand anywhere; of it only the sign that is shown for it may come."""


def without_our_marks(sent: bytes) -> bytes:
    """What was sent but for U+200E where our display puts it: right behind a text that runs right to left."""
    return OUR_MARK.sub(r"\1", sent.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def hidden(data: bytes) -> set[str]:
    """Characters in `data` that nobody sees, though they change what is seen: format, unassigned, private."""
    text = _SEQUENCE.sub("", data.decode())
    return {f"U+{ord(char):04X}" for char in text if unicodedata.category(char) in _HIDDEN}


def _kind(found: re.Match[str]) -> str:
    if found["osc"] is not None:
        return f"OSC {found['osc'].partition(';')[0]}"
    if found["string"] is not None:
        return f"ESC {found['string']} …"
    if found["final"] is not None:
        numbers = "" if found["final"] in _COUNTED and not found["private"] else found["numbers"]
        return f"CSI {found['private']}{numbers}{found['between']}{found['final']}"
    if found["control"] is not None:
        return f"U+{ord(found['control']):04X}"
    return f"ESC {found['other']}"
