"""Which encoding the bytes of a file have that are no UTF-8: a guess of charset-normalizer, looked at word by word.

Names are short and few, and most encodings can read any bytes, so what the library finds is an order only: an encoding
in which the words are no words (£ukasz, JosŽ, letters of two scripts in one) is passed over (R238).
"""

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from billia_tui.errors import Refused
from billia_tui.text import clean

_USUAL = {
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "mac_roman": "Mac Roman",
    "cp1254": "Windows-1254",
    "cp1253": "Windows-1253",
    "cp1257": "Windows-1257",
    "iso8859_2": "ISO 8859-2",
    "mac_latin2": "Mac Latin 2",
    "mac_cyrillic": "Mac Cyrillic",
    "cp932": "Shift JIS",
    "gb18030": "GB 18030",
    "cp949": "Korean",
    "big5": "Big5",
}
"""Those that are guessed, the most usual first, as they are called."""

_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f][\w\W]?[^\W\d_]*")
_PUNCTUATION = frozenset("’‘“”„«»–—…€£§°·№ª\xa0\xad")
_CENTRAL, _CYRILLIC, _WESTERN = (
    "PL CZ SK HU HR SI RO BA",
    "RU UA BG BY RS MK",
    "DE AT CH FR ES IT PT NL BE DK SE NO FI IE GB",
)
_OF_COUNTRY = {
    **dict.fromkeys(_WESTERN.split(), "cp1252"),
    **dict.fromkeys(_CENTRAL.split(), "cp1250"),
    **dict.fromkeys(_CYRILLIC.split(), "cp1251"),
    "GR": "cp1253",
    "TR": "cp1254",
    "LT": "cp1257",
    "LV": "cp1257",
    "EE": "cp1257",
    "JP": "cp932",
    "CN": "gb18030",
    "KR": "cp949",
    "TW": "big5",
}
"""What is usual where; the country stands in the lines, as a cell of its own."""

_COUNTRY = re.compile(rf"(?<![\w.])({'|'.join(_OF_COUNTRY)})(?![\w.])".encode())
_CLEARLY = 0.1
_SHORT = 3
_SIGNS = frozenset("£€§°ª")
_ENOUGH = 400
"""Words that are looked at."""


class Guess(NamedTuple):
    """An encoding, as Python and as people call it, and how sure that is, in words; empty for certain."""

    name: str
    shown: str
    sure: str = ""


def named(text: str) -> Guess:
    """The encoding that somebody asked for; raises Refused if there is none of this name."""
    try:
        found = codecs.lookup(text.strip())
        "".encode(found.name)
    except (LookupError, UnicodeError, ValueError):
        raise Refused(f"there is no encoding {clean(text, limit=40)!r}; for example cp1250, mac_roman, utf-8") from None
    name = found.name.replace("-", "_")
    if name == "utf_8":
        return Guess("utf-8-sig", "UTF-8")
    return Guess(found.name, _USUAL.get(name, found.name))


def guessed(sample: bytes) -> Guess:
    """The encoding of bytes that are no UTF-8, from lines that hold such bytes."""
    fitting = [name for name in _USUAL if _fits(_read(sample, name))]
    best = _best(sample, fitting)
    others = [name for name in fitting if _read(sample, name) != _read(sample, best)]
    if not fitting:
        sure = "but its words look strange so; --encoding names another"
    elif others:
        sure = f"likely, not surely; --encoding names another, such as {', '.join(others[:3])}"
    else:
        sure = "surely"
    return Guess(best, _USUAL[best], sure)


def _best(sample: bytes, fitting: Sequence[str]) -> str:
    """The one that the countries of the lines speak for, else that of charset-normalizer, else the most usual."""
    if len(fitting) < 2:
        return fitting[0] if fitting else "cp1252"
    countries = Counter(_OF_COUNTRY[code.decode()] for code in _COUNTRY.findall(sample))
    for name, _ in countries.most_common():
        if name in fitting:
            return name
    from charset_normalizer import from_bytes

    coherence: dict[str, float] = {}
    for match in from_bytes(sample, cp_isolation=list(fitting)):
        for name in (match.encoding, *match.could_be_from_charset):
            coherence[name] = max(coherence.get(name, 0.0), match.coherence)
    usual = coherence.get(fitting[0], 0.0)
    better = [name for name in fitting if coherence.get(name, 0.0) > usual + _CLEARLY]
    return max(better, key=lambda name: coherence[name], default=fitting[0])


def _read(sample: bytes, name: str) -> str | None:
    try:
        return sample.decode(name)
    except UnicodeDecodeError:
        return None


def _fits(text: str | None) -> bool:
    """Whether the words beyond ASCII are words: letters of one script, no capital behind a small letter."""
    if text is None:
        return False
    return all(_is_word(word[0]) for word, _ in zip(_WORD.finditer(text), range(_ENOUGH), strict=False))


def _is_word(word: str) -> bool:
    scripts = set()
    for before, char in pairwise(f" {word}"):
        if char.isalpha():
            scripts.add(unicodedata.name(char, "?").split()[0])
            if before.islower() and char.isupper() and not char.isascii():
                return False
        elif not char.isascii() and (char not in _PUNCTUATION or (before.isalpha() and char in _SIGNS)):
            return False
    if re.search("£[^\\W\\d_]", word):
        return False
    if "LATIN" in scripts and len(word) > _SHORT and not any(char.isascii() and char.isalpha() for char in word):
        return False  # Ïåòðîâ: no word is written in accented letters alone
    return len(scripts - {"CJK", "HIRAGANA", "KATAKANA"}) <= 1
