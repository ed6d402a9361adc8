"""What a table of records says to the page that it is on."""

from typing import TYPE_CHECKING, Any

from textual.message import Message

from billia_tui.paging import Window

if TYPE_CHECKING:
    from billia_tui.widgets.record_table import RecordTable


class Said(Message):
    """Something that a table says; `control` is the table, for `@on`."""

    def __init__(self, table: "RecordTable[Any]") -> None:
        super().__init__()
        self.table = table

    @property
    def control(self) -> "RecordTable[Any]":
        """The table."""
        return self.table


class Wanted(Said):
    """The table needs rows: answer with `answer(page, window, generation)`."""

    def __init__(self, table: "RecordTable[Any]", window: Window, generation: int) -> None:
        super().__init__(table)
        self.window, self.generation = window, generation


class Moved(Said):
    """The cursor is on another row."""


class Opened(Said):
    """`enter` on a row."""

    def __init__(self, table: "RecordTable[Any]", row: Any) -> None:
        super().__init__(table)
        self.row = row


class Nothing(Said):
    """`enter` where there is no row."""
