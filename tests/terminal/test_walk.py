"""The list and the details page as a person meets them, key by key."""

from tests.terminal.conftest import FIRST_ROWS, Start
from tests.terminal.program import Program
from tests.terminal.walking import READ, search

PANELS = ("I Maria Köhler", "II Information", "III Emails", "IV Companies", "Services", "VI Orders", "VII User notes")


def open_kohler(program: Program) -> None:
    """From the list to the details page of Maria Köhler, as a person would find her."""
    search(program)
    program.keys("enter")
    program.wait_for(*READ)
    program.wait_quiet()


def test_the_list_shows_who_is_there(listed: Program) -> None:
    """R32, R33, R38: the first screen is the list, newest first, with its count and its keys."""
    screen = listed.screen_text()
    rows = screen.splitlines()
    assert "billia" in rows[0]
    assert "ana · Administrator" in rows[0]
    assert "USERNAME" in rows[2]
    assert "Later16 Example" in rows[3]
    assert "▸" in rows[3]
    assert "? help" in rows[-1]


def test_a_search_opens_details_and_esc_comes_back_to_the_row(listed: Program) -> None:
    """R36, R37, R42, R47: "kohler" finds Köhler; enter opens all seven panels; esc returns to the same row."""
    open_kohler(listed)
    screen = listed.screen_text()
    assert [panel for panel in PANELS if panel not in screen] == []
    listed.keys("esc")
    listed.wait_for("1 of 48")
    assert listed.line_with("▸").split()[1:4] == ["31", "maria.6", "Maria"]
    listed.keys("esc")
    listed.wait_for(FIRST_ROWS)


def test_back_from_the_middle_of_the_list(listed: Program) -> None:
    """R42: the cursor and the line it stands on are the same after a visit to the details page."""
    listed.keys("down", "down", "down", "pagedown", "up")
    listed.wait_quiet()
    before = listed.screen_text()
    assert "▸" in before
    listed.keys("enter")
    listed.wait_for("II Information", "No orders")
    listed.wait_quiet()
    listed.keys("esc")
    listed.wait_gone("II Information")
    listed.wait_quiet()
    assert listed.screen_text().splitlines()[1:] == before.splitlines()[1:]


def test_nothing_is_sent_while_nothing_happens(listed: Program) -> None:
    """P6, R48: two seconds of rest on the list and on the details page are two seconds of silence."""
    assert listed.watch(2) == b""
    open_kohler(listed)
    assert listed.watch(2) == b""


def test_another_size_keeps_what_was_open(start: Start) -> None:
    """R47: on 80x24 one panel is open; 120x40 shows all of them, and back again it is the same one."""
    program = start(size=(80, 24))
    program.wait_for(FIRST_ROWS)
    program.wait_quiet()
    open_small(program)
    small = program.screen_text()
    assert "I Maria Köhler" in small
    program.resize(120, 40)
    program.wait_for(*READ, *PANELS)
    program.wait_quiet()
    program.resize(80, 24)
    program.wait_quiet()
    assert program.screen_text() == small
    program.keys("esc")
    program.wait_for("1 of 48", "Maria Köhler")


def open_small(program: Program) -> None:
    """The details page of Maria Köhler where there is room for one panel."""
    search(program)
    program.keys("enter")
    program.wait_for("II Information", "Registered")
    program.wait_quiet()
    program.keys("7")
    program.wait_for("Prefers to be called")
    program.wait_quiet()
