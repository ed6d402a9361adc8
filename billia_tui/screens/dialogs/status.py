"""Block, activate, activation e-mail (R4-R13, R43)."""

from collections.abc import Mapping, Sequence

from billia_tui import clock
from billia_tui.operations import status
from billia_tui.operations.customer_page import CustomerPage
from billia_tui.screens.dialogs.about_customer import CustomerDialog
from billia_tui.vocabulary import CustomerStatus
from billia_tui.widgets.field import Field

REASON = Field("reason", "Reason", hint="optional, kept in the log")


class BlockDialog(CustomerDialog):
    """Stops a customer (R12)."""

    TITLE_WORDS = "Block"
    verb = "block"
    danger = True

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__(customer)
        self.intro = (
            f"{customer.name}: status {customer.status} → {CustomerStatus.BLOCKED}\n"
            "The customer cannot log in any more. Services, orders and hold stay as they are; no mail is sent."
        )

    def fields(self) -> Sequence[Field]:
        """The optional reason."""
        return (REASON,)

    async def save(self, values: Mapping[str, str]) -> str:
        """Blocks."""
        await self.app.change(status.block, self.customer.id, values["reason"])
        return self.done(f"{self.customer.status} → {CustomerStatus.BLOCKED}")


class ActivateDialog(CustomerDialog):
    """Makes a customer Active (R5)."""

    TITLE_WORDS = "Activate"
    verb = "activate"

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__(customer)
        self.intro = f"{customer.name}: status {customer.status} → {CustomerStatus.ACTIVE}"

    def fields(self) -> Sequence[Field]:
        """The optional reason."""
        return (REASON,)

    async def save(self, values: Mapping[str, str]) -> str:
        """Activates."""
        await self.app.change(status.activate, self.customer.id, values["reason"])
        return self.done(f"{self.customer.status} → {CustomerStatus.ACTIVE}")


class SendActivationDialog(CustomerDialog):
    """Sends the activation e-mail, as often as wanted (R43)."""

    TITLE_WORDS = "Send activation e-mail"
    verb = "send"

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__(customer)
        sent = customer.activation_sent_at
        last = f"It was last sent at {clock.shown(sent)}." if sent else "It was not sent before."
        self.intro = f"The mail goes to the registration address and lets the customer set a password. {last}"

    async def save(self, values: Mapping[str, str]) -> str:
        """Sends."""
        del values
        address = await self.app.change(status.send_activation, self.customer.id)
        return self.done(f"activation e-mail written to {address}")
