"""Dialogs: small forms that say what will change, answer to enter and esc, and keep what was typed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import uuid4

from rich.cells import cell_len
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from billia_tui.errors import BilliaError, Conflict, Invalid, Refused
from billia_tui.keys import made as keys
from billia_tui.widgets.field import FieldRow
from billia_tui.widgets.field_spec import Field
from billia_tui.widgets.inputs import ChoiceInput, FieldChanged, LinesInput

if TYPE_CHECKING:
    from billia_tui.widgets.host import Host


AROUND_HEADING = 6
"""Cells of the frame beside its heading, and beside the keys at its foot."""

WIDTH, MOST_OF_THE_SCREEN = 76, 0.96
"""Cells of a dialog where there are as many; the style sheet has the same."""

BETWEEN = " · "


class Dialog(ModalScreen[str | None], inherit_bindings=False):
    """A form. Its answer is what was done, in words, or None if it was closed.

    A subclass gives `heading`, `fields` and `save`; `preview` adds lines that follow what is typed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(keys.Where.DIALOG)]
    AUTO_FOCUS = None
    app: "Host"

    heading: str = ""
    verb: str = "save"
    """What `enter` does, for the line at the bottom."""
    intro: str = ""
    """What the dialog is about to do; data in it is cleaned."""
    danger: bool = False
    undoable: bool = False
    """Whether `u` on the list and the details page takes back what it did."""
    covers: bool = False
    """Whether it hides what is below, instead of standing before it."""
    cursor_in: str = ""
    """The field that has the cursor first; empty for the first one."""
    seen: Any = None
    """The version of what is changed, or its value, as the form has shown it."""
    can_save: bool = True
    """Whether `enter` does anything; where it cannot, the intro says why."""
    way_out: str = ""
    """What `esc` does, for the line at the bottom; empty for the usual."""

    def __init__(self) -> None:
        super().__init__(classes="-covers" if self.covers else None)
        self.request_key = uuid4().hex  # one for the life of the dialog: a repeated save is the same request
        self.saving = False
        self.warned = False
        """Whether it was said what leaving the console would cost."""
        self.rows: dict[str, FieldRow] = {}

    @classmethod
    async def about(cls, app: "Host", *about: Any) -> Self:  # noqa: ARG003 - for those that ask the store
        """The form on what it is about, as it is now; a subclass asks the store for what else it shows."""
        return cls(*about)

    def fields(self) -> Sequence[Field]:
        """What is asked for."""
        return ()

    def preview(self, values: Mapping[str, str]) -> str:  # noqa: ARG002 - for those that need it
        """What will change, old → new, while it is typed."""
        return ""

    async def save(self, values: Mapping[str, str]) -> str:
        """Does it; gives what was done in words, or raises BilliaError."""
        raise NotImplementedError

    def meanwhile(self, conflict: Conflict) -> None:
        """Someone else saved: the next `enter` saves over what is shown now, and over nothing newer."""
        self.seen = conflict.seen

    def compose(self) -> ComposeResult:
        """The box: intro, fields, preview, problem."""
        with VerticalScroll(id="dialog", can_focus=False) as box:
            box.border_title = Content(self.heading)
            box.set_class(self.danger, "-danger")
            yield Static(Content(self.intro), id="intro", classes="" if self.intro else "-empty")
            for field in self.fields():
                self.rows[field.name] = FieldRow(field)
                yield self.rows[field.name]
            yield Static(id="preview", classes="-empty")
            yield Static(id="problem", classes="-empty")

    def on_mount(self) -> None:
        """Puts the cursor into the first field."""
        typed_into = (row for row in self.rows.values() if not row.input.disabled)
        first = self.rows.get(self.cursor_in) or next(typed_into, None)
        self.set_focus(first.input if first else None)
        self._show_preview()
        self.show_keys()

    def on_resize(self) -> None:
        """A heading for which the frame has no room stands in the box, whole."""
        box = self.query_one("#dialog")
        fits = cell_len(self.heading) + AROUND_HEADING <= box.outer_size.width
        self._show("intro", "\n".join(filter(None, ["" if fits else self.heading, self.intro])))

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields now."""
        return {name: row.value for name, row in self.rows.items()}

    @on(FieldChanged)
    def _changed(self) -> None:
        self._show_preview()

    def _show_preview(self) -> None:
        self._show("preview", self.preview(self.values))

    def _show(self, name: str, text: str) -> None:
        line = self.query_one(f"#{name}", Static)
        line.update(Content(text))
        line.set_class(not text, "-empty")

    def _show_problem(self, text: str) -> None:
        self._show("problem", f"✖ {text}")
        self.call_after_refresh(self.query_one("#problem").scroll_visible, animate=False)

    def warn(self, text: str, pressed: str) -> None:
        """Says what leaving the console would cost, where no question can be asked before this."""
        self.warned = True
        self._show_problem(f"{text}; {keys.first_shown(pressed)} again leaves")

    def show_keys(self) -> None:
        """The line at the bottom: the keys as the user has them."""
        box = self.query_one("#dialog")
        is_saving = self.saving and not self.app.type_ahead.asks
        shown = ["saving …"] if is_saving else [*self._keys()]
        room = min(WIDTH, int(MOST_OF_THE_SCREEN * self.app.size.width)) - AROUND_HEADING
        while len(shown) > 2 and cell_len(BETWEEN.join(shown)) > room:
            del shown[-2]  # how to save and how to leave are always there
        box.border_subtitle = Content(BETWEEN.join(shown))

    def _keys(self) -> Iterator[str]:
        def key(name: str) -> str:
            return keys.first_shown(self.app.key_of(name))

        inputs = [row.input for row in self.rows.values() if not row.input.disabled]
        if self.can_save:
            yield f"{key('save')} {self.verb}"
        if any(isinstance(one, LinesInput) for one in inputs):
            yield f"{key('new_line')} new line"
        if len(inputs) > 1:
            yield f"{key('next_focus')} next field"
        if any(isinstance(one, ChoiceInput) for one in inputs):
            yield "← → choose"
        yield f"{key('cancel')} {self.way_out or ('cancel' if self.can_save else 'close')}"

    @property
    def is_touched(self) -> bool:
        """Whether something else stands here than at first."""
        return any(row.is_touched for row in self.rows.values())

    def action_cancel(self) -> None:
        """Closes without saving; what was typed is not dropped unasked (R224), what is being saved is waited for."""
        if self.saving:
            return
        if self.is_touched and not self.covers:
            self.app.push_screen(DropDialog(self.heading), self._answered)
        else:
            self.dismiss(None)

    def _answered(self, dropped: str | None) -> None:
        if dropped is not None:
            self.dismiss(None)

    def action_save(self) -> None:
        """Saves once what stands there at this moment: a second `enter` waits for the first one's answer."""
        if self.saving or not self.can_save:
            return
        self.saving = True
        self._hold = self.app.type_ahead.hold()  # what is typed now is meant for what comes after this dialog
        self._show("problem", "")
        self.show_keys()
        for row in self.rows.values():
            row.wrong("")
        self._save(self.values)

    @work(description="save")  # Textual's own would hold what was typed, a password among it
    async def _save(self, values: Mapping[str, str]) -> None:
        try:
            done = await self.save(values)
        except BilliaError as error:
            self.saving = False
            self.show_keys()
            self._refused(error)
            self._hold.end()
        else:
            self.dismiss(self._with_way_back(done))  # `saving` stays: keys that were typed ahead save nothing twice

    def _with_way_back(self, done: str) -> str:
        """What was done, and the key that takes it back where there is one on the page below."""
        below = self.app.screen_stack[-2]
        if not (self.undoable and hasattr(below, "action_undo")):
            return done
        return f"{done} · {keys.first_shown(self.app.key_of('undo'))} undoes it"

    def on_unmount(self) -> None:
        """Lets the keys that wait go on to the page: only now, a form that is closing would swallow them."""
        if self.saving:
            self._hold.end()

    def _refused(self, error: BilliaError) -> None:
        """Says why, and keeps everything that was typed."""
        if isinstance(error, Invalid):
            self._show_mistakes(error)
        elif isinstance(error, Conflict):
            self._show_conflict(error)
        elif isinstance(error, Refused) and error.rule == "P1":
            self._show_problem("what you entered first was saved after all, its answer was lost; esc, then look")
        else:
            self._show_problem(error.text)

    def _show_mistakes(self, error: Invalid) -> None:
        elsewhere = []
        for name, text in error.fields.items():
            if name in self.rows:
                self.rows[name].wrong(text)
            else:
                elsewhere.append(f"{name.replace('_', ' ')} {text}")
        if elsewhere:
            self._show_problem("; ".join(elsewhere))
        wrong = next((row for name, row in self.rows.items() if name in error.fields and not row.input.disabled), None)
        if wrong:
            self.set_focus(wrong.input)
            self.call_after_refresh(wrong.scroll_visible, animate=False)

    def _show_conflict(self, error: Conflict) -> None:
        for name, row in self.rows.items():
            row.now(error.fresh.get(name))
        self.meanwhile(error)
        self._show_preview()
        save = keys.first_shown(self.app.key_of("save"))
        self._show_problem(f"{error.text}; the fresh values are shown, {save} saves what you typed over them")


class DropDialog(Dialog):
    """Asks before `esc` drops what was typed in a form; `heading` is the form's."""

    verb = "drop it"
    way_out = "go on"

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.heading = f"Drop what you typed? · {heading}"
        self.intro = "Nothing of it is saved."

    async def save(self, _values: Mapping[str, str]) -> str:
        """The form closes with this."""
        return ""
