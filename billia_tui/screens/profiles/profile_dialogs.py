"""Profiles: add, edit, make main, delete (R153-R157)."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from billia_tui.operations.customers import profiles
from billia_tui.operations.customers.companies import CompanyData
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.customers.profiles import ProfileData, ProfileRow
from billia_tui.screens.kinds.customer_dialog import CustomerDialog, RowDialog
from billia_tui.screens.profiles.company_dialogs import LABELS as COMPANY_LABELS
from billia_tui.vocabulary import ProfileType
from billia_tui.widgets.field_spec import Field

YES, NO = "yes", "no"
LABELS = {"title": "Title", "contact_person": "Contact person", "contact_data": "Contact data"}


class ProfileDialog(CustomerDialog):
    """Adds a profile of the type `KIND`, or edits `row`."""

    KIND: ClassVar[ProfileType] = ProfileType.PERSON

    def __init__(self, customer: CustomerPage, row: ProfileRow | None) -> None:
        self.kind = row.type if row else self.KIND
        self.TITLE_WORDS = f"Edit profile {row.id}" if row else f"Add {self.kind} profile"
        super().__init__(customer)
        self.verb = "save" if row else "add"
        self.row = row
        self.seen: int | None = row.version if row else None

    def fields(self) -> Sequence[Field]:
        """Title, contact and invoices; of a company also what R102 asks for."""
        stored = self.row.stored if self.row else ProfileData()
        invoices = YES if stored.auto_generate_invoice else NO
        made = [self._line(name, label, getattr(stored, name)) for name, label in LABELS.items()]
        if self.kind == ProfileType.COMPANY:
            made += [
                self._line(name, label, getattr(stored.company, name), hint)
                for name, (label, hint) in COMPANY_LABELS.items()
            ]
        choices = ((YES, "by themselves"), (NO, "on request only"))
        made.append(Field("auto_generate_invoice", "Invoices", invoices, kind="choice", choices=choices))
        return made

    def _line(self, name: str, label: str, value: str, hint: str = "") -> Field:
        return Field(name, label, value, hint=hint, old=value if self.row else None)

    async def save(self, values: Mapping[str, str]) -> str:
        """Adds or edits."""
        company = CompanyData(**{name: values.get(name, "") for name in COMPANY_LABELS})
        own = {name: values[name] for name in LABELS}
        data = ProfileData(**own, auto_generate_invoice=values["auto_generate_invoice"] == YES, company=company)
        if self.row is None:
            await self.app.change(profiles.add, self.customer.id, self.kind, data, request_key=self.request_key)
            return self.done("profile added")
        changed = await self.app.change(profiles.edit, self.customer.id, self.row.id, data, seen=self.seen)
        return self.done("profile changed" if changed else "nothing changed")


class CompanyProfileDialog(ProfileDialog):
    """The same for a company."""

    KIND = ProfileType.COMPANY


class MakeMainDialog(RowDialog):
    """Makes a profile the main one after a question (R155)."""

    TITLE_WORDS = "Make main"
    verb = "make main"
    DOES = profiles.make_main
    QUESTION = "Make {row.title} the main profile? Later orders are made out to it unless another is chosen."
    SAID = "main profile is {row.title}"


class DeleteProfileDialog(RowDialog):
    """Deletes a profile after a question (R105)."""

    TITLE_WORDS = "Delete profile"
    verb = "delete"
    danger = True
    DOES = profiles.delete
    QUESTION = "Delete {row.title}? This cannot be undone. Orders and documents that name it keep it."
    SAID = "{row.title} deleted"
