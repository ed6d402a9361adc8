"""Which driver an `App` gets."""

import sys
from collections.abc import Callable

from textual.driver import Driver

_NEEDED = (
    "_disable_mouse_support", "_get_terminal_size", "_sigcont_application", "_sigtstp_application", "process_message",
    "resume_application_mode", "run_input_thread", "start_application_mode", "stop_application_mode",
    "suspend_application_mode",
)  # fmt: skip
"""What ours takes over from Textual's driver, or asks it for."""


def driver_class(record: Callable[[Exception], object]) -> type[Driver] | None:
    """The driver for an `App`; None, Textual's own, on Windows and where that is another than ours knows.

    Args:
        record: is handed what goes wrong in it.
    """
    if sys.platform == "win32":
        return None
    from textual.drivers.linux_driver import LinuxDriver

    if not all(hasattr(LinuxDriver, name) for name in _NEEDED):
        return None
    from .driver import PatientDriver

    return type("RecordingDriver", (PatientDriver,), {"record": staticmethod(record)})
