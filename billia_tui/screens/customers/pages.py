"""The pages that the details page leads to; coming back from one, it reads afresh (R48, R50)."""

from typing import TYPE_CHECKING, Any

from textual import work
from textual.screen import Screen

from billia_tui.errors import BilliaError
from billia_tui.screens.customers.actions import CustomerActions
from billia_tui.widgets.bars import KeyState

if TYPE_CHECKING:
    from billia_tui.operations.customers.page import CustomerPage
    from billia_tui.widgets.dialog import Dialog


class CustomerPages(CustomerActions, inherit_bindings=False):
    """What opens a page of its own, or a dialog that needs one; `customer_id` is the subclass's."""

    customer_id: int
    customer: "CustomerPage | None"
    prepared: int | None = None
    """The customer for whom the first of the two steps into the panel was done (R68)."""

    def key_states(self) -> dict[str, KeyState]:
        """Also the control of impersonation, which reads differently after the first step (R68)."""
        from billia_tui.operations.customers.allowed import Action

        label = "Open User Panel" if self.prepared == self.customer_id else None
        return super().key_states() | {
            "impersonate": KeyState(label, self.refusal(Action.IMPERSONATE)),
            "labels": KeyState(refusal=self.refusal(Action.LABEL)),
        }

    def open_page(self, page: Screen[Any]) -> None:
        """Opens a page over this one, and reads afresh when it is left."""
        self.app.push_screen(page, lambda _: self.read())

    def action_all_services(self) -> None:
        """All services and domains (R109)."""
        from billia_tui.screens.services.listing import ServicesScreen

        self.open_page(ServicesScreen(self.customer_id))

    def action_all_orders(self) -> None:
        """All orders (R130)."""
        from billia_tui.screens.orders.listing import PurchasesScreen

        self.open_page(PurchasesScreen(self.customer_id))

    def action_log(self) -> None:
        """The log of the customer (R187)."""
        from billia_tui.screens.log.log import LogScreen

        self.open_page(LogScreen(self.customer_id))

    def action_labels(self) -> None:
        """Labels: attach, change, take off (R58-R63)."""
        from billia_tui.screens.labels.attached import LabelsScreen

        self.open_page(LabelsScreen(self.customer_id))

    def action_affiliate(self) -> None:
        """Level, scheme and commissions (R85, R160)."""
        from billia_tui.screens.affiliates.page import AffiliateScreen

        self.open_page(AffiliateScreen(self.customer_id))

    def action_notifications(self) -> None:
        """The bell (R57, R167)."""
        from billia_tui.screens.messages.notifications import NotificationsScreen

        self.open_page(NotificationsScreen(self.customer_id))

    def action_mails(self) -> None:
        """Mail that was written to the customer (R169)."""
        from billia_tui.screens.messages.mails import MailsScreen

        self.open_page(MailsScreen(self.customer_id))

    def action_custom_payment(self) -> None:
        """Custom payment on or off, after the methods that come or go were shown (R79-R81)."""
        from billia_tui.operations.customers import custom_payment
        from billia_tui.operations.customers.allowed import Action
        from billia_tui.screens.customers.dialogs.custom_payment import CustomPaymentDialog

        async def make(customer: "CustomerPage") -> "Dialog":
            preview = await self.app.ask(custom_payment.preview, customer.id)
            return CustomPaymentDialog(customer, preview)

        self.do(Action.CUSTOM_PAYMENT, make)

    # ── the Customer Panel ──

    def action_impersonate(self) -> None:
        """First prepares, then opens the panel: two presses of one key (R68)."""
        from billia_tui.operations.customers.allowed import Action
        from billia_tui.screens.customers.dialogs.impersonate import ImpersonateDialog

        if self.prepared == self.customer_id and self.refusal(Action.IMPERSONATE) is None:
            self.app.type_ahead.hold()
            self.visit_panel(home=True)
        else:

            async def make(customer: "CustomerPage") -> "Dialog":
                return ImpersonateDialog(customer, self.prepare)

            self.do(Action.IMPERSONATE, make)

    def prepare(self, customer_id: int) -> None:
        """The first step is done; the control says so now."""
        self.prepared = customer_id
        self.show_keys()

    def action_profiles(self) -> None:
        """The customer's profiles, a page of the panel that opens without the two steps (R86, R157).

        Where impersonation is not possible (the role, a Blocked customer) the admin sees it as an admin.
        """
        from billia_tui.operations.customers.allowed import Action
        from billia_tui.screens.profiles.profiles import ProfilesScreen

        if self.refusal(Action.IMPERSONATE):
            self.open_page(ProfilesScreen(self.customer_id))
        else:
            self.app.type_ahead.hold()
            self.visit_panel(home=False)

    @work(exclusive=True, group="dialog")
    async def visit_panel(self, *, home: bool) -> None:
        """Opens the panel, waits until it is left, and shows this page afresh (R71)."""
        from billia_tui.screens.panel.home import CustomerPanelScreen
        from billia_tui.screens.profiles.profiles import ProfilesScreen

        try:
            await self.app.open_panel(self.customer_id)
        except BilliaError as error:
            self.app.refuse(error)
            await self.app.type_ahead.release()
            return
        self.app.call_later(self.app.type_ahead.release)
        page = CustomerPanelScreen(self.customer_id) if home else ProfilesScreen(self.customer_id)
        await self.app.push_screen_wait(page)
        try:
            await self.app.leave_panel()
        except BilliaError as error:
            self.app.refuse(error)
        self.prepared = None
        self.show_keys()
        self.read()
