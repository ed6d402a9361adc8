"""Panel II: information (R74, R9, R43, R77-R86): each fact with the key that changes it."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from billia_tui import clock
from billia_tui.errors import BilliaError
from billia_tui.keys.made import first_shown, named
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.vocabulary import CustomerStatus
from billia_tui.widgets.cells import Piece, chop, fit
from billia_tui.widgets.panels.panel import Panel, facts_in_columns
from billia_tui.widgets.status_text import customer_status
from billia_tui.widgets.toned import toned

LABEL, KEY = 11, 2


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the panel; `key` names the entry of the table of keys that changes it."""

    label: str
    value: Piece
    key: str = ""


def facts_of(customer: CustomerPage) -> list[Fact]:
    """What the panel says, in order (R74, R79, R85); of an Inactive customer also the first hour (R9)."""
    custom = "custom pay: on" if customer.custom_payments else "custom pay: off"
    activated = Fact("Activated", (clock.shown(customer.activated_at), ""))
    facts = [
        Fact("Status", customer_status(customer.status), "block"),
        Fact("On hold", (f"‖ {customer.hold}", "warn") if customer.hold else ("no", ""), "hold"),
        Fact("Name", (f"{customer.first_name} {customer.last_name}", "strong"), "edit"),
        Fact("Username", (customer.username, "")),
        Fact("Role", (customer.role, "")),
        Fact("Phone", (customer.phone or "–", "")),
        Fact("Country", (f"{customer.country_name} ({customer.country})", "")),
        Fact("City", (f"{customer.postcode} {customer.city}".strip() or "–", "")),
        Fact("Address", (customer.address or "–", "")),
        Fact("Registered", (clock.shown(customer.created_at), "")),
        activated,
        Fact("Currency", (f"{customer.wallet.currency} · {custom}", ""), "custom_payment"),
        Fact("Reseller", (customer.reseller, "")),
        Fact("Affiliate", (customer.affiliate, ""), "affiliate"),
    ]
    if customer.status == CustomerStatus.INACTIVE:
        sent = clock.shown(customer.activation_sent_at)
        facts[facts.index(activated)] = Fact("Activation", (f"mailed {sent}", ""), "send_activation")
        facts.insert(1, Fact("First hour", (customer.first_hour, "warn")))
    return facts


def wanted(fact: Fact) -> int:
    """Cells in which nothing of a fact is cut: label, value, and its key behind a blank."""
    return LABEL + cell_len(fact.value[0]) + KEY


def widths_of(needs: Sequence[int], room: int) -> Sequence[int]:
    """How wide each column is: all alike, but none leaves room that another one lacks (R219)."""
    widths = [room // len(needs)] * len(needs)
    for place, need in enumerate(needs):
        for other, its_need in enumerate(needs):
            given = max(min(need - widths[place], widths[other] - its_need), 0)
            widths[place] += given
            widths[other] -= given
    return widths


class InformationPanel(Panel[CustomerPage]):
    """Who the customer is."""

    NUMERAL: ClassVar[str] = "II"
    NAME: ClassVar[str] = "Information"
    BINDINGS: ClassVar[list[BindingType]] = [*named("panel_open")]
    can_focus = True

    def __init__(self, source: Callable[[], Awaitable[CustomerPage]]) -> None:
        super().__init__()
        self._source = source

    def compose(self) -> ComposeResult:
        """The facts, in one column or two."""
        self._facts = Static(Content(" loading …"))
        yield self._facts

    async def read(self, _customer_id: int) -> CustomerPage:
        """The page reads the customer once, for ribbon and information."""
        return await self._source()

    def show(self, content: CustomerPage) -> None:
        """The facts."""
        self._facts.styles.text_wrap = "nowrap"
        self.title("", f"{self._shown_key('password')} password · {self._shown_key('profiles')} profiles")
        width = max(self.size.width - 2, 20)
        columns = facts_in_columns(facts_of(content), width, self.size.height)
        widths = widths_of([max(map(wanted, column)) for column in columns], width - len(columns))
        placed = [*zip(columns, widths, strict=True)]
        whole = [[line for fact in column for line in self._whole(fact, each)] for column, each in placed]
        if max(map(len, whole)) > self.size.height:
            whole = [[self._fact(fact, each) for fact in column] for column, each in placed]
        lines = zip_longest(*whole)
        shown = [
            Content(" ").join(
                [Content(""), *(part or Content(" " * each) for part, each in zip(line, widths, strict=True))]
            )
            for line in lines
        ]
        self._facts.update(Content("\n").join(shown), layout=False)

    def _fact(self, fact: Fact, width: int) -> Content:
        """A line as wide as its column: label, value, and the key that changes it at the end."""
        return self._line(fact.label, fact.value, width, self._shown_key(fact.key) if fact.key else "")

    def _whole(self, fact: Fact, width: int) -> Iterator[Content]:
        """The same in as many lines as the value takes: where there is room, nothing is cut (R219)."""
        text, tone = fact.value
        first, *more = chop(text, self._room(width))
        yield self._fact(replace(fact, value=(first, tone)), width)
        for line in more:
            yield self._line("", (line, tone), width, "")

    def _room(self, width: int) -> int:
        return max(width - LABEL - KEY, 4)

    def _line(self, label: str, value: Piece, width: int, key: str) -> Content:
        text = fit(value[0], self._room(width))
        return Content.assemble(
            (f"{label:<{LABEL}}", "$text-muted"), toned((text, value[1])), " ", (f"{key:<1}", "bold $text-accent")
        )

    def _shown_key(self, name: str) -> str:
        return first_shown(self.app.key_of(name))

    @property
    def lines_wanted(self) -> int:
        """A line a fact."""
        return len(facts_of(self.shown)) if self.shown is not None else 1

    def action_panel_open(self) -> None:
        """All facts, none of them cut (R219)."""
        if self.shown is not None:
            self.ask_whole(self.NAME, [(fact.label, fact.value) for fact in facts_of(self.shown)])

    def on_resize(self) -> None:
        """Other columns for another width."""
        if self.shown is not None:
            self.show(self.shown)

    def failed(self, error: BilliaError) -> None:
        """Why there is nothing."""
        self._facts.styles.text_wrap = "wrap"
        self._facts.update(Content.styled(f"✖ {error.text}", "$text-error"), layout=False)

    def grip(self) -> None:
        """The panel itself takes the focus."""
        self.focus()

    def forget(self) -> None:
        """Another customer is on the way."""
        super().forget()
        self._facts.update(Content(" loading …"), layout=False)
