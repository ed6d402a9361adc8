"""The customer list, driven by keys."""

import pytest

from billia_tui.app.app import BilliaApp
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.queries.customer_query import CustomerQuery, Sort, StatusFilter
from billia_tui.paging import Window
from billia_tui.screens.customers.details import CustomerScreen
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, close_dialog, open_dialog, press, settle, shown, the_list, until


async def test_newest_first_with_all_columns(app: BilliaApp) -> None:
    """R33, R39: the columns, newest first, the count of all."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        text = shown(pilot)
        for word in ("ID ▼", "USERNAME", "NAME / COMPANY", "PRODUCTS", "RESELLER", "WALLET", "STATUS"):
            assert word in text
        ids = [row.id for row in the_list(pilot).table.rows]
        assert ids == sorted(ids, reverse=True)
        assert "48 of 48" in text


async def test_narrow_screen_drops_reseller_and_products_first(app: BilliaApp) -> None:
    """The design of the list: 80x24 drops Reseller and Products, keeps status and hold."""
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        text = shown(pilot)
        assert "RESELLER" not in text
        assert "PRODUCTS" not in text
        assert "ON HOLD" in text
        assert "● Active" in text


@pytest.mark.parametrize("words", ["kohler", "Köhler", "KÖHLER"])
async def test_search_narrows_while_typing_whatever_the_accents(app: BilliaApp, book: Book, words: str) -> None:
    """R37, R38: umlaut or not, the same customer; the count says n of m."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *words)
        await until(pilot, lambda: len(the_list(pilot).table.rows) == 1)
        assert [row.id for row in the_list(pilot).table.rows] == [book.kohler]
        assert "1 of 48" in shown(pilot)


async def test_nothing_found_says_how_to_clear(app: BilliaApp) -> None:
    """R38: an empty result says so and how to clear it; esc does, and a second one does nothing (R224)."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"nobodyhere")
        await until(pilot, lambda: not the_list(pilot).table.rows)
        assert "No customer matches. esc clears" in shown(pilot)
        await press(pilot, "escape")
        await until(pilot, lambda: len(the_list(pilot).table.rows) == 48)
        await press(pilot, "escape")
        assert app.is_running
        assert the_list(pilot).table.has_focus


async def test_quits_when_nothing_is_to_be_cleared(app: BilliaApp) -> None:
    """The keys of the design: q leaves the list."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        await pilot.press("q")
        await pilot.pause()
    assert app.return_code == 0


async def test_filter_by_status_and_on_hold(app: BilliaApp) -> None:
    """R35: the five choices, picked with the keyboard."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        await open_dialog(pilot, "f")
        await pilot.press("end")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: the_list(pilot).query_shown.status == StatusFilter.ON_HOLD)
        rows = the_list(pilot).table.rows
        assert len(rows) == 2
        assert all(row.hold for row in rows)
        assert "on hold" in shown(pilot)


async def test_sort_by_each_column_and_the_other_way_round(app: BilliaApp, book_desk: Desk) -> None:
    """R39: every column, both ways; the header says which."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        for place, sort in enumerate(Sort):
            for turn in range(2):
                await open_dialog(pilot, "s")
                await pilot.press("home", *["down"] * place)
                await close_dialog(pilot, "enter")
                query = the_list(pilot).query_shown
                assert query.sort == sort
                wanted = book_desk.ask(customer_list.page, query, Window(limit=20)).rows
                assert [row.id for row in the_list(pilot).table.rows[:20]] == [row.id for row in wanted], (sort, turn)


@pytest.mark.both_stores
async def test_coming_back_keeps_search_filter_row_and_scroll(app: BilliaApp) -> None:
    """R42: after a customer the list stands where it stood."""
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"example", "enter")
        await until(pilot, lambda: the_list(pilot).query_shown.words == "example")
        await press(pilot, *["down"] * 25)
        table = the_list(pilot).table
        before = (table.row, table.line_of_cursor, the_list(pilot).query_shown)
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is the_list(pilot))
        assert (table.row, table.line_of_cursor, the_list(pilot).query_shown) == before


async def test_marks_stay(app: BilliaApp) -> None:
    """The keys of the design: space marks, the count of marks is shown, a search does not lose them."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        await press(pilot, "space", "space")
        assert "2 marked" in shown(pilot)
        await press(pilot, "slash", *"kohler", "enter")
        await press(pilot, "escape")
        await until(pilot, lambda: len(the_list(pilot).table.rows) == 48)
        assert "2 marked" in shown(pilot)
        assert len(the_list(pilot).selection.ids) == 2


async def test_a_refused_key_says_why(app: BilliaApp, book: Book) -> None:
    """R51, R40: the activation e-mail is for Inactive customers; the key says so."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        the_list(pilot).table.go_to(book.kohler)
        await press(pilot, "A")
        assert any("only an Inactive customer" in str(note.message) for note in app._notifications)


@pytest.mark.both_stores
async def test_row_shows_a_change_at_once(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R50: after blocking from the list the row says Blocked, cursor and scroll stay."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        table = the_list(pilot).table
        table.go_to(book.kohler)
        line = table.line_of_cursor
        await open_dialog(pilot, "b")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: table.row is not None and table.row.status == "Blocked")
        assert table.line_of_cursor == line
        assert "✖ Blocked" in shown(pilot)
        assert book_desk.ask(customer_list.rows, [book.kohler])[book.kohler].status == "Blocked"


async def test_a_deleted_customer_leaves_the_list(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R45: deleted by someone else meanwhile: a fresh read drops the row, nothing breaks."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        username = book_desk.ask(customer_list.rows, [book.fresh])[book.fresh].username
        book_desk.change(customers.delete, book.fresh, typed_username=username)
        await press(pilot, "ctrl+r")
        await until(pilot, lambda: all(row.id != book.fresh for row in the_list(pilot).table.rows))
        assert the_list(pilot).table.row is not None


async def test_block_key_offers_the_possible_change_only(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R77: for a Blocked customer the same key reads "activate"."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        the_list(pilot).table.go_to(book.blocked)
        await settle(pilot)
        assert "b activate" in shown(pilot).splitlines()[-1]
        the_list(pilot).table.go_to(book.kohler)
        await settle(pilot)
        assert "b block" in shown(pilot).splitlines()[-1]
        assert book_desk.ask(customer_list.count, CustomerQuery(status=StatusFilter.BLOCKED)).number == 1
        book_desk.change(status.activate, book.blocked)


async def test_a_key_of_one_order_means_nothing_to_another(app: BilliaApp) -> None:
    """R39, R42: read afresh before the rows of a new order are there, the list begins at its top, and goes on."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        await press(pilot, *"jjj")
        page = the_list(pilot)
        for sort in (Sort.USERNAME, Sort.WALLET, Sort.NAME):
            page.query_shown = CustomerQuery(sort=sort, descending=False)
            page.read()  # the rows in the table, and the key under the cursor, are still those of the order before
            await until(pilot, lambda: page._rows_of == page.query_shown)
            ids = [row.id for row in page.table.rows]
            wanted = app.desk.ask(customer_list.page, page.query_shown, Window(limit=len(ids))) if app.desk else None
            assert wanted is not None
            assert ids == [row.id for row in wanted.rows]
