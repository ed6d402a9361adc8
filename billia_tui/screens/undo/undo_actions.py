"""`u`: take back the last change of one's own, in the list as well as on the details page."""

from textual import work

from billia_tui.errors import BilliaError
from billia_tui.screens.kinds.page import Page


class UndoActions(Page, inherit_bindings=False):
    """A page on which changes are made: `read` of the subclass shows everything afresh."""

    def read(self) -> None:
        """Reads afresh."""
        raise NotImplementedError

    def action_undo(self) -> None:
        """Offers the last change (docs/domain.md, section 21)."""
        if self.app.desk is None:
            self.app.refuse("The store is not open yet")
            return
        self.app.type_ahead.hold()
        self.offer_undo()

    @work(exclusive=True, group="dialog")
    async def offer_undo(self) -> None:
        """Asks, and takes it back."""
        from billia_tui.operations.undo import take_back as undo
        from billia_tui.screens.undo.undo_dialog import UndoDialog

        try:
            offered = await self.app.ask(undo.last)
        except BilliaError as error:
            self.app.refuse(error)
            await self.app.type_ahead.release()
            return
        message = await self.app.push_screen_wait(UndoDialog(offered))
        if message is not None:
            self.app.say(message)
            self.read()
