"""The day on which periods end: the day of the month on which the course of a service began (R191).

Its n-th end is that day n periods later, cut to the month's last day. As periods are whole months, the day of the month
is all that has to be remembered: month, year and time of day are those of the end before.
"""

from calendar import monthrange
from datetime import MAXYEAR, datetime


def months_later(time: datetime, months: int, day: int | None = None) -> datetime:
    """`months` later on the same day, or on `day` of the month; the last day of a shorter month (R191).

    Never beyond the calendar: what would lie after the year 9999 stays where it is.
    """
    years, month = divmod(time.month - 1 + months, 12)
    year = time.year + years
    if year > MAXYEAR:
        return time
    return time.replace(year=year, month=month + 1, day=_cut(day or time.day, year, month + 1))


def anchored(end: datetime, day: int | None) -> int:
    """The anchor day of a course that ends at `end`: `day` if it falls there, else the day of `end`."""
    return day if day is not None and _cut(day, end.year, end.month) == end.day else end.day


def anchor_of(activated_at: datetime | None, end: datetime, period_months: int) -> int:
    """The anchor day where none is kept: that of the first day, if whole periods lead from it to `end` (R191)."""
    if activated_at is None:
        return end.day
    months = (end.year - activated_at.year) * 12 + end.month - activated_at.month
    explained = months > 0 and months % period_months == 0
    return anchored(end, activated_at.day if explained else None)


def _cut(day: int, year: int, month: int) -> int:
    return min(day, monthrange(year, month)[1])
