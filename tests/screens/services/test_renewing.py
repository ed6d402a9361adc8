"""Renewing, agreeing on a price, moving: from the page of a service and from the list, by keys (R193, R195-R207)."""

from datetime import timedelta

from billia_tui.app.app import BilliaApp
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.services import pages as services
from billia_tui.operations.services.changes import change_status
from billia_tui.operations.wallet import movements as wallet
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.customers.dialogs.status import BlockDialog
from billia_tui.screens.services.renew_dialog import RenewDialog
from billia_tui.screens.services.service_dialogs import MoveDialog, PriceDialog, StatusDialog
from billia_tui.vocabulary import ServiceStatus
from tests.screens.book import NOW, Book
from tests.screens.console import LARGE, close_dialog, open_dialog, press, settle, shown, told, until
from tests.screens.services.opened_pages import add_of_status, open_list, open_service

S = ServiceStatus


async def test_renew_from_the_page(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R193: the preview follows the number of periods; enter pays, renews, and says which order it is."""
    book_desk.change(wallet.add_funds, book.plain, "100")
    made = add_of_status(book_desk, book.plain, S.SUSPENDED, period_months=1, price=1000)
    async with app.run_test(size=LARGE) as pilot:
        await open_service(pilot, made)
        await open_dialog(pilot, "R")
        assert isinstance(pilot.app.screen, RenewDialog)
        assert "Price: 10.00 EUR" in shown(pilot)
        assert "10.00 EUR a period of 1 month," in f"{pilot.app.screen.intro},"
        await press(pilot, "3")
        assert "Price: 30.00 EUR" in shown(pilot)
        assert "Wallet: 100.00 EUR → 70.00 EUR" in shown(pilot)
        await press(pilot, "backspace", "x", "enter")
        assert "from 1 to 10" in shown(pilot)
        await press(pilot, "backspace", "2")
        await close_dialog(pilot, "enter")
        assert ", renewed" in told(app)
        await until(pilot, lambda: "Active" in shown(pilot))
    found = book_desk.ask(services.details, made)
    assert (found.row.status, found.order_count) == (S.ACTIVE, 2)


async def test_renew_from_the_list(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R193: the row under the cursor; what stands in the way is said in the dialog, which then saves nothing."""
    made = add_of_status(book_desk, book.plain, S.TERMINATED)
    async with app.run_test(size=LARGE) as pilot:
        screen = await open_list(pilot, book.plain)
        await until(pilot, lambda: screen.table.row is not None and screen.table.row.id == made)
        await open_dialog(pilot, "R")
        assert "cannot be renewed now: this service is Terminated" in " ".join(shown(pilot).split())
        await close_dialog(pilot, "escape")
    assert book_desk.ask(services.details, made).order_count == 0


async def test_agree_on_a_price(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R206: old → new with the day, typed over what is there; the reason is asked for; the page shows both prices."""
    made = add_of_status(book_desk, book.plain, S.ACTIVE, period_months=1, price=1000)
    async with app.run_test(size=LARGE) as pilot:
        await open_service(pilot, made)
        await open_dialog(pilot, "e")
        assert isinstance(pilot.app.screen, PriceDialog)
        await press(pilot, *"8", "enter")
        assert "is required" in shown(pilot)
        await press(pilot, *"vip")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "10.00 → 8.00 EUR from 2026-" in shown(pilot))


async def test_move(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R207: by id or username; nobody of that name is said at the field."""
    made = add_of_status(book_desk, book.plain, S.ACTIVE)
    async with app.run_test(size=LARGE) as pilot:
        await open_service(pilot, made)
        await open_dialog(pilot, "m")
        assert isinstance(pilot.app.screen, MoveDialog)
        await press(pilot, *"nobody", "enter")
        await until(pilot, lambda: "there is no such customer" in shown(pilot))
        await press(pilot, *["backspace"] * 6, *str(book.maria))
        await close_dialog(pilot, "enter")
    assert book_desk.ask(services.details, made).owner_id == book.maria


async def test_active_past_its_end(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R195: the new end is asked for, one period from now stands there."""
    made = add_of_status(book_desk, book.plain, S.SUSPENDED, period_months=1)
    async with app.run_test(size=LARGE) as pilot:
        await open_service(pilot, made)
        await open_dialog(pilot, "t")
        await press(pilot, "home", *["down"] * [*S].index(S.ACTIVE), "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, StatusDialog))
        assert "Free until" in shown(pilot)
        await close_dialog(pilot, "enter")
    row = book_desk.ask(services.details, made).row
    assert row.status == S.ACTIVE
    assert row.expires_at is not None
    assert row.expires_at > NOW + timedelta(days=27)


async def test_active_past_its_end_by_a_renewal(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R195, R220: renewed and charged instead, which lifts a suspension by hand; "renew now" alone does not."""
    book_desk.change(wallet.add_funds, book.plain, "25")
    made = add_of_status(book_desk, book.plain, S.EXPIRED, period_months=1, price=1000)
    book_desk.change(change_status, made, S.SUSPENDED, reason="spam")
    async with app.run_test(size=LARGE) as pilot:
        await open_service(pilot, made)
        await open_dialog(pilot, "R")
        assert "cannot be renewed now: it was suspended by hand" in " ".join(shown(pilot).split())
        await close_dialog(pilot, "escape")
        await open_dialog(pilot, "t")
        await press(pilot, "home", *["down"] * [*S].index(S.ACTIVE), "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, StatusDialog))
        assert "given free until" in shown(pilot)
        await press(pilot, "right")
        text = " ".join(shown(pilot).replace("\u2502", " ").split())
        assert "renewed by one period, 10.00 EUR are charged" in text
        assert "Wallet: 25.00 EUR → 15.00 EUR" in text
        await close_dialog(pilot, "enter")
        assert ", renewed" in told(app)
    found = book_desk.ask(services.details, made)
    assert (found.row.status, found.order_count) == (S.ACTIVE, 1)


async def test_active_past_its_end_where_nothing_can_be_charged(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R195, R196: of a Blocked customer; the dialog says why, and offers the free way alone."""
    made = add_of_status(book_desk, book.blocked, S.SUSPENDED, period_months=1)
    async with app.run_test(size=LARGE) as pilot:
        await open_service(pilot, made)
        await open_dialog(pilot, "t")
        await press(pilot, "home", *["down"] * [*S].index(S.ACTIVE), "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, StatusDialog))
        text = " ".join(shown(pilot).replace("\u2502", " ").split())
        assert "It cannot be renewed and charged: the customer is Blocked" in text
        assert "given free until" not in text


async def test_what_a_block_does_to_services(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R196: the dialog lists which service is not renewed, and when."""
    add_of_status(book_desk, book.plain, S.ACTIVE, auto_renew=True, product_name="Mail server")
    book_desk.change(status.block, book.plain)
    book_desk.change(status.activate, book.plain)
    async with app.run_test(size=LARGE) as pilot:
        app.open_customer(book.plain)
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        await settle(pilot)
        await open_dialog(pilot, "b")
        assert isinstance(pilot.app.screen, BlockDialog)
        await until(pilot, lambda: "Mail server: not renewed on" in shown(pilot))
        await close_dialog(pilot, "escape")
