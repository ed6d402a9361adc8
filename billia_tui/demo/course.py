"""How a service goes through its statuses in time (R111)."""

from random import Random
from typing import NamedTuple

from billia_tui.demo.catalogue import Item
from billia_tui.demo.times import DAY, HOUR, months_later
from billia_tui.vocabulary import ServiceStatus

DAYS_EXPIRED, DAYS_SUSPENDED = 7, 23
"""How long a service stays Expired and Suspended: what products of the demo have."""

_MOST_LISTED = 2


class Course(NamedTuple):
    """Where a service is, and when it got there. `renewed` holds the latest renewals, oldest first."""

    status: ServiceStatus
    created: int
    activated: int | None = None
    expires: int | None = None
    renewed: tuple[int, ...] = ()


def waiting(created: int) -> Course:
    """A service that is not carried out yet."""
    return Course(ServiceStatus.PENDING, created)


def lapsed_status(item: Item, expires: int, now: int) -> ServiceStatus:
    """What a service is that ended at `expires` and was not renewed."""
    days = (now - expires) // DAY
    if days < 0:
        return ServiceStatus.ACTIVE
    if days < DAYS_EXPIRED:
        return ServiceStatus.EXPIRED
    if days < DAYS_EXPIRED + DAYS_SUSPENDED:
        return ServiceStatus.SUSPENDED
    if days < DAYS_EXPIRED + DAYS_SUSPENDED + item.days_redemption:
        return ServiceStatus.REDEMPTION
    return ServiceStatus.TERMINATED


def lapsing_since(item: Item, earliest: int, now: int, random: Random) -> int | None:
    """When a service was bought whose time ran out within the last two months; None if `earliest` is too late."""
    if item.months is None:
        return None
    created = months_later(now - int(random.random() * 62 * DAY) - HOUR, -item.months)
    return created if created > earliest else None


def run(item: Item, created: int, now: int, random: Random, *, lapsing: bool = False) -> Course:
    """The course of a service that was bought and carried out at `created`.

    Args:
        item: what was bought.
        created: when.
        now: the present.
        random: decides whether it was renewed each time.
        lapsing: it was never renewed.
    """
    activated = created + HOUR // 4
    if item.months is None:
        status = ServiceStatus.TERMINATED if random.random() < 0.1 else ServiceStatus.ACTIVE
        return Course(status, created, activated)
    periods = _periods(item.months, activated, now)
    if item.configure and periods == 1 and not lapsing and now - created < 60 * DAY and random.random() < 0.4:
        return Course(ServiceStatus.CONFIGURE, created, activated, months_later(activated, item.months))
    if lapsing or (periods > 1 and random.random() < 0.16):
        periods = 1 if lapsing else 1 + int(random.random() * (periods - 1))
    expires = months_later(activated, item.months * periods)
    status = lapsed_status(item, expires, now)
    if status == ServiceStatus.ACTIVE and random.random() < 0.004:
        status = ServiceStatus.INACTIVE
    listed = range(max(1, periods - _MOST_LISTED), periods)
    renewed = tuple(months_later(activated, item.months * number) - DAY for number in listed)
    return Course(status, created, activated, expires, renewed)


def _periods(months: int, activated: int, now: int) -> int:
    """How many periods reach beyond `now`."""
    periods = max((now - activated) // (31 * DAY * months), 1)
    while months_later(activated, months * periods) <= now:
        periods += 1
    return periods
