"""A page of work that is rehearsed first: what it would do, the work while it goes on, and what came of it."""

from collections.abc import Iterable
from enum import Enum, auto
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from billia_tui.screens.kinds.rows_page import Row
from billia_tui.screens.kinds.store_page import StorePage
from billia_tui.widgets.bars import KeyState

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


class WorkPage(StorePage[Row], inherit_bindings=False):
    """`enter` does what was rehearsed, `esc` goes back or stops; `look`, `work` and `said` are the subclass's."""

    DEFAULT_CSS = """
    WorkPage #work { height: auto; min-height: 4; padding: 0 1; }
    """
    LOOK_FIRST: ClassVar[float] = 0.5
    """Seconds for which `enter` does nothing once the rehearsal is over: a second `enter` of the form is no consent."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage.LOOKING
        self.stopping = False
        self.problem = ""
        self._ready_at = 0.0

    def begin_look(self) -> None:
        """Begins the rehearsal."""
        raise NotImplementedError

    def begin_work(self) -> None:
        """Begins the work."""
        raise NotImplementedError

    def why_nothing(self) -> str | None:
        """Why there is nothing to do; None if there is."""
        return None

    def heading_line(self) -> str:
        """What this is about, above all else."""
        raise NotImplementedError

    def said(self) -> Iterable[Content]:
        """What the stage has to say."""
        raise NotImplementedError

    def body(self) -> Iterable[Widget]:
        """What it comes to, above the rows."""
        self.summary = Static(id="work")
        yield self.summary
        yield from super().body()

    def concerned(self, _changes: "Changes") -> bool:
        """What was looked at stands until the work begins, which looks again."""
        return False

    @property
    def desk(self) -> "Desk":
        """Who works here."""
        assert self.app.desk is not None  # noqa: S101 - the list has it
        return self.app.desk

    def read(self) -> None:
        """Looks anew, as long as nothing was done."""
        if self.stage in (Stage.LOOKING, Stage.READY):
            self.begin_look()

    def ready(self) -> None:
        """The rehearsal is over."""
        self.stage, self._ready_at = Stage.READY, monotonic()
        self.show_summary()
        self.load()

    def over(self) -> None:
        """The work is over."""
        self.stage = Stage.OVER
        self.show_summary()
        self.load()

    def open(self, _row: Row) -> None:
        """`enter` in the table means all of them."""
        self.action_bulk_do()

    def action_bulk_do(self) -> None:
        """Does what the rehearsal has shown."""
        if self.stage is Stage.READY:
            if refusal := self.why_nothing():
                self.app.refuse(refusal)
            elif monotonic() - self._ready_at >= self.LOOK_FIRST:
                self.begin_work()
        elif self.stage is Stage.OVER:
            self.dismiss(None)

    def why_not_leave(self) -> str | None:
        """Work that goes on is not left: nobody would see how it ends."""
        return "The work goes on; esc stops it, then you can go elsewhere" if self.stage is Stage.WORKING else None

    def action_leave_page(self) -> None:
        """Back; while work goes on, stops it instead: what was done stays done."""
        self.stopping = True
        if self.stage is Stage.WORKING:
            self.show_summary()
        else:
            self.dismiss(None)

    def show_summary(self) -> None:
        """The lines above the rows."""
        lines = [Content.styled(self.heading_line(), "bold"), *self.said()]
        self.summary.update(Content("\n").join(lines))
        self.show_keys()

    def key_states(self) -> dict[str, KeyState]:
        """By the stage."""
        back = "stop" if self.stage is Stage.WORKING else "back"
        do = "close" if self.stage is Stage.OVER else "do it"
        waits = None if self.stage in (Stage.READY, Stage.OVER) else "it is not time for that yet"
        return {"bulk_do": KeyState(do, waits), "leave_page": KeyState(back)}


def numbers(done: str, refused: str = "") -> Content:
    """How many were good and how many were not."""
    pieces = [(done, "bold $text-success")]
    return Content.assemble(*pieces, *[("   ", ""), (refused, "bold $text-warning")] * bool(refused))


def progress(done: int, of: int, how: str) -> Iterable[Content]:
    """The bar, and below it the numbers and how to stop."""
    full = BAR * min(done, of) // max(of, 1)
    yield Content.assemble(("━" * full, "$text-success"), ("─" * (BAR - full), "$text-muted"))
    yield Content(f"{done:,} of {of:,} · {how}")
