"""Facts in lines: a box over a page, and what the pages of a service and of an order are made of."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from billia_tui.screens.kinds.reading_box import ReadingBox
from billia_tui.widgets.cells import Piece
from billia_tui.widgets.toned import toned

Fact = tuple[str, "Piece | str"]


def facts_text(facts: Sequence[Fact]) -> Content:
    """Facts, one a line, the values in one column."""
    width = max((cell_len(label) for label, _ in facts), default=0) + 2
    lines = []
    for label, value in facts:
        shown = Content(value) if isinstance(value, str) else toned(value)
        lines.append(Content.assemble((label + " " * (width - cell_len(label)), "$text-muted"), shown))
    return Content("\n").join(lines)


class FactsBox(ReadingBox):
    """Something to read, closed by esc or enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "dismiss(None)", "close", id="cancel", show=False),
    ]

    DEFAULT_CSS = """
    FactsBox .fact, FactsBox .fact > Static { height: auto; }
    FactsBox .fact > .fact--label { color: $text-muted; }
    FactsBox .fact > .fact--value { width: 1fr; }
    """

    def __init__(self, heading: str, facts: Sequence[Fact]) -> None:
        super().__init__()
        self._heading, self._facts = heading, facts

    def compose(self) -> ComposeResult:
        """The box; a long value wraps under itself."""
        width = max((cell_len(label) for label, _ in self._facts), default=0) + 2
        with VerticalScroll(id="dialog") as box:
            box.border_title = Content(self._heading)
            box.border_subtitle = "esc close"
            for label, value in self._facts:
                with Horizontal(classes="fact"):
                    named = Static(Content(label), classes="fact--label")
                    named.styles.width = width
                    yield named
                    shown = Content(value) if isinstance(value, str) else toned(value)
                    yield Static(shown, classes="fact--value")
