"""`u`: take back the last change of one's own, in the list as well as on the details page."""

from typing import TYPE_CHECKING

from billia_tui.screens.kinds.page import Page

if TYPE_CHECKING:
    from billia_tui.screens.undo.undo_dialog import UndoDialog


class UndoActions(Page, inherit_bindings=False):
    """A page on which changes are made."""

    def action_undo(self) -> None:
        """Offers the last change (docs/domain.md, section 21)."""
        self.open_form(self._undo_dialog, None if self.app.desk else "The store is not open yet")

    @property
    def undo_of(self) -> int | None:
        """The customer of whom a change is taken back here; None for those of the session (R223)."""
        return None

    async def _undo_dialog(self) -> "UndoDialog":
        from billia_tui.operations.undo import take_back as undo
        from billia_tui.screens.undo.undo_dialog import UndoDialog

        desk = self.app.desk
        since = desk.seated_at if desk is not None and self.undo_of is None else None
        return UndoDialog(await self.app.ask(undo.last, customer_id=self.undo_of, since=since))
