"""Bulk work on one page: the dry run, the work while it goes on, and what came of it."""

from collections.abc import Iterable, Sequence
from enum import Enum, auto
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

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
from billia_tui.screens.kinds.store_page import StorePage
from billia_tui.screens.undo.undo_actions import UndoActions
from billia_tui.text import clean
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.cells import Column, Piece

if TYPE_CHECKING:
    from billia_tui.operations.desk import Desk
    from billia_tui.operations.team.changes_feed import Changes

BAR = 40
"""Cells of the bar that shows how far the work has come."""


class Stage(Enum):
    """Where the page is."""

    LOOKING = auto()
    READY = auto()
    WORKING = auto()
    OVER = auto()


class BulkScreen(StorePage[BulkRow], inherit_bindings=False):
    """Who will change and who will not; `enter` does it, `esc` goes back or stops.

    Args:
        wanted: what is to be done to whom.
        whom: those in words, cleaned.
        overwrite: whether the file of an export may be replaced.
    """

    NAME: ClassVar[str] = "Bulk work"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.BULK,)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("", 1),
        Column("ID", 8, right=True),
        Column("USERNAME", 14, grow=2),
        Column("NAME / COMPANY", 14, grow=2, drop=1),
        Column("WHAT", 40, grow=5),
    )
    EMPTY: ClassVar[str] = "Nobody: who was marked is not there any more. esc goes back."
    DEFAULT_CSS = """
    BulkScreen #bulk { height: auto; min-height: 4; padding: 0 1; }
    """
    LOOK_FIRST: ClassVar[float] = 0.5
    """Seconds for which `enter` does nothing once the dry run is there: a second `enter` of the form is no consent."""

    def __init__(self, wanted: Work, whom: str, *, overwrite: bool = False) -> None:
        super().__init__()
        self.wanted, self.whom, self.overwrite = wanted, whom, overwrite
        self.stage = Stage.LOOKING
        self.plan: Plan | None = None
        self.run: BulkRun | ExportRun | None = None
        self.stopping = False
        self.problem = ""
        self._ready_at = 0.0

    def body(self) -> Iterable[Widget]:
        """What it comes to, above the customers."""
        self.summary = Static(id="bulk")
        yield self.summary
        yield from super().body()

    def crumbs(self) -> Sequence[str]:
        """List, this page, what is done."""
        return ("Customers", self.NAME, WORDS[self.wanted.action])

    def cells(self, row: BulkRow) -> Sequence[Piece]:
        """A customer, and what changes or why not."""
        return (
            ("✓", "good") if row.changes else ("–", "warn"),
            (str(row.id), "muted"),
            (row.username, ""),
            (row.name, ""),
            (row.text, "" if row.changes else "warn"),
        )

    async def page_of(self, window: Window) -> paging.Page[BulkRow]:
        """Those who do not change first, by reason."""
        shown = self.run if self.stage is Stage.OVER and self.run is not None else self.plan
        assert shown is not None  # noqa: S101 - rows are asked for after the dry run
        found = shown.outcomes.page(window)
        rows = await self.app.ask(bulk_plan.rows, self.wanted, found.rows, done=shown is self.run)
        return paging.Page(rows, found.keys, found.more)

    def concerned(self, changes: "Changes") -> bool:
        """What was looked at stands until the work begins, which looks again at each."""
        del changes
        return False

    @property
    def desk(self) -> "Desk":
        """Who works here."""
        assert self.app.desk is not None  # noqa: S101 - the list has it
        return self.app.desk

    # ── the dry run ──

    def read(self) -> None:
        """Looks anew at all of them, as long as nothing was done."""
        if self.stage in (Stage.LOOKING, Stage.READY):
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
        self.stage, self._ready_at = Stage.READY, monotonic()
        self.show_summary()
        self.load()

    # ── the work ──

    def open(self, row: BulkRow) -> None:
        """`enter` in the table means all of them."""
        del row
        self.action_bulk_do()

    def action_bulk_do(self) -> None:
        """Does what the dry run has shown."""
        if self.stage is Stage.READY and self.plan is not None:
            if not self.plan.outcomes.changing:
                self.app.refuse("There is nobody whom this would change; esc goes back")
            elif monotonic() - self._ready_at >= self.LOOK_FIRST:
                self.carry_out(self.plan)
        elif self.stage is Stage.OVER:
            self.dismiss(None)

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
        self.stage = Stage.OVER
        self.show_summary()
        self.load()

    def why_not_leave(self) -> str | None:
        """Work that goes on is not left: nobody would see how it ends."""
        return "The work goes on; esc stops it, then you can go elsewhere" if self.stage is Stage.WORKING else None

    def action_leave_page(self) -> None:
        """Back; while work goes on, stops it instead: what was done stays done."""
        if self.stage is Stage.WORKING:
            self.stopping = True
            self.show_summary()
        else:
            self.dismiss(None)

    # ── what it comes to ──

    def show_title(self) -> None:
        """The key line follows the stage as well."""
        super().show_title()
        self._show_keys()

    def _show_keys(self) -> None:
        back = "stop" if self.stage is Stage.WORKING else "back"
        do = "close" if self.stage is Stage.OVER else "do it"
        waits = None if self.stage in (Stage.READY, Stage.OVER) else "it is not time for that yet"
        self.key_bar.show({"bulk_do": KeyState(do, waits), "leave_page": KeyState(back)})

    def show_summary(self) -> None:
        """The lines above the table."""
        heading = [WORDS[self.wanted.action], self.whom, *self._given()]
        lines = [Content.styled(" · ".join(heading), "bold"), *self._said()]
        self.summary.update(Content("\n").join(lines))
        self._show_keys()

    def _given(self) -> Sequence[str]:
        value = "" if self.wanted.action == BulkAction.NOTE else clean(self.wanted.value)
        return [*filter(None, [value, self.wanted.reason and f"reason: {clean(self.wanted.reason)}"])]

    def _said(self) -> Iterable[Content]:
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
        numbers = [(f"{len(plan.outcomes.changing):,} {will}", "bold $text-success")]
        if refused:
            numbers += [("   ", ""), (f"{sum(refused.values()):,} will not", "bold $text-warning")]
        yield Content.assemble(*numbers)
        if refused:
            yield Content(f"– {counted(refused)}")
        do, back = (keys.first_shown(self.app.key_of(name)) for name in ("bulk_do", "leave_page"))
        if plan.outcomes.changing:
            yield Content(f"Nothing is done yet: {do} does it, {back} goes back.")
        else:
            yield Content(f"There is nothing to do: {back} goes back.")

    def _progress(self, run: BulkRun | ExportRun) -> Iterable[Content]:
        full = BAR * run.tried // max(run.total, 1)
        stop = keys.first_shown(self.app.key_of("leave_page"))
        how = "stopping …" if self.stopping else f"{stop} stops; what is done stays done"
        yield Content.assemble(("━" * full, "$text-success"), ("─" * (BAR - full), "$text-muted"))
        yield Content(f"{run.tried:,} of {run.total:,} · {how}")

    def _result(self, run: BulkRun | ExportRun) -> Iterable[Content]:
        done, refused = len(run.outcomes.changing), run.outcomes.refused
        begun = f"Batch {run.batch_id}: " if run.batch_id is not None else ""
        numbers = [(f"{begun}{done:,} done", "bold $text-success")]
        if refused:
            numbers += [("   ", ""), (f"{sum(refused.values()):,} not", "bold $text-warning")]
        yield Content.assemble(*numbers)
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
