"""The processes of the host, as Linux tells them; what asks for them is skipped on systems without /proc."""

import os
import select
from pathlib import Path

import pytest

_PROC = Path("/proc")
_DEAD = ("Z", "X")


def consoles_of(admin: str, settings: Path) -> set[int]:
    """The consoles of an admin in restricted mode with these settings of a host."""
    if not (_PROC / "self" / "cmdline").exists():
        pytest.skip("this system does not tell its processes in /proc")
    return {
        int(place.name) for place in _PROC.iterdir() if place.name.isdigit() and _is_console(place, admin, settings)
    }


def gone(process: int, seconds: float) -> bool:
    """Whether a process has ended; waits for it at most `seconds`."""
    try:
        watched = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watched], [], [], seconds)[0])
    finally:
        os.close(watched)


def state(process: int) -> str:
    """What it does: R, S, T for stopped …; "" if it is gone."""
    return _state(_PROC / str(process))


def environment(process: int) -> dict[str, str]:
    """The environment that it was started with."""
    raw = (_PROC / str(process) / "environ").read_bytes().decode(errors="replace")
    return dict(part.split("=", 1) for part in raw.split("\0") if "=" in part)


def _is_console(place: Path, admin: str, settings: Path) -> bool:
    try:
        words = (place / "cmdline").read_bytes().split(b"\0")
    except OSError:  # gone meanwhile, or somebody else's
        return False
    wanted = {b"--restricted", admin.encode(), str(settings).encode()}
    return wanted <= set(words) and _state(place) not in ("", *_DEAD)


def _state(place: Path) -> str:
    try:
        return (place / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""
