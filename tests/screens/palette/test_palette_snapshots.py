"""Pictures of the palette. Look at each that changes before you accept it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, go, open_dialog, press, settle, shown, until

Steps = Callable[[Pilot[Any], Book], Awaitable[object]]
SnapCompare = Callable[..., bool]


async def empty(pilot: Pilot[Any], book: Book) -> None:
    """On a details page: who was open before, then what can be done here."""
    for customer_id in (book.held, book.kohler):
        await go(pilot, customer_id)
        await press(pilot, "escape")
    await go(pilot, book.maria)
    await until(pilot, lambda: "of 48" in shown(pilot))
    await open_dialog(pilot, "ctrl+p")
    await until(pilot, lambda: "Köhler" in shown(pilot))


async def of_one_kind(pilot: Pilot[Any], book: Book) -> None:
    """All queues, with their keys and how many customers they have."""
    await press(pilot, "ctrl+p", *"que")
    memory = pilot.app.jump_memory  # type: ignore[attr-defined] # it is the console
    await until(pilot, lambda: memory.queues and len(memory.counts) == len(memory.queues))
    await settle(pilot)


async def nothing(pilot: Pilot[Any], book: Book) -> None:
    """Nothing by that name."""
    await press(pilot, "ctrl+p", *"zzz")
    await until(pilot, lambda: "Nothing by that name" in shown(pilot))


PICTURES: dict[str, Steps] = {
    "empty": empty,
    "one-kind": of_one_kind,
    "nothing": nothing,
}


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("name", PICTURES)
def test_pictures(name: str, size: tuple[int, int], app: BilliaApp, book: Book, snap_compare: SnapCompare) -> None:
    """Jump: what each line is, its key; readable without colour."""

    async def steps(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: app.desk is not None and "48 of 48" in shown(pilot))
        await PICTURES[name](pilot, book)

    assert snap_compare(app, terminal_size=size, run_before=steps)
