"""E-mail addresses: add, edit, delete (R88-R93, R100)."""

from collections.abc import Mapping, Sequence

from billia_tui.operations.customers import emails
from billia_tui.operations.customers.emails import EmailRow
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.screens.kinds.customer_dialog import CustomerDialog, RowDialog
from billia_tui.text import clean
from billia_tui.vocabulary import EmailKind, Marketing
from billia_tui.widgets.field_spec import Field


class EmailDialog(CustomerDialog):
    """Adds an address, or edits `row`."""

    def __init__(self, customer: CustomerPage, row: EmailRow | None) -> None:
        self.TITLE_WORDS = "Edit e-mail" if row else "Add e-mail"
        super().__init__(customer)
        self.verb = "save" if row else "add"
        self.row = row
        self.seen: int | None = row.version if row else None
        if row and row.kind == EmailKind.REGISTRATION:
            self.intro = (
                "The registration address: the username stays. "
                "A mail about it goes to both, the old and the new address."
            )

    def fields(self) -> Sequence[Field]:
        """The address."""
        stored = self.row.stored if self.row else ""
        old = stored if self.row else None
        return (Field("address", "Address", stored, hint="ana@example.org", old=old),)

    def preview(self, values: Mapping[str, str]) -> str:
        """Old → new; a changed address is unsubscribed again (R100)."""
        if self.row is None or values["address"] == self.row.stored:
            return ""
        unsubscribed = self.row.marketing != Marketing.UNSUBSCRIBED
        lost = f"Marketing {self.row.marketing} → {Marketing.UNSUBSCRIBED}" if unsubscribed else ""
        return "\n".join(filter(None, (f"{self.row.address} → {clean(values['address'])}", lost)))

    async def save(self, values: Mapping[str, str]) -> str:
        """Adds or edits."""
        address = values["address"]
        if self.row is None:
            await self.app.change(emails.add, self.customer.id, address, request_key=self.request_key)
            return self.done("e-mail added")
        changed = await self.app.change(emails.edit, self.customer.id, self.row.id, address, seen=self.seen)
        self.undoable = changed
        return self.done("e-mail changed" if changed else "nothing changed")


class DeleteEmailDialog(RowDialog):
    """Deletes an additional address after a question."""

    TITLE_WORDS = "Delete e-mail"
    verb = "delete"
    danger = True
    DOES = emails.delete
    QUESTION = "Delete {row.address}? This cannot be undone."
    SAID = "{row.address} deleted"
