"""Text from the store is data: this is where it is made safe to show, and where it is refused on the way in.

`clean` serves everything that goes out (screens, tables, error lines); `hidden_character` everything that
comes in (forms, commands, imports). The rules are those of docs/domain.md, "Text".
"""

import re
import unicodedata
from functools import lru_cache

# Blank letters that are not spaces, and the variation selectors: invisible, so they are shown as marks.
_INVISIBLE = frozenset(
    [0x034F, 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
)
_MARKED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_COMBINING = frozenset({"Mn", "Me", "Mc"})
_DOTTED_CIRCLE = "\u25cc"
_MOST_MARKS = 3
# Bidirectional controls: they reorder what stands around them, in forms as on the screen.
_BIDI = frozenset([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])

_ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
"""The marks of nearly all accents, all of them combining; letter by letter takes five times as long."""

LINE_LIMIT = 500
"""The most characters of one line of data that a screen gets; what is cut ends in "…"."""


@lru_cache(maxsize=4096)
def _picture(char: str) -> str:
    """One character that is no plain ASCII, as it may be shown: itself, a picture, a space or `<XXXX>`."""
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    category = unicodedata.category(char)
    if category in _MARKED or code in _INVISIBLE:
        return f"<{code:04X}>"
    return " " if category == "Zs" else char


def clean(text: str, *, lines: bool = False, limit: int | None = LINE_LIMIT) -> str:
    """Stored text as it may reach a terminal: no control, format or invisible character is left.

    Args:
        text: anything that a stranger may have written.
        lines: keep line feeds (notes); elsewhere they become a visible mark.
        limit: the most characters of the result; None for all of them.
    """
    if text.isascii() and text.isprintable():
        return _cut(text, limit)
    shown: list[str] = []
    length = marks = 0
    for char in text:
        if limit is not None and length > limit:
            break
        picture = char if char == "\n" and lines else _picture(char)
        if picture == char and not char.isascii() and unicodedata.category(char) in _COMBINING:
            if not shown or shown[-1] == "\n":
                shown.append(_DOTTED_CIRCLE)  # a mark at the start of a line has nothing to stand on
                length += 1
            if marks >= _MOST_MARKS:
                continue
            marks += 1
        else:
            marks = 0
        shown.append(picture)
        length += len(picture)
    return _cut("".join(shown), limit)


def _cut(text: str, limit: int | None) -> str:
    return text if limit is None or len(text) <= limit else text[: limit - 1] + "…"


def first_line(text: str) -> str:
    """The first line of a note that has anything in it, cleaned."""
    return clean(next((line for line in text.splitlines() if line.strip()), ""))


def hidden_character(text: str, *, lines: bool = False) -> str | None:
    """Why `text` may not be stored: names its first control, bidirectional or unpaired character, else None."""
    if text.isprintable():
        return None
    for char in text:
        if lines and char == "\n":
            continue
        if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} or ord(char) in _BIDI:
            return f"holds the hidden character U+{ord(char):04X}; please remove it"
    return None


def fold(text: str) -> str:
    """The form in which text is compared and searched: without accents and case (Köhler = kohler, R37)."""
    if text.isascii():
        return text.lower()
    # Twice: taking apart can bring new capitals (™ is TM), and small letters can come with new accents.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    apart = _ACCENTS.sub("", apart)
    return apart if apart.isascii() else "".join(char for char in apart if not unicodedata.combining(char))


def storable(text: str) -> bool:
    """Whether both databases can hold `text`, and so whether it is worth looking for: no NUL, no lone surrogate."""
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
