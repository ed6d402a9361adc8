"""Ending soon when somebody says so or the terminal is gone, whatever the event loop waits for.

The loop waits for the terminal as soon as nobody reads what it writes, and a loop that waits hears no signal. So a
thread hears them, and the end of the line as well, of which no signal tells a session with another terminal. It sleeps
until one of them comes; on Windows there is nothing of the kind, so this is imported late.
"""

import asyncio
import os
import select
import signal
import sys
import threading
import time
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING

from .driver import PatientDriver

if TYPE_CHECKING:
    from textual.app import App

LEAVE_SECONDS = 3.0
"""How long the application may take to leave in order; then the process ends."""

LAST_SECONDS = 0.5
"""How long it then may take to restore the terminal."""

SIGNALS = (signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT)


class Ending:
    """Watches over the end of one application; made in the main thread, in the running loop.

    Args:
        app: it is asked to leave, with 128 and the number of the signal as its code; SIGHUP stands for a lost line.
    """

    def __init__(self, app: "App[int]") -> None:
        self._app = app
        self._loop = asyncio.get_running_loop()
        self._context = copy_context()
        self._deadline: float | None = None
        self._code = 0
        self._thread = threading.Thread(target=self._watch, name="ending", daemon=True)
        self._signals = self._hear_signals()
        self._thread.start()

    def _hear_signals(self) -> int:
        """Where the numbers of signals are to be read; they are written there even if the main thread waits."""
        out, into = os.pipe()
        os.set_blocking(into, False)
        signal.set_wakeup_fd(into, warn_on_full_buffer=False)
        for number in SIGNALS:
            signal.signal(number, self._in_main_thread)
            signal.siginterrupt(number, False)  # noqa: FBT003 - it takes no name
        return out

    def _in_main_thread(self, number: int, _frame: object) -> None:
        """The thread has heard it already, unless a mistake of ours has ended it."""
        if not self._thread.is_alive():
            self._ask(number)

    def _watch(self) -> None:
        places = select.poll()
        places.register(self._signals, select.POLLIN)
        for stream in (sys.__stdin__, sys.__stderr__):  # where Textual reads and writes
            if stream is not None:
                places.register(stream.fileno(), 0)  # the end of the line is told unasked, and wakes for nothing else
        while (left := self._left()) is None or left > 0:
            for place, what in places.poll(left):
                if place == self._signals:
                    self._heard(os.read(place, 4096))
                else:
                    places.unregister(place)
                    self._lost(place, what)
        self._break_off()

    def _left(self) -> float | None:
        """Milliseconds until the process ends anyhow; None if nobody wants it to."""
        return None if self._deadline is None else max(0.0, 1000 * (self._deadline - time.monotonic()))

    def _heard(self, numbers: bytes) -> None:
        for number in numbers:
            if number in SIGNALS:
                self._leave(number)

    def _lost(self, place: int, what: int) -> None:
        """The line is gone; what is still to be written goes nowhere, rather than make the last words an error."""
        if what & select.POLLNVAL:  # no terminal that can be watched
            return
        if place != 0:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            for stream in (1, 2):
                os.dup2(nowhere, stream)
            os.close(nowhere)
        self._leave(signal.SIGHUP)

    def _leave(self, number: int) -> None:
        """Asks the application to leave, the first time, and sees to it that it can hear."""
        if self._deadline is not None:
            return
        self._code = 128 + number
        self._deadline = time.monotonic() + LEAVE_SECONDS
        if isinstance(driver := self._app._driver, PatientDriver):  # noqa: SLF001 - Textual does not tell it otherwise
            driver.never_wait()
        self._ask(number)

    def _ask(self, number: int) -> None:
        with suppress(RuntimeError):  # the loop has ended: the process is about to
            leaving = partial(self._app.exit, return_code=128 + number)
            self._loop.call_soon_threadsafe(leaving, context=self._context)

    def _break_off(self) -> None:
        """It did not: what is under way is worth no more than at `kill -9`, and no less."""
        try:
            if isinstance(driver := self._app._driver, PatientDriver):  # noqa: SLF001 - as above
                driver.restore(LAST_SECONDS)
        finally:
            os._exit(self._code)
