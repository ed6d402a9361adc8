"""Keys that arrive faster than screens: over a slow line many come in one packet, and none may go astray."""

from tests.terminal.conftest import Start
from tests.terminal.program import Program


def test_a_whole_job_in_one_packet(listed: Program) -> None:
    """P1, R37, R24: search, open, add funds with a note: typed at once it is done as if typed slowly."""
    listed.keys("/kohler", "enter", "enter", "w25.50", "tab", "thank you", "enter")
    listed.wait_for("wallet 0.00 EUR → 25.50 EUR")
    listed.keys("W")
    listed.wait_for("thank you", "25.50 EUR")


def test_keys_wait_for_the_dialogs_of_panels(listed: Program) -> None:
    """R90, R174: "3a" and the address in one packet, then a note: no letter is lost."""
    listed.keys("/kohler", "enter", "enter", "3a", "maria.second@example.net", "enter", "nCall back", "enter")
    listed.wait_for("maria.second@example.net", "Call back")


def test_a_refused_key_does_not_hold_the_next_ones(listed: Program, start: Start) -> None:
    """R51: a key that is refused lets the following ones through at once."""
    listed.keys("/kohler", "enter", "enter", "h", "enter")
    listed.wait_for("ON HOLD by admin")
    listed.keys("A", "w1", "enter")
    listed.wait_for("wallet 0.00 EUR → 1.00 EUR")


def test_keys_wait_for_the_rows_of_a_page(listed: Program) -> None:
    """R48, R182: the log and its newest line at once: enter finds the rows, which are read after the page opens."""
    listed.keys("/kohler", "enter", "enter", "L", "enter")
    listed.wait_for("add note", "esc close")
