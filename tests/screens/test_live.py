"""Two at one store: what a colleague does shows, and nothing of what I am doing is disturbed."""

from collections.abc import Iterator

import pytest

from billia_tui.app import BilliaApp
from billia_tui.db.store import open_store
from billia_tui.operations import customers, notes, presence, status
from billia_tui.operations.desk import Desk
from billia_tui.vocabulary import CustomerStatus, Role
from tests import factories
from tests.conftest import AddCustomer
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, open_dialog, press, settle, shown, the_list, the_page, until

OFTEN = 0.02
"""Seconds between two looks: tests do not wait a second."""


@pytest.fixture
def ben(book_desk: Desk) -> Iterator[Desk]:
    """A colleague at another console: a store of his own on the same file."""
    store = open_store(book_desk.store.place)
    yield Desk(store, factories.admin(store, "ben", Role.ADMINISTRATOR))
    store.close()


@pytest.fixture
def live(book_desk: Desk, ben: Desk) -> BilliaApp:
    """The console of ana, who sees what ben does."""
    return BilliaApp(lambda: book_desk, live=OFTEN)


async def test_a_colleagues_change_shows_in_the_list_where_i_am(live: BilliaApp, ben: Desk, book: Book) -> None:
    """See each other: cursor, line, marks and what is typed stay; the row and the count are as they are now."""
    async with live.run_test(size=LARGE) as pilot:
        await settle(pilot)
        live.live.begin()
        await press(pilot, *["down"] * 5, "space", "slash", "e")
        table = the_list(pilot).table
        assert table.row is not None
        before, line, marked = table.row.id, table.line_of_cursor, the_list(pilot).selection.ids
        other = table.rows[table.rows.index(table.row) + 2].id
        ben.change(status.block, other, reason="unpaid")
        await until(pilot, lambda: {row.id: row.status for row in table.rows}[other] == CustomerStatus.BLOCKED)
        assert (table.row.id, table.line_of_cursor) == (before, line)
        assert the_list(pilot).selection.ids == marked
        assert the_list(pilot).search.words == "e"
        assert the_list(pilot).search.input.has_focus
        assert f"{table.row.id}" in shown(pilot)
