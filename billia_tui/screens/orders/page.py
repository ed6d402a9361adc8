"""The page of an order, and what can be done there (R109, R131, R143, R144)."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from billia_tui import clock
from billia_tui.actions import orders as actions
from billia_tui.actions.every import BY_NAME
from billia_tui.actions.record import Action, screen_named
from billia_tui.errors import Refused, refuse_if
from billia_tui.keys.made import Where
from billia_tui.operations import allowed
from billia_tui.operations.customers import panel
from billia_tui.operations.orders import allowed as order_allowed
from billia_tui.operations.orders import methods as payment_methods
from billia_tui.operations.orders import outlook as order_outlook
from billia_tui.operations.orders import pages as purchases
from billia_tui.operations.orders.pages import PurchaseDetails
from billia_tui.screens.kinds.record_page import RecordPage, Section
from billia_tui.screens.orders import order_dialogs as dialogs
from billia_tui.screens.orders import sections as purchase_sections
from billia_tui.screens.orders.pay_dialog import PayDialog
from billia_tui.vocabulary import PurchaseStatus
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from billia_tui.screens.copying.box import Copyable

Make = Callable[[PurchaseDetails], Awaitable[Dialog | None]]


class PurchaseScreen(RecordPage[PurchaseDetails], inherit_bindings=False):
    """Owner, status, payment, price in detail, documents, automator jobs, notes, log."""

    NAME: ClassVar[str] = "Order"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.ORDER,)
    RECORD = purchases.details

    def __init__(self, record_id: int) -> None:
        super().__init__(record_id)
        self.further = False

    def owner(self, record: PurchaseDetails) -> str:
        """The customer."""
        return f"{record.owner_id} {record.owner}"

    def sections(self, record: PurchaseDetails) -> Sequence[Section]:
        """All there is to it."""
        return purchase_sections.sections(record, further=self.further, staff=self.app.panel is None)

    async def copies(self) -> "tuple[str, list[Copyable]]":
        """Of the order."""
        from billia_tui.screens.copying import offers

        record = await self.ask_record()
        return f"order {self.record_id}", offers.of_order(record, self.sections(record))

    def show_record(self, record: PurchaseDetails) -> None:
        """The sections, and the keys that can be used."""
        super().show_record(record)
        states = {action.id: KeyState(refusal=self.refusal(action, record)) for action in actions.SHOWN}
        label = "paid" if order_allowed.pays(record) else "unpaid"
        label = label if self.app.panel is None else "pay"
        states["order_payment"] = KeyState(label, self.refusal(actions.PAYMENT, record))
        states["order_further"] = KeyState("collapse" if self.further else "expand")
        self.key_bar.show(states)

    def refusal(self, action: Action, order: PurchaseDetails) -> str | None:
        """Why the admin cannot do `action` now; None if it can be tried."""
        assert self.app.desk is not None, "the record came from there"  # noqa: S101 - a mistake of ours
        return allowed.refusal(self.app.desk.actor, action, order)

    # ── changes ──

    def do(self, action: Action, make: Make) -> None:
        """Opens a dialog on the order, unless the action is refused: then says why (R51)."""

        async def on_fresh() -> Dialog | None:
            order = await self.fresh()
            refuse_if(self.refusal(action, order))
            return await make(order)

        if self.record is not None:
            self.open_form(on_fresh, self.refusal(action, self.record))

    def action_order_status(self) -> None:
        """Another status: first which one, then what follows from it (R133)."""

        async def make(order: PurchaseDetails) -> Dialog | None:
            choices = order_allowed.statuses(order)
            refusals = {status.value: reason for status, reason in choices if reason}
            # The possible ones first: the cursor starts on one of them.
            names = sorted((status.value for status, _ in choices), key=lambda name: name in refusals)
            words = [(name, name) for name in names]
            picked = await self.pick(PickList(f"Status · now {order.row.status}", words, refusals=refusals))
            if picked is None:
                return None
            actor = self.app.desk.actor if self.app.desk else None
            no_wallet = order_allowed.why_not_to_wallet(actor) if actor else None
            return dialogs.OrderStatusDialog(order, PurchaseStatus(picked), no_wallet=no_wallet)

        self.do(actions.STATUS, make)

    def action_order_payment(self) -> None:
        """Paid, or Unpaid again (R135, R136); in the Customer Panel the customer pays (R175)."""

        async def make(order: PurchaseDetails) -> Dialog | None:
            if self.app.panel is not None:
                return PayDialog(order, await self.app.ask(panel.paying, order.row.id))
            if order_allowed.pays(order):
                return dialogs.MarkPaidDialog(order)
            return await self._taking_back(order)

        self.do(actions.PAYMENT, make)

    def action_take_payment_back(self) -> None:
        """Takes a payment back, of several the one that is picked (R136, R201)."""
        self.do(actions.TAKE_BACK, self._taking_back)

    async def _taking_back(self, order: PurchaseDetails) -> Dialog | None:
        records = {str(one.id): one for one in order_outlook.payments(order)}
        if len(records) <= 1:
            return dialogs.MarkUnpaidDialog(order)
        names = [(ident, f"{clock.day(one.at)} · {one.amount} · {one.method}") for ident, one in records.items()]
        picked = await self.pick(PickList("Which payment is taken back", names))
        return dialogs.MarkUnpaidDialog(order, records[picked]) if picked else None

    def action_order_method(self) -> None:
        """Another payment method, of those that the customer may use (R145)."""

        async def make(order: PurchaseDetails) -> Dialog | None:
            found = await self.app.ask(payment_methods.available, order.owner_id)
            methods = {str(method.id): method for method in found if method.id != order.method.id}
            if not methods:
                raise Refused("there is no other payment method that this customer may use")
            choices = [(ident, f"{method.name} · {method.type}") for ident, method in methods.items()]
            picked = await self.pick(PickList(f"Payment method · now {order.row.payment_method}", choices))
            return dialogs.OrderMethodDialog(order, methods[picked]) if picked else None

        self.do(actions.METHOD, make)

    def action_act(self, name: str) -> None:
        """What the record of this name says."""
        action = BY_NAME[name]

        async def make(order: PurchaseDetails) -> Dialog:
            dialog: Dialog = screen_named(action.dialog)(order)
            return dialog

        self.do(action, make)

    # ── other pages ──

    def about_page(self) -> Sequence[Any] | None:
        """Its customer, and the order."""
        return (self.record.owner_id, self.record_id) if self.record is not None else None

    def action_order_log(self) -> None:
        """The log of the customer (R143, R187)."""
        if self.record is not None:
            from billia_tui.screens.log.log import LogScreen

            self.open_page(LogScreen(self.record.owner_id))

    def action_order_product(self) -> None:
        """The page of the service; of several, one is picked (R144)."""
        if self.record is None:
            return
        reason = self.refusal(actions.PRODUCT, self.record)
        products = [(str(ident), name) for ident, name in order_allowed.products(self.record)]
        if reason:
            self.app.refuse(reason)
        elif len(products) == 1:
            self._open_product(products[0][0])
        else:
            self.app.push_screen(PickList("Product", products), self._open_product)

    def _open_product(self, service_id: str | None) -> None:
        if service_id is not None:
            from billia_tui.screens.services.page import ServiceScreen

            self.open_page(ServiceScreen(int(service_id)))

    def action_order_customer(self) -> None:
        """The details page of the customer."""
        if self.record is not None:
            self.app.open_customer(self.record.owner_id)

    def action_order_further(self) -> None:
        """Shows or hides further details (R144)."""
        if self.record is not None:
            self.further = not self.further
            self.show_record(self.record)
