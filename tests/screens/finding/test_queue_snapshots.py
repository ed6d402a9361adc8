"""Pictures of queues and of walking through one. Look at each that changes before you accept it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.db.models import Queue
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import queues
from billia_tui.operations.wallet import hold
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, open_dialog, press, shown, the_list, until
from tests.screens.finding.queue_steps import ON_HOLD, hold_some, open_customer, open_queue, open_queues, walk_on

Steps = Callable[[Pilot[Any], Book, Desk], Awaitable[object]]
SnapCompare = Callable[..., bool]


async def page(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """The queues, counted; one of them names a label that is gone, one is the admin's own."""
    desk.change(queues.add, "Callbacks of this week", 'note:"call back" created:<7d', key="8")
    desk.change(queues.add, "名前" * 20, "country:jp sort:-wallet", everybody=True)
    with desk.store.writing() as session:
        session.get_one(Queue, 6).query = "label:gone=yes"
    await open_queues(pilot)
    await press(pilot, "down")


async def page_empty(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """No queue is left."""
    for queue in desk.ask(queues.of):
        desk.change(queues.delete, queue.id)
    await until(pilot, lambda: bool(the_list(pilot).table.rows))
    await press(pilot, "Q")


async def added(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """The form, with mistakes."""
    await open_queues(pilot)
    await open_dialog(pilot, "a")
    await press(pilot, *"On hold", "tab", *"2", "tab", *"status:activ wallet:<<", "enter")


async def deleted(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """The question."""
    await open_queues(pilot)
    await open_dialog(pilot, "d")


async def listed(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """A queue in the list."""
    await open_queue(pilot, ON_HOLD, 5)


async def empty(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """A queue without customers."""
    await until(pilot, lambda: bool(the_list(pilot).table.rows))
    await press(pilot, "5")
    await until(pilot, lambda: "0 of 48" in shown(pilot))


async def walked(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """The second customer of it."""
    await listed(pilot, book, desk)
    await walk_on(pilot, await open_customer(pilot))
    await until(pilot, lambda: "2 of 5" in shown(pilot))


async def left(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """The customer is not on hold any more."""
    await walked(pilot, book, desk)
    desk.change(hold.release, book.held)
    await press(pilot, "ctrl+r")
    await until(pilot, lambda: "was 2, left" in shown(pilot))


PICTURES: dict[str, Steps] = {
    "page": page,
    "page-empty": page_empty,
    "add": added,
    "delete": deleted,
    "list": listed,
    "list-empty": empty,
    "walk": walked,
    "walk-left": left,
}


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("name", PICTURES)
def test_pictures(
    name: str, size: tuple[int, int], app: BilliaApp, book: Book, book_desk: Desk, snap_compare: SnapCompare
) -> None:
    """Queues: what is shown, its number, the next key; nothing cut that matters, readable without colour."""
    hold_some(book_desk, book)

    async def steps(pilot: Pilot[Any]) -> None:
        await PICTURES[name](pilot, book, book_desk)

    assert snap_compare(app, terminal_size=size, run_before=steps)
