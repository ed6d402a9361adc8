"""The bell: notifications of a customer (R57, R166, R167)."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from billia_tui import clock
from billia_tui.actions.business import ALL_SEEN
from billia_tui.keys.made import Where
from billia_tui.operations import allowed
from billia_tui.operations.messages import notifications
from billia_tui.operations.messages.notifications import NotificationRow
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.dialog import Dialog


def _state(row: NotificationRow) -> Piece:
    """What nobody opened, what an admin did, and what is not new to the customer either."""
    if not row.seen:
        return "● new", "info"
    return ("◐ opened", "") if row.waits else ("○ seen", "muted")


class NotificationsScreen(ListPage[NotificationRow], inherit_bindings=False):
    """Newest first; `enter` shows the text and marks it opened by the staff: for the customer it stays new (R167)."""

    NAME: ClassVar[str] = "Notifications"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.NOTIFICATIONS)
    READS = notifications.page
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("STATE", 8, _state),
        Column("TIME", 16, "at"),
        Column("CHANNEL", 8, "channel", "muted"),
        Column("TITLE", 20, lambda row: (row.title, "" if row.seen else "strong"), grow=1),
        Column("TEXT", 20, "text", "muted", grow=3, drop=1),
    )
    """State in a word and a mark, time, channel, title."""
    EMPTY: ClassVar[str] = "No notifications yet."

    def facts(self) -> Sequence[str]:
        """How many are new."""
        return (f"{self.customer.unseen:,} new",) if self.customer else ()

    def refusal(self) -> str | None:
        """Why nothing can be marked as seen; None if there is something new (R51)."""
        return allowed.refusal(self.app.desk.actor, ALL_SEEN, self.customer) if self.app.desk else None

    def refusals(self) -> dict[str, str | None]:
        """By what is new."""
        return {"all_seen": self.refusal()}

    def open(self, row: NotificationRow) -> None:
        """The text; from now on it counts as opened."""
        self.begin(partial(self.show, row))

    async def show(self, row: NotificationRow) -> None:
        """Marks and shows it."""
        from billia_tui.screens.kinds.facts_page import FactsBox

        seen = await self.app.change(notifications.mark_seen, row.id)
        facts = [("Time", clock.shown(seen.at)), ("Channel", str(seen.channel)), ("Text", seen.text)]
        await self.app.push_screen_wait(FactsBox(seen.title, facts))
        self.read()

    def action_all_seen(self) -> None:
        """Asks, and marks all of them as seen."""
        self.open_form(self._all_seen, self.refusal())

    async def _all_seen(self) -> Dialog | None:
        from billia_tui.screens.messages.all_seen_dialog import AllSeenDialog

        return AllSeenDialog(self.customer) if self.customer else None
