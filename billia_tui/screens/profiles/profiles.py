"""The profiles of a customer, in the Customer Panel or as an admin (R86, R153-R157)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import paging
from billia_tui.keys.made import Where
from billia_tui.operations.customers import profiles
from billia_tui.operations.customers.profiles import ProfileRow
from billia_tui.operations.permissions import Right, why_not
from billia_tui.paging import Window
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.screens.profiles.profile_dialogs import DeleteProfileDialog, MakeMainDialog, ProfileDialog
from billia_tui.vocabulary import ProfileType
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.cells import Column, Piece


class ProfilesScreen(ListPage[ProfileRow], inherit_bindings=False):
    """In the order in which they were added; the main one is marked."""

    NAME: ClassVar[str] = "Profiles"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.PROFILES)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, right=True, drop=1),
        Column("MAIN", 6),
        Column("TITLE", 14, grow=2),
        Column("TYPE", 8),
        Column("CONTACT", 14, grow=3, drop=2),
        Column("INVOICES", 10),
    )
    EMPTY: ClassVar[str] = "No profiles."

    def cells(self, row: ProfileRow) -> Sequence[Piece]:
        """The columns of R154, and whether invoices are made by themselves (R156)."""
        return (
            (str(row.id), "muted"),
            ("✔ main", "good") if row.main else ("–", "muted"),
            (row.title, "strong" if row.main else ""),
            (str(row.type), ""),
            (row.contact, ""),
            ("by itself" if row.auto_generate_invoice else "on request", "muted"),
        )

    async def page_of(self, window: Window) -> paging.Page[ProfileRow]:
        """A page of profiles."""
        return await self.app.ask(profiles.page, self.customer_id, window)

    def show_title(self) -> None:
        """The key line follows the rights as well."""
        super().show_title()
        refusal = self.refusal()
        names = ("add_person", "add_company", "make_main", "delete_profile")
        self.key_bar.show({name: KeyState(refusal=refusal) for name in names})

    def refusal(self) -> str | None:
        """Why nothing can be changed here; None for the customer in the panel, or an admin with the right."""
        actor = self.app.desk.actor if self.app.desk else None
        if actor is None or actor.acting_as == self.customer_id:
            return None
        return why_not(actor, Right.EDIT)

    def action_add_person(self) -> None:
        """Adds a person."""
        self.open_customer_form(lambda customer: ProfileDialog(customer, ProfileType.PERSON, None), self.refusal())

    def action_add_company(self) -> None:
        """Adds a company."""
        self.open_customer_form(lambda customer: ProfileDialog(customer, ProfileType.COMPANY, None), self.refusal())

    def open(self, row: ProfileRow) -> None:
        """Edits the profile."""
        self.open_customer_form(lambda customer: ProfileDialog(customer, row.type, row), self.refusal())

    def action_make_main(self) -> None:
        """Makes the profile under the cursor the main one (R155)."""
        row = self.table.row
        if row is not None:
            self.open_customer_form(lambda customer: MakeMainDialog(customer, row), self.refusal())

    def action_delete_profile(self) -> None:
        """Deletes the profile under the cursor; the main one never (R155)."""
        row = self.table.row
        if row is not None:
            refusal = self.refusal() or row.why_not_delete
            self.open_customer_form(lambda customer: DeleteProfileDialog(customer, row), refusal)
