"""The timeline as a page, with real keys (R221)."""

from typing import Any

from textual.pilot import Pilot

from billia_tui.operations.desk import Desk
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.kinds.facts_page import FactsBox
from billia_tui.screens.orders.page import PurchaseScreen
from billia_tui.screens.timeline.page import TimelineScreen
from tests.screens.book import Book
from tests.screens.console import LARGE, console, go, press, settle, shown


def the_timeline(pilot: Pilot[Any]) -> TimelineScreen:
    """The page that is open."""
    page = pilot.app.screen
    assert isinstance(page, TimelineScreen)
    return page


def told(pilot: Pilot[Any]) -> str:
    """What the messages at the edge of the screen say."""
    return "\n".join(str(note.message) for note in pilot.app._notifications)


async def test_from_the_page_of_a_customer_and_back(book_desk: Desk, book: Book) -> None:
    """R221: `t`; enter shows an event whole, `esc` leads back."""
    async with console(book_desk).run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        await press(pilot, "t")
        assert the_timeline(pilot).table.rows
        assert "order" in shown(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, FactsBox)
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, CustomerScreen)


async def test_days_words_and_kind(book_desk: Desk, book: Book) -> None:
    """R221: `f` asks, what is wrong is said at its field, `x` shows all again."""
    async with console(book_desk).run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        await press(pilot, "t")
        whole = len(the_timeline(pilot).table.rows)
        await press(pilot, "f", *"2026-13", "enter")
        assert "is no day" in shown(pilot)
        await press(pilot, *["backspace"] * 3, *"-03", "tab", "tab", *"wallet", "enter")
        page = the_timeline(pilot)
        assert 0 < len(page.table.rows) < whole
        assert page.facts() == ("from 2026-03 with wallet",)
        await press(pilot, "x")
        assert len(page.table.rows) == whole
        await press(pilot, "x")
        assert "all of it is shown" in told(pilot)


async def test_to_the_order_that_it_is_about(book_desk: Desk, book: Book) -> None:
    """R221: `o`; where there is no page it says so."""
    async with console(book_desk).run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        await press(pilot, "t")
        table = the_timeline(pilot).table
        of_order = next(row for row in table.rows if row.purchase_id is not None)
        of_none = next(row for row in table.rows if row.purchase_id is None and row.service_id is None)
        table.go_to(of_none.id)
        await press(pilot, "o")
        assert "has no page of its own" in told(pilot)
        table.go_to(of_order.id)
        await press(pilot, "o")
        assert isinstance(pilot.app.screen, PurchaseScreen)
        await press(pilot, "escape")
        await settle(pilot)
        assert the_timeline(pilot).table.row == of_order
