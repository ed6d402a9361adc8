"""The columns of the customer list (R33, R34): those that it shows at first, and those that can be chosen."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from billia_tui import clock
from billia_tui.operations.finding.row import Further
from billia_tui.operations.queries.customer_query import Sort
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.status_text import customer_status, hold_badge, money, pieces

if TYPE_CHECKING:
    from billia_tui.operations.finding.columns import Layout
    from billia_tui.operations.finding.row import CustomerRow

BROAD = 156
"""Cells that a screen of 160 leaves for columns: only there is room for labels beside all else."""

_NOTHING = Further()


def name(row: "CustomerRow") -> Piece:
    """The name; what a search found, where that is not in view, stands before it, so that nothing cuts it (R213)."""
    return (f"{row.found} · {row.name}" if row.found else row.name, "")


def _of(row: "CustomerRow") -> Further:
    return row.further or _NOTHING


def _unpaid(row: "CustomerRow") -> Piece:
    due = _of(row).unpaid
    return " + ".join(map(str, due)), "bad" if due else ""


BY_NAME: dict[str, Column] = {
    "id": Column("ID", 8, lambda row: (str(row.id), ""), narrow=7, sort=Sort.ID, right=True, ends=2),
    "username": Column("USERNAME", 16, lambda row: (row.username, ""), grow=3, sort=Sort.USERNAME),
    "name": Column("NAME / COMPANY", 16, name, grow=4, sort=Sort.NAME),
    "products": Column("PRODUCTS", 8, lambda row: (str(row.products), ""), right=True, drop=2, sort=Sort.PRODUCTS),
    "reseller": Column("RESELLER", 10, lambda row: (row.reseller, ""), grow=1, drop=3, sort=Sort.RESELLER),
    "wallet": Column("WALLET", 14, lambda row: money(row.wallet), right=True, narrow=12, sort=Sort.WALLET, ends=3),
    "status": Column("STATUS", 11, lambda row: customer_status(row.status), narrow=10, sort=Sort.STATUS),
    # its sign alone where there is no room for the words
    "hold": Column("", 9, lambda row: hold_badge(row.hold, short=True), narrow=1),
    "labels": Column("LABELS", 20, lambda row: (" · ".join(row.labels), "muted"), grow=3, drop=4, from_width=BROAD),
    "currency": Column("CURRENCY", 8, lambda row: (_of(row).currency, "")),
    "country": Column("COUNTRY", 7, lambda row: (_of(row).country, "")),
    "city": Column("CITY", 12, lambda row: (_of(row).city, ""), grow=1),
    "created": Column("CREATED", 10, lambda row: (clock.day(_of(row).created), "")),
    "expiry": Column("NEXT EXPIRY", 11, lambda row: (clock.day(_of(row).expiry), "")),
    "unpaid": Column("UNPAID", 14, _unpaid, right=True),
    "contact": Column("LAST CONTACT", 16, lambda row: (clock.shown(_of(row).contact), "")),
}
"""By the names under which layouts are stored."""

TITLES = {**{name: column.title for name, column in BY_NAME.items()}, "hold": "ON HOLD"}
USUAL = ("id", "username", "name", "products", "reseller", "wallet", "status", "hold", "labels")
FURTHER = frozenset({"currency", "country", "city", "created", "expiry", "unpaid", "contact"})
"""Those that are asked for besides the rows."""

COLUMNS = tuple(BY_NAME[name] for name in USUAL)


NAME = 2
"""The place of the name, which says in a queue who has the customer."""


def cells(row: "CustomerRow") -> Sequence[Piece]:
    """A row of the list as it is at first; colour only where it means something."""
    return pieces(row, COLUMNS)


def cells_of(names: Sequence[str]) -> "Callable[[CustomerRow], Sequence[Piece]]":
    """The same with the columns of a layout."""
    return partial(pieces, columns=[BY_NAME[name] for name in names])


def columns_of(layout: "Layout") -> list[Column]:
    """The columns of a layout: those that were chosen stay where there is room; the last leave first."""
    made = []
    for place, wish in enumerate(layout):
        column = replace(BY_NAME[wish.column], drop=place if place > 1 else 0)
        if wish.width:
            column = replace(column, least=wish.width, grow=0, narrow=0, from_width=0)
        made.append(column)
    return made
