"""The admins: search, add, edit, password, delete (R178-R181)."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual import on

from billia_tui import paging
from billia_tui.keys.made import Where
from billia_tui.operations import permissions
from billia_tui.operations.permissions import Right
from billia_tui.operations.staff import listing as staff
from billia_tui.operations.staff import resellers
from billia_tui.operations.staff.listing import AdminRow
from billia_tui.paging import Window
from billia_tui.screens.kinds.searched_list import SearchedPage
from billia_tui.screens.staff.admin_dialogs import (
    AddAdminDialog,
    AdminPasswordDialog,
    CodeBox,
    DeleteAdminDialog,
    EditAdminDialog,
    SignInDialog,
)
from billia_tui.vocabulary import AdminStatus
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.record_table import RecordTable

NOBODY = "there is no admin here"


class AdminsScreen(SearchedPage[AdminRow], inherit_bindings=False):
    """The admins of the resellers in reach, by username."""

    NAME: ClassVar[str] = "Admins"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.ADMINS,)
    HINT: ClassVar[str] = "press / to search username, first and last name"
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 6, right=True),
        Column("USERNAME", 12, grow=2),
        Column("NAME", 14, grow=3),
        Column("RESELLER", 10, grow=1),
        Column("ROLE", 13),
        Column("STATUS", 10),
        Column("", 16, drop=1),
    )
    NO_MATCH: ClassVar[str] = "No admin matches. esc clears the search."

    def cells(self, row: AdminRow) -> Sequence[Piece]:
        """The columns of R178; at the end what is out of the ordinary."""
        active = row.status == AdminStatus.ACTIVE
        waits: Piece = ("‖ code was given", "warn") if row.new_password else ("", "")
        return (
            (str(row.id), "muted"),
            (row.username, ""),
            (row.name, ""),
            (row.reseller, ""),
            (row.role, ""),
            (f"● {row.status}", "good") if active else (f"○ {row.status}", "off"),
            ("developer", "muted") if row.developer and not row.new_password else waits,
        )

    async def page_of(self, window: Window) -> paging.Page[AdminRow]:
        """A page of admins."""
        return await self.app.ask(staff.page, window, words=self.words)

    def show_title(self) -> None:
        """The key line follows the rights as well."""
        super().show_title()
        self.show_keys()

    @on(RecordTable.Moved)
    def show_keys(self) -> None:
        """What can be done with the admin under the cursor (R51)."""
        self.key_bar.show(
            {
                "add_admin": KeyState(refusal=self.refusal(of_row=False)),
                "edit_admin": KeyState(refusal=self.refusal()),
                "admin_password": KeyState(refusal=self.refusal()),
                "delete_admin": KeyState(refusal=self.refusal(delete=True)),
            }
        )

    def refusal(self, *, of_row: bool = True, delete: bool = False) -> str | None:
        """Why this cannot be done now; None if it can be tried."""
        desk = self.app.desk
        forbidden = permissions.why_not(desk.actor, Right.STAFF) if desk else NOBODY
        if forbidden or not of_row or desk is None:
            return forbidden
        row = self.table.row
        return NOBODY if row is None else staff.why_not(desk.actor, row, delete=delete)

    # ── the actions ──

    def action_add_admin(self) -> None:
        """Add an admin (R179)."""

        async def make() -> Dialog:
            return AddAdminDialog(await self.app.ask(resellers.choices))

        self.open_form(make, self.refusal(of_row=False))

    def action_edit_admin(self) -> None:
        """Edit the admin under the cursor (R179)."""
        row = self.table.row

        async def make() -> Dialog:
            assert row is not None  # noqa: S101 - `refusal` has looked
            details = await self.app.ask(staff.details, row.id)
            choices = await self.app.ask(resellers.choices)
            oneself = self.app.desk is not None and row.id == self.app.desk.admin_id
            return EditAdminDialog(details, choices, oneself=oneself)

        self.open_form(make, self.refusal())

    def open(self, row: AdminRow) -> None:
        """So does `enter`."""
        del row
        self.action_edit_admin()

    def action_admin_password(self) -> None:
        """A new password, or a one-time code (R180)."""
        self.open_form(self._of_row(AdminPasswordDialog), self.refusal())

    def action_delete_admin(self) -> None:
        """Delete (R178)."""
        self.open_form(self._of_row(DeleteAdminDialog), self.refusal(delete=True))

    def _of_row(self, dialog: Callable[[AdminRow], Dialog]) -> Callable[[], Awaitable[Dialog]]:
        row = self.table.row

        async def make() -> Dialog:
            assert row is not None  # noqa: S101 - `refusal` has looked
            return dialog((await self.app.ask(staff.details, row.id)).row)

        return make

    async def done(self, dialog: Dialog, message: str) -> None:
        """First the code, if one was made: it is in that box and nowhere else."""
        if isinstance(dialog, SignInDialog) and dialog.code:
            code, dialog.code = dialog.code, ""
            await self.app.push_screen_wait(CodeBox(dialog.of, code))
        await super().done(dialog, message)
