"""Whether this Textual paints in the way that the thin display knows: that is tried, no list of versions says so."""

from copy import copy
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip

from .abilities import Abilities
from .emulated import Screen
from .frame import Frame
from .painter import Painter, Update

if TYPE_CHECKING:
    from rich.console import Console

_WIDTH = 16
_LINES = (
    ((" Name ", "bold #87d7ff on #262626"), ("漢 e\u0301 ", "underline red on #121212")),
    (("dim ", "dim #d0d0d0 on #121212"), ("turned", "reverse green on blue")),
)


class UnknownTextual(RuntimeError):
    """This Textual paints in a way that the thin display does not know."""


def probe(console: "Console") -> None:
    """Paints a small screen both ways: whole, then parts of it.

    Raises:
        UnknownTextual: the screens are not the same, or something that is needed is not there.
    """
    try:
        _compare(console)
    except UnknownTextual:
        raise
    except Exception as error:
        raise UnknownTextual(repr(error)) from error


def _compare(console: "Console") -> None:
    from textual._compositor import ChopsUpdate, LayoutUpdate

    color_system = console._color_system  # noqa: SLF001 - Textual asks the same
    if color_system is None:
        raise UnknownTextual("no colours")
    height = len(_LINES)
    painter = Painter(Frame(color_system, Abilities(True, True, True)))  # noqa: FBT003 - all of them
    ours, theirs = Screen(_WIDTH, height), Screen(_WIDTH, height)
    strips = [_strip(line) for line in _LINES]
    other = [_strip(line[::-1]) for line in _LINES]
    cut = 7
    chops = [dict(zip((0, cut), strip.divide([cut, _WIDTH]), strict=True)) for strip in other]
    region = Region(0, 0, _WIDTH, height)
    updates: list[Update] = [
        LayoutUpdate(_lines(strips), region),
        ChopsUpdate(chops, [(0, 0, cut), (1, 4, _WIDTH)], [[cut, _WIDTH]] * height),
    ]
    for update in updates:
        theirs.feed(update.render_segments(console))
        ours.feed(painter.painted(update, Size(_WIDTH, height)))
        if ours.seen() != theirs.seen() or theirs.unknown:
            raise UnknownTextual("it paints otherwise")


def _lines(strips: list[Strip]) -> Any:
    """As a compositor hands them on: several strips a line, or one as before Textual 0.80."""
    from textual._compositor import Compositor

    empty = Compositor()
    empty.size = Size(1, 1)
    given: list[object] = [*empty.render_full_update().strips]
    return strips if isinstance(given[0], Strip) else [[strip] for strip in strips]


def _strip(line: tuple[tuple[str, str], ...]) -> Strip:
    """A line of the screen, in styles of its own: Textual remembers in them how a terminal takes them."""
    return Strip([Segment(text, copy(Style.parse(style))) for text, style in line]).adjust_cell_length(
        _WIDTH, Style.parse("on #121212")
    )
