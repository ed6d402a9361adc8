"""Styles as the terminal knows them: numbered, and the shortest way from one to another."""

from dataclasses import dataclass

from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

PLAIN = 0
"""The number of the style without any colour or attribute."""

_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29",
        "21": "24", "51": "54", "52": "54", "53": "55"}  # fmt: skip
"""The code that ends an attribute; two attributes that share one end together."""

_SEEN_ON_BLANKS = frozenset({"4", "5", "6", "7", "9", "21", "51", "52", "53"})
"""Attributes that show where there is no letter; the colour of letters shows where they are reversed or lined."""


_STEPS = (0, 95, 135, 175, 215, 255)
_IN_TABLE = {
    **{
        (red, green, blue): 16 + 36 * r + 6 * g + b
        for r, red in enumerate(_STEPS)
        for g, green in enumerate(_STEPS)
        for b, blue in enumerate(_STEPS)
        if r or g  # 16 to 21 are other colours in some schemes
    },
    **{(8 + 10 * step,) * 3: 232 + step for step in range(24)},
}
"""The table of 256 colours that terminals share: six steps of each, and greys."""


@dataclass(frozen=True, slots=True)
class Codes:
    """What a style sets: the colour of letters, of the background, and attributes, as numbers of SGR."""

    letters: str = ""
    ground: str = ""
    attributes: frozenset[str] = frozenset()

    @property
    def all(self) -> list[str]:
        """Everything, for a terminal that has no style set."""
        return [*sorted(self.attributes, key=int), *(code for code in (self.letters, self.ground) if code)]


class Styles:
    """Numbers for styles, so that cells are compared quickly. One for each colour system."""

    def __init__(self, color_system: ColorSystem) -> None:
        self._color_system = color_system
        self._codes = [Codes()]
        self._numbers: dict[Codes, int] = {Codes(): PLAIN}
        self._of_style: dict[Style, int] = {}
        self._blank: dict[int, int] = {}
        self._switches: dict[tuple[int, int], str] = {}

    def number(self, style: Style | None) -> int:
        """The number of a style of Rich; no style is the plain one."""
        if style is None:
            return PLAIN
        found = self._of_style.get(style)
        if found is None:
            found = self._of_style[style] = self._numbered(_split(Strip.render_ansi(style, self._color_system)))
        return found

    def blank(self, number: int) -> int:
        """The style of a blank cell that looks the same in style `number`."""
        found = self._blank.get(number)
        if found is None:
            codes = self._codes[number]
            seen = codes.attributes & _SEEN_ON_BLANKS
            found = self._blank[number] = self._numbered(Codes(codes.letters if seen else "", codes.ground, seen))
        return found

    def erasable(self, number: int) -> bool:
        """Whether a blank of this style is what erasing with its background leaves."""
        return not self._codes[number].attributes and not self._codes[number].letters

    def on_ground(self, number: int) -> bool:
        """Whether the style has a background of its own."""
        return bool(self._codes[number].ground)

    def switch(self, old: int, new: int) -> str:
        """The shortest sequence that takes the terminal from style `old` to `new`."""
        if old == new:
            return ""
        found = self._switches.get((old, new))
        if found is None:
            found = self._switches[old, new] = _switch(self._codes[old], self._codes[new])
        return found

    def _numbered(self, codes: Codes) -> int:
        number = self._numbers.get(codes)
        if number is None:
            number = self._numbers[codes] = len(self._codes)
            self._codes.append(codes)
        return number


def _split(ansi: str) -> Codes:
    """The codes of one SGR sequence by what they set."""
    letters = ground = ""
    attributes = set[str]()
    parts = iter(ansi.split(";") if ansi else ())
    for part in parts:
        number = int(part)
        if number in {38, 48}:
            kind = next(parts)
            rest = [next(parts) for _ in range(3 if kind == "2" else 1)]
            code = _short(part, kind, rest)
        else:
            code = part
        if number == 38 or 30 <= number <= 37 or 90 <= number <= 97 or number == 39:
            letters = "" if number == 39 else code
        elif number == 48 or 40 <= number <= 47 or 100 <= number <= 107 or number == 49:
            ground = "" if number == 49 else code
        else:
            attributes.add(code)
    return Codes(letters, ground, frozenset(attributes))


def _short(which: str, kind: str, rest: list[str]) -> str:
    """A colour by its number in the table of 256 where that is the very same colour: half the bytes."""
    if kind == "2":
        number = _IN_TABLE.get((int(rest[0]), int(rest[1]), int(rest[2])))
        if number is not None:
            return f"{which};5;{number}"
    return ";".join([which, kind, *rest])


def _switch(old: Codes, new: Codes) -> str:
    anew = ";".join(["0", *new.all]) if new != Codes() else ""
    ends = {_OFF[code] for code in old.attributes - new.attributes}
    kept = {code for code in old.attributes & new.attributes if _OFF[code] not in ends}
    changes = [*sorted(ends), *sorted(new.attributes - kept, key=int)]
    if old.letters != new.letters:
        changes.append(new.letters or "39")
    if old.ground != new.ground:
        changes.append(new.ground or "49")
    return f"\x1b[{min(anew, ';'.join(changes), key=len)}m"
