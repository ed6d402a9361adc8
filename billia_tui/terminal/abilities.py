"""What this terminal can do, as the system's table of terminals says."""

import os
import re
import sys
from typing import NamedTuple


class Abilities(NamedTuple):
    """What may be used.

    Attributes:
        erases_in_colour: whether it erases with the background that is set ("bce").
        erases_cells: whether it can erase some cells within a row ("ech").
        feeds_return: whether the terminal line goes to the first column with each line feed, as a shell leaves it.
        orders_letters: whether it may turn round what is read from right to left, so that it needs our marks.
        has_tabs: whether a tab goes on to the next eighth column, and the terminal line hands it on as it is.
    """

    erases_in_colour: bool = False
    erases_cells: bool = False
    feeds_return: bool = False
    orders_letters: bool = True
    has_tabs: bool = False


def in_gnu_screen() -> bool:
    """Whether GNU screen stands between: it erases without colour, whatever it says to be (`defbce` is off)."""
    return bool(os.environ.get("STY"))


def in_urxvt() -> bool:
    """Whether it is rxvt, which keeps a tab as a sign of its own: of bold letters it shows a box for it."""
    return any(os.environ.get(name, "").startswith("rxvt") for name in ("TERM", "COLORTERM"))


_TITLED = re.compile(r"(xterm|rxvt|tmux|vte|konsole|kitty|alacritty|foot|st|mlterm|wezterm|ghostty|contour)(-|$)")


def has_title() -> bool:
    """Whether the terminal has a title that programs may set, and remembers the one before."""
    return bool(_TITLED.match(os.environ.get("TERM", ""))) and not in_gnu_screen()


def orders_letters() -> bool:
    """Whether our marks go there: dvtm turns nothing round, and gives a mark a column of its own."""
    return not os.environ.get("TERM", "").startswith("dvtm")


def abilities() -> Abilities:
    """Those of the terminal in TERM; none where nothing is known of it."""
    try:
        import curses

        curses.setupterm(os.environ.get("TERM") or "dumb", 1)
        bce = curses.tigetflag("bce") > 0 and not in_gnu_screen()
        tabs = curses.tigetstr("ht") == b"\t" and not _spreads_tabs() and not in_urxvt()
        return Abilities(bce, bool(curses.tigetstr("ech")), _feeds_return(), orders_letters(), tabs)
    except Exception:  # noqa: BLE001 - no table, no such terminal, no such module: blanks are written then
        return Abilities(orders_letters=orders_letters())


def _feeds_return() -> bool:
    """Whether the line goes to the first column with each line feed."""
    import termios

    wanted = termios.OPOST | termios.ONLCR
    return _line() & wanted == wanted


def _spreads_tabs() -> bool:
    """Whether the line writes blanks for a tab."""
    import termios

    return bool(_line() & termios.OPOST and _line() & getattr(termios, "TABDLY", 0))


def _line() -> int:
    """What the terminal line that Textual writes to does with what is written; nothing where there is none."""
    import termios

    return 0 if sys.__stderr__ is None else int(termios.tcgetattr(sys.__stderr__)[1])
