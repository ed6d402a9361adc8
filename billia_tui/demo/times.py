"""Times as seconds since 1970 while the book is made, and as the store's text in the end.

The text is what the store writes on SQLite, and PostgreSQL reads it too. Formatting a datetime a million times
over would take longer than storing it.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

HOUR = 3600
DAY = 24 * HOUR
YEAR = 365 * DAY

_EPOCH = date(1970, 1, 1)


class _Days(dict[int, str]):
    def __missing__(self, day: int) -> str:
        self[day] = text = (_EPOCH + timedelta(days=day)).isoformat()
        return text


class _Clock(dict[int, str]):
    def __missing__(self, second: int) -> str:
        minute, rest = divmod(second, 60)
        self[second] = text = f"T{minute // 60:02}:{minute % 60:02}:{rest:02}Z"
        return text


_days, _clock = _Days(), _Clock()


def seconds(time: datetime) -> int:
    """An aware time as seconds since 1970."""
    return int(time.timestamp())


def moment(when: int) -> datetime:
    """Seconds since 1970 as an aware time."""
    return datetime.fromtimestamp(when, UTC)


def stamp(when: int) -> str:
    """Seconds since 1970 as the store writes a time."""
    return _days[when // DAY] + _clock[when % DAY]


def stamp_or_none(when: int | None) -> str | None:
    """The same for a time that may be missing."""
    return None if when is None else stamp(when)


def months_later(when: int, months: int) -> int:
    """The same day and time `months` later (earlier if negative), or the last day of a shorter month."""
    day, rest = divmod(when, DAY)
    start = _EPOCH + timedelta(days=day)
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    target = date(year, month, start.day if start.day <= 28 else min(start.day, monthrange(year, month)[1]))
    return (target - _EPOCH).days * DAY + rest
