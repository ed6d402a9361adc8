"""Panel III: e-mail addresses and their marketing subscriptions (R87-R100)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import clock
from billia_tui.operations.customers import emails
from billia_tui.operations.customers.emails import EmailRow
from billia_tui.vocabulary import EmailKind, Marketing
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.panels.listing import ListPanel
from billia_tui.widgets.panels.panel import Verb


def _kind(row: EmailRow) -> Piece:
    """Which kind, or that mail to it came back (R229)."""
    if row.bounced_at:
        return "✖ bounced", "bad"
    return "primary" if row.kind == EmailKind.REGISTRATION else "additional", "muted"


def _news(row: EmailRow) -> Piece:
    return ("✔ news", "good") if row.marketing == Marketing.SUBSCRIBED else ("no news", "muted")


class EmailsPanel(ListPanel[EmailRow]):
    """The registration address first, then the additional ones."""

    NUMERAL: ClassVar[str] = "III"
    NAME: ClassVar[str] = "Emails"
    READS = emails.page
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ADDRESS", 12, "address", grow=1),
        Column("KIND", 10, _kind),
        Column("NEWS", 7, _news),
        Column("SINCE", 16, lambda row: (f"since {clock.day(row.added_at)}", "muted"), drop=1),
    )
    TALL: ClassVar[Sequence[Sequence[int]]] = ((0,), (1, 2, 3))
    EMPTY: ClassVar[str] = "No e-mail addresses. a adds one."
    HINT: ClassVar[str] = "a/enter/d · s news · S history"

    def action_panel_delete(self) -> None:
        """Of the registration address it says why not (R88)."""
        row = self.table.row
        if row is not None and row.why_not_delete:
            self.app.refuse(row.why_not_delete)
        else:
            super().action_panel_delete()

    def action_subscription(self) -> None:
        """Changes the subscription of the address under the cursor (R94)."""
        if self.table.row is not None:
            self.ask(Verb.SUBSCRIBE, self.table.row)

    def action_subscription_history(self) -> None:
        """All changes of the subscription of the address under the cursor (R99)."""
        if self.table.row is not None:
            self.ask(Verb.HISTORY, self.table.row)
