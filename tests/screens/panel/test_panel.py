"""The Customer Panel with real keys: in two steps, what is done there, and the way back (R66-R73, R157, R175-R177)."""

from typing import Any

import pytest
from textual.pilot import Pilot

from billia_tui.actions.customers import CUSTOM_PAYMENT
from billia_tui.app.app import BilliaApp
from billia_tui.db.models import Impersonation
from billia_tui.errors import Forbidden
from billia_tui.operations import allowed
from billia_tui.operations.customers import custom_payment, impersonation, profiles, status
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.customers.panel_seat import PanelSeat
from billia_tui.operations.customers.profiles import ProfileRow
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.orders import pages as purchases
from billia_tui.operations.orders.pages import PurchaseDetails
from billia_tui.operations.services import pages as services
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.customers.dialogs.custom_payment import CustomPaymentDialog
from billia_tui.screens.kinds.page import Page
from billia_tui.screens.orders.documents import DocumentsScreen
from billia_tui.screens.orders.listing import PurchasesScreen
from billia_tui.screens.orders.page import PurchaseScreen
from billia_tui.screens.orders.payment_methods import PaymentMethodsScreen
from billia_tui.screens.palette.help import HelpScreen
from billia_tui.screens.palette.palette import Palette
from billia_tui.screens.panel.catalogue import CatalogueScreen
from billia_tui.screens.profiles.profiles import ProfilesScreen
from billia_tui.screens.services.listing import ServicesScreen
from billia_tui.screens.services.page import ServiceScreen
from billia_tui.vocabulary import ProfileType, PurchaseStatus, Role
from tests import factories
from tests.operations.kit import ALL, actions_of, log_of, stored
from tests.screens.book import Book
from tests.screens.console import (
    LARGE,
    SMALL,
    close_dialog,
    console,
    go,
    open_dialog,
    press,
    settle,
    shown,
    the_page,
    told,
    until,
)
from tests.screens.panel.visits import BANK, COM, enter, enter_profiles, further, open_shop, place, prepare

BANNER = "⚠ CUSTOMER PANEL · ana acts as "


@pytest.fixture(autouse=True)
def shop(book_desk: Desk) -> None:
    """There is something to order in these tests, and ways to pay."""
    open_shop(book_desk)


def mine(desk: Desk, customer_id: int) -> list[PurchaseDetails]:
    """All orders, the newest first."""
    return [desk.ask(purchases.details, row.id) for row in desk.ask(purchases.page, customer_id, ALL).rows]


def listed(desk: Desk, customer_id: int) -> list[ProfileRow]:
    """All profiles."""
    return list(desk.ask(profiles.page, customer_id, ALL).rows)


def banner_lines(pilot: Pilot[int]) -> list[int]:
    """On which lines of the screen the banner stands."""
    return [number for number, line in enumerate(shown(pilot).splitlines()) if BANNER in line]


# --- in and out ---------------------------------------------------------------------------------------------------


async def test_two_steps_in_and_one_out(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R68, R71, R73: `i` prepares, says so, `i` opens; esc leads back to the same page; both ends are in the log."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        assert "i impersonate" in shown(pilot)
        await open_dialog(pilot, "i")
        assert "The customer gets no message" in shown(pilot)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "i Open User Panel" in shown(pilot))
        assert actions_of(book_desk, book.kohler)[-1] != "impersonation started"
        await pilot.press("i")
        await until(pilot, lambda: BANNER in shown(pilot) and "Can be spent" in shown(pilot))
        assert stored(book_desk.store, Impersonation)[0].ended_at is None
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        await until(pilot, lambda: actions_of(book_desk, book.kohler)[-1] == "impersonation ended")
        assert the_page(pilot).customer_id == book.kohler
        await until(pilot, lambda: "i impersonate" in shown(pilot))
        assert BANNER not in shown(pilot)
        assert app.desk is not None
        assert app.desk.actor.acting_as is None
        await press(pilot, "w", *"5", "enter")
        await until(pilot, lambda: the_page(pilot).customer is not None and "255.00 EUR" in shown(pilot))
        assert log_of(book_desk, book.kohler)[0].who == "ana"


async def test_typed_at_once(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R68: over a slow line all keys come in one packet; each is meant for what the one before opened."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        await pilot.press("i", "enter", "i", "o", "escape", "escape")
        await until(pilot, lambda: actions_of(book_desk, book.kohler)[-1] == "impersonation ended")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        assert app.panel is None


async def test_preparing_is_for_one_customer(app: BilliaApp, book: Book) -> None:
    """R68: another customer has to be prepared again."""
    async with app.run_test(size=LARGE) as pilot:
        await prepare(pilot, book.kohler)
        await press(pilot, "right_square_bracket")
        await until(pilot, lambda: the_page(pilot).customer is not None and the_page(pilot).customer_id != book.kohler)
        await until(pilot, lambda: "i impersonate" in shown(pilot))
        await open_dialog(pilot, "i")
        assert app.panel is None


async def test_who_may_not_impersonate(book: Book, book_desk: Desk) -> None:
    """R51, R182: nor may Tech; the profiles can be read all the same, without banner and without a line in the log."""
    tech = Desk(book_desk.store, factories.admin(book_desk.store, "tom", Role.TECH))
    app = console(tech)
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        before = actions_of(book_desk, book.kohler)
        await press(pilot, "i")
        assert "your role Tech may not change passwords or impersonate" in told(app)
        await enter_profiles(pilot, book.kohler)
        assert "(a add person)" in shown(pilot)
        assert banner_lines(pilot) == []
        await press(pilot, "a")
        assert "your role Tech may not add or edit customers" in told(app)
        assert actions_of(book_desk, book.kohler) == before


async def test_quitting_inside_ends_it(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R71: ctrl+c from the depth of the panel: the end is in the log."""
    async with app.run_test(size=LARGE) as pilot:
        await enter(pilot, book.kohler)
        await further(pilot, "v")
        await pilot.press("ctrl+c")
    assert actions_of(Desk(book_desk.store, 1), book.kohler)[-2:] == ["impersonation started", "impersonation ended"]


async def test_blocked_meanwhile(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R7, R72: the next thing that is asked is refused, and says how to leave; leaving is logged."""
    async with app.run_test(size=LARGE) as pilot:
        home = await enter(pilot, book.kohler)
        book_desk.change(status.block, book.kohler)
        assert app.desk is not None
        app.desk.recognise_next()
        await press(pilot, "ctrl+r")
        await until(pilot, lambda: "the Customer Panel is closed; leave it · esc goes back" in shown(pilot))
        assert pilot.app.screen is home
        await pilot.press("escape")
        await until(pilot, lambda: actions_of(book_desk, book.kohler)[-1] == "impersonation ended")
        await until(pilot, lambda: "Blocked" in shown(pilot))


def test_blocked_in_the_moment_of_opening(book: Book, book_desk: Desk) -> None:
    """R71, R72: what was begun is ended, though no panel opens."""

    class TooLate(Desk):
        def change(self, operation: Any, /, *args: Any, **kwargs: Any) -> Any:
            done = super().change(operation, *args, **kwargs)
            if operation is impersonation.begin:
                book_desk.change(status.block, *args)
            return done

    with pytest.raises(Forbidden, match="the Customer Panel is closed"):
        PanelSeat.taken(TooLate(book_desk.store, book_desk.admin_id), book.kohler)
    assert actions_of(book_desk, book.kohler)[-3:] == ["impersonation started", "block", "impersonation ended"]


# --- the banner ---------------------------------------------------------------------------------------------------

PLACES: dict[str, tuple[tuple[str, ...], type[Page]]] = {
    "services": (("v",), ServicesScreen),
    "service": (("v", "enter"), ServiceScreen),
    "orders": (("o",), PurchasesScreen),
    "order": (("o", "enter"), PurchaseScreen),
    "documents": (("D",), DocumentsScreen),
    "profiles": (("m",), ProfilesScreen),
    "catalogue": (("a",), CatalogueScreen),
}


@pytest.mark.parametrize("name", PLACES)
async def test_the_banner_is_on_every_page(app: BilliaApp, book: Book, book_desk: Desk, name: str) -> None:
    """R69: right under the title, also after going to the end, and with help or palette open."""
    keys, screen = PLACES[name]
    place(book_desk, book.kohler)
    async with app.run_test(size=SMALL) as pilot:
        await enter(pilot, book.kohler)
        assert banner_lines(pilot) == [1]
        await further(pilot, *keys)
        assert isinstance(pilot.app.screen, screen)
        await press(pilot, "end")
        assert banner_lines(pilot) == [1]
        for key in ("question_mark", "colon"):
            await open_dialog(pilot, key)
            assert banner_lines(pilot) == [1]
            await close_dialog(pilot, "escape")
        assert shown(pilot).splitlines()[0].startswith(" billia  Customer Panel")


async def test_the_largest_dialog_leaves_the_banner_in_sight(app: BilliaApp, book: Book) -> None:
    """R69: a company with 13 fields on 24 lines."""
    async with app.run_test(size=SMALL) as pilot:
        await enter(pilot, book.maria)
        await further(pilot, "m", "A")
        assert "Invoices" in shown(pilot)
        assert banner_lines(pilot) == [1]


# --- what is not there (R177) -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("keys", "staff"), [(("o", "enter"), "tyeincL"), (("v", "enter"), "tcL")])
async def test_no_key_of_the_staff(
    app: BilliaApp, book: Book, book_desk: Desk, keys: tuple[str, ...], staff: str
) -> None:
    """R177: not in the key line, the help, the palette; pressed all the same, nothing is shown or done."""
    book_desk.change(notes.add, book.maria, "a secret of the staff")
    async with app.run_test(size=LARGE) as pilot:
        await enter(pilot, book.maria)
        await further(pilot, *keys)
        page = pilot.app.screen
        line = shown(pilot).splitlines()[-1]
        assert not any(f" {key} " in line or f"({key} " in line for key in staff)
        await open_dialog(pilot, "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        assert "Change the status" not in shown(pilot)
        assert "The log of" not in shown(pilot)
        await close_dialog(pilot, "escape")
        before = actions_of(book_desk, book.maria)
        for key in staff:
            await press(pilot, key)
            assert "secret" not in shown(pilot)
            while pilot.app.screen is not page:
                await close_dialog(pilot, "escape")
        assert actions_of(book_desk, book.maria) == before


async def test_the_palette_knows_no_customers(app: BilliaApp, book: Book) -> None:
    """R177: neither others nor this one can be jumped to, nor queues and pages of the staff; actions are found."""
    async with app.run_test(size=LARGE) as pilot:
        home = await enter(pilot, book.plain)
        await open_dialog(pilot, "colon")
        palette = pilot.app.screen
        assert isinstance(palette, Palette)
        assert {row.kind.value for row in palette.table.rows} == {"action", "page"}
        assert "Customer list" not in shown(pilot)
        for words in ("maria", "on hold", str(book.plain)):
            await press(pilot, *words)
            assert "Nothing by that name." in shown(pilot)
            await press(pilot, *["backspace"] * len(words))
        await close_dialog(pilot, "escape")
        app.open_customer(book.kohler)
        await settle(pilot)
        assert "Leave the Customer Panel first" in told(app)
        assert pilot.app.screen is home
        await open_dialog(pilot, "colon")
        await press(pilot, *"catalogue", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CatalogueScreen))


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
    """R164: a list to read."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        await further(pilot, "P")
        assert isinstance(pilot.app.screen, PaymentMethodsScreen)
        await until(pilot, lambda: "– custom payment" in shown(pilot))
        await further(pilot, "enter")
        assert "Global" in shown(pilot)
        await close_dialog(pilot, "escape")
        assert isinstance(pilot.app.screen, Page)
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, PaymentMethodsScreen)
