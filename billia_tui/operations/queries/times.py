"""Times in a query: days, months and years as they are written, and ages counted from now."""

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta

from billia_tui import showing
from billia_tui.errors import Invalid
from billia_tui.operations.queries.terms import Comparison, Span

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?", re.ASCII)
_AGE = re.compile(r"([0-9]{1,6})([hdwmy])", re.ASCII | re.IGNORECASE)
_HOUR = re.compile(r"([0-9]{1,2}):([0-9]{2})", re.ASCII)
_SECOND = timedelta(seconds=1)
_MOST_YEARS = 200
"""Years that an age may have."""
_YEARS = range(1900, 2200)


def dated(text: str, comparison: Comparison) -> Span | None:
    """The times that a day, month or year means after `comparison`; None if it is none."""
    stretch = _stretch(text)
    if stretch is None:
        return None
    first, after = stretch
    return {
        Comparison.LESS: Span(None, first),
        Comparison.AT_MOST: Span(None, after),
        Comparison.MORE: Span(after, None),
        Comparison.AT_LEAST: Span(first, None),
        Comparison.IS: Span(first, after),
    }[comparison]


def between(since: str, until: str) -> Span:
    """The times from a day, month or year on to the end of another; empty leaves that side open.

    Raises:
        Invalid: at `since`, `until`.
    """
    typed = {"since": since.strip(), "until": until.strip()}
    stretches = {name: _stretch(text) for name, text in typed.items()}
    errors = {
        name: "is no day; write it as 2026-11-01, or a month as 2026-11"
        for name, text in typed.items()
        if text and stretches[name] is None
    }
    first, last = stretches["since"], stretches["until"]
    if first and last and first[0] >= last[1]:
        errors["until"] = "is before the first day"
    if errors:
        raise Invalid(errors)
    return Span(first and first[0], last and last[1])


def aged(text: str, comparison: Comparison, now: datetime) -> Span | None:
    """The times that lie less, or more, than an age before `now`; None if it is no age. No sign means `<=`."""
    past = _shifted(text, now, -1)
    if past is None:
        return None
    match comparison:
        case Comparison.LESS:
            return Span(past + _SECOND, None)
        case Comparison.MORE:
            return Span(None, past)
        case Comparison.AT_LEAST:
            return Span(None, past + _SECOND)
        case _:
            return Span(past, None)


def ahead(text: str, comparison: Comparison, now: datetime) -> Span | None:
    """The times from `now` on that lie within an age, or beyond it; `<0d` is all that is over. None if it is no age."""
    future = _shifted(text, now, 1)
    if future is None:
        return None
    first = now if future > now else None
    match comparison:
        case Comparison.LESS:
            return Span(first, future)
        case Comparison.MORE:
            return Span(future + _SECOND, None)
        case Comparison.AT_LEAST:
            return Span(future, None)
        case _:
            return Span(first, future + _SECOND)


def later(text: str, now: datetime) -> datetime | None:
    """The time that somebody means who puts something off until then, UTC: a day, an hour, both, an age; else None.

    An hour that has passed today is tomorrow's, a day is its first second.
    """
    words = text.replace("T", " ").split()
    if len(words) == 1 and (age := _shifted(words[0], now, 1)) is not None:
        return age
    hour = _HOUR.fullmatch(words[-1]) if words else None
    if len(words) not in {1, 2} or (len(words) == 2 and hour is None):
        return None
    if hour is not None and not (int(hour[1]) < 24 and int(hour[2]) < 60):
        return None
    day = now.replace(hour=0, minute=0, second=0)
    if hour is None or len(words) == 2:
        named = _stretch(words[0]) if _DATE.fullmatch(words[0]) and words[0].count("-") == 2 else None
        if named is None:
            return None
        day = named[0]
    when = day + timedelta(hours=int(hour[1]), minutes=int(hour[2])) if hour is not None else day
    return when + timedelta(days=1) if len(words) == 1 and hour is not None and when <= now else when


def _stretch(text: str) -> tuple[datetime, datetime] | None:
    """Where a day, month or year begins in the zone that days are typed in, and where the next one does."""
    match = _DATE.fullmatch(text)
    if match is None or int(match[1]) not in _YEARS:
        return None
    try:
        first = datetime(int(match[1]), int(match[2] or 1), int(match[3] or 1), tzinfo=showing.typed_in())
    except ValueError:
        return None
    after = first + timedelta(days=1) if match[3] else _months_later(first, 1 if match[2] else 12)
    return first.astimezone(UTC), after.astimezone(UTC)


def _shifted(text: str, now: datetime, way: int) -> datetime | None:
    """The time an age before (-1) or after (1) `now`."""
    match = _AGE.fullmatch(text)
    if match is None:
        return None
    number, unit = int(match[1]) * way, match[2].lower()
    hours = {"h": 1, "d": 24, "w": 24 * 7, "m": 24 * 31, "y": 24 * 366}[unit]
    if abs(number) * hours > _MOST_YEARS * 24 * 366:
        return None
    if unit in "my":
        return _months_later(now, number * (12 if unit == "y" else 1))
    return now + timedelta(hours=number * hours)


def _months_later(time: datetime, months: int) -> datetime:
    """The same day of another month, or its last day if it has no such day."""
    year, month = divmod(time.year * 12 + time.month - 1 + months, 12)
    return time.replace(year=year, month=month + 1, day=min(time.day, monthrange(year, month + 1)[1]))
