"""The key line shows the keys that act on a page, the most needed first (R49)."""

import pytest

from billia_tui.app.app import BilliaApp
from billia_tui.keys import made as keys
from billia_tui.screens.bulk.page import BulkScreen
from billia_tui.screens.kinds.rows_page import RowsPage
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, go, press, shown
from tests.screens.orders.kit import Orders, see_order
from tests.screens.test_keys import OWNERS


@pytest.mark.parametrize("size", [LARGE, SMALL])
async def test_an_order_offers_its_refund(app: BilliaApp, orders: Orders, size: tuple[int, int]) -> None:
    """R202: status, payment and refund are offered at both sizes, and what they leave behind: the documents."""
    async with app.run_test(size=size) as pilot:
        await see_order(pilot, orders.paid)
        for offered in ("t status", "p unpaid", "r refund", "d documents", "? help"):
            assert offered in shown(pilot).splitlines()[-1]


@pytest.mark.parametrize("size", [LARGE, SMALL])
async def test_services_offer_renewing(app: BilliaApp, book: Book, size: tuple[int, int]) -> None:
    """R193: a list of services opens and renews at both sizes; one of them is suspended by hand, too (R220)."""
    async with app.run_test(size=size) as pilot:
        await go(pilot, book.maria)
        await press(pilot, "v")
        for offered in ("enter open", "R renew", "? help"):
            assert offered in shown(pilot).splitlines()[-1]
        await press(pilot, "enter")
        for offered in ("t status", "S suspend", "R renew", "? help"):
            assert offered in shown(pilot).splitlines()[-1]


def test_where_rows_open_the_key_line_says_so() -> None:
    """R219: each page of rows has the keys of a table, so that `enter` is said; bulk work does with it."""
    pages = {page for owners in OWNERS.values() for page in owners if issubclass(page, RowsPage)} - {BulkScreen}
    assert {page.__name__ for page in pages if keys.Where.TABLE not in page.WHERE} == set()
