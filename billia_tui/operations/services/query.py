"""What a list of services shows and in which order (R119, R120). Apart from `services`: it loads no database."""

from dataclasses import dataclass, replace
from enum import StrEnum

from billia_tui.vocabulary import ServiceStatus


class ServiceSort(StrEnum):
    """What the list can be sorted by; the value is the name on the command line."""

    NEWEST = "newest"
    EXPIRY = "expiry"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class ServiceQuery:
    """What the list shows and in which order; newest first by default (R117). `status` None is every status."""

    words: str = ""
    status: ServiceStatus | None = None
    sort: ServiceSort = ServiceSort.NEWEST
    descending: bool = True


def with_sort(query: ServiceQuery, sort: ServiceSort) -> ServiceQuery:
    """The query sorted by `sort`; the other way round if it is sorted so already."""
    if query.sort == sort:
        return replace(query, descending=not query.descending)
    return replace(query, sort=sort, descending=sort == ServiceSort.NEWEST)
