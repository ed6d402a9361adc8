"""Changes to take back, made with real keys."""

from typing import Any

from textual.pilot import Pilot

from billia_tui.operations.bulk.actions import BulkAction
from billia_tui.operations.desk import Desk
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.screens.undo.undo_dialog import UndoDialog
from tests.screens.book import Book
from tests.screens.bulk.steps import carried_out, dry_run
from tests.screens.console import close_dialog, open_dialog, press, the_list, until


async def offered(pilot: Pilot[Any]) -> UndoDialog:
    """What `u` offers."""
    await open_dialog(pilot, "u")
    dialog = pilot.app.screen
    assert isinstance(dialog, UndoDialog)
    return dialog


async def of_a_hold(pilot: Pilot[Any], book: Book, desk: Desk) -> UndoDialog:
    """One customer put on hold."""
    the_list(pilot).table.go_to(book.plain)
    await open_dialog(pilot, "h")
    await close_dialog(pilot, "enter")
    return await offered(pilot)


async def of_a_hold_before_money(pilot: Pilot[Any], book: Book, desk: Desk) -> UndoDialog:
    """Money moved after it."""
    desk.change(hold.put_on, book.plain)
    desk.change(wallet.add_funds, book.plain, "25", "x")
    return await offered(pilot)


async def of_a_batch(pilot: Pilot[Any], book: Book, desk: Desk) -> UndoDialog:
    """Three customers put on hold at once."""
    the_list(pilot).table.go_to(book.fresh)
    await press(pilot, "space", "space", "space")
    screen = await dry_run(pilot, BulkAction.HOLD)
    await carried_out(pilot, screen)
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen is the_list(pilot) and bool(the_list(pilot).table.rows))
    return await offered(pilot)
