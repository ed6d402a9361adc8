"""The page of a service or domain, and what can be done there (R109, R114-R116, R121-R126)."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from billia_tui import clock
from billia_tui.actions import services as actions
from billia_tui.actions.every import BY_NAME
from billia_tui.actions.record import screen_named
from billia_tui.errors import Refused, refuse_if
from billia_tui.keys.made import Where
from billia_tui.operations import allowed
from billia_tui.operations.permissions import Right, why_not
from billia_tui.operations.renewals import now as renewals
from billia_tui.operations.services import changes as service_changes
from billia_tui.operations.services import pages as services
from billia_tui.operations.services.pages import ServiceDetails
from billia_tui.screens.kinds.facts_page import facts_text
from billia_tui.screens.kinds.record_page import RecordPage, section_text
from billia_tui.screens.services.sections import first_sections, last_sections, next_words, ribbon, step_lines
from billia_tui.vocabulary import ServiceKind, ServiceStatus
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.pick_list import PickList
from billia_tui.widgets.timeline import timeline_text
from billia_tui.widgets.toned import toned

if TYPE_CHECKING:
    from billia_tui.screens.copying.box import Copyable

MARGIN = 4
"""Cells that the timeline leaves free: padding and scrollbar."""


class ServiceScreen(RecordPage[ServiceDetails], inherit_bindings=False):
    """Owner first, then status, period, timeline, and the sections that apply; a domain has a ribbon on top."""

    NAME: ClassVar[str] = "Service"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.SERVICE,)
    RECORD = services.details
    DEFAULT_CSS = """
    ServiceScreen #ribbon { height: 1; width: 1fr; background: $boost; display: none; }
    ServiceScreen #ribbon.-shown { display: block; }
    """

    def body(self) -> Iterable[Widget]:
        """The ribbon of a domain, then the text."""
        self._ribbon = Static(id="ribbon")
        yield self._ribbon
        yield from super().body()

    def owner(self, record: ServiceDetails) -> str:
        """The customer."""
        return f"{record.owner_id} {record.owner}"

    async def copies(self) -> "tuple[str, list[Copyable]]":
        """Of the service."""
        from billia_tui.screens.copying import offers

        record = await self.ask_record()
        return f"service {self.record_id}", offers.of_service(record, (*first_sections(record), *last_sections(record)))

    # ── showing ──

    def show_record(self, record: ServiceDetails) -> None:
        """The sections, with the timeline between them."""
        self._ribbon.update(Content("").join(toned(piece) for piece in ribbon(record)))
        self._ribbon.set_class(record.row.kind == ServiceKind.DOMAIN, "-shown")
        parts = [section_text(heading, facts_text(facts)) for heading, facts in first_sections(record)]
        if record.timeline:
            bar = timeline_text(record.timeline, clock.now(), self.size.width - MARGIN)
            below = [*step_lines(record), *(f"Next: {words}" for words in [next_words(record)] if words)]
            parts.append(section_text("Timeline", Content("\n").join([bar, *map(Content, below)])))
        parts += [section_text(heading, facts_text(facts)) for heading, facts in last_sections(record) if facts]
        self._text.update(Content("\n\n").join(parts))
        self.show_keys()

    def on_resize(self) -> None:
        """The timeline takes the width that there is."""
        if self.record is not None:
            self.show_record(self.record)

    def show_keys(self) -> None:
        """Which keys can be used, and why others cannot."""
        if self.record is not None:
            self.key_bar.show({name: KeyState(refusal=why) for name, why in self.refusals(self.record).items()})

    def refusals(self, service: ServiceDetails) -> dict[str, str | None]:
        """Why each key cannot be used now; None if it can."""
        assert self.app.desk is not None, "the record came from there"  # noqa: S101 - a mistake of ours
        actor = self.app.desk.actor
        staff = why_not(actor, Right.VIEW)
        return {
            **{action.id: allowed.refusal(actor, action, service) for action in actions.WITH_KEY},
            "service_orders": None if service.orders else "there is no order of this service",
            "service_log": staff,
            "service_customer": staff,
        }

    # ── doing ──

    def possible(self, name: str) -> ServiceDetails | None:
        """The service, if the key `name` can be used with it now; else it says why."""
        if self.record is None:
            return None
        refusal = self.refusals(self.record)[name]
        if refusal:
            self.app.refuse(refusal)
            return None
        return self.record

    def action_service_status(self) -> None:
        """Another status by hand."""
        self._on_fresh("service_status", self._picked_status)

    def action_suspend_service(self) -> None:
        """Suspended, with a reason and words to the customer."""
        from billia_tui.screens.services.service_dialogs import StatusDialog

        self._on_fresh("suspend_service", lambda service: StatusDialog(service, ServiceStatus.SUSPENDED))

    def action_act(self, name: str) -> None:
        """What the record of this name says."""
        self._on_fresh(name, screen_named(BY_NAME[name].dialog))

    def action_renew_now(self) -> None:
        """One or more periods now; the form shows what that costs and brings."""
        if self.possible("renew_now"):
            self.open_form(self._offered)

    async def _offered(self) -> Dialog:
        from billia_tui.screens.services.renew_dialog import RenewDialog

        return RenewDialog(await self.app.ask(renewals.offer, self.record_id))

    def action_service_orders(self) -> None:
        """An order of this service: its purchase."""
        if service := self.possible("service_orders"):
            purchases = {
                str(order.purchase_id): f"{order.purchase_id} {order.type} {clock.day(order.placed_at)} {order.status}"
                for order in reversed(service.orders)
            }
            if len(purchases) == 1:
                self.open_purchase(next(iter(purchases)))
            else:
                choices = list(reversed(purchases.items()))
                self.app.push_screen(PickList("Order", choices), self.open_purchase)

    def open_purchase(self, purchase_id: str | None) -> None:
        """The page of a purchase; coming back, the service is fresh."""
        if purchase_id is not None:
            from billia_tui.screens.orders.page import PurchaseScreen

            self.open_page(PurchaseScreen(int(purchase_id)))

    def action_service_log(self) -> None:
        """All that was done to this service."""
        if service := self.possible("service_log"):
            from billia_tui.screens.services.service_log import ServiceLogScreen

            self.app.push_screen(ServiceLogScreen(service.owner_id, service.row.id, service.row.title))

    def action_service_customer(self) -> None:
        """The details page of its customer."""
        if service := self.possible("service_customer"):
            self.app.open_customer(service.owner_id)

    def _on_fresh(self, name: str, make: "Callable[[ServiceDetails], Dialog | Awaitable[Dialog | None]]") -> None:
        """Opens a dialog on the service as it is now, unless the key `name` cannot be used with it: then says why."""

        async def on_fresh() -> Dialog | None:
            service = await self.fresh()
            refuse_if(self.refusals(service)[name])
            made = make(service)
            return made if isinstance(made, Dialog) else await made

        if self.record is not None:
            self.open_form(on_fresh, self.refusals(self.record)[name])

    async def _picked_status(self, service: ServiceDetails) -> Dialog | None:
        """Offers all statuses; one that cannot be chosen says why."""
        from billia_tui.screens.services.service_dialogs import StatusDialog

        status = service.row.status
        choices = service_changes.status_choices(status)
        reasons = {str(target): reason for target, reason in choices}
        words = [(str(target), f"({target}) {reason}" if reason else str(target)) for target, reason in choices]
        picked = await self.pick(PickList(f"Status · now {status}", words, status))
        if picked is None:
            return None
        if reason := reasons[picked]:
            raise Refused(f"{picked}: {reason}")
        target, offer = ServiceStatus(picked), None
        if service_changes.needs_an_end(target, service.row.expires_at):
            offer = await self.app.ask(renewals.offer, service.row.id, lift=True)
        return StatusDialog(service, target, offer)
