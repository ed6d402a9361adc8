"""The way to bulk work with real keys, for its tests and pictures."""

from typing import Any

from textual.pilot import Pilot

from billia_tui.operations.bulk.actions import BulkAction
from billia_tui.screens.bulk.bulk_dialog import BulkDialog
from billia_tui.screens.bulk.page import BulkScreen
from billia_tui.screens.kinds.work_page import Stage
from tests.screens.console import close_dialog, open_dialog, press, the_list, until


async def search(pilot: Pilot[Any], words: str) -> None:
    """The list narrowed to a query, the cursor on its rows."""
    await press(pilot, "slash")
    the_list(pilot).search.input.value = words
    await press(pilot, "enter")
    await until(pilot, lambda: not the_list(pilot).narrowing and the_list(pilot).query_shown.words == words)


async def ask_for(pilot: Pilot[Any], action: BulkAction) -> BulkDialog:
    """The form of an action on those who are marked."""
    await open_dialog(pilot, "B")
    choices = pilot.app.screen
    await press(pilot, *["down"] * [*BulkAction].index(action))
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen not in (choices, the_list(pilot)))
    if action in (BulkAction.LABEL, BulkAction.UNLABEL):
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, BulkDialog))
    dialog = pilot.app.screen
    assert isinstance(dialog, BulkDialog)
    return dialog


async def dry_run(pilot: Pilot[Any], action: BulkAction, *typed: str) -> BulkScreen:
    """The dry run of an action, after `typed` in its form."""
    await ask_for(pilot, action)
    await press(pilot, *typed)
    await close_dialog(pilot, "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, BulkScreen) and pilot.app.screen.stage is Stage.READY)
    screen = pilot.app.screen
    assert isinstance(screen, BulkScreen)
    await until(pilot, lambda: bool(screen.table.rows))
    screen.LOOK_FIRST = 0  # type: ignore[misc]  # of this screen alone
    return screen


async def carried_out(pilot: Pilot[Any], screen: BulkScreen) -> None:
    """The work done to its end, and its result shown."""
    await pilot.press("enter")
    await until(pilot, lambda: screen.stage is Stage.OVER and bool(screen.table.rows))
