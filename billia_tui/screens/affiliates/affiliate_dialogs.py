"""Affiliates: make one, change level or scheme, end it, say who brought a customer (R158, R160-R162)."""

from collections.abc import Mapping, Sequence

from billia_tui.errors import Invalid, NotFound
from billia_tui.operations.affiliates import affiliates
from billia_tui.operations.affiliates.affiliates import AffiliateFacts
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.finding import lookup
from billia_tui.screens.kinds.customer_dialog import CustomerDialog
from billia_tui.vocabulary import AffiliateScheme
from billia_tui.widgets.field_spec import Field

LEVELS = [(str(level), str(level)) for level in affiliates.LEVELS]
SCHEMES = [(str(scheme), str(scheme)) for scheme in AffiliateScheme]


class AffiliateDialog(CustomerDialog):
    """Makes a customer an affiliate, or changes the level or scheme of one."""

    def __init__(self, customer: CustomerPage, facts: AffiliateFacts) -> None:
        self.TITLE_WORDS = "Level and scheme" if facts.active else "Make an affiliate"
        super().__init__(customer)
        self.facts = facts
        self.seen = facts.version
        self.verb = "save" if facts.active else "make"
        self.intro = "Lead earns with new orders of new clients, Lifetime with every new order and renewal.\n"
        self.intro += "What is chosen here counts for later commissions only."

    def fields(self) -> Sequence[Field]:
        """Level and scheme; an affiliate again starts where the customer ended."""
        level = str(self.facts.level or affiliates.LEVELS[0])
        old_level, old_scheme = (level, str(self.facts.scheme)) if self.facts.active else (None, None)
        return (
            Field("level", "Level", level, kind="choice", choices=LEVELS, old=old_level),
            Field("scheme", "Scheme", self.facts.scheme, kind="choice", choices=SCHEMES, old=old_scheme),
        )

    def preview(self, values: Mapping[str, str]) -> str:
        """Old → new."""
        new = f"level {values['level']} · {values['scheme']}"
        old = f"level {self.facts.level} · {self.facts.scheme}" if self.facts.active else "not an affiliate"
        return "" if new == old else f"Affiliate {old} → {new}"

    async def save(self, values: Mapping[str, str]) -> str:
        """Makes or changes."""
        level, scheme = values["level"], values["scheme"]
        if not self.facts.active:
            await self.app.change(affiliates.make, self.customer.id, level, scheme)
            return self.done(f"affiliate of level {level}, {scheme}")
        changed = await self.app.change(affiliates.change, self.customer.id, level, scheme, seen=self.seen)
        return self.done(f"affiliate level {level}, {scheme}" if changed else "nothing changed")


class EndAffiliateDialog(CustomerDialog):
    """Ends it after a question (R161)."""

    TITLE_WORDS = "End affiliate"
    verb = "end"
    danger = True

    def __init__(self, customer: CustomerPage, facts: AffiliateFacts) -> None:
        super().__init__(customer)
        self.intro = (
            f"Affiliate level {facts.level} · {facts.scheme} → not an affiliate\n"
            f"Earned so far: {facts.total}. That stays; nothing more is earned."
        )

    async def save(self, _values: Mapping[str, str]) -> str:
        """Ends."""
        await self.app.change(affiliates.end, self.customer.id)
        return self.done("not an affiliate any more")


class ReferDialog(CustomerDialog):
    """Says which affiliate brought this customer, or that none did (R158)."""

    TITLE_WORDS = "Brought by"

    def __init__(self, customer: CustomerPage, facts: AffiliateFacts) -> None:
        super().__init__(customer)
        self.facts = facts
        now = facts.referred_by or "nobody"
        self.intro = f"Now: {now}. Later orders of this customer earn the affiliate a commission."

    def fields(self) -> Sequence[Field]:
        """The affiliate."""
        return (Field("affiliate", "Affiliate", hint="id or username; empty for nobody"),)

    async def save(self, values: Mapping[str, str]) -> str:
        """Looks the affiliate up, then says so."""
        typed = values["affiliate"].strip()
        try:
            affiliate_id = await self.app.ask(lookup.customer_id, typed) if typed else None
        except NotFound as error:
            raise Invalid({"affiliate": "there is no such customer"}) from error
        await self.app.change(affiliates.refer, self.customer.id, affiliate_id)
        return self.done(f"brought by customer {affiliate_id}" if affiliate_id else "brought by nobody")
