"""The profiles of a customer, in the Customer Panel or as an admin (R86, R153-R157)."""

from collections.abc import Sequence
from typing import Any, ClassVar

from billia_tui.actions.contacts import EDIT_PROFILE
from billia_tui.keys.made import Where
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.customers import profiles
from billia_tui.operations.customers.profiles import ProfileRow
from billia_tui.screens.kinds.acting_rows import ActingRows
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.widgets.cells import Column


class ProfilesScreen(ActingRows[ProfileRow], ListPage[ProfileRow], inherit_bindings=False):
    """In the order in which they were added; the main one is marked."""

    NAME: ClassVar[str] = "Profiles"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.PROFILES)
    READS = profiles.page
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, "id", "muted", right=True, drop=1),
        Column("MAIN", 6, lambda row: ("✔ main", "good") if row.main else ("–", "muted")),
        Column("TITLE", 14, lambda row: (row.title, "strong" if row.main else ""), grow=2),
        Column("TYPE", 8, "type"),
        Column("CONTACT", 14, "contact", grow=3, drop=2),
        Column("INVOICES", 10, lambda row: ("by itself" if row.auto_generate_invoice else "on request", "muted")),
    )
    """The columns of R154, and whether invoices are made by themselves (R156)."""
    EMPTY: ClassVar[str] = "No profiles."
    OPENS = EDIT_PROFILE

    async def about(self, row: ProfileRow | None) -> Sequence[Any]:
        """The customer as it is now, and the profile."""
        return await self.app.ask(customer_page.read, self.customer_id), row
