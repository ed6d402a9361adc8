"""A console on the book in which Maria Köhler has ordered; made once, each test gets a copy."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from billia_tui.app import BilliaApp
from billia_tui.db.sqlite import backup
from billia_tui.db.store import open_store
from billia_tui.operations.desk import Desk
from tests.screens.book import NOW, Book
from tests.screens.console import (
    console,
)
from tests.screens.orders.kit import (
    Orders,
    fill,
)


@pytest.fixture(scope="session")
def ordered(template: tuple[Path, Book], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Orders]:
    """The book with the orders as a file, and the ids in it."""
    folder = tmp_path_factory.mktemp("ordered")
    shutil.copy(template[0], folder / "made.db")
    store = open_store(str(folder / "made.db"))
    with time_machine.travel(NOW, tick=False):
        orders = fill(Desk(store, 1), template[1].kohler)
    store.close()
    backup(folder / "made.db", folder / "ordered.db")
    return folder / "ordered.db", orders


@pytest.fixture
def orders(ordered: tuple[Path, Orders]) -> Orders:
    """The ids of the orders."""
    return ordered[1]


@pytest.fixture
def desk(ordered: tuple[Path, Orders], tmp_path: Path, clock_stands_still: None) -> Iterator[Desk]:
    """The desk of Administrator ana on a copy of it."""
    copy = tmp_path / "ordered.db"
    shutil.copy(ordered[0], copy)
    store = open_store(str(copy))
    yield Desk(store, 1)
    store.close()


@pytest.fixture
def app(desk: Desk) -> BilliaApp:
    """The console on it."""
    return console(desk)
