"""What people on bastions use: GNU screen, mosh, dvtm, terminals that order texts from the right; both displays."""

import os
import re
from pathlib import Path

import pytest

from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer
from billia_tui.operations.store.opening import open_desk
from billia_tui.terminal.isolation import MARK, TURNED
from tests.terminal.conftest import FIRST_ROWS, Start
from tests.terminal.endings import SOON
from tests.terminal.program import Program
from tests.terminal.walking import search

IN_SCREEN = {"STY": "1234.pts-0.host"}
TOKENS = re.compile(rb"\x1b\[([0-9;]*)([A-Za-z])")


def coloured_erasures(sent: bytes) -> list[bytes]:
    """What is erased while a background is set."""
    found, ground = [], False
    for token in TOKENS.finditer(sent):
        if token[2] == b"m":
            codes = token[1].split(b";")
            if b"48" in codes:
                ground = True
            elif codes[0] in {b"", b"0"} or b"49" in codes:
                ground = False
        elif token[2] in b"JKX" and ground:
            found.append(token[0])
    return found


def test_inside_gnu_screen_nothing_is_erased_in_colour(start: Start) -> None:
    """Thin line: its terminfo may claim "bce", but it erases in the terminal's own colour (`defbce` is off)."""
    program = start("--no-mouse", **IN_SCREEN)
    program.wait_for(FIRST_ROWS)
    search(program)
    program.keys("enter")
    program.wait_for("II Information")
    program.wait_quiet()
    assert coloured_erasures(bytes(program.sent)) == []


def test_elsewhere_erasing_in_colour_saves_bytes(listed: Program, display: str) -> None:
    """Thin line: a terminal that says it can is believed; Textual's own way erases nothing."""
    assert bool(coloured_erasures(bytes(listed.sent))) == (display == "thin")


@pytest.mark.parametrize(("typed", "mouse"), [((), False), (("--mouse",), True)], ids=["unasked", "asked"])
def test_no_mouse_inside_gnu_screen_unless_asked(typed: tuple[str, ...], mouse: bool, start: Start) -> None:
    """It holds back a lone esc while the mouse is on."""
    program = start(*typed, **IN_SCREEN)
    program.wait_for(FIRST_ROWS)
    assert (b"\x1b[?1003h" in program.sent) == mouse


def test_nothing_stays_on_a_terminal_with_one_screen(listed: Program) -> None:
    """P5: mosh, and GNU screen without `altscreen`, kept all customers; the next prompt stands at the bottom.

    The emulator of these tests has one screen only, too.
    """
    listed.keys("q")
    assert listed.wait_exit(SOON) == os.EX_OK
    assert listed.screen_text().strip() == ""
    assert listed.cursor == (0, 39)


def test_the_cursor_stays_where_a_smaller_window_has_it_too(listed: Program) -> None:
    """Xterm with fewer lines pushes up both of its screens until the cursor is on them: the shell's lines were lost."""
    listed.keys("end")
    listed.wait_quiet()
    assert listed.cursor[1] == 0


def test_columns_keep_their_place_beside_a_text_from_the_right(store: Path, start: Start) -> None:
    """VTE, konsole and mlterm put the amount of the wallet under the name; a mark of ours ends each such text."""
    desk = open_desk(str(store), "ana")
    new = NewCustomer("عمر", "الفاروق", "omar@example.org", "DE", "EUR", username="omar")
    desk.change(customers.add, new, then=AfterAdding.NOTHING)
    desk.store.close()
    program = start("--no-mouse", size=(100, 30))
    program.wait_for("49 of 49", "الفاروق")
    program.wait_quiet()
    program.keys("down", "up", "enter")
    program.wait_for("II Information")
    program.wait_quiet()
    sent = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", program.sent.decode())
    behind = [sent[found.end()] for found in re.finditer("الفاروق", sent)]
    assert behind
    assert set(behind) == {MARK}
    assert all(TURNED.match(sent[place - 1]) for place in range(len(sent)) if sent[place] == MARK)


def test_only_what_every_terminal_has_is_sent(listed: Program) -> None:
    """Dvtm takes neither `ESC D` for an index nor an empty number for a nought."""
    listed.keys("end", *["up"] * 45)
    listed.wait_quiet()
    listed.keys(*["down"] * 45)
    listed.wait_quiet()
    for key in ("enter", "w", "esc", "?", "esc", "esc"):
        listed.keys(key)
        listed.wait_quiet()
    assert b"\x1bD" not in listed.sent
    assert b"\x1b[;" not in listed.sent


def test_many_downs_at_once_move_the_help_by_as_many(listed: Program) -> None:
    """P1: 12 came to 3 rows, because each began where the screen stood that was painted last."""
    listed.keys("?")
    listed.wait_for("Keys of this screen")
    listed.wait_quiet()
    before = [line[24:95].rstrip() for line in listed.screen_text().splitlines()]
    top = 3
    assert "In a list" in before[top]
    listed.keys(*["j"] * 12)
    expected = before[top + 12 : top + 30]

    def shown() -> list[str]:
        return [line[24:95].rstrip() for line in listed.screen_text().splitlines()][top : top + 18]

    listed.wait_until(lambda: shown() == expected, "help twelve rows further down")


def test_exported_columns_and_lines_freeze_nothing(start: Start) -> None:
    """A shell that exports its size does so once; the terminal says its own, before and after it changes."""
    program = start("--no-mouse", COLUMNS="80", LINES="24")
    usual = start("--no-mouse")
    for one in (program, usual):
        one.wait_for(FIRST_ROWS)
        one.wait_quiet()
    assert "help" in program.line(39)
    assert len(program.sent) < 1.05 * len(usual.sent), "it is not painted in the exported size first"
    program.resize(100, 30)
    program.wait_quiet()
    assert "help" in program.line(29)
