"""`u` with real keys: what was done last goes back; the store and the screen say so."""

from typing import Any

import pytest
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.wallet import hold
from billia_tui.screens.undo.undo_dialog import UndoDialog
from billia_tui.vocabulary import Role
from tests.operations.kit import ALL, actions_of, customer, seat
from tests.screens.book import Book
from tests.screens.console import LARGE, close_dialog, go, open_dialog, press, shown, the_list, the_page, until
from tests.screens.undo.steps import of_a_batch, of_a_hold, of_a_hold_before_money, offered


async def opened(pilot: Pilot[Any]) -> None:
    """The list with its rows."""
    await until(pilot, lambda: bool(the_list(pilot).table.rows))


@pytest.fixture
def said(app: BilliaApp, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The messages that were shown."""
    texts: list[str] = []
    notify = app.notify

    def heard(message: str, **how: Any) -> None:
        texts.append(message)
        notify(message, **how)

    monkeypatch.setattr(app, "notify", heard)
    return texts


async def test_on_the_list(app: BilliaApp, book: Book, book_desk: Desk, said: list[str]) -> None:
    """Undo: the message names the key; esc changes nothing, enter takes it back; the row shows it."""
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot)
        await of_a_hold(pilot, book, book_desk)
        assert said[-1].endswith("on hold · u undoes it")
        await close_dialog(pilot, "escape")
        assert customer(book_desk.store, book.plain).on_hold_manual
        await offered(pilot)
        await close_dialog(pilot, "enter")
        assert not customer(book_desk.store, book.plain).on_hold_manual
        assert "taken back" in said[-1]
        row = next(row for row in the_list(pilot).table.rows if row.id == book.plain)
        assert not row.hold


@pytest.mark.both_stores
async def test_on_the_details_page(app: BilliaApp, book: Book, book_desk: Desk, said: list[str]) -> None:
    """Undo: a deleted note comes back to its panel; the same key on the same page."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        kept = book_desk.ask(notes.page, book.maria, ALL).rows
        await press(pilot, "7")
        await open_dialog(pilot, "d")
        await close_dialog(pilot, "enter")
        assert said[-1].endswith("deleted · u undoes it")
        assert len(book_desk.ask(notes.page, book.maria, ALL).rows) == len(kept) - 1
        await offered(pilot)
        await close_dialog(pilot, "enter")
        assert book_desk.ask(notes.page, book.maria, ALL).rows == kept
        await until(pilot, lambda: kept[0].line[:20] in shown(pilot))
        assert the_page(pilot).customer_id == book.maria


async def test_typed_ahead(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """Undo over a slow line: `h`, enter, `u`, enter in one go is done and taken back."""
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot)
        the_list(pilot).table.go_to(book.plain)
        await pilot.press("h", "enter", "u", "enter")
        await until(pilot, lambda: actions_of(book_desk, book.plain)[-2:] == ["hold", "release"])
        await until(pilot, lambda: pilot.app.screen is the_list(pilot))


async def test_money_is_said(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """Undo, P1: money is not taken back, and the dialog says that what it offers was before it."""
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot)
        dialog = await of_a_hold_before_money(pilot, book, book_desk)
        assert "money is not taken back" in dialog.intro
        wallet = customer(book_desk.store, book.plain).wallet
        await close_dialog(pilot, "enter")
        assert customer(book_desk.store, book.plain).wallet == wallet


async def test_a_batch(app: BilliaApp, book: Book, book_desk: Desk, said: list[str]) -> None:
    """Undo, bulk: all of it at once, in stretches; the list is read afresh; who stays is named."""
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot)
        dialog = await of_a_batch(pilot, book, book_desk)
        number = dialog.offered.customers
        assert number > 1
        seat(book_desk, Role.ADMINISTRATOR, username="sam").change(hold.release, book.fresh)
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, UndoDialog))
        assert f"{number - 1} taken back · not {customer(book_desk.store, book.fresh).username}: sam" in said[-1]
