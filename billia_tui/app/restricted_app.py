"""The console over SSH: nothing in it starts a program, stops the process or writes a file on the host."""

import signal
import threading
from typing import Any, NoReturn

from billia_tui.app.app import BilliaApp
from billia_tui.errors import Refused

NOT_HERE = "over SSH this cannot be done"


class RestrictedApp(BilliaApp):
    """Takes from Textual what no key of ours reaches, so that no key can come to reach it."""

    def on_mount(self) -> None:
        """The driver listens for the signal that suspends; from now on nobody does. The base class is asked as well."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTSTP, signal.SIG_IGN)

    @property
    def has_shell(self) -> bool:
        """There is none."""
        return False

    def action_suspend_process(self) -> None:
        """There is no shell to go back to."""
        self.refuse(NOT_HERE)

    def suspend(self) -> NoReturn:
        """No other program gets the terminal."""
        raise Refused(NOT_HERE)

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """It would be a file on the host."""
        del filename, path
        self.refuse(NOT_HERE)

    def save_screenshot(self, *_: Any, **__: Any) -> NoReturn:
        """It would be a file on the host."""
        raise Refused(NOT_HERE)

    def deliver_screenshot(self, *_: Any, **__: Any) -> None:
        """It would be a file on the host."""
        self.refuse(NOT_HERE)

    def deliver_text(self, *_: Any, **__: Any) -> None:
        """It would be a file on the host."""
        self.refuse(NOT_HERE)

    def deliver_binary(self, *_: Any, **__: Any) -> None:
        """It would be a file on the host."""
        self.refuse(NOT_HERE)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """It would start a browser on the host."""
        del url, new_tab
        self.refuse(NOT_HERE)
