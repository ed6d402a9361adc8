"""User notes: add, read and edit, delete (R170-R174)."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from billia_tui import clock
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.notes.customer_notes import NoteRow
from billia_tui.screens.kinds.customer_dialog import CustomerDialog, RowDialog
from billia_tui.widgets.field_spec import Field


class NoteDialog(CustomerDialog):
    """Adds a note, or shows `row` whole and edits it."""

    def __init__(self, customer: CustomerPage, row: NoteRow | None = None) -> None:
        self.TITLE_WORDS = f"Note {row.id}" if row else "Add note"
        super().__init__(customer)
        self.row = row
        self.seen: int | None = row.version if row else None
        if row:
            self.intro = " · ".join(filter(None, [f"{row.admin} at {clock.shown(row.created_at)}", row.edited]))

    def fields(self) -> Sequence[Field]:
        """The text."""
        return (Field("text", "Text", self.row.stored if self.row else "", kind="lines"),)

    async def save(self, values: Mapping[str, str]) -> str:
        """Adds or edits."""
        if self.row is None:
            await self.add(values["text"])
            return self.done("note added")
        changed = await self.edit(self.row, values["text"])
        return self.done("note changed" if changed else "nothing changed")

    async def add(self, text: str) -> None:
        """Adds a note about the customer, once."""
        await self.app.change(notes.add, self.customer.id, text, request_key=self.request_key)

    async def edit(self, row: NoteRow, text: str) -> bool:
        """Changes it; tells whether it is another text."""
        return await self.app.change(notes.edit, self.customer.id, row.id, text, seen=self.seen)


class DeleteNoteDialog(RowDialog):
    """Deletes a note after a question."""

    TITLE_WORDS = "Delete note"
    verb = "delete"
    danger = True
    undoable = True
    DOES: ClassVar[Callable[..., object]] = notes.delete
    QUESTION = "Delete note {row.id} of {row.admin}?\n{row.line}"
    SAID = "note {row.id} deleted"
