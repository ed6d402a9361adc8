"""Which driver an `App` gets: ours where it was tried."""

import sys
from collections.abc import Callable

from textual.driver import Driver

from billia_tui.terminal.display import TRIED, version


def driver_class(record: Callable[[Exception], object]) -> type[Driver] | None:
    """The driver for an `App`; None, Textual's own, on Windows and with a Textual that this was not tried with.

    Args:
        record: is handed what goes wrong in it.
    """
    if sys.platform == "win32" or not version().startswith(TRIED):
        return None
    from billia_tui.terminal.driver import PatientDriver

    return type("RecordingDriver", (PatientDriver,), {"record": staticmethod(record)})
