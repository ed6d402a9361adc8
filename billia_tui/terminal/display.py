"""The one place where Textual's painting is taken over: what the compositor paints goes to the terminal as a change.

It fails safe: with a Textual that it was not tried with, and after any mistake of its own, Textual paints as always.
"""

import os
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from textual import __version__, events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._context import visible_screen_stack
from textual.app import App

from billia_tui import failures
from billia_tui.terminal.cells import Row, row_of
from billia_tui.terminal.frame import Frame

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.screen import Screen

TRIED = ("8.2.",)
"""The versions of Textual whose way of painting is known; a test compares it with the one that is locked."""


class ThinDisplay(App[int], inherit_bindings=False):
    """An application that sends only what changed. `thin` says whether it does; `paint_anew` paints all of it."""

    thin = False
    _frame: Frame | None = None

    def use_thin_display(self) -> None:
        """From now on only what changed is sent, if this Textual is one of those that it was tried with."""
        self.thin = __version__.startswith(TRIED)

    def paint_anew(self) -> None:
        """The terminal may show something else by now: the next paint is whole."""
        if self._frame is not None:
            self._frame.forget()
        self.screen.refresh()

    def on_app_focus(self, event: events.AppFocus) -> None:
        """Somebody looks at the terminal again: whatever happened to it meanwhile is painted over."""
        del event
        self.paint_anew()

    def on_resize(self, event: events.Resize) -> None:
        """Terminals change what they show when their size changes."""
        del event
        if self._frame is not None:
            self._frame.forget()

    def _display(self, screen: "Screen[object]", renderable: "RenderableType | None") -> None:
        if not isinstance(renderable, LayoutUpdate | ChopsUpdate) or not self._paints_now():
            super()._display(screen, renderable)
            return
        try:
            sent = self._change(screen, renderable)
        except Exception as error:  # noqa: BLE001 - whatever it is, the console goes on
            self._give_up(error)
            super()._display(screen, renderable)
            return
        driver = self._driver
        if sent and driver is not None:
            self._begin_update()
            driver.write(sent)
            self._end_update()
            driver.flush()
        self.post_display_hook()

    def _paints_now(self) -> bool:
        """Whether there is a terminal to paint on, and nothing to wait for."""
        if not self.thin or self._batch_count or not self._running or self._closed or self.is_headless:
            return False
        driver = self._driver
        return driver is not None and not driver.is_inline

    def _change(self, screen: "Screen[object]", update: LayoutUpdate | ChopsUpdate) -> str:
        """The bytes for one update, which the frame has taken over."""
        frame = self._frame
        if frame is None:
            frame = self._frame = Frame(
                self.console._color_system or ColorSystem.TRUECOLOR,  # noqa: SLF001 - Textual asks the same
                erases_in_colour=not os.environ.get("TERM", "").startswith("screen") or "TMUX" in os.environ,
            )
        width, height = self.size
        held = frame.rows
        if held is not None and (len(held), len(held[0])) != (height, width):
            frame.forget()
            held = None
        if held is None and not isinstance(update, LayoutUpdate):
            visible_screen_stack.set(self._background_screens)
            update = screen._compositor.render_full_update()  # noqa: SLF001 - the part that this stands in for
        rows = self._rows(frame, update)
        if any(len(row) != width for row in rows) or len(rows) != height:
            raise ValueError(f"rows do not fit a screen of {width}x{height}")
        return frame.turn_into(rows, self._place_of_cursor())

    @staticmethod
    def _rows(frame: Frame, update: LayoutUpdate | ChopsUpdate) -> list[Row]:
        """All rows of the screen as they shall be."""
        styles = frame.styles
        if not isinstance(update, ChopsUpdate):
            return [row_of(strips, styles) for strips in update.strips]
        rows = [*(frame.rows or ())]
        for y, first, last in update.spans:
            row = [*rows[y]]
            for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if strip is None or x > last or end <= first:
                    continue
                cells = row_of([strip.crop(0, min(end, last) - x)], styles)
                row[x : x + len(cells)] = cells
            rows[y] = row
        return rows

    def _place_of_cursor(self) -> tuple[int, int] | None:
        """Where an input wants the cursor, for those who write with an input method."""
        if not hasattr(self.focused, "cursor_screen_offset"):
            return None
        x, y = self.size.clamp_offset(self.cursor_position)
        return x, y

    def _give_up(self, error: Exception) -> None:
        """Textual paints from now on; the log says why."""
        self.thin = False
        self._frame = None
        failures.record(error)
        self.refresh()
