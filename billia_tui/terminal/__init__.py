"""A display for programs made with Textual that sends only what changed, and reading of keys that loses none.

It knows Textual and nothing of the program that it is in; it is also a distribution of its own, `textual-thin`
(docs/thin.md, docs/decisions/0019). What stands in `__all__` is for others:

- `ThinApp`, mixed in before `App`, whose `use_thin_display(record)` switches it on;
- `use_thin_display(app)`, which does the same for an application that was made without it;
- `PatientDriver` and `driver_class`, `Together`, `Ending`: keys, and leaving in order;
- `forget_widgets`: memory that Textual does not give back.

With a Textual that paints in another way, and after any mistake of its own, Textual paints by itself; `record` is
handed the reason.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .choosing import driver_class
    from .display import ThinApp, use_thin_display
    from .driver import PatientDriver
    from .ending import Ending
    from .keyboard import Together
    from .memory import forget_widgets
    from .probe import UnknownTextual

__all__ = (
    "Ending",
    "PatientDriver",
    "ThinApp",
    "Together",
    "UnknownTextual",
    "driver_class",
    "forget_widgets",
    "use_thin_display",
)

_PLACES = {
    "Ending": "ending",
    "PatientDriver": "driver",
    "ThinApp": "display",
    "Together": "keyboard",
    "UnknownTextual": "probe",
    "driver_class": "choosing",
    "forget_widgets": "memory",
    "use_thin_display": "display",
}


def __getattr__(name: str) -> object:
    """What is asked for is loaded then: a driver for Unix cannot be on Windows."""
    if name not in _PLACES:
        raise AttributeError(name)
    return getattr(import_module(f".{_PLACES[name]}", __name__), name)
