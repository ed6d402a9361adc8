"""Ways to queues that several tests go."""

from typing import Any

from textual.pilot import Pilot

from billia_tui.operations.desk import Desk
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.finding.queues import QueuesScreen
from tests.screens.book import Book
from tests.screens.console import press, shown, the_list, until

ON_HOLD = "2"


def hold_some(desk: Desk, book: Book) -> list[int]:
    """Five customers on hold by hand, newest first; all of the queue but those with a negative wallet."""
    more = [book.plain + number for number in range(3)]
    for customer_id in [*more, book.blocked]:
        desk.change(hold.put_on, customer_id, "asked by phone")
    desk.change(wallet.correct_balance, book.maria, "20", "double booking")
    return sorted([*more, book.blocked, book.held], reverse=True)


async def open_queue(pilot: Pilot[Any], key: str, rows: int) -> None:
    """Opens the queue with a key from the list."""
    await until(pilot, lambda: bool(the_list(pilot).table.rows))
    await press(pilot, key)
    await until(pilot, lambda: len(the_list(pilot).table.rows) == rows and f"{rows} of 48" in shown(pilot))


async def open_customer(pilot: Pilot[Any]) -> CustomerScreen:
    """Opens the customer under the cursor."""
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
    page = pilot.app.screen
    assert isinstance(page, CustomerScreen)
    await until(pilot, lambda: page.customer is not None and page.place is not None)
    return page


async def walk_on(pilot: Pilot[Any], page: CustomerScreen, key: str = "right_square_bracket") -> None:
    """The next customer, or the one before."""
    before = page.customer_id
    await press(pilot, key)
    await until(pilot, lambda: page.customer_id != before and page.customer is not None and page.place is not None)


async def open_queues(pilot: Pilot[Any]) -> QueuesScreen:
    """The page of the queues, all counted."""
    await until(pilot, lambda: bool(the_list(pilot).table.rows))
    await press(pilot, "Q")
    page = pilot.app.screen
    assert isinstance(page, QueuesScreen)
    await until(pilot, lambda: bool(page.table.rows) and all(row.count[0] != "…" for row in page.table.rows))
    return page
