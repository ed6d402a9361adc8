"""The fonts of a PDF: where their packages lie, which are asked in which order, and what none of them has (R232)."""

import struct
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from billia_tui import files

if TYPE_CHECKING:
    from typst import Fonts

PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk", "fontpkg_amiri")
"""Noto Sans for most scripts, Noto Sans CJK, and Amiri. Nothing of them is run: they are folders of fonts."""

_FIRST = ("Noto Sans", "Amiri")
"""Amiri before Noto's Arabic, whose letters are put together from parts that read back as other words."""
_HAN = "Noto Sans CJK "
_SEGMENTS, _SEGMENTS_OF_ALL = 4, 12
"""Kinds of parts of a character map."""
_KANA = ("\u3040", "\u30ff")
_HANGUL = ("\uac00", "\ud7a3")


@cache
def folders() -> tuple[Path, ...]:
    """The folders of those packages that are installed."""
    specs = (find_spec(name) for name in PACKAGES)
    places = [Path(place) for spec in specs if spec for place in spec.submodule_search_locations or ()]
    return tuple(place / "files" if (place / "files").is_dir() else place for place in places)


@cache
def fonts() -> "Fonts":
    """The fonts as the library takes them; none of the system's, so that a document looks the same everywhere."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders()))


def families(text: str) -> list[str]:
    """The families in the order in which they are asked for a character of `text`.

    Han characters look as in Japan if there is kana, as in Korea if there is Hangul, else as in China.
    """
    here = fonts().families()
    kana, hangul = (any(low <= char <= high for char in text) for low, high in (_KANA, _HANGUL))
    han = f"{_HAN}{'JP' if kana else 'KR' if hangul else 'SC'}"
    first = [name for name in (*_FIRST, han) if name in here]
    return [*first, *(name for name in here if name not in first and not name.startswith(_HAN))]


def without(text: str, unshown: Callable[[str], bool]) -> str:
    """`text` with `<XXXX>` for each character that is `unshown`."""
    return text.translate({ord(char): f"<{ord(char):04X}>" for char in set(text) if unshown(char)})


def is_missing(char: str) -> bool:
    """Whether no font has it."""
    return not char.isascii() and ord(char) not in _covered()


def is_mark(char: str) -> bool:
    """Whether it stands on the character before it: no font may have both, and then neither can be set."""
    return unicodedata.category(char).startswith("M")


@cache
def _covered() -> frozenset[int]:
    """The code points that a font has, by the tables of all; read once, for the first text that is not ASCII."""
    found: set[int] = set()
    for folder in folders():
        for path in sorted(folder.glob("*.[ot]t[fc]")):
            with files.opened(path) as font:
                found |= _code_points(font.read())
    return frozenset(found)


def _code_points(font: bytes) -> set[int]:
    """What the character map of a font has (OpenType, table `cmap`); of a collection, the first font's."""
    start = struct.unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", font, start + 4)[0]
    tables = (struct.unpack_from(">4sIII", font, start + 12 + 16 * number) for number in range(count))
    at = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", font, at + 2)[0]):
        part = at + struct.unpack_from(">I", font, at + 8 + 8 * number)[0]
        for first, last in _ranges(font, part):
            found.update(range(first, last + 1))
    return found


def _ranges(font: bytes, part: int) -> list[tuple[int, int]]:
    """First and last code points in a part of the two kinds that fonts of today have."""
    kind = struct.unpack_from(">H", font, part)[0]
    if kind == _SEGMENTS_OF_ALL:
        count = struct.unpack_from(">I", font, part + 12)[0]
        return [struct.unpack_from(">II", font, part + 16 + 12 * number) for number in range(count)]
    if kind == _SEGMENTS:
        size = struct.unpack_from(">H", font, part + 6)[0]
        ends = struct.unpack_from(f">{size // 2}H", font, part + 14)
        starts = struct.unpack_from(f">{size // 2}H", font, part + 16 + size)
        return list(zip(starts, ends, strict=True))
    return []
