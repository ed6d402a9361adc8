"""A day at the call desk, typed: a refund, a queue that two work, bulk work, an order as the customer, copying.

Each task has so many keys at most; words, numbers and amounts that are typed do not count.
"""

import base64
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from billia_tui import clock
from billia_tui.db.file_copy import backup
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import emails, page, status
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import lookup
from billia_tui.operations.notes import customer_notes
from billia_tui.operations.orders import catalogue, payment
from billia_tui.operations.orders import placing as ordering
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.operations.store.opening import open_desk
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.screens.bulk.page import BulkScreen
from billia_tui.vocabulary import PaymentMethodType, PurchaseStatus, Role
from tests import factories
from tests.operations.orders.kit import WEB
from tests.terminal.conftest import Start
from tests.terminal.program import Program

ALL = "10 of 10"
SIZES = [(120, 40), (80, 24)]


def add(desk: Desk, first: str, currency: str = "EUR") -> int:
    """An active customer."""
    new = NewCustomer(first, "Example", f"{first.lower()}@example.org", "DE", currency, username=first.lower())
    ident = desk.change(customers.add, new, then=AfterAdding.NOTHING)
    desk.change(status.activate, ident)
    return ident


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six customers below zero, five with a service that ends soon; Maria, who ordered and paid; ben, support."""
    folder = tmp_path_factory.mktemp("call-desk")
    desk = open_desk(str(folder / "made.db"), "ana", create=True)
    factories.admin(desk.store, "ben", Role.SUPPORT)
    soon = clock.now() + timedelta(days=3)
    for number in range(6):
        ident = add(desk, f"Owing{number}", "SEK" if number == 5 else "EUR")
        desk.change(wallet.correct_balance, ident, f"-{70 - number * 3}", "fee")
        if number < 5:
            factories.add_service(desk, ident, expires_at=soon)
    for number in range(3):
        add(desk, f"Other{number}")
    maria = add(desk, "Maria")
    desk.change(wallet.add_funds, maria, "500")
    desk.change(catalogue.add, WEB)
    method = factories.add_payment_method(desk, "From the wallet", PaymentMethodType.WALLET)
    panel = Desk(desk.store, desk.admin_id, acting_as=maria)
    order = panel.change(ordering.place, maria, [OrderItem(1)], payment_method_id=method)
    desk.change(payment.mark_paid, order)
    desk.change(purchase_status.change, order, PurchaseStatus.ACTIVATED)
    desk.store.close()
    backup(folder / "made.db", folder / "copy.db")
    return folder / "copy.db"


@pytest.fixture
def store(book: Path, tmp_path: Path) -> Path:
    """A copy for this test alone."""
    copy = tmp_path / "store.db"
    shutil.copy(book, copy)
    return copy


class Hands:
    """Somebody at a console, whose keys are counted."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.pressed = 0

    def key(self, *names: str, seen: str = "") -> None:
        """Presses keys, each counts; waits until something is `seen`, and nothing more comes."""
        for name in names:
            self.pressed += 1
            self.program.keys(name)
            self.program.wait_quiet()
        if seen:
            self.program.wait_for(seen)
            self.program.wait_quiet()

    def text(self, text: str) -> None:
        """Types what does not count."""
        self.program.keys(text)
        self.program.wait_quiet()

    def within(self, most: int) -> None:
        """It took so many keys at most; from here it is counted anew."""
        assert self.pressed <= most, self.pressed
        self.pressed = 0

    @property
    def screen(self) -> str:
        """What is seen."""
        return self.program.screen_text()


def sit_down(start: Start, size: tuple[int, int], *options: str) -> Hands:
    """The console, its list read."""
    program = start("--no-mouse", *options, size=size)
    program.wait_for(ALL)
    program.wait_quiet()
    return Hands(program)


@pytest.mark.parametrize("size", SIZES)
def test_two_work_one_queue(start: Start, size: tuple[int, int]) -> None:
    """Desk task 5, R218, R241, R242: 6 keys to the queue, 4 for each; each sees whom the other has, and gets another.

    Without another key each page says what ends and what is due.
    """
    ana = sit_down(start, size)
    ana.key("/")
    ana.text("expires:<7d wallet:<0")
    ana.key("enter", seen="5 of 10")
    ana.key("K", seen="Keep as a queue")
    ana.text("End soon")
    ana.key("shift+tab", "right", "enter", seen="› End soon")
    ana.within(6)
    ben = sit_down(start, size, "--admin", "ben")
    ben.key("Q", seen="End soon")
    ben.key("end", "enter", seen="› End soon")
    ben.pressed = 0
    ana.key("enter", seen="x give back")
    work_through(ana, 58, 61)
    ben.program.wait_for("done · ", "ana has it")
    ben.key("down", "down", "enter", seen="ana has it")
    ben.key("]", seen="x give back")
    ben.within(4)
    work_through(ana, 64, 70)  # the one between them ben has
    ana.program.wait_for("This is the last customer")
    work_through(ben, 67)
    ben.key("esc", "Q", seen="5 now · 0 put off, 5 done, 5 today · nobody has one")


def work_through(hands: Hands, *owed: int) -> None:
    """A note to each of these, done; four keys each, and what ends and is due stands there before."""
    ends = f"1 ends {clock.day(clock.now() + timedelta(days=3))}"
    for amount in owed:
        hands.program.wait_for(ends, f"Wallet -{amount}.00 EUR")
        hands.key("n", seen="Add note")
        hands.text(f"Called about {amount}")
        hands.key("enter", seen="note added")
        hands.key("D", seen="is done in End soon")
        hands.within(4)


@pytest.mark.parametrize("size", SIZES)
def test_an_address_into_the_clipboard(start: Start, size: tuple[int, int]) -> None:
    """Desk task 10, P5: one e-mail address in 3 keys; what was copied is said; nothing went there before the key."""
    ana = sit_down(start, size)
    assert b"\x1b]52" not in ana.program.sent
    ana.key("C", seen="e-mail")
    ana.key("e", seen="Copied e-mail: maria@example.org")
    ana.within(3)
    coded = base64.b64encode(b"maria@example.org")
    assert bytes(ana.program.sent).count(b"\x1b]52;c;" + coded + b"\x07") == 1


@pytest.mark.parametrize("size", SIZES)
def test_a_refund_of_the_wrong_amount(start: Start, size: tuple[int, int]) -> None:
    """Desk task 3, R202, R203: to the wallet with a reason in 8 keys, put right in 6; note and ledger are seen."""
    ana = sit_down(start, size)
    ana.key(":", seen="enter do")
    ana.text("#1")
    ana.key("enter", seen="Order 1")
    ana.key("r", seen="Where to")
    ana.text("5.50")
    ana.key("tab", "tab")
    ana.text("charged twice")
    ana.program.wait_for("a credit note over 5.50 EUR")
    ana.key("enter", seen="credit note CN-000001")
    ana.within(8)
    ana.key("c", seen="Maria Example")
    ana.key("W", seen="Wallet history")
    ana.key("a", seen="Correct balance")
    ana.text("-2.00")
    ana.key("tab")
    ana.text("2.00 too much")
    ana.key("enter", seen="correction")
    ana.within(6)
    ana.program.wait_for("5.50 EUR", "-2.00 EUR", "order 1 was refunded", "2.00 too much")


@pytest.mark.parametrize("size", SIZES)
def test_bulk_hold_and_back(start: Start, store: Path, size: tuple[int, int]) -> None:
    """Desk task 6, R215: all below -50 EUR on hold with one reason in 9 keys; who would not, and why; back in 2."""
    desk = open_desk(str(store), "ana")
    desk.change(hold.put_on, 2, "asked for it")
    desk.store.close()
    ana = sit_down(start, size)
    ana.key("/")
    ana.text("wallet:<-50EUR")
    ana.key("enter", seen="5 of 10")
    assert "SEK" not in ana.screen
    ana.key("*", seen="5 marked")
    ana.key("B", seen="Put on hold")
    ana.key("down", "down", "enter", seen="Reason")
    ana.text("unpaid since spring")
    ana.key("enter", seen="4 will change   1 will not")
    ana.program.wait_for("owing1", "this customer is on hold by an admin already")
    ana.program.wait_quiet(BulkScreen.LOOK_FIRST + 0.5)  # sooner it is not taken: nobody can have read it
    ana.key("enter", seen="4 done   1 not")
    ana.within(9)
    ana.key("u", seen="4 customers")
    ana.key("enter", seen="5 of 10")
    ana.within(2)
    desk = open_desk(str(store), "ana")
    ana.program.wait_until(
        lambda: (
            [desk.ask(page.read, one).hold for one in (1, 2)] == ["negative wallet", "by admin and negative wallet"]
        ),
        "taken back",
    )
    desk.store.close()


@pytest.mark.parametrize("size", SIZES)
def test_an_order_as_the_customer(start: Start, size: tuple[int, int]) -> None:
    """Desk task 7, R66-R71: as the customer an order, back, and who did it, in 9 keys; both names are seen."""
    ana = sit_down(start, size)
    ana.key("enter", seen="II Information")
    ana.pressed = 0
    ana.key("i", seen="every action are logged")
    ana.key("enter", seen="Open User Panel")
    ana.key("i", seen="CUSTOMER PANEL")
    ana.key("a", seen="Web")
    ana.key("enter", seen="From the wallet")
    ana.key("enter", seen="Order 2")
    ana.key("esc", seen="What there is")
    ana.key("esc", seen="II Information")
    ana.key("L", seen="ana as maria")
    ana.within(9)


@pytest.mark.parametrize("size", SIZES)
def test_what_happened_between(start: Start, store: Path, size: tuple[int, int]) -> None:
    """Desk task 11, R221: log, money, orders, mails and notes of some days in one list, in 6 keys."""
    desk = open_desk(str(store), "ana")
    maria = desk.ask(lookup.customer_id, "maria")
    (address,) = desk.ask(emails.page, maria, Window()).rows
    desk.change(emails.edit, maria, address.id, "mary@example.org")
    desk.change(customer_notes.add, maria, "Rang at noon")
    desk.store.close()
    ana = sit_down(start, size)
    today = clock.now().date()
    ana.key("enter", seen="II Information")
    ana.pressed = 0
    ana.key("t", seen="Timeline")
    ana.key("f", seen="Show only")
    ana.text(str(today - timedelta(days=13)))
    ana.key("tab")
    ana.text(str(today))
    ana.key("enter", seen="Rang at noon")
    ana.within(6)
    ana.program.wait_for(
        "to: maria@example", "edit e-mail", "invoice INV-000001", "payment of 19.90 EUR", "place order"
    )
    ana.program.wait_for("-19.90 EUR · wallet", "activate · status")


MEANT = {
    "gdpr": "Erase the personal data",
    "delete": "Delete the customer",
    "refund": "Give back a part or all",
    "suspend": "Suspend it by hand",
    "export": "Save the customers of the list",
    "csv": "Save the customers of the list",
    "timeline": "Everything that happened",
    "theme": "Theme",
    "settings": "Settings: theme",
    "copy": "Copy to the clipboard",
    "unsubscribe": "change the marketing subscription",
    "nameserver": "Edit the name servers",
    "unblock": "Block the customer, or activate it again",
    "add customer": "Add a customer",
    "invoice": "Make the invoice by hand",
    "document": "Documents of this order",
    "sign out": "Lock the console",
    "logout": "Lock the console",
    "erase": "Erase the personal data",
    "renew": "Renew it now",
    "merge": "Merge the customer",
    "columns": "Choose the columns of the list",
    "timezone": "Time zone",
    "password": "Change the password",
    "label": "Attach labels",
    "queue": "Queues: saved queries",
    "undo": "Take back your last change",
    "mail": "Mail that was written to this customer",
}


@pytest.mark.parametrize("size", SIZES)
def test_how_do_i(start: Start, size: tuple[int, int]) -> None:
    """Desk task 15: one key and the word; the action is first or second."""
    ana = sit_down(start, size)
    ana.key(":", seen="enter do")
    ana.within(1)

    def lines() -> str:
        box = [line.split("│")[1] for line in ana.screen.splitlines() if line.count("│") >= 2]
        return "\n".join(box[1:3])

    for word, meant in MEANT.items():
        ana.program.keys("ctrl+u", word)
        ana.program.wait_until(lambda meant=meant: meant in lines(), f"{word}: {meant}")  # type: ignore[misc]  # bound now
