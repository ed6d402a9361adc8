"""Help: the keys of the screen that was left for it, from the table of keys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from billia_tui.actions.words import also
from billia_tui.keys import made as keys
from billia_tui.keys.made import KeyEntry, Where
from billia_tui.screens.kinds.page import Page
from billia_tui.screens.kinds.reading_box import ReadingBox
from billia_tui.text import fold
from billia_tui.widgets.cells import chop
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.query_line import QueryInput
from billia_tui.widgets.search_line import SearchInput, SearchLine

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


class HelpScreen(ReadingBox):
    """All keys of some places, each with a sentence; `/` searches them, and those of all other places."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "close", id="close_help", show=False, priority=True),
        Binding("q,question_mark,enter", "dismiss(None)", "close", id="close_help_too", show=False),
        Binding("slash", "search", "search", id="search_help", show=False),
    ]

    AUTO_FOCUS = ""  # the box is not there yet: j and k move

    DEFAULT_CSS = """
    HelpScreen SearchInput { border: none; padding: 0 1; height: 1; background: $panel; margin: 0 0 1 0; }
    HelpScreen VerticalScroll { height: auto; max-height: 1fr; }
    HelpScreen VerticalScroll > Static { height: auto; }
    """

    def __init__(
        self, places: Sequence[Where], own_keys: dict[str, str], *, in_panel: bool, searching: bool = False
    ) -> None:
        super().__init__()
        self._places = places
        self._searching = searching
        self._in_panel = in_panel
        self._own_keys = own_keys
        self._room = 0
        """Cells of a line; 0 until it was laid out."""

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
        with Vertical(id="dialog", classes="-tall") as box:
            box.border_title = "Keys of this screen"
            box.border_subtitle = "↑↓ more · / search · esc close"
            self.input = SearchInput("a key, or a word of what it does")
            self.input.display = False
            self.text = Static(self._sections(""))
            yield self.input
            with VerticalScroll(can_focus=False) as self.scroll:
                yield self.text

    def _sections(self, words: str) -> Content:
        """All lines of this screen; with words those that have them, here and then in other places."""
        terms = fold(words).split()
        places = [*self._places]
        if terms and not self._in_panel:
            places += [where for where in Where if where not in places]
        sections: list[tuple[str, Sequence[Line]]] = [
            (str(place), [*self._lines(keys.entries(place, in_panel=self._in_panel))]) for place in places
        ]
        if Where.LIST in self._places or self._searching:
            place = 0 if self._searching else len(self._places)
            sections.insert(place, ("Search language", [*_language()]))
        shown = []
        for heading, lines in sections:
            found = [line for line in lines if all(term in line.searched for term in terms)]
            if found or not terms:
                shown += [
                    Content.styled(heading, "bold $text-accent"),
                    *(line.content(self._room) for line in found),
                    Content(),
                ]
        return Content("\n").join(
            shown[:-1] or [Content.styled(f"No key has {words.strip()!r}; esc clears", "$text-muted")]
        )

    def _lines(self, entries: Sequence[KeyEntry]) -> Iterator["Line"]:
        """A line for each key; the digits that open queues are one, as long as none of them was changed."""
        usual = QUEUE_KEYS.isdisjoint(self._own_keys)
        for entry in entries:
            if usual and entry.id in QUEUE_KEYS:
                if entry.keys == "1":
                    yield Line("1 … 9", "Show the queue with this key")
            else:
                pressed = keys.shown(self._own_keys.get(entry.id, entry.keys)) or "–"
                yield Line(pressed, entry.help, " ".join(also(entry.id)))

    # ── search ──

    def action_search(self) -> None:
        """Opens the search box."""
        self.input.display = True
        self.set_focus(self.input)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.text.update(self._sections(self.input.value))
        self.scroll.scroll_home(animate=False, immediate=True)

    @on(SearchLine.Entered)
    def _entered(self, event: SearchLine.Entered) -> None:
        """`enter` leaves what was found to be read."""
        event.hold.end()
        self.set_focus(None)

    def action_close(self) -> None:
        """Clears the search, then closes."""
        if self.input.display:
            self.input.value = ""
            self.input.display = False
            self.set_focus(None)
        else:
            self.dismiss(None)

    def on_resize(self) -> None:
        """Another width breaks lines elsewhere."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self.text.size.width != self._room:
            self._room = self.text.size.width
            self.text.update(self._sections(self.input.value))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the help: what is pressed or typed, what it does, other words for that."""

    pressed: str
    explained: str
    also: str = ""
    cells: int = KEY_CELLS

    @property
    def searched(self) -> str:
        """What is looked in."""
        return fold(f"{self.pressed} {self.explained} {self.also}")

    def content(self, room: int) -> Content:
        """As it is shown in so many cells: what takes another line goes on below where it began; 0 is not known yet."""
        head = f"  {self.pressed:<{self.cells}}"
        told = chop(self.explained, max(room - cell_len(head), self.cells)) if room else [self.explained]
        return Content.assemble((head, "bold"), f"\n{' ' * cell_len(head)}".join(told))


def _language() -> Iterator[Line]:
    """The query language in short: what is typed, and what it finds."""
    from billia_tui.operations.queries.fields import in_short

    return (Line(typed, meaning, cells=QUERY_CELLS) for typed, meaning in in_short())
