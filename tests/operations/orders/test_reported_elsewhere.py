"""Faults of the same kinds that people reported of other billing systems, tried here (R191-R208)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from billia_tui.db.models import Purchase
from billia_tui.errors import Invalid, Refused
from billia_tui.operations.advance import run as advance
from billia_tui.operations.affiliates import affiliates
from billia_tui.operations.customers import merge
from billia_tui.operations.finding import lookup
from billia_tui.operations.orders import catalogue, pages, payment, refunds
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.catalogue import ProductData
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.operations.orders.refunds import RefundTo
from billia_tui.operations.renewals.now import renew_now
from billia_tui.operations.services import changes as service_changes
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import PurchaseStatus, ServiceStatus
from tests import factories
from tests.conftest import NOW, AddCustomer
from tests.operations.kit import customer, ledger, log_of, stored
from tests.operations.orders.kit import BANK, WALLET, Shop

ACTIVATED = PurchaseStatus.ACTIVATED
S = ServiceStatus
DAY = timedelta(days=1)


def monthly(shop: Shop, **values: object) -> int:
    """A service of 10.00 a month that ends tomorrow."""
    filled = {"price": 1000, "period_months": 1, "activated_at": NOW - 27 * DAY, "expires_at": NOW + DAY}
    return factories.add_service(shop.desk, 1, **{**filled, **values})


def test_the_billing_day_drifts(shop: Shop, frozen: time_machine.Traveller) -> None:
    """polarsource/polar#10664: from the 31st over the 29th of a leap year it never came back (R191)."""
    frozen.move_to(datetime(2028, 1, 31, 8, tzinfo=UTC), tick=False)
    shop.desk.change(wallet.add_funds, 1, "100")
    made = monthly(shop, status=S.PENDING, activated_at=None, expires_at=None)
    shop.desk.change(service_changes.change_status, made, S.ACTIVE)
    ends = [shop.service(made).expires_at]
    for _ in range(3):
        shop.desk.change(renew_now, made)
        ends.append(shop.service(made).expires_at)
    assert [f"{end:%m-%d}" for end in ends if end] == ["02-29", "03-31", "04-30", "05-31"]


def test_a_payment_renews_and_so_does_the_timer(shop: Shop, frozen: time_machine.Traveller) -> None:
    """FOSSBilling/FOSSBilling#3106: the payment renewed the order, and minutes later the timer did again (R198)."""
    made = monthly(shop, auto_renew=True)
    shop.desk.change(wallet.add_funds, 1, "50")
    order = shop.desk.change(renew_now, made, payment_method_id=BANK)
    frozen.move_to(NOW + 2 * DAY, tick=False)
    shop.desk.change(payment.mark_paid, order)
    advance.run(shop.desk)
    shop.desk.change(purchase_status.change, order, ACTIVATED)
    for _ in range(2):
        advance.run(shop.desk)
    assert len(stored(shop.desk.store, Purchase)) == 1
    end = shop.service(made).expires_at
    assert end is not None
    assert NOW + 30 * DAY < end < NOW + 34 * DAY
    assert customer(shop.desk.store, 1).wallet == 5000


def test_what_was_not_used_is_billed_afterwards(shop: Shop, frozen: time_machine.Traveller) -> None:
    """Ubiquiti-App/UCRM#139: back from a long suspension, all months in between were invoiced (R192)."""
    shop.desk.change(catalogue.edit, 1, {"days_suspended": 90})
    made = monthly(shop, product_id=1, auto_renew=True)
    for day in range(2, 80, 9):
        frozen.move_to(NOW + day * DAY, tick=False)
        advance.run(shop.desk)
    assert shop.service(made).status == S.SUSPENDED
    shop.desk.change(wallet.add_funds, 1, "100")
    advance.run(shop.desk)
    assert (shop.service(made).status, customer(shop.desk.store, 1).wallet) == (S.ACTIVE, 9000)
    assert len(stored(shop.desk.store, Purchase)) == 1


def test_why_it_was_suspended(shop: Shop, frozen: time_machine.Traveller) -> None:
    """FOSSBilling/FOSSBilling#1502: the reason was blank, typed or not (R194, R114)."""
    made = monthly(shop)
    other = monthly(shop)
    shop.desk.change(service_changes.change_status, other, S.SUSPENDED, reason="abuse")
    assert log_of(shop.desk, 1)[0].reason == "abuse"
    for day in (2, 10):
        frozen.move_to(NOW + day * DAY, tick=False)
        advance.run(shop.desk)
    assert shop.service(made).status == S.SUSPENDED
    reasons = [line.reason for line in log_of(shop.desk, 1) if line.who == "system" and line.action == "service status"]
    assert reasons == ["due 2026-03-11 14:05", "due 2026-03-03 14:05"]


def test_a_refund_makes_a_balance(shop: Shop) -> None:
    """saleor/saleor#12098: after a refund the order showed a negative amount to be paid (R202)."""
    ident = shop.place(BANK)
    shop.desk.change(payment.mark_paid, ident)
    shop.desk.change(refunds.refund, ident, "19.90", to=RefundTo.OUTSIDE, reason="returned")
    row = shop.desk.ask(pages.details, ident).row
    assert (row.due.minor, row.paid, row.price.minor) == (0, True, 0)


def test_a_commission_of_what_was_given_back(shop: Shop, add_customer: AddCustomer) -> None:
    """AffiliateWP#1829, opencart/opencart#7703: a part was refunded, all of the commission stayed (R205)."""
    brings = add_customer(shop.desk)
    shop.desk.change(affiliates.make, brings, "3", "Lifetime")
    shop.desk.change(affiliates.refer, 1, brings)
    ident = shop.place(BANK)
    shop.desk.change(payment.mark_paid, ident)
    shop.desk.change(refunds.refund, ident, "9.95", to=RefundTo.OUTSIDE, reason="half")
    assert [entry.amount for entry in ledger(shop.desk.store, brings)] == [199, -100]
    shop.desk.change(refunds.refund, ident, "9.95", to=RefundTo.OUTSIDE, reason="the other half")
    assert customer(shop.desk.store, brings).wallet == 0


def test_nothing_to_pay_waits_for_payment(shop: Shop, frozen: time_machine.Traveller) -> None:
    """AyeCode/invoicing#939: a first order over zero stayed Pending payment for ever (R199)."""
    free = ProductData("FREE", "Try it", "Hosting", price="0", currency="EUR", period_months=1)
    product = shop.desk.change(catalogue.add, free)
    shop.desk.change(wallet.correct_balance, 1, "-3", "fee")
    shop.desk.change(wallet.add_funds, 1, "3")
    ident = shop.place(BANK, OrderItem(product))
    assert (shop.purchase(ident).paid, shop.purchase(ident).status) == (True, "Processing")
    shop.desk.change(purchase_status.change, ident, ACTIVATED)
    shop.desk.change(wallet.correct_balance, 1, "-3", "fee")
    frozen.move_to(NOW + 32 * DAY, tick=False)
    advance.run(shop.desk)
    assert shop.service(1).status == S.ACTIVE


def test_the_part_from_the_wallet_is_not_given_back(shop: Shop) -> None:
    """malsubrata/woo-wallet#56: paid in part from the wallet, cancelled: that part was lost (R137, R202)."""
    ident = shop.place(WALLET)
    shop.desk.change(wallet.add_funds, 1, "5")
    shop.desk.change(payment.mark_paid, ident, amount="5")
    shop.desk.change(payment.change_method, ident, BANK)
    shop.desk.change(payment.mark_paid, ident)
    assert customer(shop.desk.store, 1).wallet == 0
    shop.desk.change(purchase_status.change, ident, PurchaseStatus.CANCELLED, to_wallet=True)
    assert customer(shop.desk.store, 1).wallet == 1990
    assert (shop.purchase(ident).wallet_paid, shop.purchase(ident).paid_amount) == (0, 0)


@pytest.mark.parametrize("amount", ["-5", "20", "1e1", "5.001"])
def test_refunds_of_what_cannot_be(sqlite_shop: Shop, amount: str) -> None:
    """woocommerce/woocommerce#8346: a negative refund; getlago/lago-api#4805: more than was paid (R27, R202)."""
    ident = sqlite_shop.place(BANK)
    with pytest.raises(Refused, match="nothing was paid"):
        sqlite_shop.desk.change(refunds.refund, ident, "5", to=RefundTo.WALLET, reason="not paid yet")
    sqlite_shop.desk.change(payment.mark_paid, ident)
    with pytest.raises(Invalid) as error:
        sqlite_shop.desk.change(refunds.refund, ident, amount, to=RefundTo.WALLET, reason="x")
    assert set(error.value.fields) == {"amount"}
    assert customer(sqlite_shop.desk.store, 1).wallet == 0


def test_who_was_merged_is_nowhere(shop: Shop, add_customer: AddCustomer) -> None:
    """invoiceninja/invoiceninja#11949: after a merge nothing led from the old id to the one who stays (R208)."""
    stays = add_customer(shop.desk, username="stays")
    last = add_customer(shop.desk, username="last")
    shop.desk.change(merge.merge, 1, stays)
    shop.desk.change(merge.merge, stays, last)
    for text in ("1", "one", "stays", str(stays)):
        assert shop.desk.ask(lookup.customer_id, text) == last


def test_two_clicks(shop: Shop) -> None:
    """gitpod-io/gitpod#734, MutinyWallet/mutiny-web#1105: pressed twice, it was bought twice (P1, R198)."""
    made = monthly(shop)
    shop.desk.change(wallet.add_funds, 1, "50")
    first = shop.desk.change(renew_now, made, request_key="click")
    assert shop.desk.change(renew_now, made, request_key="click") == first
    shop.desk.change(renew_now, made, payment_method_id=BANK)
    with pytest.raises(Refused, match="renews it already"):
        shop.desk.change(renew_now, made, payment_method_id=BANK)
    assert customer(shop.desk.store, 1).wallet == 4000
