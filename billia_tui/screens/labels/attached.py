"""The labels of a customer, or of one of its orders or services: attach, change, take off (R58-R63)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import paging
from billia_tui.actions.labels import ATTACH
from billia_tui.errors import Refused
from billia_tui.keys.made import Where
from billia_tui.operations import allowed
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.labels import carried
from billia_tui.operations.labels.attached import Offer
from billia_tui.operations.labels.rows import LabelRow
from billia_tui.paging import Window
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.screens.labels.label_dialogs import DetachDialog, LabelDialog, said
from billia_tui.vocabulary import LabelResource
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.cells import Column
from billia_tui.widgets.pick_list import PickList

THINGS = {LabelResource.ORDERS: "order", LabelResource.SERVICES: "service"}


class LabelsScreen(ListPage[LabelRow], inherit_bindings=False):
    """What is attached, by name.

    Args:
        customer_id: whose labels, or whose order or service.
        resource: Orders or Services for the labels of one of these, `object_id`.
        object_id: the id of the order or service.
    """

    NAME: ClassVar[str] = "Labels"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.ATTACHED)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("NAME", 10, "name", "strong", grow=2),
        Column("VALUE", 12, "value_name", grow=3),
        Column("KEY", 8, "key", "muted", grow=1, drop=2),
        Column("ADMIN", 8, "admin", "muted", grow=1, drop=1),
        Column("SINCE", 16, "at", "muted"),
    )
    """Name and value name (R63), then where it comes from."""
    EMPTY: ClassVar[str] = "No label is attached. a attaches one."

    def __init__(
        self, customer_id: int, *, resource: LabelResource = LabelResource.USERS, object_id: int | None = None
    ) -> None:
        super().__init__(customer_id)
        self.carrier = (resource, customer_id if object_id is None else object_id)

    def heading(self) -> str:
        """Of an order or a service, which one."""
        thing = THINGS.get(self.carrier[0])
        return f"{self.NAME} of {thing} {self.carrier[1]}" if thing else self.NAME

    async def page_of(self, _window: Window) -> paging.Page[LabelRow]:
        """All of them: an object has no more labels than there are components."""
        found = await self.app.ask(carried.of, *self.carrier)
        return paging.Page(found, tuple((row.id,) for row in found), more=False)

    def refusal(self) -> str | None:
        """Why the admin cannot change labels here; None if it can be tried."""
        if self.app.desk is None or self.customer is None:
            return "there is no customer here"
        return allowed.refusal(self.app.desk.actor, ATTACH)

    def key_states(self) -> dict[str, KeyState]:
        """By the rights, and whether there is a label."""
        refusal = self.refusal()
        here = refusal if self.table.row else refusal or "there is no label here"
        return {
            "label_attach": KeyState(refusal=refusal),
            "open_row": KeyState("change", here),
            "label_detach": KeyState(refusal=here),
        }

    # ── attach and change ──

    def action_label_attach(self) -> None:
        """Attaches a label that is picked from those that are set up (R58)."""
        self._begin(None)

    def open(self, row: LabelRow) -> None:
        """Another value for the label."""
        self._begin(row)

    def _begin(self, row: LabelRow | None) -> None:
        customer = self.customer

        async def doing() -> None:
            """Picks the label, unless it is that of `row`, then its value; asks before another is replaced (R62)."""
            message = await self._attached(customer, row) if customer else None
            if message is not None:
                self.app.say(message)
                self.read()

        self.begin(doing, self.refusal())

    async def _attached(self, customer: CustomerPage, row: LabelRow | None) -> str | None:
        """What was done, in words; None if nothing was."""
        offers = {str(offer.component_id): offer for offer in await self.app.ask(labels.offered, *self.carrier)}
        if not offers:
            raise Refused(f"no label is set up for {self.carrier[0]}; label management is a page of the customer list")
        offer = offers.get(str(row.component_id)) if row else None
        if offer is None:
            picked = await self.pick(PickList("Label", [(ident, _line(one)) for ident, one in offers.items()]))
            if picked is None:
                return None
            offer = offers[picked]
        return await self._valued(customer, offer)

    async def _valued(self, customer: CustomerPage, offer: Offer) -> str | None:
        """Picks or asks for the value of a label."""
        choices = {choice.value: choice for choice in offer.choices}
        current = offer.current.stored if offer.current else ""
        if not choices:
            return await self.app.push_screen_wait(LabelDialog(customer, self.carrier, offer, None))
        values = [(value, choice.name) for value, choice in choices.items()]
        value = await self.pick(PickList(offer.name, values, current))
        if value is None:
            return None
        if offer.current and value != current:
            return await self.app.push_screen_wait(LabelDialog(customer, self.carrier, offer, choices[value]))
        resource, object_id = self.carrier
        attach, component_id = labels.attach, offer.component_id
        done = await self.app.change(attach, customer.id, component_id, value, resource=resource, object_id=object_id)
        return f"{customer.username}: {said(done)}"

    # ── take off ──

    def action_label_detach(self) -> None:
        """Takes the label under the cursor off (R63)."""
        customer, row = self.customer, self.table.row

        async def make() -> DetachDialog | None:
            return DetachDialog(customer, self.carrier, row) if customer and row else None

        self.open_form(make, self.refusal() or (None if row else "there is no label here"))


def _line(offer: Offer) -> str:
    """A label to pick, with what is there of it now."""
    return f"{offer.name} (now {offer.current.value_name})" if offer.current else offer.name
