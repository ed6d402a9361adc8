"""When a mail is tried again, and when it is given up (R226)."""

from datetime import datetime, timedelta

WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
"""After the first try that failed, the second, and so on; the last one again and again."""

PATIENCE = timedelta(hours=48)
"""How long after its first try a mail is tried for the last time."""


def next_try(tries: int, first: datetime, now: datetime) -> datetime | None:
    """When a mail is tried again whose try number `tries` failed now; None if it is given up.

    Args:
        tries: 1 or more.
        first: when it was tried first.
        now: when the last try failed.
    """
    last = first + PATIENCE
    if now >= last:
        return None
    return min(now + WAITS[min(tries, len(WAITS)) - 1], last)
