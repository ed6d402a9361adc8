"""Textual's driver with another way to wait for keys; on Windows there is no such driver, so it is imported late."""

import os
import re
import select
import selectors
import signal
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from textual import constants, events
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from .abilities import has_title, orders_letters
from .isolation import isolated
from .keyboard import Keyboard, Waking, together
from .plain_keys import PlainKeys

AT_ONCE = 1 << 16
"""Bytes that are taken for one packet at most; a terminal hands out 4,096 at a time."""

_LONG_STYLE = re.compile(r"\x1b\[((?:\d+;)+38;2;\d+;\d+;\d+);(48;2;\d+;\d+;\d+)m")
"""A style of more than ten numbers, of which mlterm takes ten: its grounds were white."""


class PatientDriver(LinuxDriver):
    """Sleeps until something comes from the terminal."""

    record: Callable[[Exception], object]
    """Is handed what goes wrong here."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.exit_event = Waking()
        self._is_suspended = self._is_starting = self._is_continued = False
        self._has_title, self._orders_letters = has_title(), orders_letters()
        self._window = ""
        self._unread = b""

    def copy(self, text: str) -> bool:
        """Into the clipboard of the terminal: what a key asked for, cleaned (docs/domain.md, P5); False if too long."""
        from .clipboard import MOST, sequence

        if len(text.encode()) > MOST:
            return False
        self.write(sequence(text, os.environ))
        return True

    # ── the title of the window ──

    def name_window(self, text: str) -> None:
        """Names the window: with words and numbers of ours alone, never with what is stored (docs/domain.md, P5)."""
        if text != self._window:
            self._window = text
            self._write_title()

    def _write_title(self) -> None:
        if self._has_title and self._window:
            self.write(f"\x1b]2;{self._window}\x07")

    def start_application_mode(self) -> None:
        """Takes the terminal and has it remember its title; what was started in the background stops until it may."""
        before, self._is_starting = self._writer_thread, True
        while self._is_starting:
            self._is_continued = False
            super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual gives it no types
            self._is_starting = self._is_continued and self._writer_thread is before
        if self._has_title and self._writer_thread is not before:
            self.write("\x1b[22;2t")
            self._write_title()

    # ── stopping for a while ──

    def _sigtstp_application(self, *_: object) -> None:
        self.stop_for_a_while()

    def stop_for_a_while(self) -> bool:
        """Gives the terminal back and stops, with all that was started with it; in the main thread.

        Returns:
            False, when it goes on at once: there is no shell that could start it again, and the system says so.
        """
        self._must_signal_resume = True
        self.suspend_application_mode()
        self._is_suspended = True
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        os.kill(0, signal.SIGTSTP)  # the others first: `make demo` would wait for us and never tell the shell
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.pthread_kill(threading.get_ident(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._sigtstp_application)
        if not self._is_suspended:
            return True
        self._sigcont_application()
        return False

    def _sigcont_application(self, *_: object) -> None:
        """Takes the terminal again after a stop. The signal also comes with the end of a line: then there is none."""
        with suppress(termios.error):
            termios.tcgetattr(self.fileno)
            if self._is_starting:  # it was stopped before it had the terminal
                self._is_continued = True
                return
            if not self._is_suspended:  # stopped by a signal that nobody hears: there must not be two readers of keys
                self.suspend_application_mode()
            self._is_suspended = False
            self.resume_application_mode()

    def stop_application_mode(self) -> None:
        """Leaves the terminal clear: mosh and others have no second screen, their next prompt stands at the bottom."""
        if self._writer_thread is not None:
            if self._has_title:
                self.write("\x1b[23;2t")
            self.write(f"\x1b[m\x1b[r\x1b[H\x1b[2J\x1b[{self._get_terminal_size()[1]}H")
        super().stop_application_mode()

    def _get_terminal_size(self) -> tuple[int, int]:
        """That of the terminal itself: what COLUMNS and LINES say was true when a shell set them."""
        with suppress(OSError):
            width, height = os.get_terminal_size(self.fileno)
            if width and height:
                return width, height
        return super()._get_terminal_size()

    # ── writing ──

    def write(self, data: str) -> None:
        """Writes what Textual paints as all terminals take it; the thin display sees to it by itself."""
        thin = getattr(self._app, "is_thin", False)
        if not thin:
            data = _LONG_STYLE.sub("\x1b[\\1m\x1b[\\2m", data)
            data = isolated(data) if self._orders_letters else data
        super().write(data)

    def never_wait(self) -> None:
        """From now on nobody who writes waits until somebody reads, not even who waits already; from any thread."""
        if self._writer_thread is not None:
            waiting = self._writer_thread._queue  # noqa: SLF001 - Textual's own writer has no other way in
            with waiting.mutex:
                waiting.maxsize = sys.maxsize
                waiting.not_full.notify_all()

    def restore(self, seconds: float) -> None:
        """Gives the terminal back from another thread, if nobody did, and waits so long for the last byte."""
        if termios.tcgetattr(self.fileno) != self.attrs_before:
            self._disable_mouse_support()
            self.stop_application_mode()
        if self._writer_thread is not None:
            self._writer_thread._queue.put(None)  # noqa: SLF001 - `stop` would wait for ever
            self._writer_thread.join(seconds)

    # ── reading ──

    def _run_input_thread(self) -> None:
        """A mistake here ends the application as any other; Textual would print it with all that stood around it."""
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 - whatever it is
            self._app.call_later(self._app._handle_exception, error)  # noqa: SLF001 - there is no other way

    def run_input_thread(self) -> None:
        """Reads keys until it is told to stop; after a mistake of ours with a reader that knows less."""
        try:
            self._read(_Patient(_keyboard()))
        except OSError:
            self._say_lost()
        except Exception as error:  # noqa: BLE001 - whatever it is, the keys go on
            with suppress(Exception):
                self.record(error)
            with suppress(OSError):
                self._read(_Plain(), self._unread)

    def _read(self, reader: "_Patient | _Plain", unread: bytes = b"") -> None:
        """Reads on; `unread` came before, and nothing of it was dealt with."""
        self._take(reader.feed(unread))
        with selectors.SelectSelector() as selector:
            terminal = selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self.exit_event, selectors.EVENT_READ)  # type: ignore[arg-type]  # Textual types it as an Event
            while not self.exit_event.is_set():
                ready = [key for key, _ in selector.select(reader.wait())]
                messages = reader.late()
                if terminal in ready:
                    data = self._packet()
                    if not data:
                        selector.unregister(self.fileno)
                        self._say_lost()
                    self._unread = data
                    messages = reader.feed(data)
                self._take(messages)

    def _take(self, messages: Iterator[Message]) -> None:
        """Passes messages on; of the first one on, what came is no more unread: no key is pressed twice."""
        for message in messages:
            self._unread = b""
            self.process_message(message)
        self._unread = b""

    def _packet(self) -> bytes:
        """All that has come; empty at the end of the line."""
        data = os.read(self.fileno, 4096)
        with suppress(OSError):  # what has come counts; the next read says that the line is gone
            while data and len(data) < AT_ONCE and select.select([self.fileno], [], [], 0)[0]:
                part = os.read(self.fileno, 4096)
                if not part:
                    break
                data += part
        return data

    def process_message(self, message: Message) -> None:
        """Sends it to the application; a mouse or a size that nobody asked for is not the terminal's."""
        is_stray = (isinstance(message, events.MouseEvent) and not self._mouse) or (
            isinstance(message, events.Resize) and not self._in_band_window_resize
        )
        if not is_stray:
            super().process_message(message)

    def _say_lost(self) -> None:
        """No key will come any more, and perhaps no signal that says so."""
        os.kill(os.getpid(), signal.SIGHUP)


class _Patient:
    """Reads with a clock."""

    def __init__(self, keyboard: Keyboard) -> None:
        self._keyboard = keyboard

    def wait(self) -> float | None:
        """Seconds until `late` may have something."""
        return self._keyboard.wait(time.monotonic())

    def late(self) -> Iterator[Message]:
        """What is there because nothing came."""
        return self._keyboard.late(time.monotonic())

    def feed(self, data: bytes) -> Iterator[Message]:
        """What came at once."""
        return together(self._keyboard.feed(data, time.monotonic()))


class _Plain:
    """Reads without one, and with nothing of what may just have failed."""

    def __init__(self) -> None:
        self._keys = PlainKeys()

    def wait(self) -> None:
        """It sleeps until something comes."""

    def late(self) -> Iterator[Message]:
        """Nothing."""
        return iter(())

    def feed(self, data: bytes) -> Iterator[Message]:
        """What came at once, key by key."""
        return (events.Key(*key) for key in self._keys.feed(data))


def _keyboard() -> Keyboard:
    """With the patience that the user wants, as other programs read it from ESCDELAY, else our own."""
    if "ESCDELAY" in os.environ:
        return Keyboard(patience=constants.ESCAPE_DELAY, most_patience=constants.ESCAPE_DELAY)
    return Keyboard()
