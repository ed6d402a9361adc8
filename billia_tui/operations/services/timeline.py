"""The timeline of a service: which status its dates give it from when to when (R122)."""

from dataclasses import dataclass
from datetime import datetime

from billia_tui.operations.services.course import Days, due_times
from billia_tui.vocabulary import ServiceStatus


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the timeline; the last one has no end."""

    status: ServiceStatus
    start: datetime
    end: datetime | None


def timeline(
    began: datetime | None,
    expires_at: datetime | None,
    days: Days,
    status: str | None = None,
    since: datetime | None = None,
) -> tuple[Stretch, ...]:
    """Active, Expired, Suspended, Redemption, Terminated in their order, each up to the next one.

    It follows the dates, and `since` when the `status` of now really began, if that is known (R197). Without an end, as
    a one-time service, the service is Active for good; one that was never Active has no timeline.
    """
    if expires_at is None:
        return () if began is None else (Stretch(ServiceStatus.ACTIVE, began, None),)
    starts = {ServiceStatus.ACTIVE: min(began or expires_at, expires_at), **due_times(expires_at, days, status, since)}
    times = list(starts.items())
    ends = [*(start for _, start in times[1:]), None]
    return tuple(Stretch(status, start, end) for (status, start), end in zip(times, ends, strict=True))
