"""Screens as Textual's compositor paints them: whole, and in pieces."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

Line = Sequence[tuple[str, int]]
"""Texts with the numbers of their styles."""

STYLES = (
    "",
    "on #121212",
    "#d0d0d0 on #121212",
    "bold #ff8787 on #121212",
    "italic #112233 on #005f87",
    "underline on #121212",
    "reverse #d0d0d0 on #121212",
    "strike bold red",
    "dim #d0d0d0 on #262626",
    "green on blue",
)


def strip(line: Line, width: int, *, dimmed: bool = False) -> Strip:
    """A line of the screen; the rest of it is blank."""
    styles = [_style(f"dim {text}" if dimmed else text) for text in STYLES]
    return Strip([Segment(text, styles[number]) for text, number in line]).adjust_cell_length(width, styles[1])


def _style(text: str) -> Style:
    """A style of its own: Textual remembers in it the codes of the first terminal that it was painted for."""
    style = Style.parse(text).copy()
    style._ansi = None
    return style


def whole(strips: Sequence[Strip], width: int) -> LayoutUpdate:
    """What is painted of a new screen."""
    return LayoutUpdate([[line] for line in strips], Region(0, 0, width, len(strips)))


def pieces(strips: Sequence[Strip], width: int, spans: Sequence[tuple[int, int, int]], cut: int) -> ChopsUpdate:
    """What is painted of parts of a screen, which has widgets to the left and right of column `cut`."""
    cuts = [0, cut, width] if 0 < cut < width else [0, width]
    chops = [dict(zip(cuts, line.divide(cuts[1:]), strict=False)) for line in strips]
    return ChopsUpdate(chops, [*spans], [cuts[1:] for _ in strips])
