"""What the customer list shows and in which order. Apart from `customer_list`, so that it loads no database."""

from dataclasses import dataclass, replace
from enum import StrEnum


class StatusFilter(StrEnum):
    """R35."""

    ALL = "All"
    ACTIVE = "Active"
    INACTIVE = "Inactive"
    BLOCKED = "Blocked"
    ON_HOLD = "On hold"


class Sort(StrEnum):
    """What the list can be sorted by; the value is the name on the command line."""

    ID = "id"
    USERNAME = "username"
    NAME = "name"
    PRODUCTS = "products"
    RESELLER = "reseller"
    WALLET = "wallet"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class CustomerQuery:
    """What the list shows and in which order; newest first by default (R39). `label` is `key=value` (R58)."""

    words: str = ""
    status: StatusFilter = StatusFilter.ALL
    sort: Sort = Sort.ID
    descending: bool = True
    label: str = ""


def with_sort(query: CustomerQuery, sort: Sort) -> CustomerQuery:
    """The query sorted by `sort`; the other way round if it is sorted so already (R39)."""
    if query.sort == sort:
        return replace(query, descending=not query.descending)
    return replace(query, sort=sort, descending=sort in {Sort.ID, Sort.PRODUCTS})
