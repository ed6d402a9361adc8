"""One setting changed in the file: its line alone, checked before it is written."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from billia_tui import clock, showing
from billia_tui.errors import Refused
from billia_tui.money import Money
from billia_tui.operations.orders.payment_records import paid_at
from billia_tui.operations.queries.times import between
from billia_tui.settings.config import BadSettings, load
from billia_tui.settings.editing import change, changed

from .test_config import write


def test_a_line_is_changed_and_all_else_stays() -> None:
    """Comments, order and other tables are as they were; a table is made where there is none, and a line goes."""
    text = '# mine\ntheme = "ansi-dark" # loud\nmouse = true\n\n[keys]\nedit = "E"\n\n[mail]\nhost = "m.example"\n'
    made = changed(text, "theme", "billia-light")
    assert made == text.replace('"ansi-dark" # loud', '"billia-light"')
    assert changed(made, "keys.block", "f5").splitlines()[5:8] == ['edit = "E"', 'block = "f5"', ""]
    assert "edit" not in changed(text, "keys.edit", None)
    assert changed("", "keys.edit", 'a"\\') == '[keys]\nedit = "a\\"\\\\"\n'
    assert changed('theme = "ansi-dark"', "idle_minutes", 5) == 'theme = "ansi-dark"\nidle_minutes = 5\n'
    with pytest.raises(Refused, match="only a person"):
        changed('keys = { edit = "E" }\n', "keys.edit", "x")


def test_what_would_be_wrong_is_not_written(home: Path) -> None:
    """The file is as it was, also if it is wrong already."""
    path = write(home, 'theme = "billia-dark"\n')
    with pytest.raises(BadSettings, match="there is no time zone 'Mars/Olympus'"):
        change(path, "timezone", "Mars/Olympus")
    assert path.read_text() == 'theme = "billia-dark"\n'
    change(path, "timezone", "Europe/Sofia")
    change(path, "thousands", "comma")
    assert (load().timezone, load().thousands, load().times) == ("Europe/Sofia", "comma", "instead")
    write(home, "them = 1\n")
    with pytest.raises(BadSettings, match="did you mean 'theme'"):
        change(path, "thousands", "off")


def test_local_times_and_marks_between_thousands() -> None:
    """Only where a console shows them; typed days are meant in its zone, and summer time is minded."""
    winter, summer = datetime(2026, 1, 31, 23, 30, tzinfo=UTC), datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    money = Money(-123456789, "EUR")
    assert (clock.shown(winter), str(money)) == ("2026-01-31 23:30", "-1234567.89 EUR")
    how = showing.begin()
    try:
        how.zone, how.name, how.mark = ZoneInfo("Europe/Sofia"), "Sofia", ","
        showing.type_in(how.zone)
        assert (clock.shown(winter), clock.day(winter)) == ("2026-02-01 01:30", "2026-02-01")
        assert clock.shown(summer).endswith("15:00")
        assert clock.title(summer) == "15:00 Sofia"
        assert (str(money), money.amount) == ("-1,234,567.89 EUR", "-1234567.89")
        assert between("2026-02-01", "2026-02-01").first == datetime(2026, 1, 31, 22, 0, tzinfo=UTC)
        assert paid_at("2026-02-01 01:30") == winter
        how.beside = True
        assert (clock.shown(winter), clock.day(winter)) == ("2026-01-31 23:30 · 01:30", "2026-01-31")
        assert clock.title(summer) == "12:00 UTC · 15:00 Sofia"
        assert len(clock.shown(winter)) == clock.BOTH_CELLS
    finally:
        how.zone, how.mark, how.beside = None, "", False
        showing.type_in(None)
