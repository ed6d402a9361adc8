"""Terminals with little room: what matters can be read; both displays."""

from tests.terminal.conftest import FIRST_ROWS, Start


def test_names_can_be_read_at_60_by_20(start: Start) -> None:
    """R33: they had three letters beside a status of eighteen cells."""
    program = start("--no-mouse", size=(60, 20))
    program.wait_for(FIRST_ROWS)
    program.wait_quiet()
    row = program.line_with("later16")
    assert "later16.7" in row
    assert "Later16" in row
    assert "0.00 EUR" in row
    assert row.rstrip().endswith("● Active")


def test_a_hold_has_its_sign_at_60_by_20(start: Start) -> None:
    """R14: where there is no room for the words."""
    program = start("--no-mouse", size=(60, 20))
    program.wait_for(FIRST_ROWS)
    program.wait_quiet()
    program.keys("h")
    program.wait_for("put on hold")
    program.keys("enter")
    program.wait_until(lambda: program.line_with("later16.7").rstrip().endswith("‖"), "sign of a hold")


def test_the_bell_is_never_pushed_off_the_ribbon(start: Start) -> None:
    """R57: status, hold and bell at 80x24, whatever else there is to say."""
    program = start("--no-mouse", size=(80, 24))
    program.wait_for(FIRST_ROWS)
    program.keys("h")
    program.wait_for("put on hold")
    program.keys("x" * 30, "enter")
    program.wait_until(lambda: "ON HOLD" in program.line_with("later16.7"), "hold in the list")
    program.keys("enter")
    program.wait_for("I Later16 Example", "ON HOLD", "! 0 new")
    program.resize(60, 20)
    program.wait_for("ON HOLD", "! 0 new")


def test_a_heading_without_room_in_the_frame_stands_in_the_box(start: Start) -> None:
    """The heading of bulk work said whom it is about, and was cut at that place."""
    program = start("--no-mouse", size=(60, 20))
    program.wait_for(FIRST_ROWS)
    program.keys("/")
    program.keys("status:active -country:FR wallet:<1", "enter")
    program.wait_for("▸")
    program.wait_quiet()
    program.keys("*")
    program.wait_for("marked (all of")
    program.keys("B")
    program.wait_for("What to do")
    assert "marked (all of the query)" in " ".join(program.screen_text().split())
