"""A console on the small book of `tests.screens.book`; the book is made once, each test gets a copy.

All of it is on SQLite, or with `--store postgresql` on PostgreSQL; tests marked `both_stores` always run on both.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from pytest_textual_snapshot import SVGImageExtension

from billia_tui.app.app import BilliaApp
from billia_tui.db.store import open_store
from billia_tui.operations.desk import Desk
from tests.conftest import STORE_OPTION
from tests.screens.book import NOW, Book, fill
from tests.screens.console import console
from tests.screens.shelf import Databases, Files, Shelf

# The plugin names the ending as an older syrupy did; without this the pictures would end in .raw.
SVGImageExtension.file_extension = "svg"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is marked `both_stores` runs on both."""
    if metafunc.definition.get_closest_marker("both_stores"):
        metafunc.parametrize("shelf", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def shelf(request: pytest.FixtureRequest, shared_folder: Path) -> Shelf:
    """Where the books of this test stand."""
    kind = getattr(request, "param", request.config.getoption(STORE_OPTION))
    folder = shared_folder / f"books-{kind}"
    folder.mkdir(exist_ok=True)
    if kind == "postgresql":
        return Databases(request.getfixturevalue("postgresql"), folder)
    return Files(folder, request.getfixturevalue("sqlite_template"))


@pytest.fixture(scope="session")
def book(shelf: Shelf) -> Book:
    """The book stands on the shelf; the ids of the customers that tests talk about."""
    with time_machine.travel(NOW, tick=False):
        return shelf.put("book", lambda store: fill(Desk(store, 1)))


@pytest.fixture(autouse=True)
def messages_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message is there when a test looks for it, however slow the machine is."""
    monkeypatch.setattr(BilliaApp, "SAID_FOR", 3600)
    monkeypatch.setattr(BilliaApp, "REFUSED_FOR", 3600)


@pytest.fixture
def clock_stands_still() -> Iterator[None]:
    """Five past two in the afternoon; it ticks, or asyncio would never wake up, but no minute passes."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def book_url(shelf: Shelf, book: Book, tmp_path: Path, clock_stands_still: None) -> Iterator[str]:
    """The address of a copy of the book."""
    with shelf.borrow("book", tmp_path) as url:
        yield url


@pytest.fixture
def book_desk(book_url: str) -> Iterator[Desk]:
    """The desk of Administrator ana on it."""
    store = open_store(book_url)
    yield Desk(store, 1)
    store.close()


@pytest.fixture
def app(book_desk: Desk) -> BilliaApp:
    """The console on it."""
    return console(book_desk)
