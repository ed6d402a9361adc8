"""Textual's driver with another way to wait for keys; on Windows there is no such driver, so it is imported late."""

import os
import selectors
import time
from codecs import getincrementaldecoder
from typing import Any

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from billia_tui import failures
from billia_tui.terminal.keyboard import Keyboard, Waking


class PatientDriver(LinuxDriver):
    """Sleeps until something comes from the terminal."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.exit_event = Waking()

    def run_input_thread(self) -> None:
        """Reads keys until it is told to stop; after a mistake of ours the way Textual does it."""
        try:
            self._read_keys()
        except OSError:
            raise
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
                    if not data:  # nobody is there any more: the signal that says so ends the program
                        selector.unregister(self.fileno)
                    text = decode(data)
                    messages = keyboard.feed(text, time.monotonic()) if text else iter(())
                for message in messages:
                    self.process_message(message)


def _keyboard(parser: XTermParser) -> Keyboard:
    """With the patience that the user wants, as other programs read it from ESCDELAY, else our own."""
    if "ESCDELAY" in os.environ:
        return Keyboard(parser, patience=constants.ESCAPE_DELAY, most_patience=constants.ESCAPE_DELAY)
    return Keyboard(parser)
