"""The first page of the Customer Panel: how the account stands, and where it goes on (R175)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui.keys.made import Where
from billia_tui.operations.customers import panel
from billia_tui.operations.customers.panel import Overview
from billia_tui.screens.kinds.facts_page import Fact
from billia_tui.screens.kinds.record_page import RecordPage, Section
from billia_tui.vocabulary import CustomerStatus
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.status_text import customer_status, hold_badge, money


class CustomerPanelScreen(RecordPage[Overview], inherit_bindings=False):
    """Leaving it leaves the panel."""

    NAME: ClassVar[str] = "Customer Panel"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.CUSTOMER_PANEL,)
    RECORD = panel.overview

    def crumbs(self) -> Sequence[str]:
        """Where the panel starts."""
        return (f"Customer Panel of {self._owner}" if self._owner else "Customer Panel",)

    def owner(self, record: Overview) -> str:
        """The customer."""
        return record.customer.username

    def sections(self, record: Overview) -> Sequence[Section]:
        """Status, money, what there is."""
        customer = record.customer
        account: list[Fact] = [
            ("Name", (customer.name, "strong")),
            ("Status", customer_status(customer.status)),
            ("On hold", hold_badge(customer.hold) if customer.hold else ("no", "")),
            ("New orders", ("possible", "") if record.why_not_order is None else (record.why_not_order, "warn")),
        ]
        if record.why_not_order:
            account.append(("Still possible", "to look at everything, to pay orders, to change profiles"))
        if customer.status == CustomerStatus.INACTIVE:
            account.append(("First hour", (f"{customer.first_hour}; please activate the account", "warn")))
        wallet: list[Fact] = [
            ("Wallet", money(customer.wallet)),
            ("Credit limit", money(customer.credit_limit)),
            ("Can be spent", money(record.can_spend)),
        ]
        counts: list[Fact] = [
            ("Services", (f"{record.services:,}", "")),
            ("Domains", (f"{record.domains:,}", "")),
            ("Orders", (f"{record.orders:,}, {record.unpaid:,} of them Unpaid", "")),
            ("Documents", (f"{record.documents:,}", "")),
        ]
        return (("Account", account), ("Wallet and credit", wallet), ("What there is", counts))

    def show_record(self, record: Overview) -> None:
        """The sections, and whether something can be ordered."""
        super().show_record(record)
        self.key_bar.show({"place_order": KeyState(refusal=record.why_not_order)})

    # ── further pages ──

    def action_profiles(self) -> None:
        """Profiles."""
        from billia_tui.screens.profiles.profiles import ProfilesScreen

        self.open_page(ProfilesScreen(self.record_id))

    def action_place_order(self) -> None:
        """The catalogue, unless no order is possible: then says why (R51)."""
        if self.record is None:
            return
        if self.record.why_not_order:
            self.app.refuse(self.record.why_not_order)
            return
        from billia_tui.screens.panel.catalogue import CatalogueScreen

        self.open_page(CatalogueScreen(self.record_id))
