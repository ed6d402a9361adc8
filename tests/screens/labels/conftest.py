"""What the tests of labels share."""

import pytest

from billia_tui.app.app import BilliaApp
from billia_tui.operations.desk import Desk
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.labels.component_data import ComponentData
from tests.operations.labels.kit import SEATS, TIER, VIP
from tests.screens.book import Book
from tests.screens.console import (
    console,
)


@pytest.fixture
def desk(book_desk: Desk, book: Book) -> Desk:
    """The book with four labels set up, of which Maria carries two and Köhler one."""
    for data in (TIER, SEATS, VIP, ComponentData("region", "Region", "where the servers stand")):
        book_desk.change(label_components.add, data)
    book_desk.change(labels.attach, book.maria, 1, "gold")
    book_desk.change(labels.attach, book.maria, 4, "eu-west")
    book_desk.change(labels.attach, book.kohler, 1, "silver")
    return book_desk


@pytest.fixture
def app(desk: Desk) -> BilliaApp:
    """The console of ana."""
    return console(desk)
