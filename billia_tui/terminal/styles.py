"""Styles as the terminal knows them: numbered, and the shortest way from one to another."""

from functools import lru_cache
from typing import NamedTuple

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

_MOST_STYLES = 4096
"""Styles of Rich that are remembered: more are made only by what gives every cell a style of its own."""


_MOST_CODES = 50_000


class Codes(NamedTuple):
    """What a style sets: colours of letters and background, attributes, all as numbers of SGR; a link (OSC 8)."""

    letters: str = ""
    ground: str = ""
    attributes: frozenset[str] = frozenset()
    link: str = ""

    @property
    def all(self) -> list[str]:
        """Everything, for a terminal that has no style set."""
        return [*sorted(self.attributes, key=int), *(code for code in (self.letters, self.ground) if code)]


class Styles:
    """Numbers for styles, so that cells are compared quickly. One for each colour system."""

    def __init__(self, color_system: ColorSystem) -> None:
        self.color_system = color_system
        self._codes = [Codes()]
        self._numbers: dict[Codes, int] = {Codes(): PLAIN}
        self._of_style: dict[int, tuple[int, Style | None]] = {}
        self._blank: list[int] = [PLAIN]
        self._erasable = [True]
        self._switches: dict[tuple[int, int], str] = {}
        self.lengths = _Lengths(self)
        """How long each switch is."""
        self._to_blank: dict[tuple[int, int], int] = {}

    @property
    def are_too_many(self) -> bool:
        """Whether so many were met that it is time to begin anew: an animation makes new ones with each frame."""
        return len(self._codes) > _MOST_CODES

    def number(self, style: Style | None) -> int:
        """The number of a style of Rich."""
        held = self._of_style.get(id(style))
        if held is not None:
            return held[0]
        if len(self._of_style) >= _MOST_STYLES:
            self._of_style.clear()
        ansi = "" if style is None else _ansi(style, self.color_system)
        codes = _split(ansi)
        if style is not None and style.link:
            codes = codes._replace(link=f"id={style._link_id};{style.link}")  # noqa: SLF001 - Textual asks the same
        number = self._numbered(codes)
        self._of_style[id(style)] = number, style  # held, so that no other style gets its identity
        return number

    def blank(self, number: int) -> int:
        """The style of a blank cell that looks the same in style `number`."""
        return self._blank[number]

    def erasable(self, number: int) -> bool:
        """Whether a blank of this style is what erasing with its background leaves."""
        return self._erasable[number]

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

    def for_blank(self, old: int, blank: int) -> int:
        """The style in which a blank is seen as in style `blank`, and to which it is shortest from `old`."""
        if self._blank[old] == blank:
            return old
        found = self._to_blank.get((old, blank))
        if found is None:
            found = blank
            if self.erasable(blank):
                codes = self._codes[old]
                unseen = codes.attributes - _SEEN_ON_BLANKS
                kept = self._numbered(Codes(codes.letters, self._codes[blank].ground, unseen))
                if len(self.switch(old, kept)) <= len(self.switch(old, blank)):
                    found = kept
            self._to_blank[old, blank] = found
        return found

    def _numbered(self, codes: Codes) -> int:
        number = self._numbers.get(codes)
        if number is None:
            number = self._numbers[codes] = len(self._codes)
            self._codes.append(codes)
            self._blank.append(number)
            self._erasable.append(not (codes.attributes or codes.letters or codes.link))
            if not codes.attributes & _SEEN_ON_BLANKS and not codes.link:
                self._blank[number] = self._numbered(Codes(ground=codes.ground))
        return number


class _Lengths(dict[tuple[int, int], int]):
    def __init__(self, styles: Styles) -> None:
        super().__init__()
        self._styles = styles

    def __missing__(self, pair: tuple[int, int]) -> int:
        length = self[pair] = len(self._styles.switch(*pair))
        return length


def _ansi(style: Style, color_system: ColorSystem) -> str:
    """The numbers of SGR of a style; before 2.0 Textual left them to Rich."""
    if hasattr(Strip, "render_ansi"):
        return Strip.render_ansi(style, color_system)
    return style._make_ansi_codes(color_system)  # noqa: SLF001 - as Textual did


@lru_cache(maxsize=4096)
def _split(ansi: str) -> Codes:
    """The codes of one SGR sequence by what they set."""
    letters = ground = ""
    attributes = set[str]()
    parts = iter(ansi.split(";") if ansi else ())
    for part in parts:
        number = int(part)
        code = part
        if number in {38, 48}:
            kind = next(parts)
            code = _short(part, kind, [next(parts) for _ in range(3 if kind == "2" else 1)])
        if 30 <= number <= 39 or 90 <= number <= 97:
            letters = "" if number == 39 else code
        elif 40 <= number <= 49 or 100 <= number <= 107:
            ground = "" if number == 49 else code
        else:
            attributes.add(part)
    return Codes(letters, ground, frozenset(attributes))


def _short(which: str, kind: str, rest: list[str]) -> str:
    """A colour by its number in the table of 256 where that is the very same colour: half the bytes."""
    if kind == "2":
        number = _IN_TABLE.get((int(rest[0]), int(rest[1]), int(rest[2])))
        if number is not None:
            return f"{which};5;{number}"
    return ";".join([which, kind, *rest])


def _switch(old: Codes, new: Codes) -> str:
    """From `old` to `new`: by what differs, or from nothing; not every terminal takes an empty number for a nought."""
    if old.link != new.link:
        look, same = new._replace(link=""), old._replace(link="")
        return f"\x1b]8;{new.link or ';'}\x1b\\" + (_switch(same, look) if same != look else "")
    if not (old.attributes or new.attributes) and new.letters and new.ground:
        changed = (code for code, before in ((new.letters, old.letters), (new.ground, old.ground)) if code != before)
        return f"\x1b[{';'.join(changed)}m"
    anew = ";".join(["0", *new.all]) if new.all else ""
    ends = {_OFF[code] for code in old.attributes - new.attributes}
    kept = {code for code in old.attributes & new.attributes if _OFF[code] not in ends}
    changes = [*sorted(ends), *sorted(new.attributes - kept, key=int)]
    if old.letters != new.letters:
        changes.append(new.letters or "39")
    if old.ground != new.ground:
        changes.append(new.ground or "49")
    return f"\x1b[{min(';'.join(changes), anew, key=len)}m"
