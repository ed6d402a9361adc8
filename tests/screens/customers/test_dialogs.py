"""Dialogs, worked with keys: saved once, mistakes at their fields, nothing typed is lost."""

import pytest
from textual import events
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.operations.customers import companies, emails, status
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.log import lines as log
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.customers.dialogs.customer import DeleteCustomerDialog
from billia_tui.widgets.dialog import Dialog
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, close_dialog, go, open_dialog, press, settle, shown, the_list, until


def the_dialog(pilot: Pilot[int]) -> Dialog:
    """The dialog on top."""
    screen = pilot.app.screen
    assert isinstance(screen, Dialog)
    return screen


@pytest.mark.both_stores
async def test_add_funds_shows_old_and_new_and_books(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R24, R26, R27: a comma is a decimal mark; old → new stands there before it is saved."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        await open_dialog(pilot, "w")
        await press(pilot, *"25,50", "tab", *"thank you")
        assert "Wallet 250.00 EUR → 275.50 EUR" in shown(pilot)
        await close_dialog(pilot, "enter")
        moved = book_desk.ask(wallet.history, book.kohler, Window()).rows[0]
        assert (str(moved.amount), moved.note, str(moved.balance_after)) == ("25.50 EUR", "thank you", "275.50 EUR")
        await until(pilot, lambda: "Wallet 275.50 EUR" in shown(pilot))


@pytest.mark.parametrize("amount", ["1,000.5O", "1e3", "-5", "0", "9" * 20, "1.005", " ", "+5", "１２"])
async def test_bad_amounts_are_refused_at_the_field(app: BilliaApp, book_desk: Desk, book: Book, amount: str) -> None:
    """R24, R27: the message stands at the field, what was typed stays, nothing is saved."""
    async with app.run_test(size=SMALL) as pilot:
        await go(pilot, book.kohler)
        await open_dialog(pilot, "w")
        await press(pilot, *amount)
        await press(pilot, "enter")
        assert "✖" in shown(pilot)
        assert the_dialog(pilot).values["amount"] == amount
        assert len(book_desk.ask(wallet.history, book.kohler, Window()).rows) == 1


@pytest.mark.both_stores
async def test_a_second_enter_books_once(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """P1: enter typed several times in the same instant is one movement."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        await open_dialog(pilot, "w")
        await pilot.press(*"10", "enter", "enter", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        assert len(book_desk.ask(wallet.history, book.kohler, Window()).rows) == 2
        assert book_desk.ask(customer_page.read, book.kohler).wallet.minor == 26000


async def test_credit_limit_changed_meanwhile(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R25, R189: told with the fresh value; what was typed stays; the next enter saves knowingly."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        await open_dialog(pilot, "c")
        await press(pilot, *"100")
        book_desk.change(wallet.set_credit_limit, book.kohler, "70")
        await press(pilot, "enter")
        assert "someone changed the credit limit" in shown(pilot)
        assert "now saved: 70.00 EUR" in shown(pilot)
        await close_dialog(pilot, "enter")
        assert book_desk.ask(customer_page.read, book.kohler).credit_limit.minor == 10000


async def test_edit_saves_only_what_was_changed(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R75: the phone is changed, the log has old → new of it and nothing else."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        await open_dialog(pilot, "e")
        await press(pilot, "tab", "tab", "backspace", "7")
        assert "was +49 30 123456" in shown(pilot)
        await close_dialog(pilot, "enter")
        line = book_desk.ask(log.page, book.kohler, Window()).rows[0]
        assert line.changes == (("phone", "+49 30 123456", "+49 30 123457"),)
        await until(pilot, lambda: "+49 30 123457" in shown(pilot))


@pytest.mark.both_stores
async def test_two_forms_on_one_customer(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R189: the second to save is told, sees the fresh values, loses nothing that was typed."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        await open_dialog(pilot, "e")
        await press(pilot, "tab", "tab", "tab", "tab", *"XY")
        book_desk.change(customers.edit, book.kohler, {"city": "Bonn", "postcode": "53111"})
        await press(pilot, "enter")
        text = shown(pilot)
        assert "someone saved this customer meanwhile" in text
        assert "now saved: Bonn" in text
        assert "now saved: 53111" in text
        assert the_dialog(pilot).values["city"] == "SomewhereXY"
        await close_dialog(pilot, "enter")
        data = book_desk.ask(customers.contact_data, book.kohler)
        assert (data.city, data.postcode) == ("SomewhereXY", "53111")


async def test_all_mistakes_at_once_and_the_input_kept(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R152: every mistake at its field; what was typed stays; the cursor is in the first wrong field."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        await open_dialog(pilot, "a")
        await press(pilot, "tab", *"Nobody", "tab", *"not-an-address", "tab", *"Atlantis", "tab", *"XXX")
        await press(pilot, "enter")
        text = shown(pilot)
        for said in ("is required", "needs exactly one @", "is no country", "is no ISO 4217 currency"):
            assert said in text
        assert the_dialog(pilot).values["last_name"] == "Nobody"
        assert the_dialog(pilot).rows["first_name"].input.has_focus
        assert book_desk.ask(customer_list.count, CustomerQuery()).number == 48


@pytest.mark.both_stores
async def test_a_new_customer_opens(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R148-R152: added Inactive with the activation e-mail, then its details page opens."""
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await open_dialog(pilot, "a")
        await press(pilot, *"Zoë", "tab", *"Fuchs", "tab", *"zoe@example.net", "tab", *"Switzerland", "tab", *"chf")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        await until(pilot, lambda: "zoe@example.net" in shown(pilot))
        assert "○ Inactive" in shown(pilot)
        page = book_desk.ask(customer_page.read, 49)
        assert page.activation_sent_at is not None
        assert page.wallet.currency == "CHF"


async def test_block_keeps_the_reason_in_the_log(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R12: asks first, keeps the optional reason; esc changes nothing."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        await open_dialog(pilot, "b")
        await close_dialog(pilot, "escape")
        assert book_desk.ask(customer_page.read, book.kohler).status == "Active"
        await open_dialog(pilot, "b")
        assert "Active → Blocked" in shown(pilot)
        await press(pilot, *"stolen card")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "✖ Blocked" in shown(pilot))
        assert book_desk.ask(log.page, book.kohler, Window()).rows[0].reason == "stolen card"


async def test_hold_and_release(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R16, R19, R21: the same key puts on hold and ends it; the badge says who."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        await open_dialog(pilot, "h")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "‖ ON HOLD by admin" in shown(pilot))
        assert "h release" in shown(pilot).splitlines()[-1]
        await open_dialog(pilot, "h")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "ON HOLD" not in shown(pilot))


async def test_release_is_refused_while_the_wallet_is_negative(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R17, R20, R51: what ends the hold is offered first, by its key; held by hand as well, the key says why not."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        await open_dialog(pilot, "h")
        assert "w Add funds: the hold ends by itself at 0.00" in shown(pilot)
        await close_dialog(pilot, "w")
        await until(pilot, lambda: "Add funds · maria.petrova" in shown(pilot))
        await close_dialog(pilot, "escape")
        await open_dialog(pilot, "h")
        await close_dialog(pilot, "h")
        await until(pilot, lambda: "put on hold" in shown(pilot))
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "by admin and negative wallet" in shown(pilot))
        await press(pilot, "h")
        assert any("wallet is negative" in str(note.message) for note in app._notifications)
        assert isinstance(pilot.app.screen, CustomerScreen)


async def test_password_is_checked_stored_and_never_shown(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R52, R82: twice, at least ten characters, masked; the log says that, not what."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        await open_dialog(pilot, "p")
        await press(pilot, *"short", "tab", *"other", "enter")
        text = shown(pilot)
        assert "needs at least 10 characters" in text
        assert "is not the same" in text
        assert "short" not in text
        await press(pilot, *"-but-longer", "tab", *["backspace"] * 5, *"short-but-longer")
        dialog = the_dialog(pilot)
        await close_dialog(pilot, "enter")
        line = book_desk.ask(log.page, book.kohler, Window()).rows[0]
        assert line.action == "change password"
        assert "longer" not in line.summary
        assert dialog.rows["password"].value == ""


async def test_reset_link(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R83: a choice in the same dialog; nothing but the address is shown."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        await open_dialog(pilot, "p")
        await press(pilot, "tab", "tab", "right")
        await close_dialog(pilot, "enter")
        assert book_desk.ask(log.page, book.kohler, Window()).rows[0].action == "send reset link"


async def test_company_added_first_becomes_main(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R102, R104, R53: required fields are named; the first company makes the customer a Company."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        await press(pilot, "4")
        await open_dialog(pilot, "a")
        await press(pilot, *"Köhler GmbH", "enter")
        assert shown(pilot).count("✖ is required") == 4
        await press(pilot, *"HRB 1", "tab", "tab", "tab", *"DE", "tab", *"Bonn", "tab", *"Weg 1")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "IV Companies (1)" in shown(pilot))
        assert "Company · Reseller" in shown(pilot)
        assert book_desk.ask(companies.page, book.kohler, Window()).rows[0].main


async def test_note_is_read_edited_and_deleted(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R173, R174: the whole text, edited by whom, deleted after a question."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        await press(pilot, "7", "down")
        await open_dialog(pilot, "enter")
        assert "Speaks German and Bulgarian." in shown(pilot)
        await press(pilot, "down", "end", *" Really.")
        await close_dialog(pilot, "enter")
        note = book_desk.ask(notes.page, book.maria, Window()).rows[1]
        assert note.text.endswith("Bulgarian. Really.")
        assert note.edited.startswith("edited by ana")
        await press(pilot, "7", "home")
        await open_dialog(pilot, "d")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "VII User notes (1)" in shown(pilot))


async def test_registration_address_is_edited_and_the_old_one_told(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R89, R93, R100: edited in place; the username stays; marketing is off again."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        await press(pilot, "3", "home")
        await open_dialog(pilot, "enter")
        await press(pilot, "home", *"new.")
        assert "Marketing subscribed → unsubscribed" in shown(pilot)
        await close_dialog(pilot, "enter")
        row = book_desk.ask(emails.page, book.maria, Window()).rows[0]
        assert (row.address, row.marketing) == ("new.maria.petrova@example.org", "unsubscribed")
        assert book_desk.ask(customer_page.read, book.maria).username == "maria.petrova@example.org"


async def test_delete_lists_what_stands_in_the_way(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R44: services, wallet and unpaid purchases are named, and enter deletes nothing."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        the_list(pilot).table.go_to(book.maria)
        await open_dialog(pilot, "d")
        text = shown(pilot)
        for said in ("9 services or domains not Terminated", "wallet is -14.20 EUR", "1 unpaid purchase"):
            assert said in text
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, DeleteCustomerDialog)
        await close_dialog(pilot, "escape")
        assert book_desk.ask(customer_list.count, CustomerQuery()).number == 48


async def test_delete_asks_for_the_username(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R44, R45: a wrong name is refused; the right one deletes and the row leaves the list."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        the_list(pilot).table.go_to(book.fresh)
        await open_dialog(pilot, "d")
        await press(pilot, *"someone", "enter")
        assert "is not the username" in shown(pilot)
        await press(pilot, *["backspace"] * 7, *"ana.lima@example.org")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: all(row.id != book.fresh for row in the_list(pilot).table.rows))
        await until(pilot, lambda: "47 of 47" in shown(pilot))


async def test_a_paste_with_hidden_characters_is_refused(app: BilliaApp, book: Book) -> None:
    """P5: what would move the cursor is not taken from a paste; it is said, and the field stays."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        await open_dialog(pilot, "e")
        field = the_dialog(pilot).rows["first_name"].input
        field.post_message(events.Paste("evil\x1b[2J"))
        await settle(pilot)
        assert the_dialog(pilot).values["first_name"] == "Maria"
        assert any("U+001B" in str(note.message) for note in app._notifications)
        field.post_message(events.Paste(" Luise\n"))
        await settle(pilot)
        assert the_dialog(pilot).values["first_name"] == "Maria Luise"


async def test_markup_in_a_name_is_only_text(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """P5: a customer called [/red] is shown as that in list, page and dialogs."""
    book_desk.change(customers.edit, book.kohler, {"first_name": "[/red]", "last_name": "[@click=app.quit]x[/]"})
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        assert "[/red] [@click=" in shown(pilot)
        for key in ("e", "w", "c", "b", "h", "p", "n"):
            await open_dialog(pilot, key)
            await close_dialog(pilot, "escape")
        await open_dialog(pilot, "b")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "✖ Blocked" in shown(pilot))
        assert app.is_running


async def test_rule_changed_while_the_dialog_was_open(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R5: someone else blocked meanwhile: the dialog says so and stays, nothing is done twice."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        await open_dialog(pilot, "b")
        book_desk.change(status.block, book.kohler)
        await press(pilot, "enter")
        assert "this customer is Blocked already" in shown(pilot)
        await close_dialog(pilot, "escape")
