"""What a list of orders shows and in which order (R130, R132). Apart from `purchases`: it loads no database."""

from dataclasses import dataclass, replace
from enum import StrEnum

from billia_tui.vocabulary import PurchaseStatus


class PurchaseSort(StrEnum):
    """What the list can be sorted by (R130); the value is the name on the command line."""

    DATE = "date"
    ID = "id"


@dataclass(frozen=True, slots=True)
class PurchaseQuery:
    """What the list shows and in which order; newest first by default.

    `words` are looked for in ids, services and domains (R132). `status` None is every status; `paid` None is both.
    """

    words: str = ""
    status: PurchaseStatus | None = None
    paid: bool | None = None
    sort: PurchaseSort = PurchaseSort.DATE
    descending: bool = True


def with_sort(query: PurchaseQuery, sort: PurchaseSort) -> PurchaseQuery:
    """The query sorted by `sort`, newest first; the other way round if it is sorted so already."""
    return replace(query, sort=sort, descending=not query.descending if query.sort == sort else True)
