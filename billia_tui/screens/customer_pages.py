"""The pages that the details page leads to; coming back from one, it reads afresh (R48, R50)."""

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from billia_tui.screens.customer_actions import CustomerActions

if TYPE_CHECKING:
    from billia_tui.operations.customer_page import CustomerPage
    from billia_tui.widgets.dialog import Dialog


class CustomerPages(CustomerActions, inherit_bindings=False):
    """What opens a page of its own, or a dialog that needs one; `customer_id` is the subclass's."""

    customer_id: int
    customer: "CustomerPage | None"

    def open_page(self, page: Screen[Any]) -> None:
        """Opens a page over this one, and reads afresh when it is left."""
        self.app.push_screen(page, lambda _: self.read())

    def action_all_services(self) -> None:
        """All services and domains (R109)."""
        from billia_tui.screens.services import ServicesScreen

        self.open_page(ServicesScreen(self.customer_id))

    def action_all_orders(self) -> None:
        """All orders (R130)."""
        from billia_tui.screens.purchases import PurchasesScreen

        self.open_page(PurchasesScreen(self.customer_id))

    def action_log(self) -> None:
        """The log of the customer (R187)."""
        from billia_tui.screens.log import LogScreen

        self.open_page(LogScreen(self.customer_id))

    def action_labels(self) -> None:
        """Labels: attach, change, take off (R58-R63)."""
        from billia_tui.screens.labels import LabelsScreen

        self.open_page(LabelsScreen(self.customer_id))

    def action_affiliate(self) -> None:
        """Level, scheme and commissions (R85, R160)."""
        from billia_tui.screens.affiliate import AffiliateScreen

        self.open_page(AffiliateScreen(self.customer_id))

    def action_notifications(self) -> None:
        """The bell (R57, R167)."""
        from billia_tui.screens.notifications import NotificationsScreen

        self.open_page(NotificationsScreen(self.customer_id))

    def action_mails(self) -> None:
        """Mail that was written to the customer (R169)."""
        from billia_tui.screens.mails import MailsScreen

        self.open_page(MailsScreen(self.customer_id))

    def action_custom_payment(self) -> None:
        """Custom payment on or off, after the methods that come or go were shown (R79-R81)."""
        from billia_tui.operations import custom_payment
        from billia_tui.operations.allowed import Action
        from billia_tui.screens.dialogs.custom_payment import CustomPaymentDialog

        async def make(customer: "CustomerPage") -> "Dialog":
            preview = await self.app.ask(custom_payment.preview, customer.id)
            return CustomPaymentDialog(customer, preview)

        self.do(Action.CUSTOM_PAYMENT, make)
