"""A box with a text that is longer than the screen: the keys that move it."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from billia_tui.keys import made as keys


class ReadingBox(ModalScreen[None], inherit_bindings=False):
    """Something to read, in the one VerticalScroll of the box; how it is closed is the subclass's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.named("quit_console"),
        Binding("down,j", "scroll(1)", "down", show=False),
        Binding("up,k", "scroll(-1)", "up", show=False),
        Binding("pagedown,space", "scroll(10)", "page down", show=False),
        Binding("pageup", "scroll(-10)", "page up", show=False),
    ]

    def action_scroll(self, lines: int) -> None:
        """Moves the text."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False, immediate=True)
