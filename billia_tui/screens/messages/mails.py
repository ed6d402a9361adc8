"""Mail that was written to a customer (R169)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import clock, paging
from billia_tui.keys.made import Where
from billia_tui.operations.messages import outbox
from billia_tui.operations.messages.outbox import MailRow
from billia_tui.paging import Window
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.widgets.cells import Column, Piece


class MailsScreen(ListPage[MailRow], inherit_bindings=False):
    """Newest first; `enter` shows the whole mail."""

    NAME: ClassVar[str] = "Outgoing mail"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.MAILS)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, right=True, drop=2),
        Column("TIME", 16),
        Column("TO", 22, grow=2),
        Column("SUBJECT", 27, grow=2),
        Column("REASON", 12, grow=1, drop=1),
    )
    EMPTY: ClassVar[str] = "No mail was written to this customer yet."

    def cells(self, row: MailRow) -> Sequence[Piece]:
        """When, to which address, about what."""
        return (
            (str(row.id), "muted"),
            (clock.shown(row.at), ""),
            (row.address, ""),
            (row.subject, "strong"),
            (row.reason, "muted"),
        )

    async def page_of(self, window: Window) -> paging.Page[MailRow]:
        """A page of mails."""
        return await self.app.ask(outbox.page, self.customer_id, window)

    def open(self, row: MailRow) -> None:
        """The whole mail; a link in it is never stored (R52)."""
        from billia_tui.screens.kinds.facts_page import FactsBox

        facts = [("Time", clock.shown(row.at)), ("To", row.address), ("Subject", row.subject), ("Text", row.body)]
        self.app.push_screen(FactsBox(f"Mail {row.id} · {row.reason}", facts))
