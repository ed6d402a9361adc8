"""The pages that the details page leads to; coming back from one, it reads afresh (R48, R50)."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from billia_tui.actions.customers import IMPERSONATE
from billia_tui.errors import BilliaError
from billia_tui.screens.customers.actions import CustomerActions
from billia_tui.widgets.bars import KeyState

if TYPE_CHECKING:
    from billia_tui.operations.customers.page import CustomerPage


class CustomerPages(CustomerActions, inherit_bindings=False):
    """What opens a page of its own, or a dialog that needs one; `customer_id` is the subclass's."""

    customer_id: int
    customer: "CustomerPage | None"
    prepared: int | None = None
    """The customer for whom the first of the two steps into the panel was done (R68)."""

    def key_states(self) -> dict[str, KeyState]:
        """Also the control of impersonation, which reads differently after the first step (R68)."""
        label = "Open User Panel" if self.prepared == self.customer_id else None
        return super().key_states() | {"impersonate": KeyState(label, self.refusal(IMPERSONATE))}

    def about_page(self) -> Sequence[Any]:
        """The customer."""
        return (self.customer_id,)

    def open_page(self, page: Screen[Any]) -> None:
        """Opens a page over this one, and reads afresh when it is left."""
        self.app.push_screen(page, lambda _: self.read())

    # ── the Customer Panel ──

    def action_impersonate(self) -> None:
        """First prepares, then opens the panel: two presses of one key (R68)."""
        if self.prepared == self.customer_id and self.refusal(IMPERSONATE) is None:
            self.begin(partial(self.visit_panel, home=True))
        else:
            self.do(IMPERSONATE, self.prepare)

    def prepare(self, customer_id: int) -> None:
        """The first step is done; the control says so now."""
        self.prepared = customer_id
        self.show_keys()

    def action_profiles(self) -> None:
        """The customer's profiles, a page of the panel that opens without the two steps (R86, R157).

        Where impersonation is not possible (the role, a Blocked customer) the admin sees it as an admin.
        """
        from billia_tui.screens.profiles.profiles import ProfilesScreen

        if self.refusal(IMPERSONATE):
            self.open_page(ProfilesScreen(self.customer_id))
        else:
            self.begin(partial(self.visit_panel, home=False))

    async def visit_panel(self, *, home: bool) -> None:
        """Opens the panel, waits until it is left, and shows this page afresh (R71)."""
        from billia_tui.screens.panel.home import CustomerPanelScreen
        from billia_tui.screens.profiles.profiles import ProfilesScreen

        await self.app.open_panel(self.customer_id)
        page = CustomerPanelScreen(self.customer_id) if home else ProfilesScreen(self.customer_id)
        await self.app.push_screen_wait(page)
        try:
            await self.app.leave_panel()
        except BilliaError as error:
            self.app.refuse(error)
        self.prepared = None
        self.show_keys()
        self.read()
