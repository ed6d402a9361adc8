"""Panel II: information (R74, R9, R43)."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from billia_tui import clock
from billia_tui.errors import BilliaError
from billia_tui.operations.customer_page import CustomerPage
from billia_tui.vocabulary import CustomerStatus
from billia_tui.widgets.cells import Piece, fit
from billia_tui.widgets.panels.panel import Panel, facts_in_columns
from billia_tui.widgets.status_text import customer_status
from billia_tui.widgets.toned import toned

LABEL = 11


def facts_of(customer: CustomerPage) -> list[tuple[str, Piece]]:
    """What the panel says, in order."""
    facts: list[tuple[str, Piece]] = [
        ("Status", customer_status(customer.status)),
        ("On hold", (f"‖ {customer.hold}", "warn") if customer.hold else ("no", "")),
        ("Name", (f"{customer.first_name} {customer.last_name}", "strong")),
        ("Username", (customer.username, "")),
        ("Role", (customer.role, "")),
        ("Phone", (customer.phone or "–", "")),
        ("Country", (customer.country, "")),
        ("City", (f"{customer.postcode} {customer.city}".strip() or "–", "")),
        ("Address", (customer.address or "–", "")),
        ("Registered", (clock.shown(customer.created_at), "")),
        ("Activated", (clock.shown(customer.activated_at), "")),
        ("Currency", (customer.wallet.currency, "")),
        ("Reseller", (customer.reseller, "")),
    ]
    if customer.status == CustomerStatus.INACTIVE:
        sent = clock.shown(customer.activation_sent_at)
        facts[1:1] = [("First hour", (customer.first_hour, "warn")), ("Activation", (f"mailed {sent}", ""))]
    return facts


class InformationPanel(Panel[CustomerPage]):
    """Who the customer is."""

    NUMERAL: ClassVar[str] = "II"
    NAME: ClassVar[str] = "Information"
    can_focus = True

    def __init__(self, source: Callable[[], Awaitable[CustomerPage]]) -> None:
        super().__init__()
        self._source = source

    def compose(self) -> ComposeResult:
        """The facts, in one column or two."""
        self._facts = Static(Content(" loading …"))
        yield self._facts

    async def read(self, customer_id: int) -> CustomerPage:
        """The page reads the customer once, for ribbon and information."""
        del customer_id
        return await self._source()

    def show(self, content: CustomerPage) -> None:
        """The facts."""
        self._facts.styles.text_wrap = "nowrap"
        self.title("", "e edit · b status · h hold")
        width = max(self.size.width - 2, 20)
        columns = facts_in_columns(facts_of(content), width)
        each = width // len(columns) - 1
        lines = []
        for number in range(max(len(column) for column in columns)):
            parts = [self._fact(column[number], each) for column in columns if number < len(column)]
            lines.append(Content(" ").join([Content(""), *parts]))
        self._facts.update(Content("\n").join(lines))

    def _fact(self, fact: tuple[str, Piece], width: int) -> Content:
        label, (text, tone) = fact
        value = fit(text, max(width - LABEL, 4))
        return Content.assemble((f"{label:<{LABEL}}", "$text-muted"), toned((value, tone)))

    def on_resize(self) -> None:
        """Other columns for another width."""
        if self.shown is not None:
            self.show(self.shown)

    def failed(self, error: BilliaError) -> None:
        """Why there is nothing."""
        self._facts.styles.text_wrap = "wrap"
        self._facts.update(Content.styled(f"✖ {error.text}", "$text-error"))

    def grip(self) -> None:
        """The panel itself takes the focus."""
        self.focus()

    def forget(self) -> None:
        """Another customer is on the way."""
        super().forget()
        self._facts.update(Content(" loading …"))
