"""The customers that an affiliate brought (R158)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui.keys.made import Where
from billia_tui.operations.affiliates import affiliates
from billia_tui.operations.affiliates.affiliates import ReferredRow
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.widgets.cells import Column
from billia_tui.widgets.status_text import customer_status


class ReferredScreen(ListPage[ReferredRow], inherit_bindings=False):
    """Newest first; `enter` opens the customer."""

    NAME: ClassVar[str] = "Customers brought"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.READ)
    READS = affiliates.referred
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, "id", "muted", right=True),
        Column("USERNAME", 24, "username", "strong", grow=2),
        Column("NAME / COMPANY", 18, "name", grow=2),
        Column("STATUS", 10, lambda row: customer_status(row.status)),
        Column("SINCE", 16, "created_at", "muted", drop=1),
    )
    """Who, in which status, since when."""
    EMPTY: ClassVar[str] = "This customer has brought nobody yet."

    def open(self, row: ReferredRow) -> None:
        """The details page of the customer."""
        self.app.open_customer(row.id)
