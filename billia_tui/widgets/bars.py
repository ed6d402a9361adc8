"""The first and the last line of every screen: where I am, and what I can press."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from billia_tui.keys.made import KeyEntry, first_shown
from billia_tui.widgets.cells import fit

GAP = 2
CHANGING = 8
"""Cells of a word that changes with the record ("block", "activate"), so that its neighbours stay in place."""


class Bar(Widget):
    """A line that says something about the rows below or above it."""

    def paint_with_them(self, *regions: Region) -> None:
        """Paints itself, or only some regions, in the frame that the rows are painted in, not in one after that.

        A widget else asks for its paint when its own turn comes, which is after the screen has painted the rows.
        """
        self.refresh(*regions)
        self._check_refresh()


class TitleLine(Bar):
    """Program, page, who works where, and the time of the last read (UTC): nothing moves by itself."""

    def __init__(self) -> None:
        super().__init__()
        self._crumbs: Sequence[str] = ()
        self._facts: Sequence[str] = ()
        self._lasting = 0

    def show(self, crumbs: Sequence[str], facts: Sequence[str], *, lasting: int = 0) -> None:
        """`crumbs` lead to this page, `facts` stand at the right; both are cleaned. Draws only what changed.

        The first `lasting` facts stay when the line is narrow; the crumbs are cut for them.
        """
        if (crumbs, facts, lasting) != (self._crumbs, self._facts, self._lasting):
            self._crumbs, self._facts, self._lasting = crumbs, facts, lasting
            self.paint_with_them()

    def render(self) -> Content:
        """The line: what does not fit is left out from the left of the facts, then of the crumbs."""
        left = " › ".join(self._crumbs)
        facts = list(self._facts)
        room = self.size.width - 9
        while len(facts) > self._lasting and cell_len(left) + sum(cell_len(fact) + 3 for fact in facts) > room:
            facts.pop(self._lasting)
        right = "   ".join(facts)
        middle = fit(left, max(room - cell_len(right) - 1 - GAP, 0)) + " " * GAP
        return Content.assemble((" billia  ", "bold $text-accent"), (middle, "bold"), f"{right} ")


@dataclass(frozen=True, slots=True)
class KeyState:
    """How a key stands now: another word for it, and why it cannot be used (None if it can)."""

    label: str | None = None
    refusal: str | None = None


USUAL = KeyState()


class KeyBar(Bar):
    """The keys of this screen; one that cannot be used now stands in parentheses and says why when pressed."""

    def __init__(self, entries: Sequence[KeyEntry], *, names: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._offered = [*entries]
        self._take_names(names or {})
        self._states: Mapping[str, KeyState] = {}
        self._made: dict[tuple[str, KeyState], Content] = {}

    def _take_names(self, names: Mapping[str, str]) -> None:
        self.names = dict(names)
        """Keys that the user changed, by the name of the entry; empty for one that has none."""
        shown = [entry for entry in self._offered if entry.footer and self.names.get(entry.id, entry.keys)]
        self._entries = sorted(shown, key=lambda entry: entry.footer)

    def rename(self, names: Mapping[str, str]) -> None:
        """The user changed keys while this was shown."""
        self._take_names(names)
        self._made.clear()
        self.refresh()

    def show(self, states: Mapping[str, KeyState]) -> None:
        """The state of some keys by name; draws only the words that changed: this happens on every row."""
        if states == self._states:
            return
        before = self._laid_out()
        self._states = dict(states)
        after = self._laid_out()
        if [item.cell_length for item in before] != [item.cell_length for item in after]:
            self.paint_with_them()
            return
        regions, left = [], 0
        for old, new in zip(before, after, strict=True):
            if old is not new and not old.is_same(new):
                regions.append(Region(left, 0, new.cell_length, 1))
            left += new.cell_length
        if regions:
            self.paint_with_them(*regions)

    def render(self) -> Content:
        """As many keys as fit; help is always among them."""
        return Content("").join(self._laid_out())

    def _laid_out(self) -> list[Content]:
        """The items with the blanks around them: a parenthesis takes the place of a blank."""
        here = (entry for entry in self._entries if not entry.at_times or entry.id in self._states)
        items = [self._item(entry) for entry in here]
        while len(items) > 1 and sum(item.cell_length for item in items) > self.size.width:
            del items[-2]  # the last one is help
        return items

    def _item(self, entry: KeyEntry) -> Content:
        """An entry as its key stands now; each is made once."""
        state = self._states.get(entry.id, USUAL)
        made = self._made.get((entry.id, state))
        if made is None:
            made = self._made[entry.id, state] = self._new_item(entry, state)
        return made

    def _new_item(self, entry: KeyEntry, state: KeyState) -> Content:
        key = first_shown(self.names.get(entry.id, entry.keys))
        label = (state.label or entry.label).ljust(CHANGING if state.label else 0)
        if state.refusal is not None:
            return Content.styled(f"({key} {label.rstrip()})".ljust(len(key) + len(label) + 1 + GAP), "$text-muted")
        return Content.assemble(" ", (key, "bold $text-accent"), f" {label} ")
