"""Companies: add, edit, delete (R102-R105)."""

from collections.abc import Mapping, Sequence

from billia_tui.operations.customers import companies
from billia_tui.operations.customers.companies import CompanyData, CompanyRow
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.screens.kinds.customer_dialog import CustomerDialog, RowDialog
from billia_tui.widgets.field_spec import Field

LABELS = {
    "company_name": ("Company name", "required"),
    "company_number": ("Company number", "required"),
    "vat_number": ("VAT number", ""),
    "responsible_person": ("Responsible", ""),
    "country": ("Country", "required, e.g. DE"),
    "city": ("City", "required"),
    "address": ("Address", "required"),
    "postcode": ("Postcode", ""),
    "phone": ("Phone", ""),
}


class CompanyDialog(CustomerDialog):
    """Adds a company, or edits `row`."""

    def __init__(self, customer: CustomerPage, row: CompanyRow | None) -> None:
        self.TITLE_WORDS = "Edit company" if row else "Add company"
        super().__init__(customer)
        self.verb = "save" if row else "add"
        self.row = row
        self.seen: int | None = row.version if row else None

    def fields(self) -> Sequence[Field]:
        """The fields of R102."""
        stored = self.row.stored if self.row else None
        values = {name: getattr(stored, name) if stored else "" for name in LABELS}
        return [
            Field(name, label, values[name], hint=hint, old=values[name] if stored else None)
            for name, (label, hint) in LABELS.items()
        ]

    async def save(self, values: Mapping[str, str]) -> str:
        """Adds or edits."""
        data = CompanyData(**values)
        if self.row is None:
            await self.app.change(companies.add, self.customer.id, data, request_key=self.request_key)
            return self.done("company added")
        changed = await self.app.change(companies.edit, self.customer.id, self.row.id, data, seen=self.seen)
        self.undoable = changed
        return self.done("company changed" if changed else "nothing changed")


class DeleteCompanyDialog(RowDialog):
    """Takes a company off the list after a question (R105)."""

    TITLE_WORDS = "Delete company"
    verb = "delete"
    danger = True
    DOES = companies.delete
    QUESTION = "Delete {row.name}? This cannot be undone. Orders and documents that name it keep it."
    SAID = "{row.name} deleted"
