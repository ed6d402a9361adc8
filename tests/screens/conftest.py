"""A console on the small book of `tests.screens.book`; the book is made once, each test gets a copy."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from pytest_textual_snapshot import SVGImageExtension

from billia_tui.app import BilliaApp
from billia_tui.db.sqlite import backup
from billia_tui.db.store import open_store
from billia_tui.operations import admins
from billia_tui.operations.desk import Desk
from tests.screens.book import NOW, Book, fill
from tests.screens.console import console

# The plugin names the ending as an older syrupy did; without this the pictures would end in .raw.
SVGImageExtension.file_extension = "svg"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Book]:
    """The book as a file, and the ids in it."""
    folder = tmp_path_factory.mktemp("book")
    store = open_store(str(folder / "made.db"), create=True)
    with time_machine.travel(NOW, tick=False):
        with store.writing() as session:
            admin_id = admins.first(session, "ana")
        assert admin_id is not None
        book = fill(Desk(store, admin_id))
    store.close()
    backup(folder / "made.db", folder / "book.db")
    return folder / "book.db", book


@pytest.fixture
def book(template: tuple[Path, Book]) -> Book:
    """The ids of the customers that tests talk about."""
    return template[1]


@pytest.fixture
def clock_stands_still() -> Iterator[None]:
    """Five past two in the afternoon; it ticks, or asyncio would never wake up, but no minute passes."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def book_desk(template: tuple[Path, Book], tmp_path: Path, clock_stands_still: None) -> Iterator[Desk]:
    """The desk of Administrator ana on a copy of the book."""
    copy = tmp_path / "book.db"
    shutil.copy(template[0], copy)
    store = open_store(str(copy))
    yield Desk(store, 1)
    store.close()


@pytest.fixture
def app(book_desk: Desk) -> BilliaApp:
    """The console on it."""
    return console(book_desk)
