"""What the page of an order shows and leads to: further details, notes, documents (R141, R143, R144, R147)."""

from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

from billia_tui.app.app import BilliaApp
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import order_notes  # fmt: skip
from billia_tui.operations.orders import documents
from billia_tui.paging import Window
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.log.log import LogScreen
from billia_tui.screens.notes.order_notes import OrderNotesScreen
from billia_tui.screens.orders.document import DocumentScreen
from billia_tui.screens.orders.documents import DocumentsScreen
from billia_tui.screens.services.page import ServiceScreen
from tests import factories
from tests.screens.console import (
    LARGE,
    SMALL,
    close_dialog,
    open_dialog,
    press,
    shown,
    until,
)
from tests.screens.orders.kit import (
    Orders,
    see_document,
    see_documents,
    see_notes,
    see_order,
    told,
)


async def test_further_details(app: BilliaApp, orders: Orders) -> None:
    """R144, R146: `x` shows each order and the times of the jobs, and hides them again."""
    async with app.run_test(size=LARGE) as pilot:
        await see_order(pilot, orders.collapsed)
        assert "failed · New: Domain .com · the registry did not answer" in shown(pilot)
        assert "ended 2026-03-02 14:05" not in shown(pilot)
        await press(pilot, "x")
        assert "ended 2026-03-02 14:05" in shown(pilot)
        assert "Domain .com · service " in shown(pilot)
        assert "Raw ids" not in shown(pilot)
        await press(pilot, "x")
        assert "ended 2026-03-02 14:05" not in shown(pilot)


async def test_the_scroll_position_stays(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R50: after a change the page is fresh and stands where it stood."""
    async with app.run_test(size=SMALL) as pilot:
        page = await see_order(pilot, orders.noted)
        await press(pilot, *["down"] * 8)
        at = page._box.scroll_offset.y
        assert at > 0
        await open_dialog(pilot, "p")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: page.record is not None and page.record.row.paid)
        assert page._box.scroll_offset.y == at


async def test_the_pages_it_leads_to(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R143, R144: documents, notes, log, product; coming back, the order is fresh."""
    pages: dict[str, type[Screen[Any]]] = {
        "d": DocumentsScreen,
        "n": OrderNotesScreen,
        "L": LogScreen,
        "v": ServiceScreen,
    }
    async with app.run_test(size=LARGE) as pilot:
        page = await see_order(pilot, orders.noted)
        for key, kind in pages.items():
            await open_dialog(pilot, key)
            assert type(pilot.app.screen) is kind
            await press(pilot, "escape")
            await until(pilot, lambda: pilot.app.screen is page)
        desk.change(order_notes.add, orders.noted, "while away")
        await open_dialog(pilot, "n")
        await press(pilot, "escape")
        await until(pilot, lambda: "while away" in shown(pilot))
        await press(pilot, "c")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))


async def test_of_several_products_one_is_picked(app: BilliaApp, orders: Orders) -> None:
    """R144."""
    async with app.run_test(size=LARGE) as pilot:
        await see_order(pilot, orders.unpaid)
        await open_dialog(pilot, "v")
        assert "koehler.com · Domain .com" in shown(pilot)
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ServiceScreen))
        await until(pilot, lambda: "koehler.com" in shown(pilot))


async def test_an_order_without_a_service(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R51, R144."""
    made = factories.add_purchase(desk, orders.customer)
    async with app.run_test(size=LARGE) as pilot:
        await see_order(pilot, made)
        await press(pilot, "v")
        assert told(app) == "no service belongs to this order"


# --- notes --------------------------------------------------------------------------------------------------------


async def test_notes_added_edited_deleted(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R147, R174."""

    def lines() -> list[str]:
        return [row.text for row in desk.ask(order_notes.page, orders.paid, Window()).rows]

    async with app.run_test(size=SMALL) as pilot:
        page = await see_notes(pilot, orders, orders.paid)
        assert "No notes of this order. a adds one." in shown(pilot)
        await press(pilot, "d")
        assert told(app) == "there is no note here"
        await open_dialog(pilot, "a")
        await press(pilot, *"first", "ctrl+n", *"second")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: len(page.table.rows) == 1)
        assert lines() == ["first\nsecond"]
        await open_dialog(pilot, "enter")
        await press(pilot, "up", "end", *"!")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "edited" in shown(pilot))
        assert lines() == ["first!\nsecond"]
        await open_dialog(pilot, "d")
        await close_dialog(pilot, "escape")
        assert len(lines()) == 1
        await open_dialog(pilot, "d")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: not page.table.rows)
        assert lines() == []


# --- documents ----------------------------------------------------------------------------------------------------


async def test_documents_are_read(app: BilliaApp, orders: Orders) -> None:
    """R141: those of an order, one by one; a cancelled one is marked in the list and in its text."""
    async with app.run_test(size=LARGE) as pilot:
        page = await see_documents(pilot, orders, orders.unpaid)
        assert len(page.table.rows) == 2
        assert "✖ cancelled" in shown(pilot)
        await open_dialog(pilot, "enter")
        assert isinstance(pilot.app.screen, DocumentScreen)
        await until(pilot, lambda: "*** CANCELLED at 2026-03-02 14:05 UTC ***" in shown(pilot))
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is page)


async def test_documents_of_the_customer(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R141: all of them, newest first."""
    async with app.run_test(size=LARGE) as pilot:
        page = await see_documents(pilot, orders)
        rows = desk.ask(documents.page, orders.customer, Window()).rows
        assert [row.id for row in page.table.rows] == [row.id for row in rows]


async def test_a_document_is_saved(
    app: BilliaApp, desk: Desk, orders: Orders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R141: under a name of one's own, into a folder; a file that is there is replaced only when asked for twice."""
    monkeypatch.chdir(tmp_path)
    text = desk.ask(documents.read, orders.invoice).text
    (tmp_path / "there.txt").write_text("mine")
    (tmp_path / "folder").mkdir()
    async with app.run_test(size=SMALL) as pilot:
        await see_document(pilot, orders.invoice)
        await open_dialog(pilot, "s")
        await close_dialog(pilot, "enter")
        assert (tmp_path / "INV-000001.txt").read_text() == text
        assert told(app) == "saved as INV-000001.txt"

        await open_dialog(pilot, "s")
        await press(pilot, "ctrl+u", *"there.txt", "enter")
        assert "there.txt is there already; save again to replace it" in shown(pilot)
        assert (tmp_path / "there.txt").read_text() == "mine"
        await close_dialog(pilot, "enter")
        assert (tmp_path / "there.txt").read_text() == text

        await open_dialog(pilot, "s")
        await press(pilot, "ctrl+u", *"folder")
        await close_dialog(pilot, "enter")
        assert (tmp_path / "folder" / "INV-000001.txt").read_text() == text


async def test_a_document_is_saved_as_pdf(
    app: BilliaApp, orders: Orders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R232: `p` asks for a path, as `s` does."""
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await see_document(pilot, orders.invoice)
        await open_dialog(pilot, "p")
        assert "Save INV-000001 as PDF" in shown(pilot)
        await close_dialog(pilot, "enter")
        assert told(app) == "saved as INV-000001.pdf"
        assert (tmp_path / "INV-000001.pdf").read_bytes().startswith(b"%PDF-1.7")


async def test_a_path_that_cannot_be_written(
    app: BilliaApp, orders: Orders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R141: the form stays, with the reason."""
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await see_document(pilot, orders.invoice)
        await open_dialog(pilot, "s")
        await press(pilot, "ctrl+u", "enter")
        assert "✖ is required" in shown(pilot)
        await press(pilot, *"no/such/folder.txt", "enter")
        assert "cannot write no/such/folder.txt" in shown(pilot)
        await press(pilot, "ctrl+u", *"~nobody-of-this-name/x", "enter")
        assert "✖ names a user that is not known here" in shown(pilot)
    assert texts_in(tmp_path) == []


def texts_in(folder: Path) -> list[str]:
    """The names of the text files in a folder."""
    return [file.name for file in folder.glob("*.txt")]
