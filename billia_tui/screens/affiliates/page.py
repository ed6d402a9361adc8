"""The affiliate page of a customer: level, scheme, total, commissions (R85, R160-R163)."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.widget import Widget
from textual.widgets import Static

from billia_tui import clock
from billia_tui.actions.every import BY_NAME
from billia_tui.actions.labels import OF_AFFILIATES
from billia_tui.actions.record import screen_named
from billia_tui.errors import Refused
from billia_tui.keys.made import Where
from billia_tui.operations import allowed
from billia_tui.operations.affiliates import affiliates, commissions
from billia_tui.operations.affiliates.affiliates import AffiliateFacts
from billia_tui.operations.affiliates.commissions import CommissionRow
from billia_tui.operations.customers import page as customer_page
from billia_tui.screens.kinds.facts_page import Fact, facts_text
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.cells import Column
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.status_text import money


class AffiliateScreen(ListPage[CommissionRow], inherit_bindings=False):
    """What the customer is on top, what was earned below, newest first."""

    NAME: ClassVar[str] = "Affiliate"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.AFFILIATE)
    DEFAULT_CSS = """
    AffiliateScreen #affiliate { height: auto; width: 1fr; padding: 0 1; margin-bottom: 1; }
    """
    READS = commissions.page
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, "id", "muted", right=True, drop=2),
        Column("TIME", 16, "at"),
        Column("ORDER", 9, "purchase_id", right=True),
        Column("CLIENT", 12, "client", "muted", grow=2, drop=1),
        Column("LEVEL", 5, "level", right=True),
        Column("AMOUNT", 15, "amount", right=True),
    )
    """When, for which order of whom, how much."""
    EMPTY: ClassVar[str] = "No commissions yet."

    def __init__(self, customer_id: int) -> None:
        super().__init__(customer_id)
        self.affiliate: AffiliateFacts | None = None

    def body(self) -> Iterable[Widget]:
        """The facts, then the commissions."""
        self._text = Static(id="affiliate")
        yield self._text
        yield from super().body()

    async def read_first(self) -> None:
        """The customer, and what it is as an affiliate."""
        await super().read_first()
        self.affiliate = await self.app.ask(affiliates.read, self.customer_id)
        self._text.update(facts_text(_facts(self.affiliate)))

    def open(self, row: CommissionRow) -> None:
        """The order that earned it."""
        from billia_tui.screens.orders.page import PurchaseScreen

        self.app.push_screen(PurchaseScreen(row.purchase_id))

    def refusals(self) -> dict[str, str | None]:
        """Why each key cannot be used now; None if it can (R51)."""
        facts, desk = self.affiliate, self.app.desk
        if desk is None or facts is None:
            return {action.id: "not read yet" for action in OF_AFFILIATES}
        return {action.id: allowed.refusal(desk.actor, action, facts) for action in OF_AFFILIATES}

    def key_states(self) -> dict[str, KeyState]:
        """A commission opens its order."""
        opens = KeyState(refusal=None if self.table.row else "there is no commission here")
        return super().key_states() | {"open_row": opens}

    def action_act(self, name: str) -> None:
        """What the record of this name says, on fresh values, in which it may not be possible any more."""

        async def on_fresh() -> Dialog | None:
            customer = await self.app.ask(customer_page.read, self.customer_id)
            self.affiliate = facts = await self.app.ask(affiliates.read, self.customer_id)
            if refusal := self.refusals()[name]:
                self.read()
                raise Refused(refusal)
            dialog: Dialog = screen_named(BY_NAME[name].dialog)(customer, facts)
            return dialog

        self.open_form(on_fresh, self.refusals()[name])


def _facts(facts: AffiliateFacts) -> Sequence[Fact]:
    """What stands above the commissions."""
    if facts.active:
        state: Fact = ("Affiliate", (f"level {facts.level} · {facts.scheme}", "strong"))
    elif facts.level is not None:
        state = ("Affiliate", f"ended {clock.shown(facts.ended_at)}, then level {facts.level} · {facts.scheme}")
    else:
        state = ("Affiliate", "not an affiliate")
    return (
        state,
        ("Since", clock.shown(facts.since)),
        ("Total", money(facts.total)),
        ("Has brought", f"{facts.referred:,} {'customer' if facts.referred == 1 else 'customers'}"),
        ("Brought by", facts.referred_by or "nobody"),
    )
