"""How times and amounts are shown in a console: its time zone, and marks between thousands.

It holds for what the console itself writes on its screen, not for what operations write in their threads: what is
stored, mailed or printed stays in UTC and without marks. So it hangs on the context of the console's own tasks. What
is typed as a day is read by operations: for that the zone stands for the whole process as well.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

INSTEAD, BESIDE = "instead", "beside"
"""Local times instead of UTC, or beside it."""

MARKS = {"off": "", "comma": ",", "apostrophe": "'", "space": "\u00a0"}
"""What may stand between thousands, by the word of the settings; the decimals' mark is a point."""


@dataclass(slots=True)
class Showing:
    """How it is shown. `name` is that of the zone as the settings have it; it is changed in place."""

    zone: tzinfo | None = None
    name: str = ""
    beside: bool = False
    mark: str = ""

    def local(self, time: datetime) -> datetime:
        """The time on the clock of the zone."""
        return time if self.zone is None else time.astimezone(self.zone)


_USUAL = Showing()
_showing: ContextVar[Showing] = ContextVar("billia shows", default=_USUAL)
_typed_in: tzinfo = UTC


def now() -> Showing:
    """How it is shown here."""
    return _showing.get()


def begin() -> Showing:
    """From now on this context, and the tasks that it begins, have a way of their own, which is given."""
    own = Showing()
    _showing.set(own)
    return own


def typed_in() -> tzinfo:
    """The zone in which typed days and times are meant."""
    return _typed_in


def type_in(zone: tzinfo | None) -> None:
    """From now on typed days and times are meant in a zone; None is UTC."""
    global _typed_in  # noqa: PLW0603 - operations read what is typed in threads of their own
    _typed_in = zone or UTC


def zone_named(name: str) -> tzinfo:
    """The time zone of a name such as Europe/Sofia; raises ValueError if there is none."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # only for those who ask for one

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"there is no time zone {name!r}") from error
