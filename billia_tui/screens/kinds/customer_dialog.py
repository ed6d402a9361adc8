"""What every dialog on a customer shares: it knows whom it is about, and says so in its heading."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from billia_tui.operations.customers.page import CustomerPage
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field

REASON = Field("reason", "Reason", hint="optional, kept in the log")


class CustomerDialog(Dialog):
    """A form about one customer; `TITLE_WORDS` stand before the username in the heading."""

    TITLE_WORDS = ""

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__()
        self.customer = customer
        self.heading = f"{self.TITLE_WORDS} · {customer.username}"

    def done(self, what: str) -> str:
        """What was done, with the customer's name before it."""
        return f"{self.customer.username}: {what}"


class ReasonDialog(CustomerDialog):
    """Does something to the customer, with an optional reason, and says that it is `SAID` then."""

    DOES: ClassVar[Callable[..., object]]
    SAID: str

    def fields(self) -> Sequence[Field]:
        """The optional reason."""
        return (REASON,)

    async def save(self, values: Mapping[str, str]) -> str:
        """Does it."""
        await self.app.change(type(self).DOES, self.customer.id, values["reason"])
        return self.done(self.SAID)


class RowDialog(CustomerDialog):
    """Does something to a row of the customer, such as an e-mail, after a question; both texts may name `{row}`."""

    DOES: ClassVar[Callable[..., object]]
    QUESTION: ClassVar[str]
    SAID: ClassVar[str]

    def __init__(self, customer: CustomerPage, row: Any) -> None:
        super().__init__(customer)
        self.row = row
        self.intro = self.QUESTION.format(row=row)

    async def save(self, _values: Mapping[str, str]) -> str:
        """Does it."""
        await self.app.change(type(self).DOES, *self.about_row())
        return self.done(self.SAID.format(row=self.row))

    def about_row(self) -> tuple[int, int]:
        """What tells the row."""
        return self.customer.id, self.row.id
