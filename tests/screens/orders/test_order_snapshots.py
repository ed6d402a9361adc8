"""Pictures of the pages and dialogs of orders, at both sizes. Look at each that changes before you accept it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.db.models import Admin
from billia_tui.operations.desk import Desk
from billia_tui.screens.orders.listing import PurchasesScreen
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, close_dialog, open_dialog, press, until
from tests.screens.orders.kit import (
    Orders,
    see,
    see_document,
    see_documents,
    see_list,
    see_notes,
    see_order,
)

Steps = Callable[[Pilot[Any], Orders], Awaitable[object]]
SnapCompare = Callable[..., bool]


async def searched(pilot: Pilot[Any], orders: Orders) -> None:
    """R132."""
    page = await see_list(pilot, orders)
    await press(pilot, "slash", *"koehler")
    await until(pilot, lambda: len(page.table.rows) == 2)


async def filtered(pilot: Pilot[Any], orders: Orders) -> None:
    """R132."""
    page = await see_list(pilot, orders)
    await open_dialog(pilot, "f")
    await pilot.press("end")
    await close_dialog(pilot, "enter")
    await until(pilot, lambda: page.shown == "Unpaid" and bool(page.table.rows))


async def nothing_found(pilot: Pilot[Any], orders: Orders) -> None:
    """R38, R132."""
    page = await see_list(pilot, orders)
    await press(pilot, "slash", *"nothing such")
    await until(pilot, lambda: not page.table.rows)


def order(name: str, *keys: str) -> Steps:
    """The page of an order, and keys pressed there."""

    async def steps(pilot: Pilot[Any], orders: Orders) -> None:
        await see_order(pilot, getattr(orders, name))
        await press(pilot, *keys) if keys else None

    return steps


def dialog(name: str, *keys: str, then: tuple[str, ...] = ()) -> Steps:
    """On the page of an order: keys each of which opens something, and what is typed after that."""

    async def steps(pilot: Pilot[Any], orders: Orders) -> None:
        await see_order(pilot, getattr(orders, name))
        for key in keys:
            await open_dialog(pilot, key)
        await press(pilot, *then) if then else None

    return steps


async def notes(pilot: Pilot[Any], orders: Orders) -> None:
    """R147, R172."""
    await see_notes(pilot, orders, orders.noted)


def note(*keys: str, then: tuple[str, ...] = ()) -> Steps:
    """A dialog on the notes of an order."""

    async def steps(pilot: Pilot[Any], orders: Orders) -> None:
        await notes(pilot, orders)
        await press(pilot, *keys[:-1]) if keys[:-1] else None
        await open_dialog(pilot, keys[-1])
        await press(pilot, *then) if then else None

    return steps


async def documents_of_order(pilot: Pilot[Any], orders: Orders) -> None:
    """R141."""
    await see_documents(pilot, orders, orders.cancelled)


async def documents_of_customer(pilot: Pilot[Any], orders: Orders) -> None:
    """R141, R175."""
    await see_documents(pilot, orders)


async def invoice(pilot: Pilot[Any], orders: Orders) -> None:
    """R141."""
    await see_document(pilot, orders.invoice)


async def cancelled_document(pilot: Pilot[Any], orders: Orders) -> None:
    """R141: marked."""
    await see_document(pilot, orders.cancelled_pro_forma)


async def saving(pilot: Pilot[Any], orders: Orders) -> None:
    """R141."""
    await invoice(pilot, orders)
    await open_dialog(pilot, "s")


STATES: dict[str, Steps] = {
    "list": see_list,
    "list-searched": searched,
    "list-filtered": filtered,
    "list-nothing-found": nothing_found,
    "order-unpaid": order("unpaid"),
    "order-paid": order("paid"),
    "order-more-due": order("more_due"),
    "order-collapsed": order("collapsed"),
    "order-cancelled": order("cancelled"),
    "order-noted": order("noted"),
    "order-expanded": order("unpaid", "x"),
    "order-refused": order("activated", "t"),
    "status-list": dialog("unpaid", "t"),
    "status-cancel-paid": dialog("paid", "t", then=("down", "down", "enter")),
    "status-collapse": dialog("paid", "t", then=("down", "enter")),
    "mark-paid": dialog("unpaid", "p"),
    "mark-unpaid": dialog("paid", "p"),
    "method-list": dialog("unpaid", "y"),
    "method": dialog("unpaid", "y", then=("enter",)),
    "price": dialog("unpaid", "e", then=(*"20",)),
    "price-wrong": dialog("unpaid", "e", then=(*"1,000.5O", "enter")),
    "price-paid": dialog("paid", "e", then=(*"15", "tab", "right")),
    "invoice-by-hand": dialog("activated", "i"),
    "notes": notes,
    "note-add": note("a", then=(*"first line", "ctrl+n", *"second")),
    "note-open": note("down", "enter"),
    "note-delete": note("d"),
    "documents-of-order": documents_of_order,
    "documents-of-customer": documents_of_customer,
    "document": invoice,
    "document-cancelled": cancelled_document,
    "document-save": saving,
}


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("state", list(STATES))
def test_orders(snap_compare: SnapCompare, app: BilliaApp, orders: Orders, state: str, size: tuple[int, int]) -> None:
    """R130-R147: what a person sees, state by state."""

    async def run_before(pilot: Pilot[Any]) -> None:
        await STATES[state](pilot, orders)

    assert snap_compare(app, terminal_size=size, run_before=run_before)


def test_no_orders(snap_compare: SnapCompare, app: BilliaApp, book: Book) -> None:
    """R49: an empty list says so."""

    async def run_before(pilot: Pilot[Any]) -> None:
        await see(pilot, PurchasesScreen(book.plain))

    assert snap_compare(app, terminal_size=SMALL, run_before=run_before)


def test_developer(snap_compare: SnapCompare, app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R183: raw ids and messages, once expanded."""
    with desk.store.writing() as session:
        session.get_one(Admin, 1).developer = True

    async def run_before(pilot: Pilot[Any]) -> None:
        await see_order(pilot, orders.collapsed)
        await press(pilot, "x")

    assert snap_compare(app, terminal_size=LARGE, run_before=run_before)
