"""The catalogue in the console: a product is taken off sale, and is offered no more (R176)."""

import pytest

from billia_tui.app.app import BilliaApp
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import catalogue
from billia_tui.screens.orders.products import ProductsScreen
from tests.screens.console import LARGE, SMALL, close_dialog, open_dialog, shown, until
from tests.screens.orders.kit import Orders, see, told


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
async def test_taken_off_sale(app: BilliaApp, desk: Desk, orders: Orders, size: tuple[int, int]) -> None:
    """R176: by a choice of its dialog, whose other fields stay; the row says off."""
    del orders
    async with app.run_test(size=size) as pilot:
        await see(pilot, ProductsScreen())
        await until(pilot, lambda: "12 months" in shown(pilot))
        assert "off" not in _row(shown(pilot))
        await open_dialog(pilot, "e")
        await pilot.press(*["tab"] * 9, "right")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: _row(shown(pilot)).rstrip(" │").endswith("off"))
        assert "changed on sale" in told(app)
    assert not desk.ask(catalogue.data, 1).on_sale


def _row(page: str) -> str:
    return next(line for line in page.splitlines() if "WEB" in line)
