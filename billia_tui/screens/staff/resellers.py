"""The resellers: add, and set whose customers they reach (R184)."""

from collections.abc import Sequence
from typing import ClassVar

from textual import work

from billia_tui.errors import BilliaError
from billia_tui.keys.made import Where
from billia_tui.operations.staff import resellers
from billia_tui.operations.staff.resellers import ResellerRow
from billia_tui.screens.kinds.acting_rows import ActingRows
from billia_tui.screens.kinds.facts_page import Fact, FactsBox
from billia_tui.widgets.cells import Column


class ResellersScreen(ActingRows[ResellerRow], inherit_bindings=False):
    """Those that the admin reaches, "Default" first."""

    NAME: ClassVar[str] = "Resellers"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.RESELLERS)
    READS = resellers.page
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 6, "id", "muted", right=True),
        Column("NAME", 14, "name", grow=2),
        Column("MASTER", 8, lambda row: ("✔ master", "info") if row.master else ("–", "muted")),
        Column("REACHES", 18, lambda row: (row.access, "" if row.master or row.reaches else "muted"), grow=3),
        Column("PANEL DOMAIN", 18, "panel_domain", grow=2, drop=1),
        Column("GRANT TYPES", 14, "grant_types", "muted", grow=1, drop=2),
    )
    """The columns of R184."""

    def open(self, row: ResellerRow) -> None:
        """All there is to know of one."""
        self.show_facts(row.id)

    @work(exclusive=True, group="facts")
    async def show_facts(self, reseller_id: int) -> None:
        """Asks for the counts, too."""
        try:
            found = await self.app.ask(resellers.details, reseller_id)
        except BilliaError as error:
            self.app.refuse(error)
            return
        row = found.row
        facts: list[Fact] = [
            ("Master", "yes" if row.master else "no"),
            ("Reaches", row.access),
            ("Panel domain", row.panel_domain or "–"),
            ("Grant types", row.grant_types or "–"),
            ("Customers", str(found.customers)),
            ("Admins", str(found.admins)),
        ]
        self.app.push_screen(FactsBox(f"{row.name} · reseller {row.id}", facts))
