"""Panel I: the main ribbon (R53-R57, R63)."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from billia_tui.errors import BilliaError
from billia_tui.keys.made import first_shown
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.widgets.cells import fit
from billia_tui.widgets.panels.panel import Panel
from billia_tui.widgets.status_text import customer_status, hold_badge, money
from billia_tui.widgets.toned import toned

COLUMNS_GAP = "     "
SHORTEST_NAME = 8
SHORTEST_LABELS = 8


def cut(labels: Sequence[str], room: int) -> str:
    """As many labels as fit whole into `room` cells, and "+n" for the others; the first one is cut if it must be."""
    for shown in range(len(labels), 0, -1):
        more = f" +{len(labels) - shown}" if shown < len(labels) else ""
        text = " · ".join(labels[:shown])
        if cell_len(text + more) <= room:
            return text + more
        if shown == 1:
            return fit(text, room - cell_len(more)) + more
    return "–"


class RibbonPanel(Panel[CustomerPage]):
    """Avatar, username, type, reseller, status, hold, bell, wallet, credit limit, labels: always in sight."""

    NUMERAL: ClassVar[str] = "I"
    NAME: ClassVar[str] = "Main ribbon"
    can_focus = True

    def __init__(self, source: Callable[[], Awaitable[CustomerPage]]) -> None:
        super().__init__()
        self._source = source

    def compose(self) -> ComposeResult:
        """Two lines."""
        self._lines = Static()
        yield self._lines

    async def read(self, customer_id: int) -> CustomerPage:
        """The page reads the customer once, for ribbon and information."""
        del customer_id
        return await self._source()

    def show(self, content: CustomerPage) -> None:
        """Two lines, each as long as there is room: what matters most stands first."""
        avatar = f" {content.initials} "
        badge = Content.styled(avatar, "bold $block-cursor-foreground on $block-cursor-background")
        kind = f"   {content.profile_type}"
        state = self._state(content, short=False)
        fixed = cell_len(avatar) + 3 + SHORTEST_NAME + 3
        if fixed + cell_len(kind) + cell_len(state.plain) >= self.size.width:
            state = self._state(content, short=True)  # why it is on hold, panel II says as well
        if fixed + cell_len(kind) + cell_len(state.plain) >= self.size.width:
            kind = ""
        room = self.size.width - 1 - cell_len(avatar) - 3 - cell_len(kind) - 3 - cell_len(state.plain)
        name = fit(content.username, min(cell_len(content.username), max(room, SHORTEST_NAME)))
        reseller = f" · Reseller {content.reseller}"
        rest = max(room - cell_len(name), 0) + 3
        between = fit(reseller if rest > cell_len(reseller) else "", rest)
        first = Content.assemble(badge, "   ", (name, "bold"), kind, between, state)
        wallet, credit = self._key("add_funds"), self._key("credit_limit")
        second = Content(COLUMNS_GAP).join(
            [
                Content.assemble("     Wallet ", toned(money(content.wallet)), "  ", wallet, " add"),
                Content.assemble("Credit limit ", str(content.credit_limit), "  ", credit, " change"),
            ]
        )
        labels = self._labels(content.labels, self.size.width - 1 - cell_len(second.plain))
        self._lines.update(Content("\n").join([first, Content.assemble(second, labels)]), layout=False)

    def _state(self, content: CustomerPage, *, short: bool) -> Content:
        """Status, hold and bell: they are never pushed out of sight (R57)."""
        marks = [toned(customer_status(content.status))]
        marks += [toned(hold_badge(content.hold, short=short))] * bool(content.hold)
        return Content("  ").join([*marks, self._bell(content.unseen)])

    def _labels(self, labels: Sequence[str], room: int) -> Content:
        """The labels (R55, R63) in the room that is left; where there is hardly any, how many there are."""
        key = self._key("labels")
        before, after = f"{COLUMNS_GAP}Labels ", Content.assemble("  ", key, " add")
        left = room - cell_len(before) - after.cell_length
        if left >= SHORTEST_LABELS:
            return Content.assemble(before, cut(labels, left), after)
        counted = f"  Labels {len(labels)}"
        return Content(counted if cell_len(counted) <= room else "")

    def _bell(self, unseen: int) -> Content:
        """The bell with the number of unseen notifications (R57)."""
        return Content.assemble(self._key("notifications"), f" {unseen:,} new")

    def offer_panel(self, word: str, *, possible: bool) -> None:
        """The control of impersonation, on the frame (R55, R68): in parentheses where it cannot be used now."""
        key = self._key("impersonate")
        offered = Content.assemble(key, f" {word}")
        self.border_subtitle = offered if possible else Content.assemble("(", offered, ")")

    def on_resize(self) -> None:
        """Other room for the reseller."""
        if self.shown is not None:
            self.show(self.shown)

    def _key(self, name: str) -> Content:
        return Content.styled(first_shown(self.app.key_of(name)), "bold $text-accent")

    def failed(self, error: BilliaError) -> None:
        """The customer is gone, or the store is."""
        self._lines.update(Content.styled(f"✖ {error.text} · esc goes back", "$text-error"), layout=False)

    def grip(self) -> None:
        """The ribbon itself takes the focus."""
        self.focus()

    def forget(self) -> None:
        """Another customer is on the way."""
        super().forget()
        self._lines.update("", layout=False)
