"""The time, in one place: UTC, whole seconds."""

import time
from datetime import UTC, datetime

from billia_tui import showing

CELLS = 16
"""Cells of a time as it is shown."""

BOTH_CELLS = 24
"""Cells of one that stands beside its local time."""


def now() -> datetime:
    """The time now: aware, UTC, whole seconds."""
    return datetime.fromtimestamp(int(time.time()), UTC)


def shown(time: datetime | None) -> str:
    """A time as people read it, `YYYY-MM-DD HH:MM`; "–" where there is none (docs/domain.md, section 2).

    It is UTC, or in a console that is set so the local time, or "HH:MM" of it beside UTC.
    """
    if time is None:
        return "–"
    how = showing.now()
    if how.zone is not None and how.beside:
        return f"{time:%Y-%m-%d %H:%M} · {how.local(time):%H:%M}"
    return f"{how.local(time):%Y-%m-%d %H:%M}"


def day(time: datetime | None) -> str:
    """A date as people read it, in UTC or the time zone of the console; "–" where there is none."""
    if time is None:
        return "–"
    how = showing.now()
    return f"{(time if how.beside else how.local(time)):%Y-%m-%d}"


def title(time: datetime) -> str:
    """The time of day for the title line, with the zone that all times are shown in."""
    how = showing.now()
    if how.zone is None:
        return f"{time:%H:%M} UTC"
    local = f"{how.local(time):%H:%M} {how.name}"
    return f"{time:%H:%M} UTC · {local}" if how.beside else local
