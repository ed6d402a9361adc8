"""The marketing subscription of an address, changed with a reason, a mail and a document (R94-R98)."""

from collections.abc import Mapping, Sequence

from billia_tui.operations.customers import subscriptions, upload
from billia_tui.operations.customers.emails import EmailRow
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.customers.upload import Upload
from billia_tui.screens.kinds.customer_dialog import REASON, CustomerDialog
from billia_tui.widgets.field_spec import Field

NO, YES = "no", "yes"


class SubscriptionDialog(CustomerDialog):
    """Turns the state of one address over; all three fields are optional."""

    TITLE_WORDS = "Marketing subscription"
    verb = "change"

    def __init__(self, customer: CustomerPage, row: EmailRow) -> None:
        super().__init__(customer)
        self.row = row
        self.seen = row.version
        self.target = subscriptions.other(row.marketing)
        self.intro = f"{row.address}\nThe change stays in the history of this address; nobody can edit or delete it."

    def fields(self) -> Sequence[Field]:
        """Reason, mail, document."""
        return (
            REASON,
            Field("send", "Send an e-mail", kind="choice", choices=((NO, "no"), (YES, "yes, to this address"))),
            Field("document", "Document", hint="optional: path of a file, or # and the number of a stored one"),
        )

    def preview(self, values: Mapping[str, str]) -> str:
        """Old → new, and what goes out."""
        mail = " · a mail tells the customer" if values["send"] == YES else ""
        return f"{self.row.marketing} → {self.target}{mail}"

    async def save(self, values: Mapping[str, str]) -> str:
        """Reads the file in a thread, then changes the state."""
        await self.app.change(
            subscriptions.change,
            self.customer.id,
            self.row.id,
            self.target,
            reason=values["reason"],
            send=values["send"] == YES,
            document=await self._document(values["document"].strip()),
            seen=self.seen,
            request_key=self.request_key,
        )
        return self.done(f"{self.row.address} {self.row.marketing} → {self.target}")

    async def _document(self, typed: str) -> Upload | int | None:
        number = typed.removeprefix("#")
        if typed.startswith("#") and number.isascii() and number.isdigit():
            return int(number[:18])
        return await self.app.in_thread(upload.read_file, typed) if typed else None
