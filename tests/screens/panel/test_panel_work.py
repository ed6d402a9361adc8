"""What is done in the Customer Panel, with real keys: ordering, paying, profiles (R79-R81, R157, R175-R177)."""

import pytest

from billia_tui.actions.customers import CUSTOM_PAYMENT
from billia_tui.app.app import BilliaApp
from billia_tui.operations import allowed
from billia_tui.operations.customers import custom_payment, profiles
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.customers.profiles import ProfileRow
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import pages as purchases
from billia_tui.operations.orders.pages import PurchaseDetails
from billia_tui.operations.services import pages as services
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.customers.dialogs.custom_payment import CustomPaymentDialog
from billia_tui.screens.kinds.page import Page
from billia_tui.screens.orders.method_dialogs import MethodDialog
from billia_tui.screens.orders.page import PurchaseScreen
from billia_tui.screens.orders.payment_methods import PaymentMethodsScreen
from billia_tui.vocabulary import ProfileType, PurchaseStatus, Role
from tests import factories
from tests.operations.kit import ALL, actions_of, log_of
from tests.screens.book import Book
from tests.screens.console import (
    LARGE,
    close_dialog,
    console,
    go,
    on_top,
    open_dialog,
    press,
    settle,
    shown,
    told,
    until,
)
from tests.screens.panel.visits import BANK, COM, banner_lines, enter, enter_profiles, further, place

pytestmark = pytest.mark.usefixtures("shop")


def mine(desk: Desk, customer_id: int) -> list[PurchaseDetails]:
    """All orders, the newest first."""
    return [desk.ask(purchases.details, row.id) for row in desk.ask(purchases.page, customer_id, ALL).rows]


def listed(desk: Desk, customer_id: int) -> list[ProfileRow]:
    """All profiles."""
    return list(desk.ask(profiles.page, customer_id, ALL).rows)


# --- ordering and paying ------------------------------------------------------------------------------------------


async def test_ordering_and_paying(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R175, R176, R28, R70: from the catalogue to the Paid order; every line of the log has both names."""
    async with app.run_test(size=LARGE) as pilot:
        await enter(pilot, book.kohler)
        await further(pilot, "a", "enter")
        assert "Order Domain .com" in shown(pilot)
        await press(pilot, *"kohler-shop.com", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, PurchaseScreen))
        (order,) = mine(book_desk, book.kohler)
        assert (order.row.status, order.row.paid, order.row.price.amount) == (PurchaseStatus.PENDING, False, "9.00")
        assert order.row.payment_method == BANK
        await until(pilot, lambda: "kohler-shop.com" in shown(pilot))
        await open_dialog(pilot, "p")
        for words in ("Due: 9.00 EUR", "Wallet: 250.00 EUR → 241.00 EUR", "Bank transfer → Wallet"):
            assert words in shown(pilot)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "✔ Paid" in shown(pilot))
        (order,) = mine(book_desk, book.kohler)
        assert (order.row.paid, order.customer.wallet.amount) == (True, "241.00")
        await press(pilot, "p")
        assert "this order is Paid already" in told(app)
        await press(pilot, "escape")
        await press(pilot, "escape")
        await until(pilot, lambda: "241.00 EUR" in shown(pilot))
    done = {line.action: line.who for line in log_of(book_desk, book.kohler)}
    username = book_desk.ask(customer_page.read, book.kohler).username
    assert done["place order"] == done["pay order"] == f"ana as {username}"


async def test_a_domain_is_asked_for(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R152, R176: a domain without a name, or of another kind, is refused at the field; what was typed stays."""
    async with app.run_test(size=LARGE) as pilot:
        await enter(pilot, book.kohler)
        await further(pilot, "a", "enter")
        await press(pilot, "enter")
        await until(pilot, lambda: "is required, e.g. example.com" in shown(pilot))
        await press(pilot, *"kohler.org", "enter")
        await until(pilot, lambda: "must be a name right under .com" in shown(pilot))
        assert "kohler.org" in shown(pilot)
        await close_dialog(pilot, "escape")
        assert mine(book_desk, book.kohler) == []


async def test_on_hold_no_order_but_paying(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R15, R51, R72: ordering is disabled with the reason; what is there can still be paid."""
    order = place(book_desk, book.kohler)
    book_desk.change(hold.put_on, book.kohler)
    async with app.run_test(size=LARGE) as pilot:
        home = await enter(pilot, book.kohler)
        assert "this customer is on hold (by admin): no new orders" in shown(pilot)
        assert "(a order)" in shown(pilot)
        await press(pilot, "a")
        assert pilot.app.screen is home
        await further(pilot, "o", "enter", "p")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: book_desk.ask(purchases.details, order).row.paid)


async def test_paying_needs_money(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R28, R51: the dialog says what is missing, and cannot be sent; a credit limit lets the wallet fall."""
    order = place(book_desk, book.plain, COM, "plain.com")
    async with app.run_test(size=LARGE) as pilot:
        await enter(pilot, book.plain)
        await further(pilot, "o", "enter", "p")
        assert "9.00 EUR is due; the wallet has 0.00 EUR" in shown(pilot)
        await press(pilot, "enter")
        assert not book_desk.ask(purchases.details, order).row.paid
        await close_dialog(pilot, "escape")
        book_desk.change(wallet.set_credit_limit, book.plain, "9")
        await further(pilot, "p")
        assert "Wallet: 0.00 EUR → -9.00 EUR · credit limit 9.00 EUR" in shown(pilot)
        assert "below zero means ON HOLD" in shown(pilot)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: book_desk.ask(purchases.details, order).row.paid)
        assert book_desk.ask(customer_page.read, book.plain).hold == "negative wallet"


async def test_auto_renew_is_the_customers(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R66, R123: a customer may switch it, and so may the admin in the panel."""
    made = factories.add_service(book_desk, book.kohler)
    async with app.run_test(size=LARGE) as pilot:
        await enter(pilot, book.kohler)
        await further(pilot, "v", "enter", "r")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: book_desk.ask(services.details, made).row.auto_renew)


async def test_the_customer_renews_now(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R112, R193: from the list and from the page of the service, with the preview; what is short is said."""
    made = factories.add_service(book_desk, book.kohler, price=1000, period_months=1, auto_renew=False)
    book_desk.change(wallet.correct_balance, book.kohler, "-235", "counted anew")
    async with app.run_test(size=LARGE) as pilot:
        await enter(pilot, book.kohler)
        await further(pilot, "v")
        await open_dialog(pilot, "R")
        assert "Wallet: 15.00 EUR → 5.00 EUR" in shown(pilot)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: book_desk.ask(services.details, made).order_count == 1)
        await further(pilot, "enter")
        await open_dialog(pilot, "R")
        assert "10.00 EUR needed" in shown(pilot)
        await press(pilot, "escape")
    (order,) = mine(book_desk, book.kohler)
    assert (order.row.type, order.row.paid, order.row.status) == ("Renew", True, PurchaseStatus.ACTIVATED)
    (line,) = [one for one in log_of(book_desk, book.kohler) if one.action == "renew service"]
    assert (line.admin, bool(line.acting_as)) == ("ana", True)


# --- profiles -----------------------------------------------------------------------------------------------------


async def test_profiles_open_directly(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R86, R157: from the details page, with the banner and the log, without the two steps."""
    async with app.run_test(size=LARGE) as pilot:
        await enter_profiles(pilot, book.kohler)
        assert banner_lines(pilot) == [1]
        await open_dialog(pilot, "a")
        await press(pilot, *"Sales", "tab", *"Ida Lima")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "Ida Lima" in shown(pilot))
        await press(pilot, "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        await until(pilot, lambda: actions_of(book_desk, book.kohler)[-1] == "impersonation ended")
    assert actions_of(book_desk, book.kohler)[-3:-1] == ["impersonation started", "add profile"]
    assert [row.title for row in listed(book_desk, book.kohler)] == ["Maria Köhler", "Sales"]


async def test_profiles_by_key(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R102-R104, R154-R156: a first company is main; edit, delete; what is refused says why."""
    async with app.run_test(size=LARGE) as pilot:
        page = await enter_profiles(pilot, book.kohler)
        await press(pilot, "d")
        assert "the main profile cannot be deleted" in told(app)
        await open_dialog(pilot, "A")
        await press(pilot, "enter")
        assert shown(pilot).count("is required") == 5
        for text in ("Köhler GmbH", "HRB 1", "", "", "DE", "Bonn", "Weg 1"):  # from the first field that is wrong
            await press(pilot, *text, "tab")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: len(page.table.rows) == 2)
        await press(pilot, "home")
        await open_dialog(pilot, "t")
        await press(pilot, "enter")
        await until(pilot, lambda: "only a company can be the main profile" in shown(pilot))
        await close_dialog(pilot, "escape")
        await open_dialog(pilot, "enter")
        await press(pilot, "end", *" private", *["tab"] * 3, "right")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "on request" in shown(pilot))
        person, firm = listed(book_desk, book.kohler)
        assert (person.title, person.auto_generate_invoice) == ("Maria Köhler private", False)
        assert (firm.type, firm.main) == (ProfileType.COMPANY, True)
        await open_dialog(pilot, "d")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: len(page.table.rows) == 1)
        assert [row.title for row in listed(book_desk, book.kohler)] == ["Köhler GmbH"]


async def test_two_forms_on_one_profile(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R189: the form shows the fresh values and keeps what was typed; the next enter saves over them."""
    (row,) = listed(book_desk, book.kohler)
    async with app.run_test(size=LARGE) as pilot:
        await enter_profiles(pilot, book.kohler)
        await open_dialog(pilot, "enter")
        await press(pilot, "end", *" II")
        changed = profiles.ProfileData("Maria Köhler", "Ida", "", auto_generate_invoice=False)
        book_desk.change(profiles.edit, book.kohler, row.id, changed)
        await press(pilot, "enter")
        await until(pilot, lambda: "someone saved this profile meanwhile" in shown(pilot))
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: listed(book_desk, book.kohler)[0].title == "Maria Köhler II")


# --- custom payment and methods -----------------------------------------------------------------------------------


async def test_custom_payment(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R79-R81: the dialog names what appears, then what disappears; without a change esc leaves it."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        for turned in ("off → on", "on → off"):
            await open_dialog(pilot, "y")
            dialog = pilot.app.screen
            assert isinstance(dialog, CustomPaymentDialog)
            assert turned in dialog.intro
            assert "Cheque" in shown(pilot)
            await close_dialog(pilot, "escape")
            await open_dialog(pilot, "y")
            await close_dialog(pilot, "enter")
            await settle(pilot)
    assert book_desk.ask(custom_payment.preview, book.kohler).on is False
    assert actions_of(book_desk, book.kohler)[-2:] == ["custom payment"] * 2


async def test_who_may_not_switch_custom_payment(book: Book, book_desk: Desk) -> None:
    """R51, R182."""
    support = Desk(book_desk.store, factories.admin(book_desk.store, "sue", Role.SUPPORT))
    assert allowed.refusal(support.actor, CUSTOM_PAYMENT) is not None
    app = console(support)
    async with app.run_test(size=LARGE) as pilot:
        page = await go(pilot, book.kohler)
        await press(pilot, "y")
        assert "your role Support may not" in told(app)
        assert pilot.app.screen is page


async def test_the_payment_methods(app: BilliaApp) -> None:
    """R164: a list; `enter` opens one to edit."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        await further(pilot, "P")
        await until(pilot, lambda: "– custom payment" in shown(pilot))
        assert on_top(pilot, PaymentMethodsScreen)
        await further(pilot, "enter")
        assert on_top(pilot, MethodDialog)
        await close_dialog(pilot, "escape")
        assert isinstance(pilot.app.screen, Page)
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, PaymentMethodsScreen)
