"""Which of several things is copied: one letter each, after one key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from billia_tui.screens.kinds.reading_box import ReadingBox
from billia_tui.widgets.pick_list import PickList

LETTERS = "abcdehilmnoprstuvwxyz"
"""Those that do not move in a list, and do not close it."""

IN_BOX = 60
"""Letters of a text that the box shows."""


@dataclass(frozen=True, slots=True)
class Copyable:
    """A text that can be copied, cleaned: `name` is what it is, `letter` picks it, or none does."""

    letter: str
    name: str
    text: str

    @property
    def shown(self) -> str:
        """Its beginning, in one line."""
        line = ", ".join(self.text.split("\n"))
        return f"{line[:IN_BOX]}{' …' if len(line) > IN_BOX else ''}"


class CopyBox(PickList, inherit_bindings=False):
    """Gives the place of what was picked, as a text; what is empty is not offered."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *PickList.BINDINGS,
        *(Binding(letter, f"letter('{letter}')", "copy", show=False) for letter in LETTERS),
    ]

    def __init__(self, heading: str, offered: Sequence[Copyable]) -> None:
        self._letters = {one.letter: str(place) for place, one in enumerate(offered) if one.letter}
        width = max((len(one.name) for one in offered), default=0)
        super().__init__(
            heading,
            [
                (str(place), f"{one.letter or ' '}  {one.name:{width}}  {one.shown}")
                for place, one in enumerate(offered)
            ],
            wide=True,
        )

    def action_letter(self, letter: str) -> None:
        """What has this letter."""
        if letter in self._letters:
            self.dismiss(self._letters[letter])


class PlainText(ReadingBox):
    """A text with nothing beside it, to be selected with the mouse of the terminal."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss(None)", "close", id="cancel", show=False),
    ]
    DEFAULT_CSS = """
    PlainText { align: left top; background: $background; }
    PlainText > Static { width: 1fr; height: 1; color: $text-muted; }
    PlainText > VerticalScroll { width: 1fr; height: 1fr; }
    PlainText > VerticalScroll > Static { width: 1fr; height: auto; }
    """

    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        self._what, self._text = name, text

    def compose(self) -> ComposeResult:
        """One line of ours, then the text from the first cell on."""
        yield Static(Content(f"{self._what}: select it with the mouse, with shift if need be · esc goes back"))
        with VerticalScroll(can_focus=False):
            yield Static(Content(self._text))
