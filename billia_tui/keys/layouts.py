"""Letters of other layouts: the key that was pressed means the same, whatever stands on it.

Each layout has the letters in the places of `_PLACES`, those of a keyboard with Latin letters. A sign that is a sign on
both is left as it is: `/` and `?` are typed as everywhere.
"""

import unicodedata

_PLACES = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_LAYOUTS = {
    "ru": "йцукенгшщзхъфывапролджэячсмитьбю",
    "uk": "йцукенгшщзхїфівапролджєячсмитьбю",
    "bg": ",уеишщксдзц;ьяаожгтнвмчюйъэфхпрл",
    "bg-phonetic": "явертъуиопшщасдфгхйкл;'зьцжбнм,.",
    "el": ";ςερτυθιοπ[]ασδφγηξκλ;'ζχψωβνμ,.",
    "he": "/'קראטוןםפ][שדגכעיחלךף,זסבהנמצתץ",
    "ar": "ضصثقفغعهخحجدشسيب  تنمكطئءؤر ىةوز",
}
"""By the names that systems have for them; a blank is a letter that stands for another key as well."""

_SIGNS = {"el": {";": "q"}, "he": {"'": "w"}}
"""Signs that stand where a letter is, and have no key of ours."""

_SCRIPTS = {"CYRILLIC": "ru", "GREEK": "el", "HEBREW": "he", "ARABIC": "ar"}
NAMES = tuple(_LAYOUTS)


class Layout:
    """A layout by its name; without one no letter is another."""

    def __init__(self, name: str = "") -> None:
        self._letters: dict[str, str] = {}
        for place, letter in zip(_PLACES, _LAYOUTS.get(name, ""), strict=False):
            if not letter.isascii():
                self._letters[letter] = place
                if letter.upper() != letter and place.isalpha():
                    self._letters[letter.upper()] = place.upper()
        self.signs = frozenset(_SIGNS.get(name, {}))
        """Signs that are letters of this layout."""
        self._letters |= _SIGNS.get(name, {})
        self._is_arabic = name == "ar"
        self._before = ""

    def latin(self, letter: str) -> str | None:
        """What stands on the key of this letter where letters are Latin; None if this layout does not know it."""
        before, self._before = self._before, letter
        if self._is_arabic and letter == "ا":
            return "b" if before == "ل" else "h"  # one key types both letters; g alone is none of them
        return self._letters.get(letter)


def is_foreign(letter: str) -> bool:
    """Whether it is a letter that no key of ours is."""
    return len(letter) == 1 and letter.isalpha() and not letter.isascii()


def hint(letter: str) -> str:
    """What helps who types such letters."""
    script = unicodedata.name(letter, "").partition(" ")[0]
    name = _SCRIPTS.get(script)
    if name is None:
        return "The keyboard types letters that are no keys here; keys are Latin letters"
    return f'Keys are Latin letters; layout = "{name}" in the settings takes those at the same place'
