"""The timeline of a service: which status it really had from when to when, and what its dates lead to (R122, R220)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from billia_tui.operations.services.course import Days, due_times
from billia_tui.operations.services.history import Step
from billia_tui.vocabulary import ServiceStatus

MOST = 6
"""The latest stretches: more find no room beside each other."""

_DRAWN = (
    ServiceStatus.ACTIVE,
    ServiceStatus.EXPIRED,
    ServiceStatus.SUSPENDED,
    ServiceStatus.REDEMPTION,
    ServiceStatus.TERMINATED,
)


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
    steps: Sequence[Step] = (),
) -> tuple[Stretch, ...]:
    """Active, Expired, Suspended, Redemption, Terminated in their order, each up to the next one.

    What was is what the `steps` of the log tell, as far as they lead to the `status` of now; what comes follows the
    dates, and `since` when the status really began, if that is known (R197). Without steps all of it follows the dates,
    but for a status that began before them, as one that was set by hand. A one-time service is Active for good; one
    that was never Active has no timeline.
    """
    times = _by_dates(began, expires_at, days, status, since)
    usual = _by_dates(began, expires_at, days)
    if status in _DRAWN and began is not None and (past := _past(began, ServiceStatus(status), since, steps, usual)):
        order = list(_DRAWN)
        coming = [one for one in times if order.index(one[0]) > order.index(ServiceStatus(status))]
        times = [*past, *((one, max(at, past[-1][1])) for one, at in coming)]
    shown = times[-MOST:]
    ends = [*(start for _, start in shown[1:]), *[None] * bool(shown)]
    return tuple(Stretch(one, start, end) for (one, start), end in zip(shown, ends, strict=True))


_Times = list[tuple[ServiceStatus, datetime]]


def _by_dates(
    began: datetime | None,
    expires_at: datetime | None,
    days: Days,
    status: str | None = None,
    since: datetime | None = None,
) -> _Times:
    """What the dates say, past and to come."""
    if expires_at is None:
        return [] if began is None else [(ServiceStatus.ACTIVE, began)]
    due = due_times(expires_at, days, status, since)
    return [(ServiceStatus.ACTIVE, min(began or expires_at, expires_at)), *due.items()]


def _past(
    began: datetime, status: ServiceStatus, since: datetime | None, steps: Sequence[Step], usual: _Times
) -> _Times:
    """What really was, up to the status of now; empty where nothing tells more than the dates do."""
    known = [(one.status, one.at) for one in steps if one.status is not None and one.status in _DRAWN]
    known = [(one, at) for one, at in known if at >= began]
    if not known and since is not None and status != ServiceStatus.ACTIVE and since < dict(usual).get(status, since):
        known = [(status, max(since, began))]
    if not known or known[-1][0] != status:
        return []
    found: list[tuple[ServiceStatus, datetime]] = [(ServiceStatus.ACTIVE, began)]
    found += [one for one in usual[1:] if one[1] < known[0][1]]  # before the log began to tell
    for one, at in known:
        if one != found[-1][0]:
            found.append((one, at))
        elif len(found) > 1 and found[-1] in usual:
            found[-1] = (one, at)
    return found
