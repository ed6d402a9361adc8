"""What a form is typed into: a line, a hidden line, several lines, or a choice."""

from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, TextArea

from billia_tui.keys import made as keys
from billia_tui.text import clean, hidden_character

if TYPE_CHECKING:
    from billia_tui.widgets.field_spec import Field


class FieldChanged(Message):
    """Something was typed or chosen in a form."""


class Form(Protocol):
    """What an input has to know of its form."""

    saving: bool

    def action_save(self) -> None:
        """Saves what stands in the fields at this moment."""
        ...


class LineInput(Input):
    """An input of one line that takes no control characters, from the keyboard or from a paste."""

    def __init__(self, field: "Field") -> None:
        super().__init__(
            clean(field.value, limit=None),
            password=field.kind == "hidden",
            placeholder=field.hint,
            compact=True,
            select_on_focus=field.replaced,
        )
        self.cursor_blink = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tells the form."""
        event.stop()
        self.post_message(FieldChanged())

    async def action_submit(self) -> None:
        """`enter` saves at once: a message on its way to the form would let later letters overtake it."""
        cast("Form", self.screen).action_save()

    def action_copy(self) -> None:
        """Copies what is selected, but never what is hidden (R52)."""
        if self.password:
            self.app.notify("What is hidden is not copied", severity="warning", markup=False)
        else:
            super().action_copy()

    def action_cut(self) -> None:
        """Cuts what is selected, but never what is hidden (R52)."""
        if self.password:
            self.action_copy()
        else:
            super().action_cut()

    def action_paste(self) -> None:
        """Pastes what was copied in this console, with the same care as from outside."""
        self._take(self.app.clipboard)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if not cast("Form", self.screen).saving:
            self._take(event.text)

    def _take(self, pasted: str) -> None:
        """A paste becomes one line; with hidden characters in it, it is refused and says so."""
        pasted = pasted.strip("\r\n").replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
        wrong = hidden_character(pasted)
        if wrong:
            self.app.notify(f"The pasted text {wrong}", severity="warning", markup=False)
        else:
            self.replace(pasted, *self.selection)


class LinesInput(TextArea):
    """Several lines: `enter` saves the form, `ctrl+n` starts a new line."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.named("new_line", "suspend")]  # ctrl+z is no undo on a terminal

    def __init__(self, field: "Field") -> None:
        super().__init__(clean(field.value, lines=True, limit=None), compact=True, tab_behavior="focus")
        self.cursor_blink = False
        self.highlight_cursor_line = False
        self.move_cursor(self.document.end)  # as in a line: what is typed goes on from what stands there

    async def _on_key(self, event: events.Key) -> None:
        """Leaves `enter` to the form; Textual hands all other keys on to the text area itself."""
        if event.key == "enter":
            event.prevent_default()

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
        elif not cast("Form", self.screen).saving:
            self.replace(pasted, *self.selection, maintain_selection_offset=False)


class ChoiceInput(Widget, can_focus=True):
    """One of a few values; left and right, or space, change it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "previous", show=False),
        Binding("right,space", "step(1)", "next", show=False),
    ]
    DEFAULT_CSS = "ChoiceInput { height: 1; width: 1fr; }"
    index = reactive(0)

    def __init__(self, field: "Field") -> None:
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

    def choose(self, value: str) -> None:
        """Shows the choice with this value, if there is one; tells nobody."""
        values = [known for known, _ in self.choices]
        if value in values:
            self.index = values.index(value)

    def action_step(self, by: int) -> None:
        """To the next or previous choice."""
        self.index = (self.index + by) % max(len(self.choices), 1)
        self.post_message(FieldChanged())
