"""The time, in one place: UTC, whole seconds."""

from datetime import UTC, datetime


def now() -> datetime:
    """The time now: aware, UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def shown(time: datetime | None) -> str:
    """A time as people read it, `YYYY-MM-DD HH:MM` in UTC; "–" where there is none (docs/domain.md, section 2)."""
    return "–" if time is None else f"{time:%Y-%m-%d %H:%M}"


def day(time: datetime | None) -> str:
    """A date as people read it; "–" where there is none."""
    return "–" if time is None else f"{time:%Y-%m-%d}"
