"""The list of orders, driven by keys (R130-R132)."""

import pytest

from billia_tui.app.app import BilliaApp
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import payment, pricing
from billia_tui.operations.orders import status as purchase_status
from billia_tui.screens.orders.listing import PurchasesScreen
from billia_tui.screens.orders.page import PurchaseScreen
from billia_tui.vocabulary import PurchaseStatus
from tests import factories
from tests.screens.console import (
    LARGE,
    SMALL,
    close_dialog,
    go,
    open_dialog,
    press,
    settle,
    shown,
    the_list,
    until,
)
from tests.screens.orders.kit import (
    Orders,
    burst,
    see_list,
)


async def test_from_the_customer_to_an_order_and_back(app: BilliaApp, orders: Orders) -> None:
    """R109, R130: `o` shows all, `enter` opens one; coming back, the cursor stands where it was."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, orders.customer)
        await open_dialog(pilot, "o")
        page = pilot.app.screen
        assert isinstance(page, PurchasesScreen)
        await until(pilot, lambda: len(page.table.rows) == 7)
        assert [row.id for row in page.table.rows] == sorted((row.id for row in page.table.rows), reverse=True)
        for word in ("TYPE", "SERVICES", "STATUS", "PRICE", "PAID", "PAYMENT METHOD", "DATE ▼", "maria-koehler.com · "):
            assert word in shown(pilot)
        await press(pilot, "down", "down")
        await open_dialog(pilot, "enter")
        assert isinstance(pilot.app.screen, PurchaseScreen)
        await until(pilot, lambda: f"Order {orders.paid}" in shown(pilot))
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is page)
        assert page.table.row is not None
        assert (page.table.row.id, page.table.line_of_cursor) == (orders.paid, 2)


async def test_search_narrows_while_typing(app: BilliaApp, orders: Orders) -> None:
    """R132: service, domain and id; `esc` clears, a second one leaves."""
    async with app.run_test(size=SMALL) as pilot:
        page = await see_list(pilot, orders)
        await press(pilot, "slash", *"koehler")
        await until(pilot, lambda: [row.id for row in page.table.rows] == [orders.unpaid, orders.collapsed])
        assert "2 found" in shown(pilot)
        await press(pilot, *"x")
        await until(pilot, lambda: not page.table.rows)
        assert "No order matches. esc clears search and filter." in shown(pilot)
        await press(pilot, "escape")
        await until(pilot, lambda: len(page.table.rows) == 7)
        assert page.table.has_focus
        assert "7 in all" in shown(pilot)
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is the_list(pilot))


async def test_enter_in_the_search_goes_to_what_is_found(app: BilliaApp, orders: Orders) -> None:
    """R132: keys typed ahead reach the row that was searched for, not another one."""
    async with app.run_test(size=SMALL) as pilot:
        await see_list(pilot, orders)
        burst(app, "slash", *str(orders.noted), "enter", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, PurchaseScreen))
        await until(pilot, lambda: f"Order {orders.noted}" in shown(pilot))


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        (1, ["unpaid", "noted"]),  # Pending
        (2, ["paid", "more_due"]),  # Processing
        (4, ["collapsed"]),
        (6, ["paid", "collapsed", "cancelled", "activated"]),  # Paid
        (7, ["unpaid", "noted", "more_due"]),  # Unpaid: something is due (R200)
    ],
)
async def test_filtered(app: BilliaApp, orders: Orders, steps: int, found: list[str]) -> None:
    """R132: by status or by payment; the line above the list and the title say so, `esc` shows all again."""
    async with app.run_test(size=LARGE) as pilot:
        page = await see_list(pilot, orders)
        await open_dialog(pilot, "f")
        await press(pilot, *["down"] * steps)
        await close_dialog(pilot, "enter")
        wanted = [getattr(orders, name) for name in found]
        await until(pilot, lambda: [row.id for row in page.table.rows] == wanted)
        assert f"{page.shown} ✕ esc" in shown(pilot)
        assert page.facts() == (page.shown,)
        await press(pilot, "escape")
        await until(pilot, lambda: len(page.table.rows) == 7)
        assert page.facts() == ()


@pytest.mark.parametrize(
    ("price", "told"), [("1019.90", "✖ 1000.00 due "), ("123476.68", "✖ 123456.78 ")], ids=["words", "amount"]
)
async def test_a_part_that_is_due(app: BilliaApp, desk: Desk, orders: Orders, price: str, told: str) -> None:
    """R200: how much is due, where that is less than all of it, whole on a small terminal too."""
    desk.change(pricing.change_price, orders.more_due, price)
    async with app.run_test(size=SMALL) as pilot:
        await see_list(pilot, orders)
        (line,) = [line for line in shown(pilot).splitlines() if f" {orders.more_due} " in line]
        assert told in line


async def test_a_part_that_is_due_in_the_panel(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R127, R200: the mark is not cut, and below it stands what is due."""
    desk.change(pricing.change_price, orders.unpaid, "123457.78")
    desk.change(payment.mark_paid, orders.unpaid, amount="1")
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, orders.customer)
        await until(pilot, lambda: "123456.78 EUR due" in shown(pilot))
        lines = shown(pilot).splitlines()
        (place,) = [place for place, line in enumerate(lines) if "123456.78 EUR due" in line]
        assert "✖ Unpaid" in lines[place - 1]


async def test_sorted(app: BilliaApp, orders: Orders) -> None:
    """R130: by id or by date, both ways; the header says which."""
    async with app.run_test(size=LARGE) as pilot:
        page = await see_list(pilot, orders)
        newest = [row.id for row in page.table.rows]
        for place, title, ids in (("home", "ID ▼", newest), ("home", "ID ▲", newest[::-1]), ("end", "DATE ▼", newest)):
            await open_dialog(pilot, "s")
            await pilot.press(place)
            await close_dialog(pilot, "enter")
            await until(pilot, lambda title=title: title in shown(pilot))  # type: ignore[misc] # the loop's own
            await settle(pilot)
            assert [row.id for row in page.table.rows] == ids


async def test_a_long_list_stays_where_it_is(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R130, R42: deep in a list that is read page by page, the cursor is where it was, and its row is fresh."""
    for _ in range(120):
        factories.add_purchase(desk, orders.customer)
    async with app.run_test(size=SMALL) as pilot:
        page = await see_list(pilot, orders)
        await press(pilot, *["pagedown"] * 4, "down", "down")
        await until(pilot, lambda: page.table.row is not None)
        row, line = page.table.row, page.table.line_of_cursor
        assert row is not None
        await open_dialog(pilot, "enter")
        desk.change(purchase_status.change, row.id, PurchaseStatus.CANCELLED)
        await press(pilot, "escape")
        await until(pilot, lambda: page.table.row is not None and page.table.row.status == "Cancelled")
        assert page.table.row is not None
        assert (page.table.row.id, page.table.line_of_cursor) == (row.id, line)
