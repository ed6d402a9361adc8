"""The one place where Textual's painting is taken over: what the compositor paints goes to the terminal as a change.

It fails safe: with a Textual that paints otherwise, and after any mistake of its own, Textual paints as always.
"""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rich.color import ColorSystem
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App

from .abilities import abilities
from .frame import Frame
from .painter import Painter, Update
from .probe import probe

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.screen import Screen

    from .check import Check

    Application = App[Any]
else:
    Application = object  # a further class of Textual's kind takes ten milliseconds to make

_SYNC_START, _SYNC_END = "\x1b[?2026h", "\x1b[?2026l"

_NO_STYLE = "\x1b[m"

_WAITS_FOR_BATCH = "_batch_count" in App._display.__code__.co_names  # noqa: SLF001 - what is taken over here
"""Whether Textual paints nothing in a batch; before 0.80 it did."""

_SMALL = 120
"""Bytes that arrive at once: what is no longer is never seen half done, so it needs no brackets."""


def _ignore(error: Exception) -> None:
    del error


def use_thin_display(app: "App[Any]", record: Callable[[Exception], object] = _ignore) -> None:
    """Switches it on for an application that was made without `ThinApp`, at any time before it runs.

    Args:
        app: becomes one of a class of its own.
        record: is handed what goes wrong in it.
    """
    if not isinstance(app, ThinApp):
        kind = type(app)
        own = {name: value for name, value in vars(ThinApp).items() if not name.startswith("__")}
        make: Any = type(kind)
        app.__class__ = make(kind.__name__, (kind,), {**own, "__module__": kind.__module__})
    ThinApp.use_thin_display(app, record)  # type: ignore[arg-type]  # it has all of it now


def _textual(app: "App[Any]") -> Any:
    """What Textual itself does for an application, with `ThinApp` among its classes or what that has in its own."""
    return super(ThinApp if isinstance(app, ThinApp) else type(app), app)


class ThinApp(Application):
    """Mixed in before `App`: an application that sends only what changed.

    `is_thin` says whether it does; `paint_anew` paints all of it.
    """

    is_thin = False
    _thin_record: Callable[[Exception], object] = staticmethod(_ignore)
    _thin_painter: Painter | None = None
    _thin_probed = False
    _thin_check: "Check | None" = None
    _thin_away = False
    _thin_shape = "default"

    def use_thin_display(self, record: Callable[[Exception], object] = _ignore) -> None:
        """From now on only what changed is sent, if this Textual paints as it is known.

        Args:
            record: is handed what goes wrong in it.
        """
        self._thin_record = record
        self.is_thin = sys.platform != "win32"

    # ── what makes the terminal show something else ──

    def paint_anew(self) -> None:
        """The terminal may show something else by now: all of it is painted."""
        if self._thin_painter is not None:
            self._thin_painter = None  # after a stop even its line may be set otherwise
            self.screen.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Terminals change what they show with their size; a program that is resumed is told the size it had."""
        self._thin_painter = None
        if event.size == self.screen.size:
            self.screen.refresh()

    def on_app_blur(self) -> None:
        """Something else may write to the terminal now."""
        self._thin_away = True

    def on_app_focus(self) -> None:
        """Somebody looks at the terminal again: whatever happened to it meanwhile is painted over."""
        if self._thin_away:
            self._thin_away = False
            self.paint_anew()

    def _set_pointer_shape(self, shape: str) -> None:
        """Each new page asks for the usual shape of the mouse's pointer: only another one than before is sent."""
        if shape != self._thin_shape:
            self._thin_shape = shape
            _textual(self)._set_pointer_shape(shape)  # noqa: SLF001 - as all of this

    def name_window(self, text: str) -> None:
        """Names the terminal's window, where there is one; never with what is stored."""
        name = getattr(self._driver, "name_window", None)
        if name is not None:
            name(text)

    def copy(self, text: str) -> bool:
        """Into the terminal's clipboard; tells whether there is one to send it to, and the text is none too long."""
        copy = getattr(self._driver, "copy", None)
        return copy is not None and bool(copy(text))

    # ── painting ──

    def _display(self, screen: "Screen[object]", renderable: "RenderableType | None") -> None:
        if renderable is None or not self._thin_paints():
            _textual(self)._display(screen, renderable)  # noqa: SLF001 - as all of this
            return
        if not isinstance(renderable, LayoutUpdate | ChopsUpdate):
            self._thin_write(_NO_STYLE)
            _textual(self)._display(screen, renderable)  # noqa: SLF001 - as all of this
            self.paint_anew()
            return
        try:
            sent = self._thin_change(screen, renderable)
        except Exception as error:  # noqa: BLE001 - whatever it is, the console goes on
            self._thin_give_up(error)
            self._thin_write(_NO_STYLE)
            _textual(self)._display(screen, renderable)  # noqa: SLF001 - as all of this
            return
        if sent:
            bracketed = self._sync_available and len(sent) > _SMALL
            self._thin_write(f"{_SYNC_START}{sent}{_SYNC_END}" if bracketed else sent)
        self.post_display_hook()

    def _thin_write(self, sent: str) -> None:
        if self._driver is not None:
            self._driver.write(sent)
            self._driver.flush()

    def _thin_paints(self) -> bool:
        """Whether there is a terminal to paint on, and nothing to wait for."""
        if not self.is_thin or not self._running or self._closed or self.is_headless:
            return False
        if self._batch_count and _WAITS_FOR_BATCH:
            return False
        driver = self._driver
        return driver is not None and not getattr(driver, "is_inline", False)

    def _thin_change(self, screen: "Screen[object]", update: Update) -> str:
        """The bytes for one update; for a whole screen where nothing is known of it yet."""
        if not self._thin_probed:
            probe(self.console)
            self._thin_probed = True
        if self._thin_painter is None:
            able = abilities()
            system = self.console._color_system or ColorSystem.TRUECOLOR  # noqa: SLF001 - Textual asks the same
            self._thin_painter = Painter(Frame(system, able))
            self._thin_leave_plain()
        compositor = screen._compositor  # noqa: SLF001 - the part that this stands in for
        if not isinstance(update, LayoutUpdate) and not self._thin_painter.knows(compositor.size):
            whole = compositor.render_update(full=True, screen_stack=self._background_screens)
            assert isinstance(whole, LayoutUpdate)  # noqa: S101 - else the normal display takes over
            update = whole
        sent = self._thin_painter.painted(update, compositor.size, self._thin_cursor())
        if self._thin_check is not None:
            self._thin_check.frame(self.console, update, sent, compositor.size)
        return sent

    def _thin_leave_plain(self) -> None:
        """Whoever has the terminal next finds no style set: this display leaves its last one there."""
        driver: Any = self._driver
        if hasattr(driver, "thin_stop"):
            return
        stop = driver.thin_stop = driver.stop_application_mode

        def stop_plain() -> None:
            if getattr(driver, "_writer_thread", None) is not None:
                driver.write(_NO_STYLE)
            stop()

        driver.stop_application_mode = stop_plain

    def _thin_cursor(self) -> tuple[int, int]:
        """Where an input wants the cursor, for those who write with an input method.

        Elsewhere it is not seen and stands at the top: when xterm gets fewer lines it pushes up both of its screens
        until the cursor is on them, and what the shell had shown before was lost.
        """
        if not hasattr(self.focused, "cursor_screen_offset"):
            return 0, 0
        width, height = self.screen.outer_size
        x, y = self.cursor_position
        return max(min(x, width - 1), 0), max(min(y, height - 1), 0)

    def _thin_give_up(self, error: Exception) -> None:
        """Textual paints from now on, all of it first; the log says why."""
        self.is_thin = False
        self._thin_painter = None
        self._thin_record(error)
        self.screen.refresh()
