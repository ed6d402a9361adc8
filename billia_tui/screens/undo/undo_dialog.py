"""Undo: what exactly goes back, asked before it is done; a batch goes back under one's eyes and can be stopped."""

from collections.abc import Iterator, Mapping

from billia_tui import clock
from billia_tui.errors import BilliaError
from billia_tui.operations.undo import batch as undo_batch
from billia_tui.operations.undo import take_back as undo
from billia_tui.operations.undo.batch import Progress, UndoRun
from billia_tui.operations.undo.take_back import Undoable
from billia_tui.paging import Page, Window
from billia_tui.widgets.dialog import Dialog

_NAMED = 3
"""So many of those who stay are named in the message."""


class UndoDialog(Dialog):
    """Offers the last change; `enter` takes it back. What cannot be taken back is said instead."""

    def __init__(self, offered: Undoable) -> None:
        super().__init__()
        self.offered = offered
        self.can_save = not offered.refusal
        self.heading = f"Undo · {offered.what}"
        self.verb = "take it back"
        self.intro = "\n".join(self._lines())
        self.stopping = False

    def _lines(self) -> Iterator[str]:
        one = self.offered
        yield f"Your change of {clock.shown(one.at)} UTC."
        for name, now, back in one.in_words:
            yield f"{name}: {now or '–'} → {back or '–'}"
        if one.batch_id is not None:
            each = "What it brought" if one.action == "import" else "Each customer"
            yield f"{each} goes back, unless somebody changed the same thing meanwhile."
            yield "Until it is done esc stops it; what went back stays so."
        if one.refusal:
            yield f"It cannot be taken back: {one.refusal}."
        elif one.warning:
            yield one.warning
        if one.passed_over:
            yield f"\n{one.passed_over}\nThe one offered here was made before it."

    async def save(self, _values: Mapping[str, str]) -> str:
        """Takes it back."""
        if self.offered.batch_id is None:
            return await self.app.change(undo.take_back, self.offered.log_id, request_key=self.request_key)
        await self.app.mean_it()
        assert self.app.desk is not None  # noqa: S101 - it has offered the batch
        ended = await self._carry_out(UndoRun(self.app.desk, self.offered.batch_id))
        stay = await self.app.ask(undo_batch.left, self.offered.batch_id, Window(limit=_NAMED))
        return _told(self.offered.batch_id, ended, stay)

    async def _carry_out(self, run: UndoRun) -> Progress:
        problem: BilliaError | None = None
        try:
            more = True
            while more and not self.stopping:
                more = await self.app.in_thread(run.step)
                if run.progress is not None:
                    self._show("preview", f"{run.progress.done + run.progress.refused:,} of {run.progress.asked:,}")
        except BilliaError as error:
            problem = error
        ended = await self.app.in_thread(run.finish)
        if problem is not None or ended is None:
            raise problem or BilliaError("nothing was taken back")
        return ended

    def action_cancel(self) -> None:
        """Closes; while a batch goes back, stops it instead."""
        if self.saving:
            self.stopping = True
        else:
            self.dismiss(None)


def _told(batch_id: int, progress: Progress, stay: Page[Undoable]) -> str:
    """What came of a batch, and who stays."""
    left = progress.asked - progress.done - progress.refused
    parts = [f"batch {progress.batch_id}: {progress.done:,} taken back"]
    named = [one for one in stay.rows if one.refusal]
    parts += [f"not {one.username or f'customer {one.customer_id}'}: {one.refusal}" for one in named]
    if progress.refused > len(named):
        others = progress.refused - len(named)
        parts.append(f"nor {others:,} others: billia undo --batch {batch_id} --list")
    if left:
        parts.append(f"{left:,} not: stopped before their turn")
    return " · ".join(parts)
