"""Help: the keys of the screen that was left for it, from the table of keys."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from billia_tui.keys import made as keys
from billia_tui.keys.made import KeyEntry, Where
from billia_tui.screens.kinds.page import Page
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.query_line import QueryInput

KEY_CELLS = 16
QUERY_CELLS = 22
QUEUE_KEYS = frozenset(f"queue_{number}" for number in range(1, 10))


def places_of(screen: "Screen[object]") -> tuple[Where, ...]:
    """Whose keys work on a screen."""
    if isinstance(screen, Dialog):
        return (Where.DIALOG,)
    if isinstance(screen, Page):
        here = (*screen.WHERE, Where.PANEL) if Where.DETAILS in screen.WHERE else screen.WHERE
        return (*here, *((Where.TABLE,) if Where.TABLE not in here else ()), Where.EVERYWHERE)
    return (Where.TABLE, Where.EVERYWHERE)


class HelpScreen(ModalScreen[None], inherit_bindings=False):
    """All keys of some places, each with a sentence."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "dismiss(None)", "close", id="close_help", show=False),
        *keys.named("quit_console"),
        Binding("down,j", "scroll(1)", "down", show=False),
        Binding("up,k", "scroll(-1)", "up", show=False),
        Binding("pagedown,space", "scroll(10)", "page down", show=False),
        Binding("pageup", "scroll(-10)", "page up", show=False),
    ]

    def __init__(
        self, places: Sequence[Where], own_keys: dict[str, str], *, in_panel: bool, searching: bool = False
    ) -> None:
        super().__init__()
        self._places = places
        self._searching = searching
        self._in_panel = in_panel
        self._own_keys = own_keys

    @classmethod
    def over(cls, screen: "Screen[object]") -> "HelpScreen":
        """The help for `screen`."""
        in_panel = getattr(screen.app, "panel", None) is not None
        places = places_of(screen)
        searching = isinstance(screen.focused, QueryInput)
        if searching:
            places = (Where.SEARCH, *places)
        return cls(places, getattr(screen.app, "own_keys", {}), in_panel=in_panel, searching=searching)

    def compose(self) -> ComposeResult:
        """A box with a section for each place."""
        with VerticalScroll(id="dialog", classes="-tall") as box:
            box.border_title = "Keys of this screen"
            box.border_subtitle = "↑↓ more · esc close"
            if self._searching:
                yield Static(self._language())
            for place in self._places:
                entries = keys.entries(place, in_panel=self._in_panel)
                lines = [Content.styled(str(place), "bold $text-accent"), *self._lines(entries)]
                yield Static(Content("\n").join(lines))
            if Where.LIST in self._places and not self._searching:
                yield Static(self._language())

    def _language(self) -> Content:
        """The query language in short: what is typed, and what it finds."""
        from billia_tui.operations.queries.fields import in_short

        lines = [Content.styled("Search language", "bold $text-accent")]
        lines += [Content.assemble((f"  {typed:<{QUERY_CELLS}}", "bold"), meaning) for typed, meaning in in_short()]
        return Content("\n").join(lines)

    def _lines(self, entries: Sequence[KeyEntry]) -> Iterator[Content]:
        """A line for each key; the digits that open queues are one, as long as none of them was changed."""
        usual = QUEUE_KEYS.isdisjoint(self._own_keys)
        for entry in entries:
            if usual and entry.id in QUEUE_KEYS:
                if entry.keys == "1":
                    yield _line("1 … 9", "Show the queue with this key")
            else:
                yield _line(keys.shown(self._own_keys.get(entry.id, entry.keys)) or "–", entry.help)

    def action_scroll(self, by: int) -> None:
        """Long lists scroll."""
        self.query_one("#dialog").scroll_relative(y=by, animate=False, immediate=True)


def _line(pressed: str, explained: str) -> Content:
    return Content.assemble((f"  {pressed:<{KEY_CELLS}}", "bold"), explained)
