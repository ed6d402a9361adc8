"""All services, or all domains, of a customer (R110, R117-R119)."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from billia_tui import clock, keys, paging
from billia_tui.keys import Where
from billia_tui.operations import services
from billia_tui.operations.services import ServiceRow
from billia_tui.paging import Window
from billia_tui.screens.list_page import ListPage
from billia_tui.vocabulary import ServiceKind
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.status_text import money, service_status


class ServicesScreen(ListPage[ServiceRow], inherit_bindings=False):
    """Newest first."""

    WHERE: ClassVar[tuple[Where, ...]] = (Where.PAGE,)
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(Where.PAGE)]
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, right=True),
        Column("NAME", 14, grow=1),
        Column("STATUS", 10),
        Column("PRICE", 14, right=True, drop=2),
        Column("PERIOD", 10, drop=3),
        Column("TERM", 8, drop=5),
        Column("RENEWS", 6, drop=4),
        Column("ACTIVATED", 10, drop=1),
        Column("EXPIRES", 10),
    )
    EMPTY: ClassVar[str] = "Nothing here. ← → shows the other kind."

    def __init__(self, customer_id: int, kind: ServiceKind = ServiceKind.SERVICE) -> None:
        super().__init__(customer_id)
        self.kind = kind

    def heading(self) -> str:
        """Services or domains."""
        return "Services" if self.kind == ServiceKind.SERVICE else "Domains"

    def cells(self, row: ServiceRow) -> Sequence[Piece]:
        """The columns of R117."""
        return (
            (str(row.id), "muted"),
            (row.title, ""),
            service_status(row.status),
            money(row.price),
            (row.period, ""),
            (row.payment_term, ""),
            ("auto" if row.auto_renew else "–", ""),
            (clock.day(row.activated_at), ""),
            (clock.day(row.expires_at), ""),
        )

    async def page_of(self, window: Window) -> paging.Page[ServiceRow]:
        """A page of the kind that is shown."""
        return await self.app.ask(services.page, self.customer_id, self.kind, window)

    def action_switch_kind(self) -> None:
        """Services or domains."""
        self.kind = ServiceKind.DOMAIN if self.kind == ServiceKind.SERVICE else ServiceKind.SERVICE
        self.read()

    def open(self, row: ServiceRow) -> None:
        """The page of the service."""
        from billia_tui.screens.service import ServiceScreen

        self.app.push_screen(ServiceScreen(row.id))
