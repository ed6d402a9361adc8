"""An import on one page: columns and fields, records as they would be, what is refused, then the work (R240)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import work
from textual.content import Content

from billia_tui import paging
from billia_tui.errors import BilliaError, Refused
from billia_tui.keys import made as keys
from billia_tui.keys.made import Where
from billia_tui.operations.imports.batches.run import Import, Order, Summary
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.paging import Window
from billia_tui.screens.kinds import work_page
from billia_tui.screens.kinds.work_page import Stage, WorkPage
from billia_tui.screens.undo.undo_actions import UndoActions
from billia_tui.settings import restricted
from billia_tui.text import clean
from billia_tui.widgets.cells import Column, Piece

SHOWN_AGAIN = 0.2
"""Seconds between two looks at how far it has come."""

MOST_REASONS = 4
MOST_NOTES = 3


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field, the column that fills it, and what it would be in the first records."""

    id: int
    name: str
    column: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """How an import ended, or its rehearsal."""

    summary: Summary
    columns: Sequence[tuple[str, str]]
    samples: Sequence[Values]
    reasons: Counter[str]
    notes: Sequence[str]
    refused_lines: Sequence[int] = ()


class ImportScreen(WorkPage[FieldRow], inherit_bindings=False):
    """What a file would bring; `enter` brings it, `esc` goes back or stops.

    Args:
        order: what is to be imported, and how.
    """

    NAME: ClassVar[str] = "Import"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.BULK,)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("FIELD", 16),
        Column("COLUMN OF THE FILE", 18, grow=1),
        Column("RECORD 1", 14, grow=2),
        Column("RECORD 2", 14, grow=2, drop=1),
        Column("RECORD 3", 14, grow=2, drop=2),
    )
    EMPTY: ClassVar[str] = "The file has no records."

    def __init__(self, order: Order) -> None:
        super().__init__()
        self.order = order
        self.told: Told | None = None
        self._read, self._lines = 0, 0

    def crumbs(self) -> Sequence[str]:
        """List, this page, what is brought."""
        return ("Customers", self.NAME, self.order.kind)

    def cells(self, row: FieldRow) -> Sequence[Piece]:
        """A field."""
        return ((row.name, ""), (row.column, "muted"), *((text, "") for text in row.records))

    async def page_of(self, _window: Window) -> paging.Page[FieldRow]:
        """All fields: they are few."""
        told = self.told
        columns = told.columns if told else ()
        rows = tuple(FieldRow(place, *self._texts(name, column)) for place, (name, column) in enumerate(columns))
        return paging.Page(rows, tuple((row.id,) for row in rows), more=False)

    def _texts(self, name: str, column: str) -> tuple[str, str, tuple[str, ...]]:
        samples = self.told.samples if self.told else ()
        values = [clean(sample.get(name, "")) for sample in samples]
        return name.replace("_", " "), clean(column), (*values, "", "", "")[:3]

    # ── the rehearsal and the work ──

    def begin_look(self) -> None:
        """Rehearses it."""
        self.carry_out(replace(self.order, dry_run=True))

    def begin_work(self) -> None:
        """Stores it."""
        self.carry_out(self.order)

    def why_nothing(self) -> str | None:
        """There is nothing new in the file."""
        told = self.told.summary if self.told else None
        return None if told and told.new + told.changed else "This file brings nothing new; esc goes back"

    def action_undo(self) -> None:
        """Back to the list, which offers to take the batch back (R239)."""
        below = self.app.screen_stack[-2]
        if self._batch and isinstance(below, UndoActions):
            self.dismiss(None)
            below.action_undo()  # at once, so that what is typed now is meant for its question
        else:
            self.app.refuse("Nothing was done here yet")

    @property
    def _batch(self) -> int | None:
        """What was stored can be taken back by it."""
        return self.told.summary.batch if self.stage is Stage.OVER and self.told else None

    @work(exclusive=True, group="import")
    async def carry_out(self, order: Order) -> None:
        """Reads the file once, in a thread; what is shown of it follows."""
        try:
            if not order.dry_run:
                await self.app.mean_it()
        except BilliaError as error:
            self.app.refuse(error)
            return
        self.stage, self.problem = Stage.LOOKING if order.dry_run else Stage.WORKING, ""
        self._read = self._lines = 0
        ticking = self.set_interval(SHOWN_AGAIN, self.show_summary)
        try:
            self.show_summary()
            self.told = await self.app.in_thread(self._done, order)
        except BilliaError as error:
            self.problem = error.text
            if order.dry_run:
                self.table.say(f"✖ {error.text} · esc goes back", ("", "bad"))
                return
        finally:
            ticking.stop()
        if order.dry_run:
            self.ready()
        else:
            self.over()

    def _done(self, order: Order) -> Told:
        with Import(self.desk, order) as running:
            summary = running.run(self._come_to)
            return Told(
                summary, running.columns, running.samples, running.reasons, running.notes, running.refused_lines
            )

    def _come_to(self, read: int, lines: int) -> None:
        """Told after each batch, in the thread; raises Refused where it was stopped."""
        self._read, self._lines = read, lines
        if self.stopping:
            raise Refused("stopped; what was stored stays, and the same import goes on from there")

    # ── what it comes to ──

    def heading_line(self) -> str:
        """What is brought, from where."""
        source = f"source {clean(self.order.source)}" if self.order.source else ""
        name = clean(self.order.file.name) if self.order.file else ""
        return " · ".join(filter(None, [self.order.kind.replace("-", " "), name, source, self.order.mapping]))

    def said(self) -> Iterable[Content]:
        """What the stage has to say."""
        do, back = (keys.first_shown(self.app.key_of(name)) for name in ("bulk_do", "leave_page"))
        match self.stage:
            case Stage.LOOKING:
                yield from work_page.progress(self._read, self._lines, "lines read; nothing is stored")
            case Stage.WORKING:
                how = "stopping …" if self.stopping else f"lines; {back} stops, what is stored stays"
                yield from work_page.progress(self._read, self._lines, how)
            case Stage.READY if self.told is not None:
                yield from self._numbers(self.told)
                nothing = self.why_nothing()
                yield Content(nothing or f"Nothing is stored yet: {do} does it, {back} goes back.")
            case Stage.OVER:
                yield from self._result()

    def _numbers(self, told: Told) -> Iterable[Content]:
        one = told.summary
        good = f"{one.new:,} new, {one.changed:,} changed, {one.unchanged:,} unchanged"
        yield work_page.numbers(good, f"{one.refused:,} refused" if one.refused else "")
        for reason, number in told.reasons.most_common(MOST_REASONS):
            yield Content(f"– {number:,} × {clean(reason)}")
        for note in told.notes[:MOST_NOTES]:
            yield Content.styled(clean(note), "$text-muted")

    def _result(self) -> Iterable[Content]:
        if self.problem:
            yield Content.styled(f"✖ {clean(self.problem)}", "$text-error")
            return
        assert self.told is not None  # noqa: S101 - it has ended without a problem
        yield from self._numbers(self.told)
        if restricted.is_on() and (lines := self.told.refused_lines):
            more = " …" if len(lines) < self.told.summary.refused else ""
            yield Content(f"Over SSH no list of them is written. Lines {', '.join(map(str, lines))}{more}")
        if self.told.summary.rejected_file:
            yield Content(f"The refused rows are listed in {clean(self.told.summary.rejected_file)}")
        if self._batch:
            undo = keys.first_shown(self.app.key_of("undo"))
            yield Content(f"{undo} takes batch {self._batch} back, as far as nobody changes its records.")
