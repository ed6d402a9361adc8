"""The admin's own changes that can be taken back, also older ones and those of other customers (R223)."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from billia_tui import paging
from billia_tui.keys.made import Where
from billia_tui.operations.undo import take_back as undo
from billia_tui.operations.undo.take_back import Undoable
from billia_tui.paging import Window
from billia_tui.screens.kinds.store_page import StorePage
from billia_tui.screens.undo.undo_dialog import UndoDialog
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.dialog import Dialog


def _back(row: Undoable) -> Piece:
    """What goes back, or why it does not."""
    if row.refusal:
        return f"✖ {row.refusal}", "warn"
    return " · ".join(f"{name}: {now or '–'} → {old or '–'}" for name, now, old in row.in_words), ""


class UndoScreen(StorePage[Undoable], inherit_bindings=False):
    """What `billia undo --list` lists; `enter` shows what exactly goes back, and asks."""

    NAME: ClassVar[str] = "Your changes"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.UNDO)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("TIME", 16, "at"),
        Column("CHANGE", 24, "what", grow=1),
        Column("TAKEN BACK", 24, _back, grow=2),
    )
    EMPTY: ClassVar[str] = "There is no change of yours to take back."

    async def page_of(self, _window: Window) -> paging.Page[Undoable]:
        """The newest ones; older ones are looked up by their line."""
        found = tuple(await self.app.ask(undo.recent, undo.LOOKED_AT))
        return paging.Page(found, tuple((place,) for place in range(len(found))), more=False)

    def open(self, row: Undoable) -> None:
        """Asks before it is done."""
        self.open_form(partial(self._asked, row))

    async def _asked(self, row: Undoable) -> Dialog:
        return UndoDialog(row if row.batch_id is not None else await self.app.ask(undo.find, row.log_id))
