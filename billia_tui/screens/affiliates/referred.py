"""The customers that an affiliate brought (R158)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import clock
from billia_tui.keys.made import Where
from billia_tui.operations.affiliates import affiliates
from billia_tui.operations.affiliates.affiliates import ReferredRow
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.status_text import customer_status


class ReferredScreen(ListPage[ReferredRow], inherit_bindings=False):
    """Newest first; `enter` opens the customer."""

    NAME: ClassVar[str] = "Customers brought"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.READ)
    READS = affiliates.referred
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, right=True),
        Column("USERNAME", 24, grow=2),
        Column("NAME / COMPANY", 18, grow=2),
        Column("STATUS", 10),
        Column("SINCE", 16, drop=1),
    )
    EMPTY: ClassVar[str] = "This customer has brought nobody yet."

    def cells(self, row: ReferredRow) -> Sequence[Piece]:
        """Who, in which status, since when."""
        return (
            (str(row.id), "muted"),
            (row.username, "strong"),
            (row.name, ""),
            customer_status(row.status),
            (clock.shown(row.created_at), "muted"),
        )

    def open(self, row: ReferredRow) -> None:
        """The details page of the customer."""
        self.app.open_customer(row.id)
