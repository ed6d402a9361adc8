"""The affiliate page of a customer: level, scheme, total, commissions (R85, R160-R163)."""

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from billia_tui import clock, paging
from billia_tui.errors import BilliaError
from billia_tui.keys import made as keys
from billia_tui.keys.made import Where
from billia_tui.operations.affiliates import affiliates, commissions
from billia_tui.operations.affiliates.affiliates import AffiliateFacts
from billia_tui.operations.affiliates.commissions import CommissionRow
from billia_tui.operations.customers import allowed
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.paging import Window
from billia_tui.screens.kinds.facts_page import Fact, facts_text
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.status_text import money

Make = Callable[[CustomerPage, AffiliateFacts], Dialog]


class AffiliateScreen(ListPage[CommissionRow], inherit_bindings=False):
    """What the customer is on top, what was earned below, newest first."""

    NAME: ClassVar[str] = "Affiliate"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.AFFILIATE)
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(Where.AFFILIATE)]
    DEFAULT_CSS = """
    AffiliateScreen #affiliate { height: auto; width: 1fr; padding: 0 1; margin-bottom: 1; }
    """
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, right=True, drop=2),
        Column("TIME", 16),
        Column("ORDER", 9, right=True),
        Column("CLIENT", 12, grow=2, drop=1),
        Column("LEVEL", 5, right=True),
        Column("AMOUNT", 15, right=True),
    )
    EMPTY: ClassVar[str] = "No commissions yet."

    def __init__(self, customer_id: int) -> None:
        super().__init__(customer_id)
        self.affiliate: AffiliateFacts | None = None

    def body(self) -> Iterable[Widget]:
        """The facts, then the commissions."""
        self._text = Static(id="affiliate")
        yield self._text
        yield from super().body()

    def cells(self, row: CommissionRow) -> Sequence[Piece]:
        """When, for which order of whom, how much."""
        return (
            (str(row.id), "muted"),
            (clock.shown(row.at), ""),
            (str(row.purchase_id), ""),
            (row.client, "muted"),
            (str(row.level), ""),
            money(row.amount),
        )

    async def read_first(self) -> None:
        """The customer, and what it is as an affiliate."""
        await super().read_first()
        self.affiliate = await self.app.ask(affiliates.read, self.customer_id)
        self._text.update(facts_text(_facts(self.affiliate)))

    async def page_of(self, window: Window) -> paging.Page[CommissionRow]:
        """A page of commissions."""
        return await self.app.ask(commissions.page, self.customer_id, window)

    def open(self, row: CommissionRow) -> None:
        """The order that earned it."""
        from billia_tui.screens.orders.page import PurchaseScreen

        self.app.push_screen(PurchaseScreen(row.purchase_id))

    def refusals(self) -> dict[str, str | None]:
        """Why each key cannot be used now; None if it can (R51)."""
        facts = self.affiliate
        if self.app.desk is None or facts is None:
            return dict.fromkeys(("make_affiliate", "edit_affiliate", "end_affiliate", "refer"), "not read yet")
        forbidden = allowed.refusal(self.app.desk.actor, allowed.Action.AFFILIATE)
        return {
            "make_affiliate": forbidden or facts.why_not_make,
            "edit_affiliate": forbidden or facts.why_not_change,
            "end_affiliate": forbidden or facts.why_not_change,
            "refer": forbidden,
        }

    def show_title(self) -> None:
        """The key line follows the rights, and what the customer is."""
        super().show_title()
        states = {name: KeyState(refusal=refusal) for name, refusal in self.refusals().items()}
        states["open_row"] = KeyState(refusal=None if self.table.row else "there is no commission here")
        self.key_bar.show(states)

    def action_make_affiliate(self) -> None:
        """Makes the customer an affiliate (R161)."""
        from billia_tui.screens.affiliates.affiliate_dialogs import AffiliateDialog

        self._begin("make_affiliate", AffiliateDialog)

    def action_edit_affiliate(self) -> None:
        """Another level or scheme (R160, R162)."""
        from billia_tui.screens.affiliates.affiliate_dialogs import AffiliateDialog

        self._begin("edit_affiliate", AffiliateDialog)

    def action_end_affiliate(self) -> None:
        """Ends it (R161)."""
        from billia_tui.screens.affiliates.affiliate_dialogs import EndAffiliateDialog

        self._begin("end_affiliate", EndAffiliateDialog)

    def action_refer(self) -> None:
        """Who brought this customer."""
        from billia_tui.screens.affiliates.affiliate_dialogs import ReferDialog

        self._begin("refer", ReferDialog)

    def action_referred_customers(self) -> None:
        """Whom this customer brought."""
        from billia_tui.screens.affiliates.referred import ReferredScreen

        self.app.push_screen(ReferredScreen(self.customer_id))

    def _begin(self, key: str, make: Make) -> None:
        refusal = self.refusals()[key]
        if refusal:
            self.app.refuse(refusal)
        else:
            self.app.type_ahead.hold()
            self.ask_for(key, make)

    @work(exclusive=True, group="dialog")
    async def ask_for(self, key: str, make: Make) -> None:
        """Opens a dialog on fresh values, in which the key may not be possible any more."""
        try:
            customer = await self.app.ask(customer_page.read, self.customer_id)
            self.affiliate = facts = await self.app.ask(affiliates.read, self.customer_id)
        except BilliaError as error:
            self.app.refuse(error)
            await self.app.type_ahead.release()
            return
        refusal = self.refusals()[key]
        if refusal:
            self.app.refuse(refusal)
            await self.app.type_ahead.release()
            self.read()
            return
        message = await self.app.push_screen_wait(make(customer, facts))
        if message is not None:
            self.app.say(message)
            self.read()


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
