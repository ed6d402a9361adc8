"""The pages about the business itself, opened from the list: staff, resellers, payment methods, labels."""

from billia_tui.screens.kinds.page import Page


class BusinessPages(Page, inherit_bindings=False):
    """A page from which they are opened."""

    def action_admins(self) -> None:
        """Admins (R178)."""
        from billia_tui.screens.staff.admins import AdminsScreen

        self.app.push_screen(AdminsScreen())

    def action_resellers(self) -> None:
        """Resellers (R184)."""
        from billia_tui.screens.staff.resellers import ResellersScreen

        self.app.push_screen(ResellersScreen())

    def action_label_management(self) -> None:
        """Label management (R64)."""
        from billia_tui.screens.labels.management import LabelManagementScreen

        self.app.push_screen(LabelManagementScreen())

    def action_payment_methods(self) -> None:
        """Payment methods (R164)."""
        from billia_tui.screens.orders.payment_methods import PaymentMethodsScreen

        self.app.push_screen(PaymentMethodsScreen())
