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


class AdminsScreen(ActingRows[AdminRow], SearchedPage[AdminRow], inherit_bindings=False):
    """The admins of the resellers in reach, by username."""

    NAME: ClassVar[str] = "Admins"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.ADMINS)
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
    OPENS = EDIT_ADMIN

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

    async def done(self, dialog: Dialog, message: str) -> None:
        """First the code, if one was made: it is in that box and nowhere else."""
        if isinstance(dialog, SignInDialog) and dialog.code:
            code, dialog.code = dialog.code, ""
            await self.app.push_screen_wait(CodeBox(dialog.of, code))
        await super().done(dialog, message)
