"""At the call desk: whoever calls is on the screen after three keys, an order after two (R213, R214)."""

from datetime import timedelta
from pathlib import Path

import pytest

from billia_tui import clock
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer
from billia_tui.operations.store.opening import open_desk
from tests import factories
from tests.terminal.conftest import FIRST_ROWS, Start

SIZES = ((120, 40), (80, 24))


@pytest.fixture
def called(store: Path) -> int:
    """The order of Maria Petrova in Sofia; a namesake lives in Varna."""
    desk = open_desk(str(store), "ana")
    ids = []
    for number, city in enumerate(("Sofia", "Varna")):
        new = NewCustomer("Maria", "Petrova", f"p{number}@example.org", "BG", "EUR", username=f"mp{number}", city=city)
        ids.append(desk.change(customers.add, new, then=AfterAdding.ACTIVATE))
    order = factories.add_purchase(desk, ids[0])
    desk.store.close()
    return order


@pytest.mark.parametrize("size", SIZES)
def test_three_keys_to_a_misheard_caller(size: tuple[int, int], start: Start, called: int) -> None:
    """Desk, task 1: `/`, the name as it was heard and the town, enter, enter; the list says that it is near."""
    assert called
    program = start(size=size)
    program.wait_for(FIRST_ROWS.replace("48", "50"))
    program.by_hand("/")
    program.by_hand("petrowa sofia")
    program.wait_for("did you mean Petrova?", "city Sofia")
    program.by_hand("enter", "enter")
    program.wait_for("Customers › ", "mp0", "Maria Petrova")


@pytest.mark.parametrize("size", SIZES)
def test_two_keys_to_an_order(size: tuple[int, int], start: Start, called: int) -> None:
    """Desk, task 2: ctrl+p, its number, enter; from a page of another customer too."""
    program = start(size=size)
    program.wait_for(FIRST_ROWS.replace("48", "50"))
    program.by_hand("enter")
    program.wait_for("Information")
    program.by_hand("ctrl+p")
    program.by_hand(f"#{called}")
    program.wait_for(f"order {called} · 19.90 EUR")
    program.by_hand("enter")
    program.wait_for(f"Order {called}", "✖ Unpaid")


@pytest.mark.parametrize("size", SIZES)
def test_paid_by_bank_transfer_on_tuesday(size: tuple[int, int], start: Start, called: int) -> None:
    """Desk, task 2, R201: date and reference in 4 keys; status, payment, invoice and job are seen, and it is found."""
    program = start(size=size)
    program.wait_for(FIRST_ROWS.replace("48", "50"))
    program.by_hand(":")
    program.wait_for("enter do")
    program.by_hand(f"#{called}")
    program.wait_for(f"order {called} · 19.90 EUR")
    program.by_hand("enter")
    program.wait_for(f"Order {called}", "✖ Unpaid")
    program.wait_quiet()
    tuesday = (clock.now() - timedelta(days=2)).date().isoformat()
    keys = ("p", "tab", "tab", "enter")
    program.by_hand(keys[0])
    program.wait_for("Mark Paid", "Reference")
    program.by_hand(keys[1], tuesday, keys[2], "RF18 5390", keys[3])
    program.wait_for(
        "marked Paid", "Processing · jobs: 1 running", "✔ Paid", f"Paid at         {tuesday}", "INV-000001"
    )
    program.wait_for("RF18 5390")
