"""Leaving while what was typed is still on its way to what it is meant for (R224)."""

from textual import events

from billia_tui.app.app import BilliaApp
from billia_tui.screens.kinds.leave_dialog import LeaveDialog
from tests.screens.console import settle


async def test_a_text_that_its_field_has_not_seen_yet_is_asked_about(app: BilliaApp) -> None:
    """R224: handed to the field, not yet in it: nothing waited, nothing was typed, and the console left with it."""
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("n")
        await settle(pilot)
        assert app.focused is not None
        app.focused.post_message(events.Paste("Half a note"))
        app.action_quit_console()
        await settle(pilot)
        assert isinstance(app.screen, LeaveDialog)
