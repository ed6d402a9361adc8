"""The anchor day: the n-th end of a course, against a second way of reckoning (R191)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billia_tui.operations.services.anchor import anchor_of, anchored, months_later

FIRST_YEAR, YEARS = 1900, 400
"""400 years are a whole cycle of the calendar."""


def at(text: str) -> datetime:
    """Midnight of a day, UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def counted(begin: datetime, months: int) -> datetime:
    """The other way: no arithmetic of months. Walks the calendar by its first days, then back from the month's end."""
    first = begin.replace(day=1)
    for _ in range(months):
        first = (first + timedelta(days=31)).replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    wished = first + timedelta(days=begin.day - 1)
    return wished if wished < after else after - timedelta(days=1)


@pytest.mark.parametrize(
    ("begin", "period", "ends"),
    [
        ("2026-01-31", 1, ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]),
        ("2024-02-29", 12, ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
        ("2025-11-30", 3, ["2026-02-28", "2026-05-30", "2026-08-30", "2026-11-30"]),
        ("2026-05-15", 1, ["2026-06-15", "2026-07-15"]),
        ("2026-01-30", 1, ["2026-02-28", "2026-03-30"]),
    ],
)
def test_the_ends_of_a_course(begin: str, period: int, ends: list[str]) -> None:
    """R191: that day n periods later, cut to the last day of the month, and back to that day afterwards."""
    end, day = at(begin), at(begin).day
    seen = []
    for _ in ends:
        end = months_later(end, period, anchored(end, day))
        seen.append(f"{end:%Y-%m-%d}")
    assert seen == ends


@given(
    day=st.dates(date(FIRST_YEAR, 1, 1), date(FIRST_YEAR + YEARS - 1, 12, 31)),
    time=st.times(),
    period=st.sampled_from([1, 2, 3, 6, 12, 24, 36]),
    number=st.integers(1, 40),
)
def test_the_nth_end(day: date, time: time, period: int, number: int) -> None:
    """R191: step by step, and in one step, it is the day that counting the calendar gives, at the same time of day."""
    begin = datetime.combine(day, time.replace(microsecond=0), UTC)
    end = begin
    for _ in range(number):
        end = months_later(end, period, anchored(end, begin.day))
    assert end == months_later(begin, period * number) == counted(begin, period * number)
    assert anchor_of(begin, end, period) == begin.day


@pytest.mark.parametrize(
    ("activated", "end", "period", "day"),
    [
        ("2026-01-31", "2026-02-28", 1, 31),  # explained by the first day
        ("2026-01-31", "2026-03-28", 1, 28),  # the old way of reckoning had lost it
        ("2026-01-31", "2027-02-28", 12, 28),  # no whole number of periods
        ("2024-02-29", "2025-02-28", 12, 29),
        ("2026-03-01", "2026-02-28", 1, 28),  # an end before the begin
        (None, "2026-02-28", 1, 28),
    ],
)
def test_the_anchor_of_what_is_there(activated: str | None, end: str, period: int, day: int) -> None:
    """R191: from the first day where that explains the end, else from the end."""
    assert anchor_of(at(activated) if activated else None, at(end), period) == day


def test_an_end_that_the_anchor_does_not_explain() -> None:
    """R191: an end given by hand is where the course goes on from."""
    assert months_later(at("2026-06-10"), 1, anchored(at("2026-06-10"), 31)) == at("2026-07-10")


def test_never_beyond_the_calendar() -> None:
    """R191: an imported end may be the year 9999."""
    assert months_later(at("9999-12-31"), 1, 31) == at("9999-12-31")
