"""What a name sounds like, whoever wrote it down: Petrova, Petrowa and Петрова are alike (R214).

`latin` writes Cyrillic and Greek in Latin letters, `skeleton` leaves of a name what survives mishearing: its
consonants, those that sound alike as one.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from billia_tui.text import fold

SHORTEST_NAME = 2
"""Letters from which a word of a name is kept."""

LONGEST_NAME = 40
"""Letters of such a word that are kept."""

LONGEST_SKELETON = 12
"""Letters of a skeleton that are kept: names that begin alike for so long are alike."""

_WORD = re.compile(r"[^\W\d_]+")
_ONE_BY_ONE = str.maketrans({
    # Cyrillic: Russian first, then what Bulgarian, Ukrainian, Serbian and Macedonian write besides
    **dict(zip("абвгдезиклмнопрстуфыэ", "abvgdeziklmnoprstufye", strict=True)),
    "ж": "zh", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ъ": "a", "ь": "", "ю": "yu", "я": "ya",
    "є": "ye", "і": "i", "ґ": "g", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz", "ѕ": "dz",
    # Greek, whose pairs of letters stand in `_GREEK_PAIRS`
    **dict(zip("αβγδεζηικλμνοπρςστυφω", "avgdeziiklmnoprsstyfo", strict=True)),
    "θ": "th", "ξ": "x", "χ": "ch", "ψ": "ps",
    # Latin letters that no accent makes
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h",
})  # fmt: skip
_CYRILLIC_SOUNDS = (
    *(("sht", "щ"), ("shch", "щ"), ("sch", "ш"), ("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("kh", "х"), ("ts", "ц")),
    *(("yu", "ю"), ("ya", "я"), ("ia", "ия")),
)
_CYRILLIC = str.maketrans({
    **dict(zip("abcdefghijklmnopqrstuvwyz", "абкдефгхииклмнопкрстуввиз", strict=True)),
    "x": "кс",
})  # fmt: skip
_GREEK_PAIRS = {"ου": "ou", "μπ": "b", "ντ": "d", "γκ": "g", "γγ": "ng", "αυ": "av", "ευ": "ev"}
_SOUNDS = (
    *(("tsch", "k"), ("sch", "s"), ("tch", "k"), ("cz", "k"), ("ch", "k"), ("ck", "k"), ("ph", "f"), ("th", "t")),
    *(("sh", "s"), ("sz", "s"), ("zh", "s"), ("x", "ks")),
)
_ALIKE = str.maketrans("cqwz", "kkvs")
_SILENT = re.compile(r"[aeiouyjh]")
_DOUBLE = re.compile(r"(.)\1+")
_CONSONANTS = "bdfgklmnprstv"
_OPEN = "a"
"""Stands in a skeleton for whatever vowel a name begins with."""


def words_of(*names: str) -> list[str]:
    """The words of names, folded, each once."""
    found = dict.fromkeys(word[:LONGEST_NAME] for name in names for word in _WORD.findall(fold(name)))
    return [word for word in found if len(word) >= SHORTEST_NAME]


@lru_cache(maxsize=4096)
def latin(word: str) -> str:
    """A folded word in Latin letters; what is neither Cyrillic nor Greek stays as it is."""
    if word.isascii():
        return word
    for pair, sound in _GREEK_PAIRS.items():
        word = word.replace(pair, sound)
    return word.translate(_ONE_BY_ONE)


def written_otherwise(word: str) -> str:
    """A folded word in the other letters: Latin in Cyrillic ones, what is not Latin in those; empty if it has none."""
    if not word.isascii():
        other = latin(word.replace("ия", "ia"))
        return other if other.isascii() else ""
    for sound, letter in _CYRILLIC_SOUNDS:
        word = word.replace(sound, letter)
    return word.translate(_CYRILLIC)


@lru_cache(maxsize=16384)
def skeleton(word: str) -> str:
    """The consonants of a folded word by their sound, `a` before them if it begins with a vowel."""
    sounds = latin(word)
    for written, heard in _SOUNDS:
        sounds = sounds.replace(written, heard)
    sounds = sounds.translate(_ALIKE).lstrip("h")
    begins = _OPEN if _SILENT.match(sounds) else ""
    return (begins + _DOUBLE.sub(r"\1", _SILENT.sub("", _DOUBLE.sub(r"\1", sounds))))[:LONGEST_SKELETON]


def neighbours(key: str) -> Iterator[str]:
    """The skeletons that one mistake makes of `key`: a letter left out, put in, another one, or two turned round."""
    start = key.startswith(_OPEN)
    rest = key[start:]
    yield from (rest, _OPEN + rest)
    first = key[:start]
    for place in range(len(rest)):
        yield first + rest[:place] + rest[place + 1 :]
        yield first + rest[:place] + rest[place + 1 : place + 2] + rest[place] + rest[place + 2 :]
        yield from (first + rest[:place] + other + rest[place + 1 :] for other in _CONSONANTS)
    for place in range(len(rest) + 1):
        yield from (first + rest[:place] + other + rest[place:] for other in _CONSONANTS)


def likeness(word: str, other: str) -> float:
    """How alike two folded words are in Latin letters, from 0 to 1."""
    one, two = latin(word), latin(other)
    longest = max(len(one), len(two))
    return 1 - _mistakes(one, two) / longest if longest else 1.0


def nearest(word: str, others: Iterable[str], *, least: float) -> list[str]:
    """Those of `others` that are at least so alike, the likest first."""
    rated = sorted((-likeness(word, other), other) for other in others)
    return [other for rate, other in rated if -rate >= least]


def _mistakes(one: str, two: str) -> int:
    """Letters to leave out, put in, change or turn round with their neighbour."""
    before: list[int] = []
    row = list(range(len(two) + 1))
    for place, letter in enumerate(one, 1):
        next_row = [place]
        for at, other in enumerate(two, 1):
            cost = min(row[at] + 1, next_row[at - 1] + 1, row[at - 1] + (letter != other))
            if place > 1 and at > 1 and letter == two[at - 2] and one[place - 2] == other:
                cost = min(cost, before[at - 2] + 1)
            next_row.append(cost)
        before, row = row, next_row
    return row[-1]
