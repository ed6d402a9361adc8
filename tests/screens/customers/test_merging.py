"""Merging two customers from the list and from a customer's page, by the palette (R208)."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import lookup
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.customers.dialogs.merge import MergeDialog, MergeIntoDialog
from billia_tui.vocabulary import Role
from tests import factories
from tests.operations.kit import everything
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, close_dialog, console, go, press, settle, shown, told, until

NAME = "maria.petrova@example.org"


async def asked(pilot: Pilot[Any]) -> None:
    """The palette leads to the first form."""
    await press(pilot, "ctrl+p", *"merge the", "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, MergeIntoDialog))


async def looked(pilot: Pilot[Any], into: int) -> None:
    """The plan stands there."""
    await asked(pilot)
    await press(pilot, *str(into), "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, MergeDialog))


async def test_first_who_then_what_then_the_question(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R208: nothing changes by looking; a second enter is no consent; afterwards the other one's page is open."""
    before = everything(book_desk.store)
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        await asked(pilot)
        await press(pilot, *"nobody", "enter")
        await until(pilot, lambda: "there is no such customer" in shown(pilot))
        await press(pilot, *["backspace"] * 6, *str(book.maria), "enter")
        await until(pilot, lambda: "cannot be merged into itself" in shown(pilot))
        await press(pilot, *["backspace"] * 3, *str(book.kohler), "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, MergeDialog))
        text = " ".join(shown(pilot).replace("│", " ").split())
        assert "open orders: " in text
        assert "This cannot be taken back." in text
        await press(pilot, "enter")
        assert f"type {NAME}" in " ".join(shown(pilot).replace("│", " ").split())
        assert everything(book_desk.store) == before
        await press(pilot, *NAME)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        await until(pilot, lambda: pilot.app.screen.customer_id == book.kohler)  # type: ignore[attr-defined]  # above
    assert book_desk.ask(lookup.customer_id, str(book.maria)) == book.kohler
    assert book_desk.ask(customer_page.read, book.kohler).wallet.minor == 25_000 + 2_580 - 4_000


async def test_from_the_list_and_back(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R208, R224: the row under the cursor; esc changes nothing."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        app.screen.table.go_to(book.maria)  # type: ignore[attr-defined]  # the list
        await looked(pilot, book.kohler)
        await close_dialog(pilot, "escape")
        assert book_desk.ask(lookup.customer_id, str(book.maria)) == book.maria
        await looked(pilot, book.kohler)
        await press(pilot, *NAME)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        assert "merged into" in told(app)


async def test_who_may_not_delete_does_not_merge(book: Book, book_desk: Desk) -> None:
    """R182, R208: no form opens."""
    sales = Desk(book_desk.store, factories.admin(book_desk.store, "sam", Role.SALES))
    app = console(sales)
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        await press(pilot, "ctrl+p", *"merge the", "enter")
        assert not isinstance(pilot.app.screen, MergeIntoDialog)


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("state", ["who", "what"])
def test_pictures(
    snap_compare: Callable[..., bool], app: BilliaApp, book: Book, state: str, size: tuple[int, int]
) -> None:
    """R208: who stays; then what would happen."""

    async def run_before(pilot: Pilot[Any]) -> None:
        await go(pilot, book.maria)
        await (asked(pilot) if state == "who" else looked(pilot, book.kohler))

    assert snap_compare(app, terminal_size=size, run_before=run_before)
