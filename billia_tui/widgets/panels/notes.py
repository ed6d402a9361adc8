"""Panel VII: user notes, never visible to the customer (R170-R174)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import clock
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.notes.customer_notes import NoteRow
from billia_tui.paging import Page
from billia_tui.widgets.cells import Column, Piece, chop, share
from billia_tui.widgets.column_rooms import GUTTER
from billia_tui.widgets.panels.listing import ListPanel

MOST_LINES = 6
"""Lines of a note in the panel; all of it opens with enter."""
_FIRST = (0, 1, 2, 3)
_BEFORE, _FURTHER = 4, 5


class NotesPanel(ListPanel[NoteRow]):
    """All user notes, newest first; where there is room each with more of its text (R219)."""

    NUMERAL: ClassVar[str] = "VII"
    NAME: ClassVar[str] = "User notes"
    READS = notes.page
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, right=True),
        Column("DATE", 10),
        Column("ADMIN", 10),
        Column("NOTE", 10, grow=1),
        Column("", 7 + 10 + 10 + 2 * 2),
        *[Column("", 10, grow=1)] * (MOST_LINES - 1),
    )
    EMPTY: ClassVar[str] = "No notes. n or a adds one."
    HINT: ClassVar[str] = "a add · enter open · d delete"
    IS_BARE: ClassVar[bool] = False

    _lines = 1
    """Of the text of a note."""

    def cells(self, row: NoteRow) -> Sequence[Piece]:
        """Id, date, admin, first line (R172), and what follows it."""
        lines = self._chopped(row, self._lines)
        more: list[Piece] = [(line, "") for line in lines[1:]]
        rest: list[Piece] = [("", "")] * (MOST_LINES - 1 - len(more))
        return (
            (str(row.id), "muted"),
            (clock.day(row.created_at), "muted"),
            (row.admin, "muted"),
            (lines[0], ""),
            ("", ""),
            *more,
            *rest,
        )

    def _chopped(self, row: NoteRow, most: int) -> list[str]:
        """The text in lines of the room that it has; what is left over is cut."""
        columns = [self.COLUMNS[place] for place in (_FIRST if self._is_wide else _FIRST[-1:])]
        room = dict(share(columns, max(self.table.size.width - GUTTER - 1, 1), gap=2))[len(columns) - 1]
        lines = [part for line in row.text.splitlines() if line.strip() for part in chop(line, room)] or [""]
        return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]}…"]

    def show(self, content: Page[NoteRow]) -> None:
        """The rows, each in as many lines as the longest takes and as there is room for."""
        self.fit_lines(content.rows)
        super().show(content)

    def fit_lines(self, rows: Sequence[NoteRow]) -> None:
        """How many lines each note gets; in a narrow panel its date stands below it."""
        room = self.table.size.height // max(len(rows), 1)
        longest = max((len(self._chopped(row, MOST_LINES)) for row in rows), default=1)
        self._lines = max(min(room, longest), 1) if self._is_wide else 1
        further = ((_BEFORE, _FURTHER + more) for more in range(self._lines - 1))
        self.table.tall = (_FIRST, *further) if self._is_wide else (_FIRST[-1:], _FIRST[:-1])
        self.table.tall_below = self.table.size.width + 1

    @property
    def _is_wide(self) -> bool:
        return self.table.size.width >= self.TALL_BELOW

    def on_resize(self) -> None:
        """Other room for the text; where its lines stay the same, they were painted in their place already."""
        before = self._lines, self.table.tall, self.table.tall_below
        self.fit_lines(self.table.rows)
        if (self._lines, self.table.tall, self.table.tall_below) != before:
            self.table.refresh()

    @property
    def lines_wanted(self) -> int:
        """All of the text of all notes."""
        return max(sum(len(self._chopped(row, MOST_LINES)) for row in self.table.rows), 1)
