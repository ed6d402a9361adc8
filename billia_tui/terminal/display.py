"""The one place where Textual's painting is taken over: what the compositor paints goes to the terminal as a change.

It fails safe: with a Textual that it was not tried with, and after any mistake of its own, Textual paints as always.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import textual
from rich.color import ColorSystem
from textual import events
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._compositor import ChopsUpdate, LayoutUpdate

from billia_tui.terminal.abilities import abilities
from billia_tui.terminal.frame import Frame
from billia_tui.terminal.memory import forget_widgets
from billia_tui.terminal.painter import Painter, Update

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.app import App
    from textual.screen import Screen

    Application = App[int]
else:
    Application = object  # a further class of Textual's kind takes ten milliseconds to make

TRIED = ("8.2.",)
"""The versions of Textual whose way of painting is known; a test compares it with the one that is locked."""

_SMALL = 120
"""Bytes that arrive at once: what is no longer is never seen half done, so it needs no brackets."""


class UnknownTextual(RuntimeError):
    """This Textual paints in a way that the thin display was not tried with."""


def version() -> str:
    """The version of Textual, by the name of its folder: asking for it properly takes as long as a whole screen."""
    folders = [*Path(textual.__file__).parents[1].glob("textual-*.dist-info")]
    return folders[0].name.split("-")[1].removesuffix(".dist") if len(folders) == 1 else textual.__version__


class ThinDisplay(Application):
    """Mixed in before `App`: an application that sends only what changed.

    `thin` says whether it does; `paint_anew` paints all of it.
    """

    thin = False
    _record: Callable[[Exception], object]
    _painter: Painter | None = None
    _looked_away = False
    _shape = "default"

    def use_thin_display(self, record: Callable[[Exception], object]) -> None:
        """From now on only what changed is sent, if this Textual is one of those that it was tried with.

        Args:
            record: is handed what goes wrong in it.
        """
        self._record = record
        if version().startswith(TRIED):
            forget_widgets()
            self.thin = sys.platform != "win32"
        else:
            record(UnknownTextual())

    # ── what makes the terminal show something else ──

    def paint_anew(self) -> None:
        """The terminal may show something else by now: all of it is painted."""
        if self._painter is not None:
            self._painter = None  # after a stop even its line may be set otherwise
            self.screen.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Terminals change what they show with their size; a program that is resumed is told the size it had."""
        self._painter = None
        if event.size == self.screen.size:
            self.screen.refresh()

    def on_app_blur(self) -> None:
        """Something else may write to the terminal now."""
        self._looked_away = True

    def on_app_focus(self) -> None:
        """Somebody looks at the terminal again: whatever happened to it meanwhile is painted over."""
        if self._looked_away:
            self._looked_away = False
            self.paint_anew()

    def _set_pointer_shape(self, shape: str) -> None:
        """Each new page asks for the usual shape of the mouse's pointer: only another one than before is sent."""
        if shape != self._shape:
            self._shape = shape
            super()._set_pointer_shape(shape)

    def name_window(self, text: str) -> None:
        """Names the terminal's window, where there is one; never with what is stored."""
        name = getattr(self._driver, "name_window", None)
        if name is not None:
            name(text)

    # ── painting ──

    def _display(self, screen: "Screen[object]", renderable: "RenderableType | None") -> None:
        if renderable is None or not self._paints_now():
            super()._display(screen, renderable)
            return
        if not isinstance(renderable, LayoutUpdate | ChopsUpdate):
            super()._display(screen, renderable)
            self.paint_anew()
            return
        try:
            sent = self._change(screen, renderable)
        except Exception as error:  # noqa: BLE001 - whatever it is, the console goes on
            self._give_up(error)
            super()._display(screen, renderable)
            return
        driver = self._driver
        if sent and driver is not None:
            bracketed = self._sync_available and len(sent) > _SMALL
            driver.write(f"{SYNC_START}{sent}{SYNC_END}" if bracketed else sent)
            driver.flush()
        self.post_display_hook()

    def _paints_now(self) -> bool:
        """Whether there is a terminal to paint on, and nothing to wait for."""
        if not self.thin or self._batch_count or not self._running or self._closed or self.is_headless:
            return False
        driver = self._driver
        return driver is not None and not driver.is_inline

    def _change(self, screen: "Screen[object]", update: Update) -> str:
        """The bytes for one update; for a whole screen where nothing is known of it yet."""
        if self._painter is None:
            able = abilities()
            system = self.console._color_system or ColorSystem.TRUECOLOR  # noqa: SLF001 - Textual asks the same
            self._painter = Painter(Frame(system, able))
        compositor = screen._compositor  # noqa: SLF001 - the part that this stands in for
        if not isinstance(update, LayoutUpdate) and not self._painter.knows(compositor.size):
            whole = compositor.render_update(full=True, screen_stack=self._background_screens)
            assert isinstance(whole, LayoutUpdate)  # noqa: S101 - else the normal display takes over
            update = whole
        return self._painter.painted(update, compositor.size, self._place_of_cursor())

    def _place_of_cursor(self) -> tuple[int, int] | None:
        """Where an input wants the cursor, for those who write with an input method; elsewhere it is not seen."""
        if not hasattr(self.focused, "cursor_screen_offset"):
            return None
        x, y = self.screen.outer_size.clamp_offset(self.cursor_position)
        return x, y

    def _give_up(self, error: Exception) -> None:
        """Textual paints from now on, all of it first; the log says why."""
        self.thin = False
        self._painter = None
        self._record(error)
        self.screen.refresh()
