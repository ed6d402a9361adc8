"""A new store: its first product, way to pay and customer, each with its form; what is done has its mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from billia_tui import paging
from billia_tui.errors import BilliaError
from billia_tui.keys import made as keys
from billia_tui.keys.made import Where
from billia_tui.operations.finding import listing
from billia_tui.operations.orders import catalogue, methods
from billia_tui.operations.permissions import Right, why_not
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.staff import resellers
from billia_tui.paging import Window
from billia_tui.screens.customers.dialogs.customer import AddCustomerDialog
from billia_tui.screens.kinds.store_page import StorePage
from billia_tui.screens.orders.method_dialogs import MethodDialog
from billia_tui.screens.orders.product_dialogs import ProductDialog
from billia_tui.widgets.cells import Column
from billia_tui.widgets.dialog import Dialog


@dataclass(frozen=True, slots=True)
class Step:
    """A step; `done` says what is there already, empty for nothing."""

    id: str
    what: str
    why: str
    done: str = ""


class SetUpScreen(StorePage[Step], inherit_bindings=False):
    """The steps; the cursor stands on the first that is not done. Its answer is the customer to open, if any."""

    NAME: ClassVar[str] = "Setting up"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.SET_UP)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("", 1, lambda row: ("✔" if row.done else "○", "good" if row.done else "muted")),
        Column("STEP", 24, "what", grow=1),
        Column("WHAT FOR", 30, "why", "muted", grow=2, drop=1),
        Column("THERE IS", 16, lambda row: (row.done or "nothing yet", "" if row.done else "muted"), grow=1),
    )
    """What is done has its mark."""
    _customer: int | None = None

    async def page_of(self, _window: Window) -> paging.Page[Step]:
        """The steps as they stand."""
        one = Window(limit=1)
        products = (await self.app.ask(catalogue.page, one)).rows
        ways = (await self.app.ask(methods.page, one)).rows
        customers = (await self.app.ask(listing.page, CustomerQuery(), one)).rows
        self._customer = customers[0].id if customers else None
        i, a = (keys.first_shown(self.app.key_of(name)) for name in ("impersonate", "place_order"))
        steps = (
            Step("product", "A product", "what customers order", products[0].name if products else ""),
            Step("method", "A way to pay", "how they pay for it", ways[0].name if ways else ""),
            Step("customer", "A customer", "who orders", customers[0].username if customers else ""),
            Step("mail", "Mail server and links", "so that mail leaves: settings", self._mail()),
            Step("order", "An order", f"its page opens: {i} {i} as the customer, {a} orders", ""),
        )
        return paging.Page(steps, tuple((place,) for place in range(len(steps))), more=False)

    def _mail(self) -> str:
        found = self.app.settings().mail if self.app.settings is not None else {}
        return str(found.get("host", ""))

    def show_title(self) -> None:
        """The cursor goes on to what is to be done next."""
        super().show_title()
        left = [step for step in self.table.rows if not step.done]
        if left and self.table.row is not None and self.table.row.done:
            self.table.go_to(left[0].id)

    def open(self, row: Step) -> None:
        """Does the step."""
        if row.id == "order":
            if self._customer is None:
                self.app.refuse("An order needs a customer first")
            else:
                self.dismiss(self._customer)
        elif row.id == "mail":
            from billia_tui.screens.settings.page import SettingsScreen

            self.app.push_screen(SettingsScreen(), lambda _: self.read())
        else:
            self.open_form(partial(self._form, row.id), self._refusal(row.id))

    async def done(self, dialog: Dialog, message: str) -> None:
        """What is typed now is meant for the next step."""
        self.await_reading(but=self.app.key_of("leave_page"))
        await super().done(dialog, message)

    def _refusal(self, step: str) -> str | None:
        assert self.app.desk is not None  # noqa: S101 - the page was read
        return why_not(self.app.desk.actor, Right.EDIT if step == "customer" else Right.STAFF)

    async def _form(self, step: str) -> Dialog:
        if step == "product":
            return ProductDialog()
        if step == "method":
            return MethodDialog()
        assert self.app.desk is not None  # noqa: S101 - the page was read
        may_activate = why_not(self.app.desk.actor, Right.STATUS) is None
        choices = await self.app.ask(resellers.choices)
        if not choices:
            raise BilliaError("there is no reseller")
        return AddCustomerDialog(choices, may_activate=may_activate)
