"""The fields of a form: a line of text, a hidden one, several lines, or a choice; each with its message."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from billia_tui.text import clean, hidden_character


@dataclass(frozen=True, slots=True)
class Field:
    """What a form asks for.

    Attributes:
        name: the name that the operation uses, so that its mistakes find their way here.
        label: what a person reads.
        value: what stands in it first, exactly as stored.
        kind: a line, a hidden line, several lines, or a choice.
        choices: for a choice: (value, label).
        hint: shown while the field is empty.
        old: the stored value to show as "was …" when another is typed; None shows nothing.
    """

    name: str
    label: str
    value: str = ""
    kind: Literal["line", "hidden", "lines", "choice"] = "line"
    choices: Sequence[tuple[str, str]] = ()
    hint: str = ""
    old: str | None = None


class FieldChanged(Message):
    """Something was typed or chosen in a form."""


class LineInput(Input):
    """An input of one line that takes no control characters, from the keyboard or from a paste."""

    def __init__(self, field: Field) -> None:
        super().__init__(
            clean(field.value, limit=None),
            password=field.kind == "hidden",
            placeholder=field.hint,
            compact=True,
            select_on_focus=False,
        )
        self.cursor_blink = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tells the form."""
        event.stop()
        self.post_message(FieldChanged())

    def _on_paste(self, event: events.Paste) -> None:
        """A paste becomes one line; with hidden characters in it, it is refused and says so."""
        pasted = event.text.strip("\r\n").replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
        event.stop()
        event.prevent_default()
        wrong = hidden_character(pasted)
        if wrong:
            self.app.notify(f"The pasted text {wrong}", severity="warning", markup=False)
            return
        self.insert_text_at_cursor(pasted)


class LinesInput(TextArea):
    """Several lines: `enter` saves the form, `ctrl+n` starts a new line."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+n", "new_line", "new line", show=False)]

    def __init__(self, field: Field) -> None:
        super().__init__(clean(field.value, lines=True, limit=None), compact=True, tab_behavior="focus")
        self.cursor_blink = False
        self.highlight_cursor_line = False

    async def _on_key(self, event: events.Key) -> None:
        """Leaves `enter` to the dialog."""
        if event.key == "enter":
            event.prevent_default()
            return
        await super()._on_key(event)

    def action_new_line(self) -> None:
        """A new line at the cursor."""
        self.insert("\n")

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tells the form."""
        event.stop()
        self.post_message(FieldChanged())

    async def _on_paste(self, event: events.Paste) -> None:
        """Keeps line feeds; refuses hidden characters and says so."""
        event.stop()
        event.prevent_default()
        pasted = event.text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
        wrong = hidden_character(pasted, lines=True)
        if wrong:
            self.app.notify(f"The pasted text {wrong}", severity="warning", markup=False)
            return
        self.insert(pasted)


class ChoiceInput(Widget, can_focus=True):
    """One of a few values; left and right, or space, change it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "previous", show=False),
        Binding("right,space", "step(1)", "next", show=False),
    ]
    DEFAULT_CSS = "ChoiceInput { height: 1; width: 1fr; }"
    index = reactive(0)

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.choices = list(field.choices)
        values = [value for value, _ in self.choices]
        self.set_reactive(ChoiceInput.index, values.index(field.value) if field.value in values else 0)

    @property
    def value(self) -> str:
        """The value that is chosen."""
        return self.choices[self.index][0] if self.choices else ""

    def render(self) -> Content:
        """The choice between its arrows."""
        label = clean(self.choices[self.index][1]) if self.choices else "–"
        return Content(f"‹ {label} ›")

    def action_step(self, by: int) -> None:
        """To the next or previous choice."""
        self.index = (self.index + by) % max(len(self.choices), 1)
        self.post_message(FieldChanged())


class FieldRow(Vertical):
    """A label, an input, and under them what is wrong, or what the value was."""

    DEFAULT_CSS = """
    FieldRow { height: auto; layout: grid; grid-size: 2; grid-columns: 18 1fr; grid-rows: auto; }
    FieldRow > .field--message { column-span: 2; height: auto; padding-left: 18; display: none; }
    FieldRow > .field--message.-shown { display: block; }
    """

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self._error = ""
        self._fresh: str | None = None
        self._label = Static(Content(field.label), classes="field--label")
        self._message = Static(classes="field--message")
        kinds: dict[str, type[LineInput | LinesInput | ChoiceInput]] = {"lines": LinesInput, "choice": ChoiceInput}
        self.input: LineInput | LinesInput | ChoiceInput = kinds.get(field.kind, LineInput)(field)
        self._shown_at_first = self._typed()
        if field.kind != "choice" and hidden_character(field.value, lines=field.kind == "lines"):
            self.input.disabled = True  # cleaned it would be another value: not to be saved unseen
            self._error = "holds hidden characters; shown cleaned and not changed"

    def compose(self) -> ComposeResult:
        """Label, input, message."""
        yield self._label
        yield self.input
        yield self._message

    def on_mount(self) -> None:
        """Shows what is known at first."""
        self.refresh_message()

    def _typed(self) -> str:
        return self.input.text if isinstance(self.input, LinesInput) else self.input.value

    @property
    def value(self) -> str:
        """What was typed; exactly the stored value as long as nothing was."""
        typed = self._typed()
        return self.field.value if typed == self._shown_at_first and self.field.kind != "choice" else typed

    def clear(self) -> None:
        """Forgets what was typed."""
        if isinstance(self.input, LineInput):
            with self.input.prevent(LineInput.Changed):
                self.input.value = ""

    def wrong(self, error: str) -> None:
        """Shows a mistake; an empty one clears it."""
        self._error = error
        self.refresh_message()

    def now(self, fresh: str | None) -> None:
        """Shows the value that somebody else saved meanwhile."""
        self._fresh = fresh
        self.refresh_message()

    def refresh_message(self) -> None:
        """Shows the mistake, the fresh value, or what the value was before."""
        text, kind = "", ""
        if self._error:
            text, kind = f"✖ {self._error}", "-error"
        elif self._fresh is not None and self._fresh != self.value:
            text, kind = f"now saved: {clean(self._fresh) or '–'}", "-fresh"
        elif self.field.old is not None and self.value != self.field.old:
            text, kind = f"was {clean(self.field.old) or '–'}", "-old"
        self._message.update(Content(text))
        self._message.set_classes(f"field--message {kind} {'-shown' if text else ''}")
