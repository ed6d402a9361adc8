"""One customer from the first to the last day, with the real program in a terminal, and what the log tells of it."""

from pathlib import Path

import pytest

from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import lookup
from billia_tui.operations.log import lines as log
from billia_tui.operations.orders import catalogue, documents
from billia_tui.operations.orders import methods as payment_methods
from billia_tui.operations.orders.catalogue import ProductData
from billia_tui.operations.store.opening import open_desk
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.vocabulary import PaymentMethodType
from tests.terminal.conftest import Start
from tests.terminal.program import Program

WHO = "nora@example.org"


@pytest.fixture
def shop(store: Path) -> Desk:
    """The store with something to order and a way to pay it; the desk of ana, beside the console."""
    desk = open_desk(str(store), "ana")
    desk.change(payment_methods.add, "Wallet", PaymentMethodType.WALLET)
    product = ProductData("WEB-S", "Shared hosting S", "Hosting", price="30.00", currency="EUR", period_months=12)
    desk.change(catalogue.add, product)
    return desk


def add_and_activate(program: Program) -> None:
    """R148, R150, R5, R25: a new customer, activated, with a credit limit."""
    program.keys("a")
    program.wait_for("Add a customer")
    program.keys("Nora", "tab", "Story", "tab", WHO, "tab", "DE", "tab", "EUR", "enter")
    program.wait_for("II Information", "Inactive")
    program.keys("b")
    program.wait_for("Inactive → Active")
    program.keys("enter")
    program.wait_for("● Active", "custom pay: off")
    program.keys("c", "50", "enter")
    program.wait_for("Credit limit 50.00 EUR")


def enter_panel(program: Program) -> None:
    """R68: two steps with one key."""
    program.keys("i")
    program.wait_for("Start, end and every action are logged")
    program.keys("enter")
    program.wait_for("Open User Panel")
    program.keys("i")
    program.wait_for("CUSTOMER PANEL · ana acts as", "Can be spent")


def order_and_pay(program: Program, number: int, change: str) -> None:
    """R176, R28: one product from the catalogue, paid from the wallet."""
    program.keys("a")
    program.wait_for("Shared hosting S")
    program.keys("enter")
    program.wait_for("Order Shared hosting S", "Wallet · wallet")
    program.keys("enter")
    program.wait_for(f"Order {number}", "✖ Unpaid")
    program.keys("p")
    program.wait_for(f"Pay order {number}", change)
    program.keys("enter")
    program.wait_for("✔ Paid", "Processing")


def leave_panel(program: Program) -> None:
    """R71: from the order over the overview to the details page."""
    program.keys("esc")
    program.wait_for("Can be spent")
    program.keys("esc")
    program.wait_for("II Information")


def test_the_life_of_a_customer(shop: Desk, start: Start) -> None:
    """R3-R7, R15, R17-R19, R28, R66-R73, R135-R141, R148, R176: the whole way, and the log line by line."""
    program = start()
    program.wait_for("48 of 48")
    add_and_activate(program)

    enter_panel(program)
    order_and_pay(program, 1, "0.00 EUR → -30.00 EUR")
    program.keys("esc")
    program.wait_for("ON HOLD negative wallet", "no new orders")
    program.keys("a")
    program.wait_for("this customer is on hold (negative wallet)")
    program.keys("esc")
    program.wait_for("II Information", "ON HOLD negative wallet")

    program.keys("w", "100", "enter")
    program.wait_for("wallet -30.00 EUR → 70.00 EUR")
    program.wait_gone("ON HOLD")
    enter_panel(program)
    order_and_pay(program, 2, "70.00 EUR → 40.00 EUR")
    leave_panel(program)

    program.keys("o")
    program.wait_for("2 in all")
    program.keys("enter")
    program.wait_for("Price in detail", "INV-000002")
    program.keys("t")
    program.wait_for("Cancelled")
    program.keys("down", "down", "enter")
    program.wait_for("a credit note over 30.00 EUR")
    program.keys("right", "enter")
    program.wait_for("CN-000001")
    program.keys("esc")
    program.wait_for("2 in all")
    program.keys("esc")
    program.wait_for("Wallet 70.00 EUR")

    program.keys("b")
    program.wait_for("Active → Blocked")
    program.keys("enter")
    program.wait_for("✖ Blocked")
    program.keys("i")
    program.wait_for("a Blocked customer cannot be impersonated")
    program.keys("L")
    program.wait_for("› Log", "ana as nora@", "impersonation started")
    the_store_tells_it(shop)


def the_store_tells_it(desk: Desk) -> None:
    """R70, R139, R137, R186: who did what, in this order; documents without gaps; the wallet is its ledger."""
    customer_id = desk.ask(lookup.customer_id, WHO)
    lines = desk.ask(log.page, customer_id, Window(limit=100)).rows[::-1]
    both, system = f"ana as {WHO}", "system"
    ordered = [
        ("impersonation started", "ana"),
        ("place order", both),
        ("pay from wallet", both),
    ]
    paid = [
        ("issue invoice", system),
        ("pay order", both),
        ("impersonation ended", "ana"),
    ]
    wanted = [
        ("add", "ana"),
        ("send activation e-mail", "ana"),
        ("activate", "ana"),
        ("credit limit", "ana"),
        *ordered,
        ("hold by system", system),
        *paid,
        ("add funds", "ana"),
        ("release by system", system),
        *ordered,
        *paid,
        ("service status", "ana"),
        ("pay back to wallet", "ana"),
        ("issue credit note", system),
        ("order status", "ana"),
        ("block", "ana"),
    ]
    told = [(line.action, line.who) for line in lines]
    assert told == wanted
    papers = desk.ask(documents.page, customer_id, Window()).rows
    assert sorted(row.number for row in papers) == ["CN-000001", "INV-000001", "INV-000002"]
    moved = desk.ask(wallet.history, customer_id, Window()).rows
    assert [str(row.amount) for row in moved] == ["30.00 EUR", "-30.00 EUR", "100.00 EUR", "-30.00 EUR"]
    assert str(moved[0].balance_after) == "70.00 EUR"
