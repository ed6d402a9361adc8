"""Whether this process works for an admin who came in over SSH with a forced command, and what it must not do then.

A switch of the whole process, thrown once before anything else is loaded and never back: whatever writes or reads
a file that is named by hand asks here, wherever it is called from. Imports nothing: it is loaded at every start.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from billia_tui.settings.model import Settings

THE_STORE = "the store"

_settings: "Settings | None" = None


def enter(settings: "Settings") -> None:
    """From now on this process is restricted, with these settings and no others."""
    global _settings  # noqa: PLW0603 - one switch for the whole process, so that nothing can be called around it
    _settings = settings


def settings() -> "Settings | None":
    """The settings of a restricted process; None if this is no such process."""
    return _settings


def is_on() -> bool:
    """Whether this process is restricted."""
    return _settings is not None


def shown(place: object) -> str:
    """Where a store is, for a message: a restricted process shows no path and no server of its host."""
    return THE_STORE if is_on() else str(place)


def no_file(instead: str) -> str | None:
    """Why no file can be named here, and what to do `instead` on one's own machine; None if one can be."""
    return f"over SSH billia writes no file on the host; on your machine: {instead}" if is_on() else None
