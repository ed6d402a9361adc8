"""The details page of a customer: seven panels, each loading on its own (R47-R51)."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.events import ScreenResume
from textual.worker import Worker

from billia_tui.errors import BilliaError
from billia_tui.keys.made import Where
from billia_tui.operations.customers import glance
from billia_tui.operations.customers.glance import Glance
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.finding.walk import Walk
from billia_tui.operations.log import lines as log
from billia_tui.paging import Window
from billia_tui.screens.customers import panel_actions
from billia_tui.screens.customers.walk import CustomerWalk
from billia_tui.widgets.panels.companies import CompaniesPanel
from billia_tui.widgets.panels.emails import EmailsPanel
from billia_tui.widgets.panels.heights import heights
from billia_tui.widgets.panels.information import InformationPanel
from billia_tui.widgets.panels.notes import NotesPanel
from billia_tui.widgets.panels.orders import OrdersPanel
from billia_tui.widgets.panels.panel import Panel
from billia_tui.widgets.panels.ribbon import RibbonPanel
from billia_tui.widgets.panels.services import ServicesPanel

if TYPE_CHECKING:
    from textual.await_complete import AwaitComplete

    from billia_tui.operations.customers.allowed import Facts
    from billia_tui.operations.team.changes_feed import Changes


SIDE_BY_SIDE = (110, 36)
"""Cells and lines from which all panels are in view at once; the style sheet has the same breakpoints."""

TOGETHER, TOGETHER_AT_FIRST = 0.25, 0.75
"""Seconds for which a paint waits for the panels, and the first one of all, which has everything to load."""

OTHER_LINES = 2
"""Title and key line."""

LOOKED_THROUGH = 20
"""Lines of the log that are looked through for what a colleague saved: a change brings few with it."""


class CustomerScreen(CustomerWalk, inherit_bindings=False):
    """One customer. Its answer is the id of the customer that was shown last.

    There is one such page, which is kept when it is left: making its widgets anew takes longer than all that they show.
    `open_for` says who is shown; nobody is until then.
    """

    NAME = "Customer"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.DETAILS,)

    def __init__(self) -> None:
        super().__init__()
        self.panels: list[Panel[Any]] = [
            RibbonPanel(self.read_glance),
            InformationPanel(self.read_customer),
            EmailsPanel(),
            CompaniesPanel(),
            ServicesPanel(),
            OrdersPanel(),
            NotesPanel(),
        ]
        self._first_panel = 2
        self.customer_id = 0
        self.customer: CustomerPage | None = None
        self.walk: Walk | None = None
        self._is_made = False
        self._styled_for: str | None = None
        self._reading: asyncio.Future[Glance] | None = None
        self._heights: list[int] = []
        self._told_line = 0
        self._patience = TOGETHER_AT_FIRST

    def body(self) -> ComposeResult:
        """The ribbon on top, six panels below."""
        for panel in self.panels:
            panel.was_shown = self.fit_panels
        yield self.panels[0]
        with Container(id="panels"):
            yield from self.panels[1:]

    def shown_id(self) -> int:
        """The customer."""
        return self.customer_id

    def crumbs(self) -> Sequence[str]:
        """The list, then the customer."""
        name = f"{self.customer_id} {self.customer.username}" if self.customer else str(self.customer_id)
        return (self.list_name(), name)

    def on_mount(self) -> None:
        """All of it is there; it may have been made before anybody was to be shown."""
        super().on_mount()
        self._is_made = True
        if self.customer_id:
            self.open_panel(self._first_panel)
            self.read()

    def open_for(self, customer_id: int, walk: Walk | None = None) -> None:
        """Shows a customer as a page that is new; frames and content are one paint where the store is quick.

        Args:
            customer_id: who.
            walk: the way through the list that the customer came from; None if it came from elsewhere.
        """
        if not self._is_made:
            self.customer_id, self.walk = customer_id, walk
            self.await_reading()
            return
        self.workers.cancel_node(self)  # what was under way when it was left
        services = self.panels[4]
        if isinstance(services, ServicesPanel):
            services.kind = None
        self.show(customer_id, walk)
        self.show_keys()
        self.show_title()
        self.open_panel(2)

    def on_screen_resume(self, event: ScreenResume) -> None:
        """What was painted once has its styles: finding all of them again takes as long as painting."""
        event.refresh_styles = self._styled_for != self.app.theme
        self._styled_for = self.app.theme

    # ── reading ──

    def read(self) -> None:
        """Every panel reads afresh, on its own."""
        self._reading = None
        self.paint_once([*(panel.load(self.customer_id) for panel in self.panels), self.find_place()])
        if self.walk is not None and self.walk.queue_id:
            self.take_opened()

    @work(group="paint")
    async def paint_once(self, reading: Sequence[Worker[None]]) -> None:
        """Paints when all have read, or after a moment what is there: seven answers are not seven paints."""
        waits = [asyncio.ensure_future(worker.wait()) for worker in reading]
        patience, self._patience = self._patience, TOGETHER
        with self.app.batch_update():
            await asyncio.wait(waits, timeout=patience)
        for wait in waits:
            wait.add_done_callback(lambda done: done.cancelled() or done.exception())  # its panel has told it
        self.check_idle()  # it may have been at rest while nothing was painted

    async def read_glance(self) -> Glance:
        """The customer at a glance, read once for ribbon and information."""
        if self._reading is None:
            self._reading = asyncio.ensure_future(self.app.ask(glance.read, self.customer_id))
        reading = self._reading
        with self.reading(still=lambda: reading is self._reading):  # else another customer is on the way by now
            found = await asyncio.shield(reading)
        if found.customer.id == self.customer_id and found.customer != self.customer:
            self.customer = found.customer
            self.app.jump_memory.opened(found.customer)
            self.show_keys()
        self.show_title()
        return found

    async def read_customer(self) -> CustomerPage:
        """The customer of it."""
        return (await self.read_glance()).customer

    def show_keys(self) -> None:
        """Also the control of impersonation, on the ribbon (R68)."""
        super().show_keys()
        state = self.key_states()["impersonate"] if self.subject() and self.app.desk else None
        ribbon = self.panels[0]
        if state is not None and isinstance(ribbon, RibbonPanel):
            ribbon.offer_panel(state.label or "impersonate", possible=state.refusal is None)

    def subject(self) -> "tuple[int, Facts] | None":
        """The customer of the page."""
        return None if self.customer is None else (self.customer_id, self.customer)

    @property
    def undo_of(self) -> int | None:
        """This customer."""
        return self.customer_id

    def changed(self, customer_id: int) -> None:
        """Something of the customer was changed: the page shows the new state at once (R50)."""
        if customer_id == self.customer_id:
            self.read()

    def gone(self, customer_id: int) -> None:
        """Back to the list."""
        if customer_id == self.customer_id:
            self.action_leave_details()

    # ── colleagues ──

    def concerned(self, changes: "Changes") -> bool:
        """Only what is this customer's, or everybody's, is shown here."""
        return changes.touch(self.customer_id)

    async def renew(self, changes: "Changes") -> bool:
        """Every panel reads afresh, and paints only what is another now."""
        if self.customer is None or self.is_awaited:
            return False  # it is being read
        before = self.customer
        self._reading = None
        await asyncio.gather(*(panel.renew() for panel in self.panels))
        if self.walk is not None and self.customer != before:
            self.find_place()
        if self.customer_id in changes.began:
            self.tell_what_was_saved(changes.began[self.customer_id])
        return True

    @work(exclusive=True, group="colleague")
    async def tell_what_was_saved(self, first: int) -> None:
        """Says who of the others did what to this customer last: the page shows only what it became.

        Args:
            first: the id of the log line with which it began; what is older, the page showed when it was opened.
        """
        try:
            lines = (await self.app.ask(log.page, self.customer_id, Window(limit=LOOKED_THROUGH))).rows
        except BilliaError:  # what is shown is true all the same
            return
        own = self.app.desk.actor.username if self.app.desk is not None else ""
        told = log.news([line for line in lines if line.id >= first and line.id > self._told_line], own)
        if told is not None:
            self._told_line = told.id
            self.app.say(f"{told.who}: {told.action} · {told.summary}")

    # ── panels ──

    def on_resize(self) -> None:
        """Another size has other heights."""
        self._heights = []
        self.call_after_refresh(self.fit_panels)

    def fit_panels(self) -> None:
        """Side by side each panel is as high as what it holds, the last one has the rest (R219).

        One that holds nothing is a line; who goes there sees it whole.
        """
        if not self._is_made or not all(panel.is_read for panel in self.panels):
            return  # with the last one: finding places for all of them takes as long as painting them
        narrow = self.size.width < SIDE_BY_SIDE[0] or self.size.height < SIDE_BY_SIDE[1]
        for panel in self.panels[1:]:
            panel.be_line(wanted=panel.lines_wanted == 0 and not narrow)
        if narrow:
            return
        for grid in self.query("#panels"):  # none while the console is being left
            ribbon = self.panels[0].styles.height
            room = self.size.height - OTHER_LINES - int(ribbon.value if ribbon is not None else 0)
            found = heights([panel.lines_wanted for panel in self.panels[2:]], room)
            if found != self._heights:
                self._heights = found
                grid.styles.grid_rows = [*map(str, found[:-1]), "1fr"]

    def open_panel(self, number: int) -> None:
        """Shows panel `number` (1 is the ribbon); where there is room for all, it only gets the focus."""
        if not self._is_made:
            self._first_panel = number
            return
        for index, panel in enumerate(self.panels, start=1):
            panel.set_class(index == number or (number == 1 and index == 2), "-open")
        self.panels[number - 1].grip()

    @on(Panel.Asked)
    def _asked(self, event: Panel.Asked) -> None:
        with event.hold:
            panel_actions.answer(self, event)

    def action_panel(self, number: int) -> None:
        """`1` … `7`."""
        self.open_panel(number)

    def action_next_panel(self) -> None:
        """`tab`: I to VII, then I again."""
        self.open_panel(self._panel_in_focus() % len(self.panels) + 1)

    def action_previous_panel(self) -> None:
        """`shift+tab`: the other way round."""
        self.open_panel((self._panel_in_focus() - 2) % len(self.panels) + 1)

    def _panel_in_focus(self) -> int:
        held = (
            number for number, panel in enumerate(self.panels, start=1) if panel.has_focus_within or panel.has_focus
        )
        return next(held, 1)

    # ── leaving and walking ──

    def dismiss(self, result: Any = None) -> "AwaitComplete":
        """Whom it had taken of a queue is free again (R241)."""
        self.app.holding.shows(0)
        return super().dismiss(result)

    def action_leave_details(self) -> None:
        """Back to the list, at the row of the customer shown now (R42)."""
        self.dismiss(self.customer_id)

    def action_search_list(self) -> None:
        """Back to the list, into its search box."""
        from billia_tui.screens.finding.customer_list import CustomersScreen

        self.dismiss(self.customer_id)
        for screen in self.app.screen_stack:
            if isinstance(screen, CustomersScreen):
                screen.action_search()

    def show(self, customer_id: int, walk: Walk | None = None) -> None:
        """Brings another customer of the list of `walk` to the page."""
        self.customer_id, self.walk, self.customer, self.place, self.prepared = customer_id, walk, None, None, None
        self.in_queue = None
        self.app.holding.shows(customer_id)
        for panel in self.panels:
            panel.forget()
        self.others = ()
        self.app.live.turned()
        self.await_reading()
        self.read()
