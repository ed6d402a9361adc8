"""The line above the list: search, how many there are, filter, order and marks (R36, R38)."""

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from billia_tui.text import hidden_character

if TYPE_CHECKING:
    from billia_tui.widgets.host import Host, KeysHeld


class SearchInput(Input):
    """The search box; without a blinking cursor, since that would send bytes all day."""

    app: "Host"

    def __init__(self, hint: str) -> None:
        super().__init__(placeholder=hint, compact=True)
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        """One line, in which hidden characters are blanks: nobody looks for them, and a terminal would obey some."""
        event.stop()
        event.prevent_default()
        line = next(iter(event.text.splitlines()), "")
        self.replace("".join(" " if hidden_character(char) else char for char in line), *self.selection)

    async def action_submit(self) -> None:
        """`enter`: what is typed after it is meant for the rows, once they are there."""
        self.post_message(SearchLine.Entered(self.app.type_ahead.hold()))


class SearchLine(Horizontal):
    """Search box at the left, the state of the list at the right."""

    DEFAULT_CSS = """
    SearchLine SearchInput { width: 1fr; border: none; padding: 0; height: 1; background: transparent; }
    SearchLine #sign { width: 3; }
    SearchLine #state { width: auto; }
    SearchLine.-closed SearchInput { visibility: hidden; }
    """

    class Typed(Message):
        """The words changed; `words` of the line has them."""

    class Entered(Message):
        """The words are to be searched for; what is typed now waits for that as long as `hold` lasts."""

        def __init__(self, hold: "KeysHeld") -> None:
            super().__init__()
            self.hold = hold

    def __init__(self, hint: str = "press / to search name, e-mail, phone, domain, id") -> None:
        super().__init__()
        self._hint = hint

    def compose(self) -> ComposeResult:
        """The parts."""
        self.input = self.make_input(self._hint)
        self._state = Static(id="state")
        self._shown = ""
        yield Static(Content.styled(" / ", "bold $text-accent"), id="sign")
        yield self.input
        yield self._state

    def make_input(self, hint: str) -> SearchInput:
        """The box; `hint` stands in it while it is empty."""
        return SearchInput(hint)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every letter narrows the list (R37)."""
        event.stop()
        self.post_message(self.Typed())

    @property
    def words(self) -> str:
        """What stands in the box now."""
        return self.input.value

    def show(self, state: str) -> None:
        """What stands at the right; draws only what changed."""
        if state != self._shown:
            self._shown = state
            self._state.update(Content(f"{state} "))

    def open(self) -> None:
        """Shows the search box with the cursor in it (R36)."""
        self.remove_class("-closed")
        self.screen.set_focus(self.input)

    def put(self, words: str) -> None:
        """Shows words that were not typed; nobody is told."""
        self.remove_class("-closed")
        with self.input.prevent(Input.Changed):
            self.input.value = words

    def close(self) -> None:
        """Empties and hides it (R36)."""
        self.input.value = ""
        self.add_class("-closed")
