"""Block, activate, activation e-mail (R4-R13, R43)."""

from collections.abc import Mapping, Sequence

from textual import work
from textual.content import Content
from textual.widgets import Static

from billia_tui import clock
from billia_tui.errors import BilliaError
from billia_tui.operations.customers import status
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.renewals import outlook
from billia_tui.screens.kinds.customer_dialog import REASON, CustomerDialog, ReasonDialog
from billia_tui.vocabulary import CustomerStatus
from billia_tui.widgets.field_spec import Field

ACTIVATE, BLOCK = "activate", "block"
_TARGETS = {ACTIVATE: CustomerStatus.ACTIVE, BLOCK: CustomerStatus.BLOCKED}


class BlockDialog(ReasonDialog):
    """Stops a customer (R12)."""

    TITLE_WORDS = "Block"
    verb = "block"
    danger = True
    undoable = True
    DOES = status.block

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__(customer)
        self.SAID = f"{customer.status} → {CustomerStatus.BLOCKED}"
        self.intro = (
            f"{customer.name}: status {customer.status} → {CustomerStatus.BLOCKED}\n"
            "The customer cannot log in any more. Services, orders and hold stay as they are; no mail is sent."
        )

    def on_mount(self) -> None:
        """Looks, without keeping anybody waiting, what becomes of the services (R196)."""
        super().on_mount()
        self.show_services()

    @work(exclusive=True, group="outlook")
    async def show_services(self) -> None:
        """Adds to the intro what will not be renewed, and when."""
        try:
            lines = await self.app.ask(outlook.while_blocked, self.customer.id)
        except BilliaError:  # it can be blocked all the same
            return
        if lines:
            words = "Nothing is charged, so these are not renewed by themselves:"
            self.query_one("#intro", Static).update(Content("\n".join((self.intro, words, *lines))))


class ActivateDialog(ReasonDialog):
    """Makes a customer Active (R5)."""

    TITLE_WORDS = "Activate"
    verb = "activate"
    DOES = status.activate

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__(customer)
        self.intro = f"{customer.name}: status {customer.status} → {CustomerStatus.ACTIVE}"
        self.undoable = customer.status == CustomerStatus.BLOCKED
        self.SAID = f"{customer.status} → {CustomerStatus.ACTIVE}"


class FirstStatusDialog(CustomerDialog):
    """An Inactive customer can become Active or Blocked: which one is chosen here (R5, R40)."""

    TITLE_WORDS = "Status"
    verb = "change"

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__(customer)
        self.intro = f"{customer.name} is {customer.status}: {customer.first_hour}."

    def fields(self) -> Sequence[Field]:
        """Which status, and the optional reason."""
        choices = ((ACTIVATE, "activate"), (BLOCK, "block: the customer cannot log in any more"))
        return Field("way", "What to do", ACTIVATE, kind="choice", choices=choices), REASON

    def preview(self, values: Mapping[str, str]) -> str:
        """Old → new."""
        return f"{self.customer.status} → {_TARGETS[values['way']]}"

    async def save(self, values: Mapping[str, str]) -> str:
        """Activates or blocks."""
        operation = status.activate if values["way"] == ACTIVATE else status.block
        await self.app.change(operation, self.customer.id, values["reason"])
        self.undoable = values["way"] == BLOCK
        return self.done(self.preview(values))


class SendActivationDialog(CustomerDialog):
    """Sends the activation e-mail, as often as wanted (R43)."""

    TITLE_WORDS = "Send activation e-mail"
    verb = "send"

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__(customer)
        sent = customer.activation_sent_at
        last = f"It was last sent at {clock.shown(sent)}." if sent else "It was not sent before."
        self.intro = f"The mail goes to the registration address and lets the customer set a password. {last}"

    async def save(self, _values: Mapping[str, str]) -> str:
        """Sends."""
        address = await self.app.change(status.send_activation, self.customer.id)
        return self.done(f"activation e-mail written to {address}")
