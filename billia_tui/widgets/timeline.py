"""The timeline of a service as text: its stretches with their dates, and where today is (R122)."""

from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len
from textual.content import Content

from billia_tui import clock
from billia_tui.operations.services.timeline import Stretch
from billia_tui.vocabulary import ServiceStatus
from billia_tui.widgets.cells import fit
from billia_tui.widgets.status_text import service_status
from billia_tui.widgets.toned import toned

LEAST, WIDEST = 12, 118
"""Cells of a stretch: a date and a gap at least; and of the whole bar at most."""

_FILLS = {
    ServiceStatus.ACTIVE: "█",
    ServiceStatus.EXPIRED: "▓",
    ServiceStatus.SUSPENDED: "▒",
    ServiceStatus.REDEMPTION: "░",
    ServiceStatus.TERMINATED: "·",
}
"""A pattern for each status, so that the bar can be read without colour (R2)."""


def timeline_text(stretches: Sequence[Stretch], now: datetime, width: int) -> Content:
    """Four lines: names, bar, the dates on which each begins, today.

    The stretches after the first are short in time, so each gets the room that its date needs; the first has the
    rest. Within a stretch, today stands in proportion.
    """
    widths = _widths(len(stretches), min(width, WIDEST))
    names = "".join(fit(str(one.status), room) for one, room in zip(stretches, widths, strict=True))
    bars = [
        toned((_FILLS[one.status] * room, service_status(one.status)[1]))
        for one, room in zip(stretches, widths, strict=True)
    ]
    dates = "".join(fit(clock.day(one.start), room) for one, room in zip(stretches, widths, strict=True))
    today = _mark(_place(stretches, widths, now), sum(widths), f"today {clock.day(now)}")
    return Content("\n").join(
        [
            Content(names.rstrip()),
            Content("").join(bars),
            Content.styled(dates.rstrip(), "$text-muted"),
            Content.styled(today, "bold"),
        ]
    )


def _widths(number: int, width: int) -> list[int]:
    rest = [LEAST] * (number - 1)
    return [max(width - sum(rest), LEAST), *rest]


def _place(stretches: Sequence[Stretch], widths: Sequence[int], now: datetime) -> int:
    """The cell of the bar in which `now` lies."""
    left = 0
    for one, room in zip(stretches, widths, strict=True):
        if one.end is None:
            return left + room // 2 if now >= one.start else left
        if now < one.end:
            length = (one.end - one.start).total_seconds()
            passed = max((now - one.start).total_seconds(), 0)
            return left + min(int(room * passed / length), room - 1) if length else left
        left += room
    return max(left - 1, 0)


def _mark(place: int, width: int, words: str) -> str:
    """The mark under the bar, its words on the side where there is room."""
    if place + 2 + cell_len(words) <= width:
        return f"{' ' * place}▲ {words}"
    return f"{f'{words} ▲':>{place + 1}}"
