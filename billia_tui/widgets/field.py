"""A field of a form: its label, its input, and under it what is wrong or what the value was."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from billia_tui.text import clean
from billia_tui.widgets.field_spec import Field
from billia_tui.widgets.inputs import ChoiceInput, FieldChanged, LineInput, LinesInput

READ_ONLY = "hidden characters; shown cleaned, kept as stored"


def faithful(text: str, *, lines: bool = False) -> bool:
    """Whether a form can show `text` and give it back; only kinds of blanks may differ.

    Whatever is shown as a picture or a mark would be stored as that mark, once the field is edited.
    """
    shown = clean(text, lines=lines, limit=None)
    return len(shown) == len(text) and all(b in (a, " ") for a, b in zip(text, shown, strict=True))


class FieldRow(Vertical):
    """A label, an input, and under them what is wrong, or what the value was."""

    DEFAULT_CSS = """
    FieldRow { height: auto; layout: grid; grid-size: 2; grid-columns: 18 1fr; grid-rows: 1 auto; }
    FieldRow.-lines { grid-rows: 6 auto; }
    FieldRow > .field--message { column-span: 2; height: auto; padding-left: 18; display: none; }
    FieldRow > .field--message.-shown { display: block; }
    FieldRow LinesInput { height: 6; padding: 0; }
    """

    def __init__(self, field: Field) -> None:
        super().__init__(classes="-lines" if field.kind == "lines" else "")
        self.field = field
        self._stored = field.value
        self._error = ""
        self._fresh: str | None = None
        self._label = Static(Content(field.label), classes="field--label")
        self._message = Static(classes="field--message")
        kinds: dict[str, type[LineInput | LinesInput | ChoiceInput]] = {"lines": LinesInput, "choice": ChoiceInput}
        self.input: LineInput | LinesInput | ChoiceInput = kinds.get(field.kind, LineInput)(field)
        self._settle()

    def compose(self) -> ComposeResult:
        """Label, input, message."""
        yield self._label
        yield self.input
        yield self._message

    def on_mount(self) -> None:
        """Shows what is known at first."""
        self.refresh_message()

    def on_descendant_focus(self) -> None:
        """Marks the label; on a low screen, brings the message into view with its input."""
        self._label.add_class("-focused")
        self.call_after_refresh(self.scroll_visible, animate=False)

    def on_descendant_blur(self) -> None:
        """The cursor is in another field now."""
        self._label.remove_class("-focused")

    def on_field_changed(self, _event: FieldChanged) -> None:
        """What was wrong is being corrected: the next save says whether it is. The form hears of it, too."""
        self.wrong("")

    def _settle(self) -> None:
        """Remembers what stands for the stored value; closes the field if it cannot be shown as it is."""
        self._shown_at_first = self._typed()
        lines = self.field.kind == "lines"
        self.input.disabled = self.field.kind != "choice" and not faithful(self._stored, lines=lines)

    def _typed(self) -> str:
        return self.input.text if isinstance(self.input, LinesInput) else self.input.value

    @property
    def value(self) -> str:
        """What was typed; exactly the stored value as long as nothing was."""
        return self._stored if not self.is_touched and self.field.kind != "choice" else self._typed()

    @property
    def is_touched(self) -> bool:
        """Whether another value stands here than at first."""
        return self._typed() != self._shown_at_first

    def _put(self, text: str) -> None:
        with self.input.prevent(Input.Changed, TextArea.Changed):
            if isinstance(self.input, LinesInput):
                self.input.load_text(clean(text, lines=True, limit=None))
            elif isinstance(self.input, LineInput):
                self.input.value = clean(text, limit=None)
            else:
                self.input.choose(text)

    def clear(self) -> None:
        """Forgets what was typed."""
        self._put("")

    def wrong(self, error: str) -> None:
        """Shows a mistake; an empty one clears it."""
        self._error = error
        self.refresh_message()

    def now(self, fresh: str | None) -> None:
        """Somebody else saved `fresh` meanwhile. What was typed stays, beside it; an untouched field follows."""
        if fresh is not None and self.field.old is not None and self.value == self._stored != fresh:
            self._stored = fresh
            self._put(fresh)
            self._settle()
        self._fresh = fresh if fresh != self.field.old else None
        self.refresh_message()

    def refresh_message(self) -> None:
        """Shows the mistake, the fresh value, or what the value was before."""
        text, kind = self._said()
        self._message.update(Content(text))
        self._message.set_classes(f"field--message {kind} {'-shown' if text else ''}")

    def _said(self) -> tuple[str, str]:
        old = self.field.old
        was = f"was {self._brief(old)}" if old is not None and self.value != old else ""
        if self._error or self.input.disabled:
            return f"✖ {self._error or READ_ONLY}", "-error"
        if self._fresh is not None and (self._fresh != self.value or was):
            taken = f" · {was}" if self._fresh == self.value else ""
            return f"now saved: {self._brief(self._fresh)}{taken}", "-fresh"
        return was, "-old"

    def _brief(self, text: str) -> str:
        return clean(text, lines=self.field.kind == "lines") or "–"
