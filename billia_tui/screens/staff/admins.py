"""The admins: search, add, edit, password, delete (R178-R181)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import paging
from billia_tui.actions.business import EDIT_ADMIN
from billia_tui.keys.made import Where
from billia_tui.operations.staff import listing as staff
from billia_tui.operations.staff.listing import AdminRow
from billia_tui.paging import Window
from billia_tui.screens.kinds.acting_rows import ActingRows
from billia_tui.screens.kinds.searched_list import SearchedPage
from billia_tui.screens.staff.admin_dialogs import CodeBox, SignInDialog
from billia_tui.vocabulary import AdminStatus
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.dialog import Dialog


def _status(row: AdminRow) -> Piece:
    return (f"● {row.status}", "good") if row.status == AdminStatus.ACTIVE else (f"○ {row.status}", "off")


def _out_of_the_ordinary(row: AdminRow) -> Piece:
    if row.new_password:
        return "‖ code was given", "warn"
    return ("developer", "muted") if row.developer else ("", "")


class AdminsScreen(ActingRows[AdminRow], SearchedPage[AdminRow], inherit_bindings=False):
    """The admins of the resellers in reach, by username."""

    NAME: ClassVar[str] = "Admins"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.ADMINS)
    HINT: ClassVar[str] = "press / to search username, first and last name"
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 6, "id", "muted", right=True),
        Column("USERNAME", 12, "username", grow=2),
        Column("NAME", 14, "name", grow=3),
        Column("RESELLER", 10, "reseller", grow=1),
        Column("ROLE", 13, "role"),
        Column("STATUS", 10, _status),
        Column("", 16, _out_of_the_ordinary, drop=1),
    )
    """The columns of R178; at the end what is out of the ordinary."""
    NO_MATCH: ClassVar[str] = "No admin matches. esc clears the search."
    OPENS = EDIT_ADMIN

    async def page_of(self, window: Window) -> paging.Page[AdminRow]:
        """A page of admins."""
        return await self.app.ask(staff.page, window, words=self.words)

    async def done(self, dialog: Dialog, message: str) -> None:
        """First the code, if one was made: it is in that box and nowhere else."""
        if isinstance(dialog, SignInDialog) and dialog.code:
            code, dialog.code = dialog.code, ""
            await self.app.push_screen_wait(CodeBox(dialog.of, code))
        await super().done(dialog, message)
