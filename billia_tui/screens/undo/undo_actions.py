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

    async def _undo_dialog(self) -> "UndoDialog":
        from billia_tui.operations.undo import take_back as undo
        from billia_tui.screens.undo.undo_dialog import UndoDialog

        return UndoDialog(await self.app.ask(undo.last))
