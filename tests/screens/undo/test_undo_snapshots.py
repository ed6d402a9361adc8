"""Pictures of undo. Look at each that changes before you accept it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.operations.desk import Desk
from billia_tui.operations.wallet import hold
from billia_tui.vocabulary import Role
from tests.operations.kit import seat
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, the_list, until
from tests.screens.undo.steps import of_a_batch, of_a_hold, of_a_hold_before_money, offered

Steps = Callable[[Pilot[Any], Book, Desk], Awaitable[object]]
SnapCompare = Callable[..., bool]


async def changed_meanwhile(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """P3: who, and when."""
    desk.change(hold.put_on, book.plain)
    seat(desk, Role.ADMINISTRATOR, username="sam").change(hold.release, book.plain)
    await offered(pilot)


PICTURES: dict[str, Steps] = {
    "hold": of_a_hold,
    "before-money": of_a_hold_before_money,
    "batch": of_a_batch,
    "meanwhile": changed_meanwhile,
}


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("name", PICTURES)
def test_pictures(
    name: str, size: tuple[int, int], app: BilliaApp, book: Book, book_desk: Desk, snap_compare: SnapCompare
) -> None:
    """R2, Undo: what goes back, from and to, is said before it is done."""

    async def steps(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: bool(the_list(pilot).table.rows))
        await PICTURES[name](pilot, book, book_desk)

    assert snap_compare(app, terminal_size=size, run_before=steps)
