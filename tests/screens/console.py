"""The console under test: the real application on a store of its own, driven by real keys."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from textual.pilot import Pilot
from textual.screen import Screen
from textual.worker import WorkerCancelled, WorkerFailed

from billia_tui.app.app import BilliaApp
from billia_tui.operations.desk import Desk
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.finding.customer_list import CustomersScreen

Page = TypeVar("Page", bound=Screen[Any])

LARGE, SMALL = (120, 40), (80, 24)
"""The two sizes that every screen is made for."""

LOOKS = 3000
"""How often a state is looked for that a slow machine takes long to come to."""


def console(desk: Desk) -> BilliaApp:
    """The console of an admin whose store is open already."""
    return BilliaApp(lambda: desk, place="local")


async def settle(pilot: Pilot[Any]) -> None:
    """Waits until nothing is under way, other than a dialog that waits for a person."""
    app = pilot.app
    for _ in range(50):
        await pilot.pause()
        busy = [worker for worker in app.workers if worker.is_running and worker.group != "dialog"]
        if not busy:
            break
        for worker in busy:
            try:
                await worker.wait()
            except (WorkerFailed, WorkerCancelled, asyncio.CancelledError):  # cancelled: a later one does it
                continue
    await pilot.pause()


async def until(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Waits until `condition` holds; fails after a bounded number of looks."""
    for _ in range(LOOKS):
        if condition():
            await settle(pilot)
            return
        await pilot.pause(0.01)
    raise AssertionError("the console did not come to the state that was waited for")


def told(app: BilliaApp) -> str:
    """The short messages that are in sight: in tests all of them, however slow the machine is."""
    return "\n".join(str(note.message) for note in app._notifications)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Types keys and waits for what they do."""
    await pilot.press(*keys)
    await settle(pilot)


async def open_dialog(pilot: Pilot[Any], key: str) -> None:
    """Presses a key and waits for its dialog."""
    below = pilot.app.screen
    await pilot.press(key)
    await until(pilot, lambda: pilot.app.screen is not below)


async def close_dialog(pilot: Pilot[Any], key: str) -> None:
    """Presses a key and waits until the dialog on top is gone."""
    dialog = pilot.app.screen
    await pilot.press(key)
    await until(pilot, lambda: pilot.app.screen is not dialog)


def the_list(pilot: Pilot[Any]) -> CustomersScreen:
    """The list, wherever it stands in the stack."""
    screen = next(screen for screen in pilot.app.screen_stack if isinstance(screen, CustomersScreen))
    assert isinstance(screen, CustomersScreen)
    return screen


def the_page(pilot: Pilot[Any]) -> CustomerScreen:
    """The details page on top."""
    screen = pilot.app.screen
    assert isinstance(screen, CustomerScreen)
    return screen


def shown(pilot: Pilot[Any]) -> str:
    """The text of the whole screen, line by line."""
    width, height = pilot.app.size
    strips = pilot.app.screen._compositor.render_strips()
    assert len(strips) == height
    return "\n".join(strip.text[:width] for strip in strips)


async def go(pilot: Pilot[int], customer_id: int) -> CustomerScreen:
    """Opens the details page of a customer, from the list if that is open."""
    await settle(pilot)
    if pilot.app.screen is the_list(pilot) and the_list(pilot).table.go_to(customer_id):
        await pilot.press("enter")
    else:  # further down than what is held, or another page is open, where enter would do something else
        the_list(pilot).open_customer(customer_id)
    await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen) and the_page(pilot).customer is not None)
    return the_page(pilot)


def on_top(pilot: Pilot[Any], kind: type[Screen[Any]]) -> bool:
    """Whether this is what is on top now."""
    return isinstance(pilot.app.screen, kind)


async def opened(pilot: Pilot[Any], customer_id: int, kind: type[Page], *keys: str) -> Page:
    """Goes to a customer and opens a page from there."""
    await go(pilot, customer_id)
    for key in keys[:-1]:
        await press(pilot, key)
    await open_dialog(pilot, keys[-1])
    page = pilot.app.screen
    assert isinstance(page, kind)
    await settle(pilot)
    return page
