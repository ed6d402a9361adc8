"""Dialogs: small forms that say what will change, answer to enter and esc, and keep what was typed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from billia_tui import keys
from billia_tui.errors import BilliaError, Conflict, Invalid
from billia_tui.widgets.field import Field, FieldChanged, FieldRow

if TYPE_CHECKING:
    from billia_tui.app import BilliaApp


class Dialog(ModalScreen[str | None], inherit_bindings=False):
    """A form. Its answer is what was done, in words, or None if it was closed.

    A subclass gives `heading`, `fields` and `save`; `preview` adds lines that follow what is typed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(keys.Where.DIALOG)]
    AUTO_FOCUS = None
    app: "BilliaApp"

    heading: str = ""
    verb: str = "save"
    """What `enter` does, for the line at the bottom."""
    intro: str = ""
    """What the dialog is about to do; data in it is cleaned."""
    danger: bool = False

    def __init__(self) -> None:
        super().__init__()
        self.request_key = uuid4().hex  # one for the life of the dialog: a repeated save is the same request
        self._busy = False
        self.rows: dict[str, FieldRow] = {}

    def fields(self) -> Sequence[Field]:
        """What is asked for."""
        return ()

    def preview(self, values: Mapping[str, str]) -> str:  # noqa: ARG002 - for those that need it
        """What will change, old → new, while it is typed."""
        return ""

    async def save(self, values: Mapping[str, str]) -> str:
        """Does it; gives what was done in words, or raises BilliaError."""
        raise NotImplementedError

    def meanwhile(self) -> None:
        """Someone else saved meanwhile: take the fresh state, so that the next `enter` is a knowing one."""

    def compose(self) -> ComposeResult:
        """The box: intro, fields, preview, problem."""
        with VerticalScroll(id="dialog", can_focus=False) as box:
            box.border_title = Content(self.heading)
            box.border_subtitle = f"enter {self.verb} · esc cancel"
            box.set_class(self.danger, "-danger")
            yield Static(Content(self.intro), id="intro", classes="" if self.intro else "-empty")
            for field in self.fields():
                self.rows[field.name] = FieldRow(field)
                yield self.rows[field.name]
            yield Static(id="preview", classes="-empty")
            yield Static(id="problem", classes="-empty")

    def on_mount(self) -> None:
        """Puts the cursor into the first field."""
        first = next((row for row in self.rows.values() if not row.input.disabled), None)
        self.set_focus(first.input if first else None)
        self._show_preview()

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields now."""
        return {name: row.value for name, row in self.rows.items()}

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """`enter` saves from any field: an input keeps the key for itself and says it was submitted."""
        event.stop()
        self.action_save()

    @on(FieldChanged)
    def _changed(self) -> None:
        for row in self.rows.values():
            row.refresh_message()
        self._show_preview()

    def _show_preview(self) -> None:
        self._show("preview", self.preview(self.values))

    def _show(self, name: str, text: str) -> None:
        line = self.query_one(f"#{name}", Static)
        line.update(Content(text))
        line.set_class(not text, "-empty")

    def action_cancel(self) -> None:
        """Closes without saving; what is being saved is waited for."""
        if not self._busy:
            self.dismiss(None)

    def action_save(self) -> None:
        """Saves once: a second `enter` waits for the first one's answer."""
        if not self._busy:
            self._busy = True
            self._save()

    @work
    async def _save(self) -> None:
        self._clear()
        try:
            done = await self.save(self.values)
        except Invalid as error:
            self._show_mistakes(error)
        except Conflict as error:
            self._show_conflict(error)
        except BilliaError as error:
            self._show("problem", f"✖ {error.text}")
        else:
            self.dismiss(done)
            return
        finally:
            self._busy = False

    def _clear(self) -> None:
        self._show("problem", "")
        for row in self.rows.values():
            row.wrong("")

    def _show_mistakes(self, error: Invalid) -> None:
        elsewhere = []
        for name, text in error.fields.items():
            if name in self.rows:
                self.rows[name].wrong(text)
            else:
                elsewhere.append(f"{name.replace('_', ' ')} {text}")
        if elsewhere:
            self._show("problem", "✖ " + "; ".join(elsewhere))
        wrong = next((self.rows[name] for name in self.rows if name in error.fields), None)
        if wrong:
            self.set_focus(wrong.input)

    def _show_conflict(self, error: Conflict) -> None:
        for name, row in self.rows.items():
            row.now(error.fresh.get(name))
        self._show("problem", f"✖ {error.text}; the fresh values are shown, enter saves yours over them")
        self.meanwhile()


class Confirm(Dialog):
    """A question with no fields; a subclass gives heading, intro, verb and `save`."""
