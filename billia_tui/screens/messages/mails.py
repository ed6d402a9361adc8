"""Mail to a customer, and where it is (R226)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import clock
from billia_tui.keys.made import Where
from billia_tui.operations.messages import outbox
from billia_tui.operations.messages.outbox import MailRow
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.vocabulary import MailState
from billia_tui.widgets.cells import Column, Piece, Tone

_TONES: dict[MailState, Tone] = {
    MailState.QUEUED: "info",
    MailState.SENDING: "info",
    MailState.SENT: "muted",
    MailState.FAILED: "warn",
    MailState.GIVEN_UP: "bad",
}


def state_piece(row: MailRow) -> Piece:
    """Where a mail is (R226); one that came back says that."""
    if row.bounced_at is not None:
        return "✖ back", "bad"
    return ("✖ given up" if row.state == MailState.GIVEN_UP else str(row.state)), _TONES.get(row.state, "")


def state_in_words(row: MailRow) -> str:
    """The same with when, and after how many tries."""
    tries = "" if not row.tries else " · 1 try" if row.tries == 1 else f" · {row.tries:,} tries"
    if row.state == MailState.FAILED:
        return f"{row.state}{tries} · again {clock.shown(row.next_at)}"
    when = f" {clock.shown(row.finished_at)}" if row.finished_at else ""
    return f"{row.state}{when}{tries}"


class MailsScreen(ListPage[MailRow], inherit_bindings=False):
    """Newest first; `enter` shows the whole mail."""

    NAME: ClassVar[str] = "Outgoing mail"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.MAILS)
    READS = outbox.page
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, "id", "muted", right=True, drop=2),
        Column("TIME", 16, "at"),
        Column("TO", 22, "address", grow=2),
        Column("SUBJECT", 24, "subject", "strong", grow=2),
        Column("STATE", 10, state_piece),
        Column("REASON", 12, "reason", "muted", grow=1, drop=1),
    )
    """When, to which address, about what."""
    EMPTY: ClassVar[str] = "No mail was written to this customer yet."

    def open(self, row: MailRow) -> None:
        """The whole mail; a link in it is never stored (R52)."""
        from billia_tui.screens.kinds.facts_page import FactsBox

        facts = [
            ("Time", clock.shown(row.at)),
            ("To", row.address),
            ("Subject", row.subject),
            ("State", state_in_words(row)),
            *([("Answer", row.answer)] if row.answer else []),
            *([("Came back", f"{clock.shown(row.bounced_at)} · {row.bounce}")] if row.bounced_at else []),
            ("Text", row.body),
        ]
        self.app.push_screen(FactsBox(f"Mail {row.id} · {row.reason}", facts))
