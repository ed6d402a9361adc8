"""All services, or all domains, of a customer (R110, R117-R120)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar
from weakref import WeakKeyDictionary

from textual import work
from textual.widget import Widget

from billia_tui import clock, paging
from billia_tui.keys.made import Where
from billia_tui.operations.services import pages as services
from billia_tui.operations.services.pages import ServiceRow
from billia_tui.operations.services.query import ServiceQuery, ServiceSort
from billia_tui.paging import Count, Window
from billia_tui.screens.kinds.searched_list import SearchedListPage
from billia_tui.vocabulary import ServiceKind, ServiceStatus
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.pick_list import Choice, PickList
from billia_tui.widgets.record_table import RecordTable
from billia_tui.widgets.search_line import SearchLine
from billia_tui.widgets.status_text import pieces, service_status

if TYPE_CHECKING:
    from billia_tui.widgets.dialog import Dialog
    from billia_tui.widgets.host import Host


def _renews(row: ServiceRow) -> Piece:
    """Auto renew in a word; a one-time service has none (R123), one that is Terminated no more."""
    if row.one_time or row.status == ServiceStatus.TERMINATED:
        return "–", ""
    return ("auto", "") if row.auto_renew else ("by hand", "")


SERVICE_COLUMNS = (
    Column("ID", 7, "id", "muted", right=True),
    Column("NAME", 14, lambda row: (row.domain or row.name, ""), grow=1, sort=ServiceSort.NAME),
    Column("STATUS", 10, lambda row: service_status(row.status)),
    Column("PRICE", 14, "price", right=True, drop=2),
    Column("PERIOD", 10, "period", drop=3),
    Column("TERM", 8, "payment_term", drop=5),
    Column("RENEWS", 8, _renews, drop=4),
    Column("BOUGHT", 10, lambda row: (clock.day(row.created_at), ""), drop=6, sort=ServiceSort.NEWEST),
    Column("ACTIVATED", 10, lambda row: (clock.day(row.activated_at), ""), drop=1),
    Column("EXPIRES", 10, lambda row: (clock.day(row.expires_at), ""), sort=ServiceSort.EXPIRY),
    Column("", 7, lambda _: ("", "")),
    Column("", 14, lambda row: (row.name if row.domain else "", "muted"), grow=1),
)
"""The columns of R117; the last two are the line below: a linked domain stands on its own line above its service."""

FIRST_LINE, SECOND_LINE = range(10), (10, 11)

DOMAIN_COLUMNS = (
    Column("ID", 7, "id", "muted", right=True),
    Column("NAME", 14, "title", grow=1, sort=ServiceSort.NAME),
    Column("TLD", 8, lambda row: (f".{row.tld}" if row.tld else "–", ""), drop=5),
    Column("STATUS", 10, lambda row: service_status(row.status)),
    Column("EXPIRES", 10, lambda row: (clock.day(row.expires_at), ""), sort=ServiceSort.EXPIRY),
    Column("RENEWS", 8, _renews),
    Column("PRICE", 14, "price", right=True, drop=1),
    Column("PERIOD", 10, "period", drop=2),
    Column("TERM", 8, "payment_term", drop=4),
    Column("ACTIVATED", 10, lambda row: (clock.day(row.activated_at), ""), drop=3),
    Column("BOUGHT", 10, lambda row: (clock.day(row.created_at), ""), drop=6, sort=ServiceSort.NEWEST),
)
"""All that can be chosen for domains; those of R119 are shown at first."""

DOMAIN_PIECES = partial(pieces, columns=DOMAIN_COLUMNS)

ALWAYS = frozenset({"ID", "NAME"})
USUAL = ALWAYS | {"STATUS", "EXPIRES", "RENEWS"}
NO_ROOM = 10_000
"""A column this wide leaves first, on any screen: this is how one that was not chosen is left out."""

_chosen: "WeakKeyDictionary[Host, frozenset[str]]" = WeakKeyDictionary()
"""The columns of domains as they were chosen in a console, kept until it ends."""


class ServicesScreen(SearchedListPage[ServiceRow], inherit_bindings=False):
    """Newest first; ← → switches between services and domains, each a table of its own."""

    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.PAGE)
    HINT: ClassVar[str] = "press / to search name, domain, id, status"
    FILTERS: ClassVar[Sequence[Choice]] = (("", "All"), *((str(status), str(status)) for status in ServiceStatus))
    START: ClassVar[str] = ServiceSort.NEWEST
    RISING: ClassVar[frozenset[str]] = frozenset({ServiceSort.EXPIRY, ServiceSort.NAME})
    EMPTY: ClassVar[str] = "Nothing here. ← → shows the other kind."

    def __init__(self, customer_id: int, kind: ServiceKind = ServiceKind.SERVICE) -> None:
        super().__init__(customer_id)
        self.kind = kind

    def body(self) -> Iterable[Widget]:
        """Search line and a table for each kind, one of which is shown."""
        self.search = SearchLine(self.HINT)
        yield self.search
        self.tables: dict[ServiceKind, RecordTable[ServiceRow]] = {
            ServiceKind.SERVICE: RecordTable(
                SERVICE_COLUMNS,
                partial(pieces, columns=SERVICE_COLUMNS),
                lambda row: row.id,
                tall=(FIRST_LINE, SECOND_LINE),
                tall_below=NO_ROOM,
            ),
            ServiceKind.DOMAIN: RecordTable(DOMAIN_COLUMNS, DOMAIN_PIECES, lambda row: row.id),
        }
        for kind, table in self.tables.items():
            table.display = kind == self.kind
            yield table
        self.table = self.tables[self.kind]

    def on_mount(self) -> None:
        """With the columns that were chosen before."""
        self.show_columns()
        super().on_mount()

    def heading(self) -> str:
        """Services or domains."""
        return "Services" if self.kind == ServiceKind.SERVICE else "Domains"

    @property
    def query_now(self) -> ServiceQuery:
        """What is asked for now."""
        status = ServiceStatus(self.shown) if self.shown else None
        return ServiceQuery(self.words, status, ServiceSort(self.sorted_by), self.descending)

    async def page_of(self, window: Window) -> paging.Page[ServiceRow]:
        """A page of the kind that is shown."""
        return await self.app.ask(services.page, self.customer_id, self.kind, window, self.query_now)

    async def count_of(self) -> Count | None:
        """How many the query has."""
        return await self.app.ask(services.count, self.customer_id, self.kind, self.query_now)

    def refusals(self) -> dict[str, str | None]:
        """By the kind."""
        refusal = None if self.kind == ServiceKind.DOMAIN else "the columns of services are fixed; ← → shows domains"
        return {"choose_columns": refusal}

    def action_switch_kind(self) -> None:
        """Services or domains."""
        before = self.table
        self.kind = ServiceKind.DOMAIN if self.kind == ServiceKind.SERVICE else ServiceKind.SERVICE
        self.table = self.tables[self.kind]
        # A late answer to the other table is of an older generation, so it is dropped.
        self.table.generation = max(self.table.generation, before.generation)
        self.table.display, before.display = True, False
        self.table.say("loading …")
        self.set_focus(self.table)
        self.show_title()
        self.show_others()

    def action_renew_now(self) -> None:
        """Renews the service under the cursor, with what that costs and brings before."""
        if (row := self.table.row) is not None:
            self.open_form(partial(self._offered, row.id))

    async def _offered(self, service_id: int) -> "Dialog":
        from billia_tui.operations.renewals import now as renewals
        from billia_tui.screens.services.renew_dialog import RenewDialog

        return RenewDialog(await self.app.ask(renewals.offer, service_id))

    def action_choose_columns(self) -> None:
        """Chooses the columns of domains (R119)."""
        if self.kind == ServiceKind.DOMAIN:
            self.choose_columns()
        else:
            self.app.refuse("the columns of services are fixed; ← → shows domains, whose columns can be chosen")

    @work(exclusive=True, group="dialog")
    async def choose_columns(self) -> None:
        """Each pick shows or hides a column; esc ends it."""
        picked: str | None = ""
        while picked is not None:
            shown = self.columns_shown()
            titles = [column.title for column in DOMAIN_COLUMNS if column.title not in ALWAYS]
            choices = [(title, f"{'✔' if title in shown else ' '} {title}") for title in titles]
            picked = await self.app.push_screen_wait(PickList("Columns: enter shows or hides", choices, picked))
            if picked is not None:
                _chosen[self.app] = shown ^ {picked}
                self.show_columns()

    def columns_shown(self) -> frozenset[str]:
        """The columns of domains that are wanted."""
        return _chosen.get(self.app, USUAL)

    def show_columns(self) -> None:
        """Shows the columns that are wanted, as far as they fit."""
        shown = self.columns_shown()
        columns = [
            column if column.title in shown else replace(column, least=NO_ROOM, grow=0, drop=NO_ROOM)
            for column in DOMAIN_COLUMNS
        ]
        self.tables[ServiceKind.DOMAIN].put_columns(columns, DOMAIN_PIECES)

    def open(self, row: ServiceRow) -> None:
        """The page of the service; coming back, the list is fresh."""
        from billia_tui.screens.services.page import ServiceScreen

        self.app.push_screen(ServiceScreen(row.id), lambda _: self.read())
