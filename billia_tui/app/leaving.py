"""Leaving the console, and what would be lost with it (R224)."""

import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from billia_tui.screens.kinds.page import Page
from billia_tui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from billia_tui.widgets.host import Host

PATIENCE = 1.0
"""Seconds in which keys that were typed before the one that leaves may reach what they are meant for."""

STEP = 0.05


def typed(app: "Host") -> list[Dialog]:
    """The forms that are open with something typed in them; what somebody types to get in is not meant."""
    forms = (screen for screen in app.screen_stack if isinstance(screen, Dialog) and not screen.covers)
    return [form for form in forms if form.is_touched and not form.saving]


def is_at_work(app: "Host") -> bool:
    """Whether something goes on that must not be broken off, such as bulk work."""
    stack = app.screen_stack
    saves = any(isinstance(screen, Dialog) and screen.saving and not screen.covers for screen in stack)
    return saves or any(isinstance(screen, Page) and screen.why_not_leave() for screen in stack)


def leave(app: "Host", until: float | None = None) -> None:
    """Leaves at once if nothing would be lost, else asks first; what was typed before may take so long to arrive."""
    if app.type_ahead.waits and (until is None or time.monotonic() < until):
        app.set_timer(STEP, partial(leave, app, until or time.monotonic() + PATIENCE))
    elif not (app.focused or app.screen).call_later(_leave, app):  # behind what was handed to it and is not in it yet
        _leave(app)


def _leave(app: "Host") -> None:
    lost = [*_lost(app)]
    top = app.screen
    if not lost:
        app.exit(0)
    elif isinstance(top, Dialog) and top.covers:  # nothing comes before a lock
        if top.warned:
            app.exit(0)
        else:
            top.warn("What was typed or is under way would be lost", app.key_of("quit_console"))
    else:
        from billia_tui.screens.kinds.leave_dialog import LeaveDialog

        if not isinstance(top, LeaveDialog):
            app.type_ahead.drop()  # it was typed for something else
            app.push_screen(LeaveDialog(lost))


def _lost(app: "Host") -> Iterator[str]:
    for form in typed(app):
        yield f"What you typed is not saved yet: {form.heading}."
    if app.type_ahead.waits:
        yield "What you typed last has not been dealt with yet."
    if is_at_work(app):
        yield "Something is still being done: it would be broken off; what is done by then stays."
