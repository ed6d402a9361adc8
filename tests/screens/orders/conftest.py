"""A console on the book in which Maria Köhler has ordered; made once, each test gets a copy."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from billia_tui.app.app import BilliaApp
from billia_tui.db.store import open_store
from billia_tui.operations.desk import Desk
from tests.screens.book import NOW, Book
from tests.screens.console import console
from tests.screens.orders.kit import Orders, fill
from tests.screens.shelf import Shelf


@pytest.fixture(scope="session")
def orders(shelf: Shelf, book: Book) -> Orders:
    """The book with the orders stands on the shelf; their ids."""
    with time_machine.travel(NOW, tick=False):
        return shelf.put("ordered", lambda store: fill(Desk(store, 1), book.kohler), on="book")


@pytest.fixture
def desk(shelf: Shelf, orders: Orders, tmp_path: Path, clock_stands_still: None) -> Iterator[Desk]:
    """The desk of Administrator ana on a copy of it."""
    with shelf.borrow("ordered", tmp_path) as url:
        store = open_store(url)
        yield Desk(store, 1)
        store.close()


@pytest.fixture
def app(desk: Desk) -> BilliaApp:
    """The console on it."""
    return console(desk)
