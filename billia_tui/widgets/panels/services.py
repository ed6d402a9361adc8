"""Panel V: three services or domains that are needed most, on two tabs (R106-R110, R219)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import clock
from billia_tui.operations.services import pages as services
from billia_tui.operations.services.pages import ServicePreview, ServiceRow
from billia_tui.paging import Page, Window
from billia_tui.vocabulary import ServiceKind
from billia_tui.widgets.cells import Column
from billia_tui.widgets.panels.listing import ListPanel
from billia_tui.widgets.status_text import service_status


class ServicesPanel(ListPanel[ServiceRow]):
    """Id, name with domain, host and address, expiry date, status; `v` shows all."""

    NUMERAL: ClassVar[str] = "V"
    NAME: ClassVar[str] = "Services"
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, "id", "muted", right=True, drop=1),
        Column("NAME", 10, lambda row: (" · ".join(filter(None, (row.domain, row.name, row.at))), ""), grow=1),
        Column("EXPIRES", 10, lambda row: (clock.day(row.expires_at), "")),
        Column("STATUS", 10, lambda row: service_status(row.status)),
    )
    """What it is and what tells it apart: domain, host, address (R219)."""
    TALL: ClassVar[Sequence[Sequence[int]]] = ((0, 1), (2, 3))

    def __init__(self) -> None:
        self.kind: ServiceKind | None = None
        self.preview = ServicePreview((), 0, 0)
        super().__init__()

    async def page_of(self, customer_id: int, _window: Window) -> Page[ServiceRow]:
        """Three and no more (R107)."""
        self.preview = await self.app.ask(services.preview, customer_id, self.kind)
        rows = self.preview.rows
        return Page(rows, tuple((row.id,) for row in rows), more=False)

    def show(self, content: Page[ServiceRow]) -> None:
        """The rows, and both counts in the title (R110)."""
        super().show(content)
        what = "services" if self.preview.kind == ServiceKind.SERVICE else "domains"
        self.table.empty_text = f"No {what}."
        self.show_counts()

    def show_counts(self) -> None:
        """The two tabs: the one that is shown stands between arrows."""
        here = self.preview.kind == ServiceKind.SERVICE
        tabs = [f"Services ({self.preview.services})", f"Domains ({self.preview.domains})"]
        shown, other = (tabs[0], tabs[1]) if here else (tabs[1], tabs[0])
        order = f"▸{shown} │ {other}" if here else f"{other} │ ▸{shown}"
        nothing = "" if self.preview.rows else f" · {self.table.empty_text}"
        self.border_title = f"{self.NUMERAL} {order}{nothing}"
        total = self.preview.services if here else self.preview.domains
        self.border_subtitle = f"←→ tab · v see all ({total})"

    def action_panel_tab(self) -> None:
        """The other tab."""
        here = self.preview.kind == ServiceKind.SERVICE
        self.kind = ServiceKind.DOMAIN if here else ServiceKind.SERVICE
        self.shown = None
        self.load(self.customer_id)
