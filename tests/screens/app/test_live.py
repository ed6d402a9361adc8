"""Two at one store: what a colleague does shows, and nothing of what I am doing is disturbed."""

from collections.abc import Iterator

import pytest

from billia_tui.app.app import BilliaApp
from billia_tui.db.store import open_store
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.staff import changes as staff_changes
from billia_tui.operations.team import presence
from billia_tui.vocabulary import CustomerStatus, Role
from tests import factories
from tests.conftest import AddCustomer
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, open_dialog, press, settle, shown, the_list, the_page, told, until

OFTEN = 0.02
"""Seconds between two looks: tests do not wait a second."""


@pytest.fixture
def ben(book_url: str) -> Iterator[Desk]:
    """A colleague at another console: a connection of his own to the same store."""
    store = open_store(book_url)
    yield Desk(store, factories.admin(store, "ben", Role.ADMINISTRATOR))
    store.close()


@pytest.fixture
def live(book_desk: Desk, ben: Desk) -> BilliaApp:
    """The console of ana, who sees what ben does."""
    return BilliaApp(lambda: book_desk, live=OFTEN)


@pytest.mark.both_stores
async def test_a_colleagues_change_shows_in_the_list_where_i_am(live: BilliaApp, ben: Desk, book: Book) -> None:
    """See each other: cursor, line, marks and what is typed stay; the row and the count are as they are now."""
    async with live.run_test(size=LARGE) as pilot:
        await settle(pilot)
        live.call_later(live.live.begin)
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


async def test_the_row_under_the_cursor_never_becomes_another(live: BilliaApp, ben: Desk, book: Book) -> None:
    """See each other: a customer that leaves the filter stays under the cursor; one that is deleted makes room."""
    async with live.run_test(size=LARGE) as pilot:
        await settle(pilot)
        live.call_later(live.live.begin)
        await press(pilot, "slash", *"status:Active", "enter", "down", "down")
        table = the_list(pilot).table
        await until(pilot, lambda: table.row is not None and "status" in the_list(pilot).query_shown.words)
        assert table.row is not None
        mine, after = table.row.id, table.rows[3].id
        ben.change(status.block, mine, reason="unpaid")
        await until(pilot, lambda: table.row is not None and table.row.status == CustomerStatus.BLOCKED)
        assert (table.row.id, table.line_of_cursor) == (mine, 2)
        ben.change(customers.delete, mine, typed_username=table.row.username)
        await until(pilot, lambda: table.row is not None and table.row.id != mine)
        assert (table.row.id, table.line_of_cursor) == (after, 2)


async def test_a_new_customer_shows_at_the_beginning(live: BilliaApp, ben: Desk, add_customer: AddCustomer) -> None:
    """See each other: a list that is seen from its beginning stays so, the cursor stays on its customer."""
    async with live.run_test(size=LARGE) as pilot:
        await settle(pilot)
        live.call_later(live.live.begin)
        table = the_list(pilot).table
        assert table.row is not None
        mine = table.row.id
        new = add_customer(ben)
        await until(pilot, lambda: "49 of 49" in shown(pilot))
        assert [table.rows_in_view[0].id, table.row.id] == [new, mine]


@pytest.mark.both_stores
async def test_details_follow_behind_a_form(live: BilliaApp, ben: Desk, book: Book) -> None:
    """See each other: the page behind a form reads afresh, what is typed into the form stays."""
    async with live.run_test(size=LARGE) as pilot:
        await settle(pilot)
        live.call_later(live.live.begin)
        the_list(pilot).table.go_to(book.kohler)
        await press(pilot, "enter")
        newest = the_page(pilot).panels[6]
        await open_dialog(pilot, "w")
        await press(pilot, *"25")
        ben.change(notes.add, book.kohler, "Called back")
        await until(pilot, lambda: "Called back" in str(newest.shown))
        assert "25" in shown(pilot)
        await press(pilot, "escape")
        assert "Called back" in shown(pilot)


async def test_what_was_saved_before_i_came_is_not_told(live: BilliaApp, ben: Desk, book: Book) -> None:
    """See each other: a change of a colleague is told while the customer is open, never one that stands there."""
    ben.change(notes.add, book.kohler, "Called the day before yesterday")
    async with live.run_test(size=LARGE) as pilot:
        await settle(pilot)
        the_list(pilot).table.go_to(book.kohler)
        await press(pilot, "enter")
        live.call_later(live.live.begin)
        presence.briefly(ben, presence.here, "ben's", book.kohler, editing=False)
        await until(pilot, lambda: "ben is here" in shown(pilot))  # it was asked what changed, and who is here
        assert told(live) == ""
        ben.change(notes.add, book.kohler, "Called back")
        await until(pilot, lambda: "ben: add note" in told(live))


async def test_what_my_own_change_brings_is_not_told_as_anothers(live: BilliaApp, ben: Desk, book: Book) -> None:
    """See each other: the hold that ends with my payment is my doing; what a colleague does is told after it, too."""
    async with live.run_test(size=LARGE) as pilot:
        await settle(pilot)
        live.call_later(live.live.begin)
        the_list(pilot).table.go_to(book.maria)
        await press(pilot, "enter")
        await open_dialog(pilot, "w")
        await press(pilot, *"500", "enter")
        await until(pilot, lambda: "ON HOLD" not in shown(pilot))
        ben.change(notes.add, book.maria, "Paid")
        await until(pilot, lambda: "ben: add note" in told(live))
        assert "system" not in told(live)


@pytest.mark.parametrize("size", [LARGE, SMALL])
async def test_the_title_says_who_else_is_here(live: BilliaApp, ben: Desk, book: Book, size: tuple[int, int]) -> None:
    """See each other: who has the customer open, who is editing; the place in the list keeps its room."""
    async with live.run_test(size=size) as pilot:
        await settle(pilot)
        live.call_later(live.live.begin)
        await press(pilot, "enter")
        page = the_page(pilot)
        presence.briefly(ben, presence.here, "ben's", page.customer_id, editing=False)
        await until(pilot, lambda: "ben is here" in shown(pilot).splitlines()[0])
        assert "1 of 48  [ ]" in shown(pilot).splitlines()[0]
        presence.briefly(ben, presence.here, "ben's", page.customer_id, editing=True)
        await until(pilot, lambda: "ben is editing" in shown(pilot).splitlines()[0])
        presence.briefly(ben, presence.gone, "ben's")
        await until(pilot, lambda: "ben" not in shown(pilot).splitlines()[0])

        def here() -> list[presence.Other]:
            return [*ben.ask(presence.others, "ben's", page.customer_id)]

        await until(pilot, lambda: here() == [presence.Other("ana", editing=False)])
        await open_dialog(pilot, "w")
        await until(pilot, lambda: here() == [presence.Other("ana", editing=True)])
        await press(pilot, "escape", "escape")
        await until(pilot, lambda: here() == [])


async def test_another_role_shows_at_once(live: BilliaApp, ben: Desk, book_desk: Desk) -> None:
    """See each other, R181: what the admin may do now is in the title and the keys without anything being pressed."""
    async with live.run_test(size=LARGE) as pilot:
        await settle(pilot)
        live.call_later(live.live.begin)
        ben.change(staff_changes.edit, book_desk.admin_id, {"role": Role.SUPPORT})
        await until(pilot, lambda: "ana · Support" in shown(pilot).splitlines()[0])
