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
from billia_tui.operations.customers import status
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import catalogue, payment
from billia_tui.operations.orders import placing as ordering
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.operations.store.opening import open_desk
from billia_tui.operations.wallet import movements as wallet
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
    """Desk task 5, R241, R242: 6 keys to the queue, 4 for each; each sees whom the other has, and gets another one."""
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
    for number in range(2):
        ben.program.wait_for("ana has it")
        ana.key("n", seen="Add note")
        ana.text(f"Called {number}")
        ana.key("enter", seen=f"Called {number}") if size == SIZES[0] else ana.key("enter")
        ana.key("D", seen="is done in End soon")
        ana.program.wait_quiet()
        ana.within(4)
    ben.program.wait_for("done · ", "ana has it")
    ben.key("down", "down", "enter", seen="ana has it")
    ben.key("]", seen="x give back")
    ben.within(4)
    ana.key("]", seen="]")
    titles = [hands.screen.splitlines()[0].split("›")[1].split()[0] for hands in (ana, ben)]
    assert titles[0] != titles[1]


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
