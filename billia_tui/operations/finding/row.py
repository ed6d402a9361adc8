"""A row of the customer list, and how it is made of what the store gives. Loads no database: decision 8 says why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from billia_tui.money import Money
from billia_tui.operations.labels.rows import LabelRow
from billia_tui.operations.staff.reseller_name import shown_name
from billia_tui.text import clean
from billia_tui.vocabulary import CustomerStatus


@dataclass(frozen=True, slots=True)
class Further:
    """What the list shows of a customer besides, if it is wanted; cleaned.

    `expiry` is the next end of a service, `unpaid` what is due by currency, `contact` when somebody last wrote a note
    about or a message to the customer.
    """

    currency: str = ""
    country: str = ""
    city: str = ""
    created: datetime | None = None
    expiry: datetime | None = None
    unpaid: tuple[Money, ...] = ()
    contact: datetime | None = None


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A row of the list; `further` is what is not always asked for.

    `hold` says why the customer is on hold, empty if it is not; `labels` are as R63 says.
    `found` says what a search found it by, where that is not in view (R213), empty else.
    """

    id: int
    username: str
    name: str
    first_name: str
    last_name: str
    products: int
    reseller: str
    wallet: Money
    status: CustomerStatus
    hold: str
    on_hold_manual: bool
    on_hold_auto: bool
    labels: tuple[str, ...] = ()
    found: str = ""
    further: "Further | None" = None


def row_of(row: Any) -> CustomerRow:
    """What the store has of a customer, cleaned."""
    return CustomerRow(
        row.id,
        clean(row.username),
        clean(row.name),
        clean(row.first_name),
        clean(row.last_name),
        row.products_count,
        shown_name(row.reseller),
        Money(row.wallet, row.currency),
        CustomerStatus(row.status),
        why_on_hold(manual=row.on_hold_manual, auto=row.on_hold_auto),
        bool(row.on_hold_manual),
        bool(row.on_hold_auto),
    )


def labelled(row: CustomerRow, labels: Iterable[LabelRow]) -> CustomerRow:
    """The row with its labels."""
    return replace(row, labels=tuple(label.text for label in labels))


def why_on_hold(*, manual: bool, auto: bool) -> str:
    """Why a customer is on hold (R21); empty if it is not."""
    return " and ".join([*["by admin"] * manual, *["negative wallet"] * auto])
