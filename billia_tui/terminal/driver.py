"""Textual's driver with another way to wait for keys; on Windows there is no such driver, so it is imported late."""

import os
import selectors
import signal
import sys
import termios
import threading
import time
from codecs import getincrementaldecoder
from contextlib import suppress
from typing import Any

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from billia_tui import failures
from billia_tui.terminal.isolation import isolated
from billia_tui.terminal.keyboard import Keyboard, Waking


class PatientDriver(LinuxDriver):
    """Sleeps until something comes from the terminal."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.exit_event = Waking()
        self._is_suspended = False

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
            if not self._is_suspended:  # stopped by a signal that nobody hears: there must not be two readers of keys
                self.suspend_application_mode()
            self._is_suspended = False
            self.resume_application_mode()

    def stop_application_mode(self) -> None:
        """Leaves the terminal clear: mosh and others have no second screen, their next prompt stands at the bottom."""
        if self._writer_thread is not None:
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
        """Writes what Textual paints so that columns keep their place; the thin display sees to it by itself."""
        super().write(data if getattr(self._app, "thin", False) else isolated(data))

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

    def run_input_thread(self) -> None:
        """Reads keys until it is told to stop; after a mistake of ours the way Textual does it."""
        try:
            self._read_keys()
        except OSError:
            self._say_lost()
        except Exception as error:  # noqa: BLE001 - whatever it is, the keys go on
            failures.record(error)
            super().run_input_thread()

    def _read_keys(self) -> None:
        keyboard = _keyboard(XTermParser(self._debug))
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            terminal = selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self.exit_event, selectors.EVENT_READ)  # type: ignore[arg-type]
            while not self.exit_event.is_set():
                ready = [key for key, _ in selector.select(keyboard.wait(time.monotonic()))]
                messages = keyboard.late(time.monotonic())
                if terminal in ready:
                    data = os.read(self.fileno, 4096)
                    if not data:
                        selector.unregister(self.fileno)
                        self._say_lost()
                    text = decode(data)
                    messages = keyboard.feed(text, time.monotonic()) if text else iter(())
                for message in messages:
                    self.process_message(message)

    def _say_lost(self) -> None:
        """No key will come any more, and perhaps no signal that says so."""
        os.kill(os.getpid(), signal.SIGHUP)


def _keyboard(parser: XTermParser) -> Keyboard:
    """With the patience that the user wants, as other programs read it from ESCDELAY, else our own."""
    if "ESCDELAY" in os.environ:
        return Keyboard(parser, patience=constants.ESCAPE_DELAY, most_patience=constants.ESCAPE_DELAY)
    return Keyboard(parser)
