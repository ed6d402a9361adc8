"""What of a text reaches the terminal, and where it stands then."""

import io
import os
import sys
import termios
from itertools import pairwise
from unicodedata import category

import pytest
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import ControlType, Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region, Size
from textual.strip import Strip

from billia_tui.terminal.abilities import Abilities, abilities
from billia_tui.terminal.cells import MARK, Row, columns, is_narrow, row_of
from billia_tui.terminal.emulated import Screen
from billia_tui.terminal.frame import Frame
from billia_tui.terminal.graphemes import by_character
from billia_tui.terminal.isolation import MARK as MARK_OF_OURS
from billia_tui.terminal.isolation import TURNED, isolated
from billia_tui.terminal.painter import Painter
from tests.display.emulator import Emulator
from tests.terminal.hostile import STRINGS
from tests.terminal.sequences import MOVEMENTS, kinds

ABLE = Abilities(erases_in_colour=True)
JOINERS = {"\u200c", "\u200d"}
ORDINARY = MOVEMENTS | {"CSI m", "CSI 2J", "CSI 3g", "ESC H"}


def painted(frame: Frame, *texts: str, width: int = 40) -> str:
    """What is sent to show these lines."""
    style = Style.parse("red on blue")
    rows = [Row.blank(width).patched(0, row_of([Segment(text, style)], frame.styles)) for text in texts]
    return frame.turn_into(rows)


@pytest.mark.parametrize("text", STRINGS)
def test_no_control_of_the_data_passes(text: str) -> None:
    """P5, the last net: text that no layer before has cleaned comes out as signs and marks, or not at all."""
    frame = Frame(ColorSystem.TRUECOLOR, ABLE)
    sent = painted(frame, text) + painted(frame, f"before {text}")
    assert kinds(sent.encode()) <= ORDINARY
    assert all(TURNED.match(before) for before, char in pairwise(sent) if char == MARK_OF_OURS), "ours, not the data's"
    assert {char for char in sent if category(char) in {"Cf", "Cs", "Zl", "Zp"}} <= JOINERS | {MARK_OF_OURS}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Jb", "a[2Jb"),
        ("soft\u00adhyphen", f"soft{MARK}hyphen"),
        ("\ud800", MARK),
        ("\u202egnp.exe\u2066\x9b\x7f", "gnp.exe"),
        ("e\u0301", "e\u0301"),
        ("漢", "漢"),
    ],
)
def test_what_is_shown_is_as_wide_as_textual_counted(text: str, shown: str) -> None:
    """P5: a control that takes a column leaves a mark of the same width; one that takes none leaves nothing."""
    assert "".join(columns(text).texts) == shown


def test_signs_of_uncertain_width_move_nothing() -> None:
    """Thin line: a family, a flag or a heart may be wider or narrower than counted; what follows keeps its column."""
    frame, emulator = Frame(ColorSystem.TRUECOLOR, ABLE), Emulator(40, 1)
    family = "👨\u200d👩\u200d👧"
    for text in (f"ab{family}cd ☺\ufe0f ef", f"ab{family}cX ☺\ufe0f ef", "ab  cX 🇧🇬 ef", "ab  cX  . ef"):
        emulator.feed(painted(frame, text))
        line = [cell.text for cell in emulator.seen()[0]]
        assert line[:2] + line[4:6] == ["a", "b", "c", text.partition("c")[2][0]]
        assert "".join(line[7:]).split()[-1] == "ef"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("عمر  12.00", "عمر|  12.00"),
        ("عمر بن 12 شارع  7", "عمر بن 12 شارع|  7"),
        ("ab عمر (שלום), x · عمر", "ab عمر (שלום|), x · عمر|"),
        ("محمد الفار… 0.00", "محمد الفار…| 0.00"),
        ("عمر\u200e\u200f  1", "عمر|  1"),
        ("ab\u200e  1", "ab  1"),
    ],
)
def test_a_text_that_is_read_from_the_right_ends_where_it_ends(text: str, shown: str) -> None:
    """P5, thin line: a mark of ours behind it keeps the columns in their place; a mark of the data does nothing."""
    expected = shown.replace("|", MARK_OF_OURS)
    assert isolated(text.replace("\u200e", "").replace("\u200f", "")) == expected
    frame = Frame(ColorSystem.TRUECOLOR, ABLE)
    half = len(text) // 2
    style = Style.parse("red on blue")
    row = row_of([Segment(text[:half], style), Segment(text[half:], Style.parse("bold"))], frame.styles)
    once = Row.blank(40).patched(0, row)
    assert "".join(once.texts).rstrip() == expected
    assert once.patched(0, row_of([Segment("xy")], frame.styles)).patched(0, row) == once


def test_a_row_with_a_text_from_the_right_is_written_whole() -> None:
    """Mlterm gives our mark a column that it does not show: what was placed anew behind it stood a column off.

    dvtm shows that column, and turns nothing round: it gets no mark.
    """
    for orders, mark in ((True, MARK_OF_OURS), (False, "")):
        frame = Frame(ColorSystem.TRUECOLOR, ABLE._replace(orders_letters=orders))
        painted(frame, "1  عمر  9.00 EUR", f"{'below':>16}s")
        written = painted(frame, "1  عمر  7.00 EUR", f"{'below':>16}S")
        assert f"1  عمر{mark}  7.00 EUR" in written
        assert written.endswith("\x1b[2;17HS")  # the row below is reached by its place, not by the column before


def test_a_style_that_comes_again_and_again_is_written_after_the_rest() -> None:
    """Thin line: a row of keys changes its style once, not twice for each key; the screen is the same."""
    frame = Frame(ColorSystem.TRUECOLOR, ABLE)
    key, word = Style.parse("bold #87d7ff on #262626"), Style.parse("#d0d0d0 on #262626")
    keys = [Segment(text, style) for name in "abcdef" for text, style in ((f"{name} ", key), ("word  ", word))]
    emulator = Emulator(48, 1)
    sent = frame.turn_into([Row.blank(48).patched(0, row_of(keys, frame.styles))])
    emulator.feed(sent)
    assert sent.count("m") == len(["cleared", "blank", "word", "key"])
    for x, cell in enumerate(emulator.seen()[0]):
        assert cell.text == " " or ("bold" if x % 8 == 0 else "not") == ("bold" if cell.attributes[0] else "not"), x


def test_a_frame_goes_on_with_the_style_of_the_one_before() -> None:
    """Thin line: the style is set once for both, whatever row comes first; a screen painted whole knows none."""
    frame = Frame(ColorSystem.TRUECOLOR, ABLE)
    first = painted(frame, "one  ", "two  ", "three")
    assert first.startswith("\x1b[r\x1b[m")
    assert "\x1b[3" not in painted(frame, "one 1", "two  ", "three")
    frame.forget()
    assert painted(frame, "one 1", "two  ", "three").startswith("\x1b[r\x1b[m")


def test_rows_are_written_in_the_order_that_sets_the_fewest_styles() -> None:
    """Thin line: a cursor that goes down begins with the row whose style is still set, and so the next time."""
    frame = Frame(ColorSystem.TRUECOLOR, ABLE)
    plain, cursor = Style.parse("#d0d0d0 on #262626"), Style.parse("bold #87d7ff on #005f87")

    def shown(place: int) -> str:
        styles = [cursor if y == place else plain for y in range(6)]
        rows = [row_of([Segment(f"row {y} of six", style)], frame.styles) for y, style in enumerate(styles)]
        return frame.turn_into([Row.blank(20, row.styles[-1]).patched(0, row) for row in rows])

    shown(0)
    assert [shown(place).count("m") for place in range(1, 6)] == [1] * 5


def test_tabs_are_the_shorter_way_where_there_are_any() -> None:
    """Thin line: the stops are set with the whole screen, whatever they were; a few letters are rewritten from one."""
    tabbed = Frame(ColorSystem.TRUECOLOR, ABLE._replace(has_tabs=True, feeds_return=True))
    stepped = Frame(ColorSystem.TRUECOLOR, ABLE._replace(feeds_return=True))
    emulator = Emulator(40, 2)
    for texts in (("a       b       c", "a       b       c"), ("A       B      CC", "A      BB       C")):
        sent = painted(tabbed, *texts)
        emulator.feed(sent)
        assert ["".join(cell.text for cell in row).rstrip() for row in emulator.seen()] == [*texts]
        assert ("\x1b[3g" in sent) == (texts[0][0] == "a")
        assert sent.count("\t") == (0 if texts[0][0] == "a" else 4)
        stepping = painted(stepped, *texts)
        assert len(sent) < len(stepping) or texts[0][0] == "a"


@pytest.mark.parametrize("spreads", [False, True])
def test_a_line_that_writes_blanks_for_a_tab_gets_none(spreads: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thin line: with `stty tab3` a tab would write over what it goes past."""
    master, slave = os.openpty()
    mode = termios.tcgetattr(slave)
    mode[1] = mode[1] & ~termios.TABDLY | (termios.XTABS if spreads else 0)
    termios.tcsetattr(slave, termios.TCSANOW, mode)
    with os.fdopen(slave, "w") as line:
        monkeypatch.setattr(sys, "__stderr__", line)
        monkeypatch.setenv("TERM", "xterm-256color")
        assert abilities().has_tabs is not spreads
        monkeypatch.setenv("COLORTERM", "rxvt-xpm")
        assert not abilities().has_tabs  # urxvt shows a box for a tab among bold letters
    os.close(master)


def test_a_line_that_is_too_long_ends_as_it_does_with_textual() -> None:
    """textual-thin: a table of hike is wider than its place; the scroll bar behind it stands in the last column."""
    console = Console(file=io.StringIO(), color_system="truecolor", force_terminal=True)
    update = LayoutUpdate([[Strip([Segment("0123456789")]), Strip([Segment("ab")])]], Region(0, 0, 10, 1))
    ours, theirs = Screen(10, 1), Screen(10, 1)
    ours.feed(Painter(Frame(ColorSystem.TRUECOLOR, ABLE)).painted(update, Size(10, 1)))
    theirs.feed(update.render_segments(console))
    assert ours.text() == theirs.text() == "012345678b"


def test_an_older_rich_counts_each_character(monkeypatch: pytest.MonkeyPatch) -> None:
    """textual-thin: bagels comes with a Rich that knows no signs of several characters; Textual painted by itself."""
    monkeypatch.setattr("billia_tui.terminal.cells.split_graphemes", by_character)
    columns.cache_clear()
    is_narrow.cache_clear()
    assert columns("e\u0301漢x\a").texts == ("e\u0301", "漢", "", "x")
    columns.cache_clear()
    is_narrow.cache_clear()


def test_the_screen_of_the_comparison_counts_signs_as_textual_does() -> None:
    """textual-thin, measure: a mark that asks for a picture makes a sign wide; browsr's icons were told to differ."""
    screen = Screen(9, 1)
    screen.feed("\U0001f5c4\ufe0f\ufe0f ab\rx")
    assert [cell.text for cell in screen.rows[0][:5]] == ["x", " ", " ", "a", "b"]


def test_half_of_a_wide_sign_is_never_written() -> None:
    """Thin line: where wide signs stand otherwise than before, whole ones are written, however they overlap."""
    frame, emulator = Frame(ColorSystem.TRUECOLOR, ABLE), Emulator(12, 1)
    for text in ("漢字漢字ab", "a漢字漢字b", "漢字漢aab", "abc漢字", "漢b漢字"):
        emulator.feed(painted(frame, text, width=12))
        assert "".join(cell.text for cell in emulator.seen()[0]).rstrip() == text


def test_a_link_of_a_style_reaches_the_terminal_and_ends() -> None:
    """Thin line, in programs of others: OSC 8 around the letters, also where a link stands beside another."""
    frame = Frame(ColorSystem.TRUECOLOR, ABLE)
    links = [Style(link=f"https://example.org/{number}") for number in (1, 2)]
    segments = [Segment("see "), Segment("one", links[0]), Segment("two", links[1]), Segment(" here")]
    screen = Screen(20, 1)
    screen.feed(frame.turn_into([Row.blank(20).patched(0, row_of(segments, frame.styles))]))
    shown = [(cell.text, cell.look.link[-1:]) for cell in screen.seen()[0]]
    assert shown[:15] == [*((c, "") for c in "see "), *((c, "1") for c in "one"), *((c, "2") for c in "two"),
                          *((c, "") for c in " here")]  # fmt: skip


def test_what_goes_to_the_terminal_as_it_is_makes_it_step_aside() -> None:
    """Thin line, in programs of others: a picture is no text."""
    frame = Frame(ColorSystem.TRUECOLOR, ABLE)
    with pytest.raises(ValueError, match="picture"):
        row_of([Segment("\x1bPq#0~-\x1b\\", None, [(ControlType.BELL,)])], frame.styles)
