"""A list whose keys are actions: their records say what can be done with a row, and which dialog does it."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from billia_tui.actions.every import BY_NAME
from billia_tui.actions.record import Action, screen_named
from billia_tui.keys import made as keys
from billia_tui.operations import allowed
from billia_tui.screens.kinds.rows_page import Row
from billia_tui.screens.kinds.store_page import StorePage
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.dialog import Dialog


class ActingRows(StorePage[Row], inherit_bindings=False):
    """Rows that are changed here; what `enter` does with one may be an action, `OPENS`."""

    OPENS: ClassVar[Action | None] = None

    def subject(self, row: Row) -> Any:
        """What the rules are asked about a row."""
        return row

    async def about(self, row: Row | None) -> Sequence[Any]:
        """What a dialog gets: the row, None for an action that needs none."""
        return (None if row is None else self.subject(row),)

    def refusal(self, action: Action) -> str | None:
        """Why `action` cannot be done now; None if it can be tried (R51)."""
        if self.app.desk is None:
            return "the store is not open yet"
        actor, row = self.app.desk.actor, self.table.row
        if action.on and row is None:
            return allowed.refusal(actor, action) or f"there is no {action.on} here"
        return allowed.refusal(actor, action, self.subject(row) if action.on and row is not None else None)

    def key_states(self) -> dict[str, KeyState]:
        """How the keys stand, by name."""
        states = {
            entry.id: KeyState(refusal=self.refusal(entry))
            for entry in keys.entries(self.WHERE[-1])
            if isinstance(entry, Action)
        }
        if self.OPENS is not None:
            states["open_row"] = KeyState(self.OPENS.label or None, self.refusal(self.OPENS))
        return states

    def action_act(self, name: str) -> None:
        """What the record of this name says."""
        self.act(BY_NAME[name])

    def act(self, action: Action) -> None:
        """Opens the dialog of an action, unless it is refused: then says why (R51)."""
        self.open_form(partial(self._form, action, self.table.row if action.on else None), self.refusal(action))

    async def _form(self, action: Action, row: Row | None) -> Dialog:
        form: Dialog = await screen_named(action.dialog).about(self.app, *await self.about(row))  # type: ignore[attr-defined]  # a class
        return form

    def open(self, _row: Row) -> None:
        """What `enter` does."""
        if self.OPENS is not None:
            self.act(self.OPENS)
