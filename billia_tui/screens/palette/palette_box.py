"""The box of the palette: an input, and the lines below it; how they are painted, not what they are."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive

from billia_tui.paging import Page
from billia_tui.screens.palette.entries import LOOKING, Entry, LineKind
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.record_table import RecordTable
from billia_tui.widgets.search_line import SearchInput


class PaletteInput(SearchInput):
    """What is typed; it has one size however long that is, so that no letter makes the screen be laid out anew."""

    virtual_size = reactive(Size(0, 0), layout=False)


class PaletteBox(Vertical):
    """Input and lines.

    Args:
        heading: what it is.
        hint: stands in the input while that is empty.
    """

    DEFAULT_CSS = """
    PaletteBox { margin-top: 2; width: 104; max-width: 96%; height: 20; max-height: 90%;
        border: round $primary; background: $surface; }
    PaletteBox Input { border: none; height: 1; padding: 0 1; background: $panel; }
    PaletteBox RecordTable { background: $surface; }
    """

    def __init__(self, heading: str, hint: str) -> None:
        super().__init__()
        self.border_title = heading
        self.input = PaletteInput(hint)
        self.table: RecordTable[Entry] = RecordTable(
            [Column("", 8), Column("", 20, grow=1), Column("", 9, right=True)],
            _cells,
            lambda entry: entry.id,
            header=False,
        )
        self.table.lit = True
        self.table.can_focus = False

    def compose(self) -> ComposeResult:
        """The two."""
        yield self.input
        yield self.table

    def say_keys(self, *, waits: bool) -> None:
        """The line at the bottom."""
        doing = f"{LOOKING} esc closes" if waits else "enter do · ↑↓ choose · esc close"
        self.border_subtitle = Content(doing)

    def put(self, lines: Sequence[Entry], *, at: int, line: int, nobody: str) -> None:
        """Shows these lines, the cursor `at` one of them and that on `line` of the box; without any it says `nobody`.

        Paints only what is different, with the letter in one frame: left to themselves each would ask for its own
        when its turn comes.
        """
        before = self.table.row
        if not lines and self.table.empty_text != nobody:
            self.table.say(nobody)
        elif list(lines) != list(self.table.rows) or (lines and before != lines[at]):
            numbers = [(number,) for number in range(len(lines))]
            above = Page(tuple(lines[:at]), tuple(numbers[:at]), more=False)
            self.table.show(Page(tuple(lines[at:]), tuple(numbers[at:]), more=False), above=above, line=line)
        for widget in (self.input, self.table):
            widget._check_refresh()  # noqa: SLF001 - the only way to ask now
        self.screen.check_idle()


def _cells(entry: Entry) -> Sequence[Piece]:
    """What it is in a word, its text, its key."""
    what: Piece = (f"{entry.what} {entry.count}".rstrip(), "info" if entry.kind is LineKind.CUSTOMER else "")
    if entry.elsewhere and entry.refusal is not None:
        what = (entry.what, "muted")
    elif entry.refusal is not None:
        what = (f"({entry.what}) not possible; enter says why", "muted")
    return (entry.kind, "muted"), what, (entry.key, "muted")
