"""The timeline of a customer: everything that happened in one list, narrowed by kind, days and words (R221)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from billia_tui import clock, paging
from billia_tui.errors import Refused
from billia_tui.keys.made import Where
from billia_tui.operations.log.lines import SYSTEM
from billia_tui.operations.timeline import pages
from billia_tui.operations.timeline.events import ALL, Event, Wanted
from billia_tui.paging import Window
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.screens.timeline.narrow_dialog import NarrowDialog
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.cells import Column

if TYPE_CHECKING:
    from billia_tui.screens.copying.box import Copyable


class TimelineScreen(ListPage[Event], inherit_bindings=False):
    """Everything, newest first."""

    NAME: ClassVar[str] = "Timeline"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.TIMELINE)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("TIME", 16, "at"),
        Column("KIND", 12, "kind", "muted", drop=1),
        Column("WHO", 8, lambda row: (row.who or "–", "muted" if row.who in {"", SYSTEM} else ""), grow=1),
        Column("WHAT", 40, "line", grow=8),
    )
    """When, what kind of thing, who, what."""
    EMPTY: ClassVar[str] = "Nothing happened that is like this; x shows all of it."

    def __init__(self, customer_id: int) -> None:
        super().__init__(customer_id)
        self.typed: Mapping[str, str] = {}
        self.wanted: Wanted = ALL

    async def page_of(self, window: Window) -> paging.Page[Event]:
        """A page of what happened."""
        return await self.app.ask(pages.page, self.customer_id, window, self.wanted)

    def facts(self) -> Sequence[str]:
        """What it is narrowed to."""
        words = {"since": "from", "until": "to", "kind": "only", "text": "with"}
        told = " ".join(f"{word} {self.typed[name].strip()}" for name, word in words.items() if self.typed.get(name))
        return (told,) if told else ()

    def refusals(self) -> dict[str, str | None]:
        """Why a key cannot be used now; None if it can (R51)."""
        row = self.table.row
        there = row is not None and (row.purchase_id is not None or row.service_id is not None)
        return {
            "show_all": None if self.wanted != ALL else "all of it is shown",
            "go_there": None if there else "this has no page of its own; enter shows all that is known",
        }

    def key_states(self) -> dict[str, KeyState]:
        """By what is narrowed."""
        return {"show_all": KeyState(refusal=self.refusals()["show_all"])}

    async def copies(self) -> "tuple[str, list[Copyable]]":
        """Of what is under the cursor."""
        from billia_tui.screens.copying import offers

        row = self.table.row
        if row is None:
            raise Refused("there is nothing here")
        return row.what, offers.of_event(row, self.customer_id)

    def action_narrow(self) -> None:
        """Only one kind, some days, some words."""

        async def doing() -> None:
            dialog = NarrowDialog(self.typed)
            if await self.app.push_screen_wait(dialog) is not None:
                self._show_only(dialog.typed, dialog.wanted)

        self.begin(doing)

    def action_show_all(self) -> None:
        """Everything again."""
        refusal = self.refusals()["show_all"]
        if refusal:
            self.app.refuse(refusal)
        else:
            self._show_only({}, ALL)

    def _show_only(self, typed: Mapping[str, str], wanted: Wanted) -> None:
        self.typed, self.wanted = typed, wanted
        self.read()

    def action_go_there(self) -> None:
        """To the order or service that it happened to."""
        refusal, row = self.refusals()["go_there"], self.table.row
        if refusal or row is None:
            self.app.refuse(refusal or "there is nothing here")
        elif row.purchase_id is not None:
            from billia_tui.screens.orders.page import PurchaseScreen

            self.app.push_screen(PurchaseScreen(row.purchase_id), lambda _: self.read())
        elif row.service_id is not None:
            from billia_tui.screens.services.page import ServiceScreen

            self.app.push_screen(ServiceScreen(row.service_id), lambda _: self.read())

    def open(self, row: Event) -> None:
        """All that is known of it, whole."""
        from billia_tui.screens.kinds.facts_page import FactsBox

        facts = [("Time", clock.shown(row.at)), ("Kind", str(row.kind)), ("Who", row.who or "not recorded")]
        facts += [("What", row.what), *((name.capitalize() or "", value) for name, value in row.facts)]
        self.app.push_screen(FactsBox(row.what, facts))
