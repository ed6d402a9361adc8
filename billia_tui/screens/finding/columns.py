"""The columns of the customer list (R33, R34)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from billia_tui.operations.queries.customer_query import Sort
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.status_text import customer_status, hold_badge, money

if TYPE_CHECKING:
    from billia_tui.operations.finding.row import CustomerRow

BROAD = 156
"""Cells that a screen of 160 leaves for columns: only there is room for labels beside all else."""

COLUMNS = (
    Column("ID", 8, narrow=7, sort=Sort.ID, right=True),
    Column("USERNAME", 16, grow=3, sort=Sort.USERNAME),
    Column("NAME / COMPANY", 16, grow=4, sort=Sort.NAME),
    Column("PRODUCTS", 8, right=True, drop=2, sort=Sort.PRODUCTS),
    Column("RESELLER", 10, grow=1, drop=3, sort=Sort.RESELLER),
    Column("WALLET", 14, right=True, narrow=12, sort=Sort.WALLET),
    Column("STATUS", 11, narrow=10, sort=Sort.STATUS),
    Column("", 9, narrow=1),  # its sign alone where there is no room for the words
    Column("LABELS", 20, grow=3, drop=4, from_width=BROAD),
)
NAME = 2
"""The place of the name, which says in a queue who has the customer."""


def name(row: "CustomerRow") -> Piece:
    """The name; what a search found, where that is not in view, stands before it, so that nothing cuts it (R213)."""
    return (f"{row.found} · {row.name}" if row.found else row.name, "")


def cells(row: "CustomerRow") -> Sequence[Piece]:
    """A row of the list; colour only where it means something."""
    return (
        (str(row.id), ""),
        (row.username, ""),
        name(row),
        (str(row.products), ""),
        (row.reseller, ""),
        money(row.wallet),
        customer_status(row.status),
        hold_badge(row.hold, short=True),
        (" · ".join(row.labels), "muted"),
    )
