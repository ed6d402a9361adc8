"""Bulk work on one page: the dry run, the work while it goes on, and what came of it."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.content import Content

from billia_tui import paging
from billia_tui.errors import BilliaError
from billia_tui.keys import made as keys
from billia_tui.keys.made import Where
from billia_tui.operations.bulk import plan as bulk_plan
from billia_tui.operations.bulk.actions import REVERSIBLE, WORDS, BulkAction, Work
from billia_tui.operations.bulk.export import ExportRun
from billia_tui.operations.bulk.plan import BulkRow, Plan, counted
from billia_tui.operations.bulk.run import BulkRun
from billia_tui.paging import Window
from billia_tui.screens.kinds import work_page
from billia_tui.screens.kinds.work_page import Stage, WorkPage
from billia_tui.screens.undo.undo_actions import UndoActions
from billia_tui.text import clean
from billia_tui.widgets.cells import Column


class BulkScreen(WorkPage[BulkRow], inherit_bindings=False):
    """Who will change and who will not; `enter` does it, `esc` goes back or stops.

    Args:
        wanted: what is to be done to whom.
        whom: those in words, cleaned.
        overwrite: whether the file of an export may be replaced.
    """

    NAME: ClassVar[str] = "Bulk work"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.BULK,)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("", 1, lambda row: ("✓", "good") if row.changes else ("–", "warn")),
        Column("ID", 8, "id", "muted", right=True),
        Column("USERNAME", 14, "username", grow=2),
        Column("NAME / COMPANY", 14, "name", grow=2, drop=1),
        Column("WHAT", 40, lambda row: (row.text, "" if row.changes else "warn"), grow=5),
    )
    """A customer, and what changes or why not."""
    EMPTY: ClassVar[str] = "Nobody: who was marked is not there any more. esc goes back."

    def __init__(self, wanted: Work, whom: str, *, overwrite: bool = False) -> None:
        super().__init__()
        self.wanted, self.whom, self.overwrite = wanted, whom, overwrite
        self.plan: Plan | None = None
        self.run: BulkRun | ExportRun | None = None

    def crumbs(self) -> Sequence[str]:
        """List, this page, what is done."""
        return ("Customers", self.NAME, WORDS[self.wanted.action])

    async def page_of(self, window: Window) -> paging.Page[BulkRow]:
        """Those who do not change first, by reason."""
        shown = self.run if self.stage is Stage.OVER and self.run is not None else self.plan
        assert shown is not None  # noqa: S101 - rows are asked for after the dry run
        found = shown.outcomes.page(window)
        rows = await self.app.ask(bulk_plan.rows, self.wanted, found.rows, done=shown is self.run)
        return paging.Page(rows, found.keys, found.more)

    # ── the dry run ──

    def begin_look(self) -> None:
        """Looks at all of them."""
        self.look()

    @work(exclusive=True, group="bulk")
    async def look(self) -> None:
        """The dry run, stretch by stretch."""
        self.stage, self.problem = Stage.LOOKING, ""
        self.plan = plan = Plan(self.desk, self.wanted)
        self.table.say("looking …")
        try:
            more = True
            while more:
                self.show_summary()
                more = await self.app.in_thread(plan.step)
        except BilliaError as error:
            self.table.say(f"✖ {error.text} · esc goes back", ("", "bad"))
            return
        self.ready()

    # ── the work ──

    def why_nothing(self) -> str | None:
        """Nobody is left whom it would change."""
        there = self.plan is not None and self.plan.outcomes.changing
        return None if there else "There is nobody whom this would change; esc goes back"

    def begin_work(self) -> None:
        """Does what the dry run has shown."""
        assert self.plan is not None  # noqa: S101 - the dry run is over
        self.carry_out(self.plan)

    def action_undo(self) -> None:
        """Back to the list, which offers to take the batch back."""
        below = self.app.screen_stack[-2]
        if self.stage is Stage.OVER and isinstance(below, UndoActions):
            self.dismiss(None)
            below.action_undo()  # at once, so that what is typed now is meant for its question
        else:
            self.app.refuse("Nothing was done here yet")

    @work(exclusive=True, group="bulk")
    async def carry_out(self, plan: Plan) -> None:
        """The work, some customers at a time; ends when all had their turn, or when it is stopped."""
        try:
            await self.app.mean_it()
        except BilliaError as error:
            self.app.refuse(error)
            return
        export = self.wanted.action == BulkAction.EXPORT
        run = ExportRun(self.desk, plan, overwrite=self.overwrite) if export else BulkRun(self.desk, plan)
        self.run, self.stage = run, Stage.WORKING
        try:
            more = True
            while more and not self.stopping:
                self.show_summary()
                more = await self.app.in_thread(run.step)
        except BilliaError as error:
            self.problem = error.text
        try:
            await self.app.in_thread(run.finish)
        except BilliaError as error:
            self.problem = error.text
        self.over()

    # ── what it comes to ──

    def heading_line(self) -> str:
        """What is done, to whom."""
        return " · ".join([WORDS[self.wanted.action], self.whom, *self._given()])

    def _given(self) -> Sequence[str]:
        value = "" if self.wanted.action == BulkAction.NOTE else clean(self.wanted.value)
        return [*filter(None, [value, self.wanted.reason and f"reason: {clean(self.wanted.reason)}"])]

    def said(self) -> Iterable[Content]:
        """What the stage has to say."""
        match self.stage:
            case Stage.LOOKING:
                number = self.plan.outcomes.number if self.plan else 0
                yield Content(f"Looking who would change: {number:,} so far; nothing is changed.")
            case Stage.READY if self.plan is not None:
                yield from self._dry_run(self.plan)
            case Stage.WORKING if self.run is not None:
                yield from self._progress(self.run)
            case Stage.OVER if self.run is not None:
                yield from self._result(self.run)

    def _dry_run(self, plan: Plan) -> Iterable[Content]:
        refused = plan.outcomes.refused
        will = "will be written" if self.wanted.action == BulkAction.EXPORT else "will change"
        will_not = f"{sum(refused.values()):,} will not" if refused else ""
        yield work_page.numbers(f"{len(plan.outcomes.changing):,} {will}", will_not)
        if refused:
            yield Content(f"– {counted(refused)}")
        do, back = (keys.first_shown(self.app.key_of(name)) for name in ("bulk_do", "leave_page"))
        if plan.outcomes.changing:
            yield Content(f"Nothing is done yet: {do} does it, {back} goes back.")
        else:
            yield Content(f"There is nothing to do: {back} goes back.")

    def _progress(self, run: BulkRun | ExportRun) -> Iterable[Content]:
        stop = keys.first_shown(self.app.key_of("leave_page"))
        how = "stopping …" if self.stopping else f"{stop} stops; what is done stays done"
        yield from work_page.progress(run.tried, run.total, how)

    def _result(self, run: BulkRun | ExportRun) -> Iterable[Content]:
        done, refused = len(run.outcomes.changing), run.outcomes.refused
        begun = f"Batch {run.batch_id}: " if run.batch_id is not None else ""
        yield work_page.numbers(f"{begun}{done:,} done", f"{sum(refused.values()):,} not" if refused else "")
        if self.problem:
            yield Content.styled(f"✖ {clean(self.problem)}", "$text-error")
        if refused:
            yield Content(f"– {counted(refused)}")
        if isinstance(run, ExportRun):
            yield Content("No file was written." if run.left else f"Written: {clean(str(run.path))}")
        else:
            yield Content(f"{self._way_back()}The marks are still there. billia batches show {run.batch_id} lists it.")

    def _way_back(self) -> str:
        undo = keys.by_id(["undo"])
        if not undo or self.wanted.action not in REVERSIBLE:
            return ""
        return f"{keys.first_shown(self.app.key_of('undo'))} takes it back. "
