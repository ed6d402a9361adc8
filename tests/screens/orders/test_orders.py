"""What the page of an order changes, and what it refuses (R51, R133-R142, R145)."""

from typing import Any

import pytest
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import payment, pricing  # fmt: skip
from billia_tui.screens.orders.page import PurchaseScreen
from billia_tui.vocabulary import Role
from billia_tui.widgets.dialog import Dialog
from tests import factories
from tests.screens.console import (
    LARGE,
    SMALL,
    close_dialog,
    console,
    open_dialog,
    press,
    settle,
    shown,
    until,
)
from tests.screens.orders.kit import (
    Orders,
    burst,
    numbers,
    see_order,
    stored,
    told,
)


async def pick(pilot: Pilot[Any], key: str, *moves: str) -> None:
    """Opens a list by a key, moves in it, takes the row, and waits for the dialog that follows."""
    await open_dialog(pilot, key)
    if moves:
        await press(pilot, *moves)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, Dialog))


async def test_status_old_to_new(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R133: only what the table allows can be picked; the dialog says old → new and keeps the reason."""
    async with app.run_test(size=SMALL) as pilot:
        await see_order(pilot, orders.paid)
        await pick(pilot, "t")
        assert "Status: Processing → Activated" in shown(pilot)
        await press(pilot, *"done by hand")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "Activated" in shown(pilot))
        assert told(app) == f"order {orders.paid}: Processing → Activated"
        assert stored(desk, orders.paid).row.status == "Activated"
        assert stored(desk, orders.paid).log[0].reason == "done by hand"


async def test_a_status_that_cannot_be_picked_says_why(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R51, R134: it stands in the list with its reason, and picking it does nothing."""
    async with app.run_test(size=SMALL) as pilot:
        await see_order(pilot, orders.unpaid)
        await open_dialog(pilot, "t")
        assert "(Processing)  an Unpaid order stays Pending (R134)" in shown(pilot)
        listed = pilot.app.screen
        await press(pilot, "down", "enter")
        assert told(app) == "an Unpaid order stays Pending (R134)"
        assert pilot.app.screen is listed
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, PurchaseScreen)
    assert stored(desk, orders.unpaid).row.status == "Pending"


@pytest.mark.parametrize("to_wallet", [False, True])
async def test_cancelling_a_paid_order(app: BilliaApp, desk: Desk, orders: Orders, to_wallet: bool) -> None:
    """R137: it asks where the money goes; a credit note in any case."""
    before = stored(desk, orders.paid).customer.wallet.minor
    async with app.run_test(size=SMALL) as pilot:
        await see_order(pilot, orders.paid)
        await pick(pilot, "t", "down", "down")
        assert "a credit note over 19.90 EUR" in shown(pilot)
        if to_wallet:
            await press(pilot, "right")
            assert "Wallet: 250.00 EUR → 269.90 EUR" in shown(pilot)
        else:
            assert "Wallet: stays 250.00 EUR" in shown(pilot)
        await close_dialog(pilot, "enter")
    order = stored(desk, orders.paid)
    assert order.row.status == "Cancelled"
    assert numbers(desk, orders.paid)[-1].startswith("CN-")
    assert order.customer.wallet.minor - before == (1990 if to_wallet else 0)


async def test_who_may_not_touch_money_gives_nothing_back(desk: Desk, orders: Orders) -> None:
    """R137, R182: Support cancels, but is not asked about the wallet; it says why."""
    support = Desk(desk.store, factories.admin(desk.store, "sam", Role.SUPPORT))
    async with console(support).run_test(size=LARGE) as pilot:
        await see_order(pilot, orders.paid)
        await pick(pilot, "t", "down", "down")
        assert "Nothing goes back to the wallet: your role Support may not" in " ".join(
            shown(pilot).replace("│", " ").split()
        )
        await close_dialog(pilot, "enter")
    assert stored(desk, orders.paid).row.status == "Cancelled"
    assert str(stored(desk, orders.paid).customer.wallet) == "250.00 EUR"


async def test_paid_and_unpaid_again(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R135, R136: each says what follows for status, document and wallet; the page shows it at once (R50)."""
    async with app.run_test(size=LARGE) as pilot:
        await see_order(pilot, orders.unpaid)
        await open_dialog(pilot, "p")
        for said in ("Unpaid → Paid, 25.00 EUR", "Pending → Processing", "an invoice over 25.00 EUR", "stays 250.00"):
            assert said in shown(pilot)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "✔ Paid" in shown(pilot))
        assert stored(desk, orders.unpaid).row.status == "Processing"
        assert numbers(desk, orders.unpaid)[-1].endswith("25.00")
        await open_dialog(pilot, "p")
        assert "Processing → Pending" in shown(pilot)
        await press(pilot, *"bounced")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "✖ Unpaid" in shown(pilot))
    order = stored(desk, orders.unpaid)
    assert (order.row.paid, order.row.status, order.log[0].reason) == (False, "Pending", "bounced")


async def test_a_part_is_paid_and_some_of_it_given_back(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R200-R202: the dialogs say what follows; the page shows what is due, and each record."""
    async with app.run_test(size=LARGE) as pilot:
        await see_order(pilot, orders.unpaid)
        await open_dialog(pilot, "p")
        await press(pilot, *"10")
        assert "stays Unpaid, 15.00 EUR are still due" in shown(pilot)
        await press(pilot, "tab", "tab", *"TX-1")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "15.00 EUR due" in shown(pilot))
        assert stored(desk, orders.unpaid).payments[0].reference == "TX-1"
        await open_dialog(pilot, "r")
        await press(pilot, *"4", "tab", "tab", *"goodwill")
        assert "Paid: 10.00 EUR → 6.00 EUR" in shown(pilot)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "goodwill" in shown(pilot))
        order = stored(desk, orders.unpaid)
        assert [str(one) for one in (order.price.paid, order.row.due, order.row.price)] == [
            "6.00 EUR", "15.00 EUR", "21.00 EUR",
        ]  # fmt: skip
        await press(pilot, "b")
        assert told(app) == "part of this payment was given back already; cancel the order instead"


async def test_what_is_due_again_is_marked_paid(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R142: after a higher price the same key settles the rest."""
    async with app.run_test(size=SMALL) as pilot:
        await see_order(pilot, orders.more_due)
        await open_dialog(pilot, "p")
        assert "the 5.10 EUR still due are Paid" in shown(pilot)
        await close_dialog(pilot, "enter")
    assert stored(desk, orders.more_due).price.due.minor == 0


async def test_another_method_while_unpaid(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R145, R138: only methods that the customer may use; the pro-forma goes."""
    async with app.run_test(size=SMALL) as pilot:
        await see_order(pilot, orders.unpaid)
        await open_dialog(pilot, "y")
        assert "Bank transfer ·" not in shown(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Dialog))
        assert "Payment method: Bank transfer → Card" in shown(pilot)
        await close_dialog(pilot, "enter")
    assert stored(desk, orders.unpaid).row.payment_method == "Card"
    assert all(number.startswith("(PF") for number in numbers(desk, orders.unpaid))


async def test_price(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R142, R27: a wrong amount is said at its field; the preview names the document."""
    async with app.run_test(size=SMALL) as pilot:
        await see_order(pilot, orders.unpaid)
        await open_dialog(pilot, "e")
        await press(pilot, *"2O", "enter")
        assert "✖ is not a number" in shown(pilot)
        await press(pilot, "backspace", *"0,5")
        assert "Price: 25.00 EUR → 20.50 EUR" in shown(pilot)
        assert "a pro-forma over 20.50 EUR" in shown(pilot)
        await close_dialog(pilot, "enter")
        assert told(app) == f"order {orders.unpaid}: price changed from 25.00 EUR"
    assert str(stored(desk, orders.unpaid).row.price) == "20.50 EUR"


async def test_a_lower_price_may_fill_the_wallet(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R142: a Paid order that becomes cheaper: a credit note, and the wallet if the admin says so."""
    async with app.run_test(size=SMALL) as pilot:
        await see_order(pilot, orders.paid)
        await open_dialog(pilot, "e")
        await press(pilot, *"15", "tab", "right")
        assert "Wallet: 250.00 EUR → 254.90 EUR" in shown(pilot)
        await close_dialog(pilot, "enter")
    assert str(stored(desk, orders.paid).customer.wallet) == "254.90 EUR"


@pytest.mark.both_stores
async def test_two_admins_on_one_price(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R189: what someone else saved is shown; the second `enter` is a knowing one."""
    async with app.run_test(size=SMALL) as pilot:
        await see_order(pilot, orders.unpaid)
        await open_dialog(pilot, "e")
        await press(pilot, *"20")
        desk.change(pricing.change_price, orders.unpaid, "30")
        await press(pilot, "enter")
        assert "Now: Pending, Unpaid, 30.00 EUR, Bank transfer" in shown(pilot)
        assert str(stored(desk, orders.unpaid).row.price) == "30.00 EUR"
        await close_dialog(pilot, "enter")
    assert str(stored(desk, orders.unpaid).row.price) == "20.00 EUR"


async def test_invoice_by_hand(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R140: where none was made by itself; then there is none left to make, and the key says so (R51)."""
    async with app.run_test(size=SMALL) as pilot:
        await see_order(pilot, orders.activated)
        await open_dialog(pilot, "i")
        assert "an invoice over 19.90 EUR" in shown(pilot)
        await close_dialog(pilot, "enter")
        await settle(pilot)
        await press(pilot, "i")
        assert told(app) == "there is an invoice over all that was paid already"
    assert numbers(desk, orders.activated)[-1].startswith("INV-")


@pytest.mark.parametrize(
    ("name", "key", "why"),
    [
        ("activated", "t", "an order that is Activated stays so"),
        ("activated", "p", "only a Pending or Processing order can become Unpaid again; this one is Activated"),
        ("cancelled", "p", "only a Pending or Processing order can become Unpaid again; this one is Cancelled"),
        ("paid", "y", "the payment method can only be changed while the order is Unpaid"),
        ("cancelled", "e", "this order is Cancelled"),
        ("unpaid", "i", "an invoice is made on payment and never before; this order is Unpaid (R139)"),
    ],
)
async def test_refused_keys_say_why(app: BilliaApp, orders: Orders, name: str, key: str, why: str) -> None:
    """R51: what is impossible stays visible and says why."""
    async with app.run_test(size=LARGE) as pilot:
        page = await see_order(pilot, getattr(orders, name))
        await press(pilot, key)
        assert pilot.app.screen is page
        assert told(app) == why
        assert f"({key} " in shown(pilot)


async def test_a_role_without_the_right(desk: Desk, orders: Orders) -> None:
    """R182: Tech changes the status and nothing about money."""
    tech = Desk(desk.store, factories.admin(desk.store, "tom", Role.TECH))
    app = console(tech)
    async with app.run_test(size=LARGE) as pilot:
        page = await see_order(pilot, orders.unpaid)
        for key in "peyi":
            await press(pilot, key)
            assert pilot.app.screen is page
            assert "your role Tech may not" in told(app)
        await open_dialog(pilot, "t")


async def test_what_was_changed_meanwhile_is_asked_again(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """R51: the page is old; the key looks at the order as it is now before anything opens."""
    async with app.run_test(size=LARGE) as pilot:
        page = await see_order(pilot, orders.noted)
        desk.change(payment.mark_paid, orders.noted)
        await press(pilot, "y")
        assert pilot.app.screen is page
        assert told(app) == "the payment method can only be changed while the order is Unpaid"
        assert "✔ Paid" in shown(pilot)


async def test_typed_ahead(app: BilliaApp, desk: Desk, orders: Orders) -> None:
    """Keys that arrive together reach the list, then the dialog that follows it."""
    async with app.run_test(size=SMALL) as pilot:
        page = await see_order(pilot, orders.unpaid)
        burst(app, "t", "enter", *"no use", "enter")
        await until(pilot, lambda: stored(desk, orders.unpaid).row.status == "Cancelled")
        await until(pilot, lambda: pilot.app.screen is page)
    assert stored(desk, orders.unpaid).log[0].reason == "no use"
