"""Changing the price of an order, with the document that says so (R142)."""

from typing import Any

import pytest

from billia_tui.errors import BilliaError, Conflict, Invalid, Refused
from billia_tui.money import Money
from billia_tui.operations.orders import pages as purchases
from billia_tui.operations.orders import payment, pricing
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import PurchaseStatus
from tests.operations.kit import customer, everything, ledger, log_of
from tests.operations.orders.kit import BANK, CARD, WALLET, Shop


def refused(shop: Shop, kind: type[BilliaError], *args: Any, **kwargs: Any) -> str:
    """What is said; the store must not have changed."""
    before = everything(shop.desk.store)
    with pytest.raises(kind) as error:
        shop.desk.change(pricing.change_price, *args, **kwargs)
    assert everything(shop.desk.store) == before
    return error.value.text


@pytest.mark.parametrize(
    ("method", "documents"), [(BANK, ["(PF-000001 19.90)", "PF-000002 25.50"]), (CARD, []), (WALLET, [])]
)
def test_an_unpaid_order(shop: Shop, method: int, documents: list[str]) -> None:
    """R142, R138: the old pro-forma is cancelled and a new one made; where there was none there is none."""
    ident = shop.place(method)
    shop.desk.change(pricing.change_price, ident, "25,50", reason="more disk", seen=1)
    assert shop.documents(ident) == documents
    assert shop.desk.ask(payment.due, ident) == Money(2550, "EUR")
    line = log_of(shop.desk, 1)[0]
    assert (line.thing, line.summary) == ("purchase 1", "price: 19.90 EUR → 25.50 EUR · more disk")


def test_the_lines_stay(sqlite_shop: Shop) -> None:
    """R142, R143: what was ordered keeps its prices; the difference is an adjustment."""
    ident = sqlite_shop.place()
    sqlite_shop.desk.change(pricing.change_price, ident, "15")
    found = sqlite_shop.desk.ask(purchases.details, ident)
    assert [order.price for order in found.orders] == [Money(1990, "EUR")]
    assert (found.row.price, found.price.adjustment) == (Money(1500, "EUR"), Money(-490, "EUR"))


@pytest.mark.parametrize("to_wallet", [True, False])
def test_a_paid_order_becomes_cheaper(shop: Shop, to_wallet: bool) -> None:
    """R142: a credit note over the difference; the money goes to the wallet if the admin says so."""
    ident = shop.place(BANK)
    shop.desk.change(payment.mark_paid, ident)
    shop.desk.change(pricing.change_price, ident, "15", to_wallet=to_wallet)
    assert shop.documents(ident) == ["PF-000001 19.90", "INV-000001 19.90", "CN-000001 4.90"]
    assert customer(shop.desk.store, 1).wallet == 490 * to_wallet
    purchase = shop.purchase(ident)
    assert (purchase.paid, purchase.paid_amount, purchase.wallet_paid) == (True, 1500, 0)
    assert shop.desk.ask(payment.due, ident) == Money(0, "EUR")


def test_what_came_from_the_wallet_goes_back(sqlite_shop: Shop) -> None:
    """R142, R137: and cancelling later pays back only the rest."""
    ident = sqlite_shop.place(WALLET)
    sqlite_shop.desk.change(wallet.add_funds, 1, "19.90")
    sqlite_shop.panel.change(payment.pay, ident)
    sqlite_shop.desk.change(pricing.change_price, ident, "15", to_wallet=True, request_key="k")
    sqlite_shop.desk.change(pricing.change_price, ident, "15", to_wallet=True, request_key="k")
    assert sqlite_shop.purchase(ident).wallet_paid == 1500
    sqlite_shop.desk.change(purchase_status.change, ident, PurchaseStatus.CANCELLED, to_wallet=True)
    assert [entry.amount for entry in ledger(sqlite_shop.desk.store, 1)] == [1990, -1990, 490, 1500]


def test_a_paid_order_becomes_dearer(shop: Shop) -> None:
    """R142: a pro-forma over the difference, whatever the method; paying it brings an invoice over it."""
    ident = shop.place(CARD)
    shop.desk.change(payment.mark_paid, ident)
    shop.desk.change(pricing.change_price, ident, "25")
    assert shop.documents(ident) == ["INV-000001 19.90", "PF-000001 5.10"]
    assert shop.desk.ask(payment.due, ident) == Money(510, "EUR")
    assert (shop.purchase(ident).paid, shop.purchase(ident).status) == (False, "Processing")  # R200
    shop.desk.change(payment.mark_paid, ident)
    assert shop.purchase(ident).paid
    assert shop.documents(ident) == ["INV-000001 19.90", "PF-000001 5.10", "INV-000002 5.10"]
    assert shop.purchase(ident).paid_amount == 2500
    assert shop.jobs(ident) == ["running"]


def test_the_customer_pays_the_difference(sqlite_shop: Shop) -> None:
    """R28, R142: from the wallet; the order keeps the method by which it was paid first."""
    ident = sqlite_shop.place(CARD)
    sqlite_shop.desk.change(payment.mark_paid, ident)
    sqlite_shop.desk.change(pricing.change_price, ident, "25")
    sqlite_shop.desk.change(wallet.add_funds, 1, "5.10")
    assert sqlite_shop.panel.change(payment.pay, ident).amount == Money(-510, "EUR")
    purchase = sqlite_shop.purchase(ident)
    assert (purchase.payment_method_id, purchase.paid_amount, purchase.wallet_paid) == (CARD, 2500, 510)


def test_dearer_and_dearer_and_back(sqlite_shop: Shop) -> None:
    """R142: there is one pro-forma over what is due, and none once nothing is; what was paid stays valid."""
    ident = sqlite_shop.place(BANK)
    sqlite_shop.desk.change(payment.mark_paid, ident)
    for price in ("25", "30", "22", "19.90"):
        sqlite_shop.desk.change(pricing.change_price, ident, price)
    assert sqlite_shop.documents(ident) == [
        "PF-000001 19.90",
        "INV-000001 19.90",
        "(PF-000002 5.10)",
        "(PF-000003 10.10)",
        "(PF-000004 2.10)",
    ]


def test_cancelled_while_something_is_due(sqlite_shop: Shop) -> None:
    """R137, R142: what was paid is credited, what was asked for is taken back."""
    ident = sqlite_shop.place(BANK)
    sqlite_shop.desk.change(payment.mark_paid, ident)
    sqlite_shop.desk.change(pricing.change_price, ident, "25")
    sqlite_shop.desk.change(purchase_status.change, ident, PurchaseStatus.CANCELLED)
    assert sqlite_shop.documents(ident) == [
        "PF-000001 19.90",
        "INV-000001 19.90",
        "(PF-000002 5.10)",
        "CN-000001 19.90",
    ]


def test_unpaid_again_after_becoming_dearer(sqlite_shop: Shop) -> None:
    """R136, R142: what is asked for is what is due, all of it."""
    ident = sqlite_shop.place(CARD)
    sqlite_shop.desk.change(payment.mark_paid, ident)
    sqlite_shop.desk.change(pricing.change_price, ident, "25")
    sqlite_shop.desk.change(payment.mark_unpaid, ident)
    assert sqlite_shop.documents(ident) == ["(INV-000001 19.90)", "(PF-000001 5.10)"]
    assert sqlite_shop.desk.ask(payment.due, ident) == Money(2500, "EUR")


def test_for_nothing(sqlite_shop: Shop) -> None:
    """R142, R199: zero is a price, and it is paid."""
    ident = sqlite_shop.place(BANK)
    sqlite_shop.desk.change(pricing.change_price, ident, "0")
    assert sqlite_shop.documents(ident) == ["(PF-000001 19.90)"]
    assert (sqlite_shop.purchase(ident).paid, sqlite_shop.purchase(ident).status) == (True, "Processing")


def test_a_paid_order_for_nothing(sqlite_shop: Shop) -> None:
    """R142, R200: all of it goes back, nothing is due, so it stays Paid; there is nothing to take back."""
    ident = sqlite_shop.place(BANK)
    sqlite_shop.desk.change(payment.mark_paid, ident)
    sqlite_shop.desk.change(pricing.change_price, ident, "0", to_wallet=True)
    assert sqlite_shop.documents(ident) == ["PF-000001 19.90", "INV-000001 19.90", "CN-000001 19.90"]
    row = sqlite_shop.purchase(ident)
    assert (row.paid, row.paid_amount, row.status) == (True, 0, "Processing")
    assert customer(sqlite_shop.desk.store, 1).wallet == 1990
    with pytest.raises(Refused, match="nothing was paid"):
        sqlite_shop.desk.change(payment.mark_unpaid, ident)
    sqlite_shop.desk.change(pricing.change_price, ident, "5")
    assert (sqlite_shop.purchase(ident).paid, sqlite_shop.desk.ask(payment.due, ident)) == (False, Money(500, "EUR"))


@pytest.mark.parametrize("amount", ["", "-5", "1.001", "1,000.50", "x", "9" * 20])
def test_amounts_that_are_refused(sqlite_shop: Shop, amount: str) -> None:
    """R27, R142: as at every other amount."""
    assert refused(sqlite_shop, Invalid, sqlite_shop.place(), amount).startswith("amount: ")


def test_prices_that_stay(sqlite_shop: Shop) -> None:
    """R142: the same price, and that of a Cancelled order."""
    ident = sqlite_shop.place()
    assert refused(sqlite_shop, Refused, ident, "19.90") == "the price is 19.90 EUR already"
    sqlite_shop.desk.change(purchase_status.change, ident, PurchaseStatus.CANCELLED)
    assert refused(sqlite_shop, Refused, ident, "25") == "this order is Cancelled"


def test_two_admins_at_once(sqlite_shop: Shop) -> None:
    """R189: a price that someone else has changed meanwhile."""
    ident = sqlite_shop.place()
    sqlite_shop.desk.change(pricing.change_price, ident, "25", seen=1)
    with pytest.raises(Conflict) as error:
        sqlite_shop.desk.change(pricing.change_price, ident, "26", seen=1)
    assert error.value.fresh["price"] == "25.00 EUR"
