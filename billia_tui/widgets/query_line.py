"""The search line of the customer list: it completes, and marks the wrong word (docs/queries.md)."""

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.highlighter import Highlighter
from rich.text import Text
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input

from billia_tui.keys import made as keys
from billia_tui.widgets.cells import Line, Piece
from billia_tui.widgets.search_line import SearchInput, SearchLine

if TYPE_CHECKING:
    from billia_tui.operations.queries.suggestions import Completion

EXAMPLE = "press / to search name, e-mail, id, or status:active wallet:<0"


GAP = 3
"""Cells around a choice that is offered."""


class WrongWord(Highlighter):
    """Marks a stretch of what is typed: underlined, so that it is seen without colour."""

    def __init__(self, box: Input) -> None:
        self._box = box
        self.place: tuple[int, int] | None = None

    def highlight(self, text: Text) -> None:
        """Marks the stretch."""
        if self.place is not None:
            text.stylize(self._box.get_component_rich_style("query-input--wrong"), *self.place)


class QueryInput(SearchInput):
    """The search box; `tab`, or `→` behind the last letter, takes what is offered."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(keys.Where.SEARCH)]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"query-input--wrong"}
    DEFAULT_CSS = "QueryInput > .query-input--wrong { color: $text-error; text-style: bold underline; }"

    class Completed(Message):
        """What is offered shall be taken."""

    def __init__(self, hint: str) -> None:
        super().__init__(hint)
        self.select_on_focus = False  # who comes back to a wrong word wants to correct it
        self.offers = False
        """Whether there is something to complete."""
        self._typed = ""
        self._brought: str | None = None
        """What the last `up` put in, in the place of what was typed."""
        self.highlighter = self._wrong = WrongWord(self)

    def mark(self, place: tuple[int, int] | None) -> None:
        """Marks the wrong word, or none."""
        if place != self._wrong.place:
            self._wrong.place = place
            self.refresh()

    def action_complete(self) -> None:
        """Takes what is offered; where nothing is, goes on to the rows."""
        if self.offers:
            self.post_message(self.Completed())
        else:
            self.app.action_focus_next()

    def action_earlier_search(self) -> None:
        """Another `up` goes one search further back; behind the oldest stands again what was typed."""
        if self.value != self._brought:
            self._typed = self.value
        others = [words for words in self.app.jump_memory.searches if words != self._typed]
        known = [self._typed, *others]
        self._brought = known[(known.index(self.value) + 1) % len(known)]
        self.value = self._brought
        self.cursor_position = len(self.value)

    def action_cursor_right(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - the signature is Textual's
        """One letter to the right; behind the last one, takes what is offered."""
        if self.offers and self.cursor_position == len(self.value) and not select:
            self.post_message(self.Completed())
        else:
            super().action_cursor_right(select)

    async def _on_key(self, event: events.Key) -> None:
        """`?` where a word would begin is help: nobody looks for a question mark."""
        if event.character == "?" and self.value[: self.cursor_position][-1:] in {"", " "}:
            event.stop()
            event.prevent_default()
            self.app.action_help()


class QueryLine(SearchLine):
    """The search line with such a box."""

    input: QueryInput

    def __init__(self) -> None:
        super().__init__(EXAMPLE)

    def make_input(self, hint: str) -> SearchInput:
        """The box."""
        return QueryInput(hint)

    def open(self) -> None:
        """All of it selected: what is typed then is another query."""
        super().open()
        self.input.action_select_all()


def offered_line(completion: "Completion", place: int, width: int) -> Line:
    """What is offered, in one line: `▸` stands before what the next `tab` takes, the choice at `place`."""
    choices = [choice.text for choice in completion.choices]
    marked = completion.choices[place]
    first = 0
    while first < place and sum(cell_len(text) + GAP for text in choices[first : place + 1]) > width // 2:
        first += 1
    pieces: list[Piece] = [(" tab ", "strong")]
    for at, text in enumerate(choices[first:], first):
        pieces.append((f"▸{text}" if at == place else f" {text}", "info" if at == place else ""))
        pieces.append(("  ", ""))
    return [*pieces, (f"  {marked.meaning}", "muted")]
