"""Payments as records: parts, dates, references, taking one back (R201)."""

from datetime import timedelta

import pytest

from billia_tui import clock
from billia_tui.errors import Invalid, Refused
from billia_tui.operations.orders import pages, payment, pricing
from billia_tui.operations.orders.payment_records import PaymentRow
from billia_tui.operations.orders.query import PurchaseQuery
from billia_tui.operations.wallet import movements as wallet
from tests.operations.kit import ALL, customer, log_of
from tests.operations.orders.kit import BANK, CARD, WALLET, Shop


def records(shop: Shop, ident: int) -> tuple[PaymentRow, ...]:
    """The records of a purchase as the page of the order has them."""
    return shop.desk.ask(pages.details, ident).payments


def test_a_part_and_the_rest(shop: Shop) -> None:
    """R201: less than due leaves it Unpaid with the rest; each payment is a record with its invoice."""
    ident = shop.place(BANK)
    shop.desk.change(payment.mark_paid, ident, amount="12", date="2026-01-31", reference="TX-77 Köhler")
    order = shop.desk.ask(pages.details, ident)
    assert (order.row.paid, str(order.row.due), order.row.status) == (False, "7.90 EUR", "Pending")
    assert shop.documents(ident) == ["(PF-000001 19.90)", "INV-000001 12.00", "PF-000002 7.90"]
    assert shop.told()[-1] == "Part of an order paid"
    shop.desk.change(payment.mark_paid, ident)
    first, second = records(shop, ident)
    assert (str(first.amount), clock.day(first.at), first.reference, first.document, first.admin, first.method) == (
        "12.00 EUR", "2026-01-31", "TX-77 Köhler", "INV-000001", "ana", "Bank transfer",
    )  # fmt: skip
    assert (str(second.amount), second.document) == ("7.90 EUR", "INV-000002")
    assert (shop.purchase(ident).paid, shop.purchase(ident).status) == (True, "Processing")
    assert [line.action for line in log_of(shop.desk, 1)].count("mark order paid") == 2
    found = shop.desk.ask(pages.page, 1, ALL, PurchaseQuery("tx-77")).rows
    assert [row.id for row in found] == [ident]
    assert not shop.desk.ask(pages.page, 1, ALL, PurchaseQuery("tx-78")).rows
    assert [one.reference for one in shop.panel.ask(pages.details, ident).payments] == ["", ""]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"amount": "20"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "x"}, "amount"),
        ({"date": "31.01.2026"}, "date"),
        ({"date": "2026-02-30"}, "date"),
        ({"reference": "a\x1b[2Jb"}, "reference"),
        ({"reference": "x" * 10_000}, "reference"),
    ],
)
def test_what_is_no_payment(sqlite_shop: Shop, told: dict[str, str], field: str) -> None:
    """R201, R27: nothing is stored, and the field is named."""
    ident = sqlite_shop.place(BANK)
    with pytest.raises(Invalid) as error:
        sqlite_shop.desk.change(payment.mark_paid, ident, **told)
    assert set(error.value.fields) == {field}
    assert records(sqlite_shop, ident) == ()


def test_not_in_the_future(sqlite_shop: Shop) -> None:
    """R201: a payment of tomorrow has not come; one of today has."""
    ident = sqlite_shop.place(BANK)
    with pytest.raises(Invalid, match="future"):
        sqlite_shop.desk.change(payment.mark_paid, ident, date=clock.day(clock.now() + timedelta(days=1)))
    sqlite_shop.desk.change(payment.mark_paid, ident, date=clock.day(clock.now()))


def test_taking_one_of_several_back(shop: Shop) -> None:
    """R201, R136: the record is named; its invoice is cancelled, the other stays."""
    ident = shop.place(BANK)
    shop.desk.change(payment.mark_paid, ident, amount="12")
    shop.desk.change(payment.mark_paid, ident)
    first, second = records(shop, ident)
    with pytest.raises(Refused, match=f"several payments: {first.id}, {second.id}"):
        shop.desk.change(payment.mark_unpaid, ident)
    with pytest.raises(Refused, match="no payment 99"):
        shop.desk.change(payment.mark_unpaid, ident, payment=99)
    shop.desk.change(payment.mark_unpaid, ident, payment=first.id, reason="bounced")
    assert "(INV-000001 12.00)" in shop.documents(ident)
    assert "INV-000002 7.90" in shop.documents(ident)
    purchase = shop.purchase(ident)
    assert (purchase.paid, purchase.paid_amount, purchase.status) == (False, 790, "Pending")
    assert records(shop, ident)[0].taken_back_at is not None
    assert "payment record" in log_of(shop.desk, 1)[0].summary or str(first.id) in log_of(shop.desk, 1)[0].summary


def test_from_the_wallet_and_back(sqlite_shop: Shop) -> None:
    """R28, R201: a part from the wallet; taken back, it is there again."""
    ident = sqlite_shop.place(WALLET)
    sqlite_shop.desk.change(wallet.add_funds, 1, "15")
    sqlite_shop.desk.change(payment.mark_paid, ident, amount="15")
    assert customer(sqlite_shop.desk.store, 1).wallet == 0
    sqlite_shop.desk.change(payment.mark_unpaid, ident)
    assert (customer(sqlite_shop.desk.store, 1).wallet, sqlite_shop.purchase(ident).wallet_paid) == (1500, 0)


def test_a_price_that_is_paid_already(sqlite_shop: Shop) -> None:
    """R199, R200: paid in part, and the price falls to that part: nothing is due, so it goes on."""
    ident = sqlite_shop.place(CARD)
    sqlite_shop.desk.change(payment.mark_paid, ident, amount="12")
    sqlite_shop.desk.change(pricing.change_price, ident, "12")
    assert (sqlite_shop.purchase(ident).paid, sqlite_shop.purchase(ident).status) == (True, "Processing")


def test_the_same_request_is_one_payment(sqlite_shop: Shop) -> None:
    """P1."""
    ident = sqlite_shop.place(BANK)
    for _ in range(2):
        sqlite_shop.desk.change(payment.mark_paid, ident, amount="5", request_key="k")
    assert len(records(sqlite_shop, ident)) == 1
