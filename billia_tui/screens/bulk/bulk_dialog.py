"""The one form of bulk work: what has to be known besides who and what."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from billia_tui.errors import Refused
from billia_tui.operations.bulk import actions as bulk_actions
from billia_tui.operations.bulk import export as bulk_export
from billia_tui.operations.bulk.actions import LABELLING, WORDS, BulkAction, Work
from billia_tui.operations.labels.attached import Offer
from billia_tui.operations.queries.selection import Selection
from billia_tui.screens.kinds.customer_dialog import REASON
from billia_tui.text import clean
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field

_OF_BATCH = replace(REASON, hint="optional, kept with the batch")
"""Where the log lines of the customers have no room for a reason."""

_KEEP, _REPLACE = "keep", "replace"


class BulkDialog(Dialog):
    """Asks for value and reason; its answer is the work, which is not done yet, in `work`.

    Args:
        action: what is to be done.
        selection: to whom.
        whom: the same in words, cleaned.
        offer: the label, for the actions with labels.
    """

    verb = "see who would change"

    def __init__(self, action: BulkAction, selection: Selection, whom: str, offer: Offer | None = None) -> None:
        super().__init__()
        self.action, self.selection, self.offer = action, selection, offer
        self.heading = f"{WORDS[action]}{f': {offer.name}' if offer else ''} · {whom}"
        self.intro = "Nothing is changed yet: first you see who would change and who would not."
        if action == BulkAction.EXPORT:
            self.verb = "see whom"
            self.intro = "A CSV file on the machine on which billia runs; a folder takes it under its own name."
        self.work: Work | None = None
        self.overwrite = False
        self._may_replace: Path | None = None

    def fields(self) -> Sequence[Field]:
        """A value where the action needs one, and the reason."""
        match self.action:
            case BulkAction.LABEL if self.offer is not None:
                return (*_of_label(self.offer), _OF_BATCH)
            case BulkAction.UNLABEL | BulkAction.SEND_ACTIVATION:
                return (_OF_BATCH,)
            case BulkAction.NOTE:
                return (Field("value", "Text", kind="lines"),)
            case BulkAction.EXPORT:
                return (Field("value", "Path", bulk_export.FILE_NAME, hint="e.g. ~/lists"),)
            case _:
                return (REASON,)

    async def save(self, values: Mapping[str, str]) -> str:
        """Checks what was typed; nothing is changed."""
        value = values.get("value", "")
        if self.offer is not None and self.action in LABELLING:
            value = f"{self.offer.key}={value}" if self.action == BulkAction.LABEL else self.offer.key
        work = Work(
            self.action, self.selection, value, values.get("reason", ""), replace=values.get("other") == _REPLACE
        )
        await self.app.ask(bulk_actions.checked, work)
        if self.action == BulkAction.EXPORT:
            await self._ask_for_file(value)
        self.work = work
        return WORDS[self.action]

    async def _ask_for_file(self, typed: str) -> None:
        """A file that is there is replaced only after a second `enter`."""
        path = await self.app.in_thread(bulk_export.path_of, typed)
        self.overwrite = path == self._may_replace
        if not self.overwrite and await self.app.in_thread(path.exists):
            self._may_replace = path
            raise Refused(f"{clean(str(path))} is there already; enter again replaces it")


def _of_label(offer: Offer) -> Sequence[Field]:
    """The value, and what becomes of another one (R62)."""
    others = ((_KEEP, "keep it"), (_REPLACE, "replace it"))
    choices = [(choice.value, choice.name) for choice in offer.choices]
    value = Field("value", "Value", hint=offer.expected)
    if choices:
        value = Field("value", "Value", choices[0][0], kind="choice", choices=choices)
    return value, Field("other", "Another value", _KEEP, kind="choice", choices=others)
