"""What follows from a change of an order is what was announced (R10, R17, R135-R142)."""

import pytest

from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import methods as payment_methods
from billia_tui.operations.orders import outlook as order_outlook
from billia_tui.operations.orders import pages as purchases
from billia_tui.operations.orders import payment, pricing
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.pages import PurchaseDetails
from billia_tui.operations.wallet import movements as wallet  # fmt: skip
from billia_tui.vocabulary import PurchaseStatus
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.orders.kit import BANK, CARD, WALLET, Shop, set_method


def order_of(shop: Shop, ident: int) -> PurchaseDetails:
    """An order as its page shows it."""
    return shop.desk.ask(purchases.details, ident)


def test_what_follows_from_paying(sqlite_shop: Shop) -> None:
    """R135, R139: announced and done: Paid, Processing, an invoice, the wallet."""
    shop = sqlite_shop
    ident = shop.place(WALLET)
    shop.desk.change(wallet.add_funds, 1, "20")
    assert order_outlook.of_paying(order_of(shop, ident)) == (
        "Payment: Unpaid → Paid, 19.90 EUR",
        "Status: Pending → Processing, the automator jobs start",
        "Document: an invoice over 19.90 EUR",
        "Wallet: 20.00 EUR → 0.10 EUR",
    )
    shop.desk.change(payment.mark_paid, ident)
    assert shop.documents(ident) == ["INV-000001 19.90"]
    assert order_outlook.of_unpaying(order_of(shop, ident)) == (
        "Payment: Paid → Unpaid",
        "Status: Processing → Pending, the automator jobs stop",
        "Document: INV-000001 cancelled",
        "Wallet: 0.10 EUR → 20.00 EUR",
    )
    shop.desk.change(payment.mark_unpaid, ident)
    order = order_of(shop, ident)
    assert (order.row.paid, order.row.status, order.customer.wallet.amount) == (False, "Pending", "20.00")
    assert shop.documents(ident) == ["(INV-000001 19.90)"]


def test_what_follows_from_paying_into_debt(sqlite_shop: Shop) -> None:
    """R17, R28: the credit limit pays, and the hold comes with it; paying back ends it."""
    shop = sqlite_shop
    ident = shop.place(WALLET)
    shop.desk.change(wallet.set_credit_limit, 1, "50")
    assert order_outlook.of_paying(order_of(shop, ident))[3] == (
        "Wallet: 0.00 EUR → -19.90 EUR, which puts the customer ON HOLD"
    )
    shop.desk.change(payment.mark_paid, ident)
    assert order_outlook.of_unpaying(order_of(shop, ident))[3] == (
        "Wallet: -19.90 EUR → 0.00 EUR, which ends the automatic hold"
    )


def test_no_invoice_is_announced_where_none_is_made(sqlite_shop: Shop) -> None:
    """R139, R140: only by hand, over what was paid."""
    shop = sqlite_shop
    set_method(shop.desk, CARD, allows_invoice=False)
    ident = shop.place(CARD)
    assert order_outlook.of_paying(order_of(shop, ident))[2:] == (
        "Document: none by itself, as the payment method makes no invoices by itself; it can be made by hand",
        "Wallet: stays 0.00 EUR",
    )
    shop.desk.change(payment.mark_paid, ident)
    assert shop.documents(ident) == []
    assert order_outlook.of_invoice(order_of(shop, ident)) == ("Document: an invoice over 19.90 EUR",)


def test_an_inactive_customer_waits(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R10, R135: Paid, but still Pending."""
    made = factories.add_purchase(sqlite_desk, add_customer(sqlite_desk))
    order = sqlite_desk.ask(purchases.details, made)
    assert order_outlook.of_paying(order)[1] == "Status: stays Pending, as the customer is Inactive"
    sqlite_desk.change(payment.mark_paid, made)
    assert sqlite_desk.ask(purchases.details, made).row.status == "Pending"


def test_what_follows_from_cancelling(sqlite_shop: Shop) -> None:
    """R137, R204: Unpaid: the pro-forma goes. Paid: a credit note, and the wallet and services as the admin says."""
    shop = sqlite_shop
    final = "The automator jobs stop, services still Pending are Terminated; this is final."
    unpaid, paid = shop.place(BANK), shop.place(BANK)
    assert order_outlook.of_status(order_of(shop, unpaid), PurchaseStatus.CANCELLED) == (
        final, "Document: PF-000001 cancelled",
    )  # fmt: skip
    shop.desk.change(payment.mark_paid, paid)
    order = order_of(shop, paid)
    assert order_outlook.of_status(order, PurchaseStatus.CANCELLED)[1:] == (
        "Document: a credit note over 19.90 EUR", "Wallet: stays 0.00 EUR",
        "Service 2 Web space S: is Terminated, which is final",
    )  # fmt: skip
    assert order_outlook.of_status(order, PurchaseStatus.CANCELLED, to_wallet=True)[2] == (
        "Wallet: 0.00 EUR → 19.90 EUR"
    )
    shop.desk.change(purchase_status.change, unpaid, PurchaseStatus.CANCELLED)
    shop.desk.change(purchase_status.change, paid, PurchaseStatus.CANCELLED, to_wallet=True)
    assert shop.documents(unpaid) == ["(PF-000001 19.90)"]
    assert shop.documents(paid) == ["PF-000002 19.90", "INV-000001 19.90", "CN-000001 19.90"]
    assert order_of(shop, paid).customer.wallet.amount == "19.90"


@pytest.mark.parametrize(
    ("method", "paid", "amount", "announced", "made"),
    [
        (
            BANK,
            False,
            "15",
            "PF-000001 cancelled, a pro-forma over 15.00 EUR",
            ["(PF-000001 19.90)", "PF-000002 15.00"],
        ),
        (CARD, False, "15", "none", []),
        (CARD, True, "15", "a credit note over 4.90 EUR", ["INV-000001 19.90", "CN-000001 4.90"]),
        (CARD, True, "25", "a pro-forma over 5.10 EUR, which is due then", ["INV-000001 19.90", "PF-000001 5.10"]),
    ],
)
def test_what_follows_from_a_price(
    sqlite_shop: Shop, method: int, paid: bool, amount: str, announced: str, made: list[str]
) -> None:
    """R142: the document that is announced is the one that is made."""
    shop = sqlite_shop
    ident = shop.place(method)
    if paid:
        shop.desk.change(payment.mark_paid, ident)
    lines = order_outlook.of_price(order_of(shop, ident), amount)
    assert lines[:2] == (f"Price: 19.90 EUR → {amount}.00 EUR", f"Document: {announced}")
    assert len(lines) == 2 + paid
    shop.desk.change(pricing.change_price, ident, amount)
    assert shop.documents(ident) == made


def test_a_price_that_is_none(sqlite_shop: Shop) -> None:
    """R27: while no amount is typed, only the old one is said; the same one is no change."""
    order = order_of(sqlite_shop, sqlite_shop.place(CARD))
    for typed in ("", "1O", "-5"):
        assert order_outlook.of_price(order, typed) == ("Price: 19.90 EUR",)
    assert order_outlook.of_price(order, "19,9") == ("Price: 19.90 EUR, no change",)


def test_what_goes_back_to_the_wallet_after_a_lower_price(sqlite_shop: Shop) -> None:
    """R142: the difference, if the admin says so."""
    shop = sqlite_shop
    ident = shop.place(CARD)
    shop.desk.change(payment.mark_paid, ident)
    order = order_of(shop, ident)
    assert order_outlook.of_price(order, "15", to_wallet=True)[2] == "Wallet: 0.00 EUR → 4.90 EUR"
    assert order_outlook.of_price(order, "15")[2] == "Wallet: stays 0.00 EUR"
    shop.desk.change(pricing.change_price, ident, "15", to_wallet=True)
    assert order_of(shop, ident).customer.wallet.amount == "4.90"


def test_what_follows_from_another_method(sqlite_shop: Shop) -> None:
    """R138, R145: a delayed method asks by a pro-forma, another one does not."""
    shop = sqlite_shop
    ident = shop.place(BANK)
    methods = {method.id: method for method in shop.desk.ask(payment_methods.available, 1)}
    assert order_outlook.of_method(order_of(shop, ident), methods[CARD]) == (
        "Payment method: Bank transfer → Card", "Document: PF-000001 cancelled",
    )  # fmt: skip
    shop.desk.change(payment.change_method, ident, CARD)
    assert order_outlook.of_method(order_of(shop, ident), methods[BANK])[1] == "Document: a pro-forma over 19.90 EUR"
