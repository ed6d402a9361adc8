"""Panel VII: user notes, never visible to the customer (R170-R174)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import clock
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.notes.customer_notes import NoteRow
from billia_tui.paging import Page, Window
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.panels.listing import ListPanel


class NotesPanel(ListPanel[NoteRow]):
    """All user notes, newest first."""

    NUMERAL: ClassVar[str] = "VII"
    NAME: ClassVar[str] = "User notes"
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, right=True, drop=1),
        Column("DATE", 10),
        Column("ADMIN", 10, drop=2),
        Column("NOTE", 10, grow=1),
    )
    TALL: ClassVar[Sequence[Sequence[int]]] = ((3,), (0, 1, 2))
    EMPTY: ClassVar[str] = "No notes. n or a adds one."
    HINT: ClassVar[str] = "a add · enter open · d delete"

    def cells(self, row: NoteRow) -> Sequence[Piece]:
        """Id, date, admin, first line (R172)."""
        return (
            (str(row.id), "muted"),
            (clock.day(row.created_at), "muted"),
            (row.admin, "muted"),
            (row.line, ""),
        )

    async def page_of(self, customer_id: int, window: Window) -> Page[NoteRow]:
        """A page of notes."""
        return await self.app.ask(notes.page, customer_id, window)
