"""Paying for orders: from the wallet, marked by an admin, taken back, by another method (R28, R135, R136, R145)."""

from typing import Any

import pytest

from billia_tui.db.models import Affiliate, Customer, Purchase
from billia_tui.errors import BilliaError, Conflict, Forbidden, Invalid, NotFound, Refused
from billia_tui.money import Money
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import catalogue, payment, pricing
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import AffiliateScheme, PurchaseStatus
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.kit import customer, everything, ledger, log_of
from tests.operations.orders.kit import BANK, CARD, LATER, SECRET, SETUP_ID, WALLET, Shop, set_method

DUE = 1990


def refused(desk: Desk, kind: type[BilliaError], operation: Any, *args: Any, **kwargs: Any) -> str:
    """What is said; the store must not have changed."""
    before = everything(desk.store)
    with pytest.raises(kind) as error:
        desk.change(operation, *args, **kwargs)
    assert everything(desk.store) == before
    return error.value.text


def state(shop: Shop, purchase_id: int) -> tuple[str, bool, int, int]:
    """Status, Paid, what was paid, and how much of it came from the wallet."""
    purchase = shop.purchase(purchase_id)
    return purchase.status, purchase.paid, purchase.paid_amount, purchase.wallet_paid


# --- by the customer, from the wallet -----------------------------------------------------------------------------


def test_the_customer_pays_from_the_wallet(shop: Shop) -> None:
    """R28, R135, R139, R168: one movement; Paid, Processing, an invoice, running jobs, and the customer is told."""
    ident = shop.place(WALLET)
    shop.desk.change(wallet.add_funds, 1, "20")
    moved = shop.panel.change(payment.pay, ident)
    assert (moved.kind, moved.amount, moved.balance_after) == ("order", Money(-DUE, "EUR"), Money(10, "EUR"))
    assert (moved.note, moved.id) == ("order 1", ledger(shop.desk.store, 1)[-1].id)
    assert state(shop, ident) == ("Processing", True, DUE, DUE)
    assert shop.documents(ident) == ["INV-000001 19.90"]
    assert shop.jobs(ident) == ["running"]
    assert shop.told() == ["Order placed", "Order paid"]
    assert shop.desk.ask(payment.due, ident) == Money(0, "EUR")
    line = log_of(shop.desk, 1)[0]
    assert (line.who, line.thing, line.action) == ("ana as one", "purchase 1", "pay order")
    assert line.summary == "paid: 0.00 EUR → 19.90 EUR · payment: Unpaid → Paid · status: Pending → Processing"


@pytest.mark.parametrize(
    ("funds", "limit", "possible"), [("10", "9.90", True), ("10", "9.89", False), ("", "19.90", True)]
)
def test_down_to_minus_the_credit_limit(shop: Shop, funds: str, limit: str, possible: bool) -> None:
    """R28, R17: wallet + credit limit ≥ price; below zero the system holds the customer."""
    ident = shop.place(WALLET)
    if funds:
        shop.desk.change(wallet.add_funds, 1, funds)
    shop.desk.change(wallet.set_credit_limit, 1, limit)
    if not possible:
        said = refused(shop.panel, Refused, payment.pay, ident)
        assert said == "19.90 EUR is due; the wallet has 10.00 EUR, the credit limit is 9.89 EUR"
        return
    left = shop.panel.change(payment.pay, ident).balance_after
    row = customer(shop.desk.store, 1)
    assert (row.wallet, row.on_hold_auto) == (left.minor, True)
    assert left.minor == (int(funds or 0) * 100 - DUE)


def test_paying_is_possible_on_hold(sqlite_shop: Shop) -> None:
    """R15: orders that were placed before."""
    ident = sqlite_shop.place(WALLET)
    sqlite_shop.desk.change(wallet.add_funds, 1, "20")
    sqlite_shop.desk.change(hold.put_on, 1)
    assert sqlite_shop.panel.change(payment.pay, ident).balance_after == Money(10, "EUR")


def test_only_the_customer_pays(sqlite_shop: Shop, add_customer: AddCustomer) -> None:
    """R72, R177: not the admin outside the panel; in the panel of another customer the order is not there."""
    ident = sqlite_shop.place(WALLET)
    sqlite_shop.desk.change(wallet.add_funds, 1, "20")
    other = add_customer(sqlite_shop.desk)
    panel = Desk(sqlite_shop.desk.store, 1, acting_as=other)
    refused(sqlite_shop.desk, Forbidden, payment.pay, ident)
    assert refused(panel, NotFound, payment.pay, ident) == f"there is no order {ident}"
    with pytest.raises(NotFound):
        panel.ask(payment.due, ident)
    with pytest.raises(NotFound):
        sqlite_shop.desk.ask(payment.due, 99)


def test_the_wallet_becomes_the_method(sqlite_shop: Shop) -> None:
    """R165, R138: what was to come by bank is paid from the wallet; the pro-forma is taken back."""
    ident = sqlite_shop.place(BANK)
    sqlite_shop.desk.change(wallet.add_funds, 1, "20")
    sqlite_shop.panel.change(payment.pay, ident)
    assert sqlite_shop.purchase(ident).payment_method_id == WALLET
    assert sqlite_shop.documents(ident) == ["(PF-000001 19.90)", "INV-000001 19.90"]


def test_without_a_wallet_method(sqlite_shop: Shop) -> None:
    """R165, R80: a disabled wallet is used only by orders that have it already."""
    by_bank, by_wallet = sqlite_shop.place(BANK), sqlite_shop.place(WALLET)
    sqlite_shop.desk.change(wallet.add_funds, 1, "100")
    set_method(sqlite_shop.desk, WALLET, enabled=False)
    assert "no payment by wallet" in refused(sqlite_shop.panel, Refused, payment.pay, by_bank)
    assert sqlite_shop.panel.change(payment.pay, by_wallet).amount == Money(-DUE, "EUR")


def test_paying_once(shop: Shop) -> None:
    """P1: the same key is the same movement; another try is refused."""
    ident, other = shop.place(WALLET), shop.place(WALLET)
    shop.desk.change(wallet.add_funds, 1, "100")
    first = shop.panel.change(payment.pay, ident, request_key="k")
    assert shop.panel.change(payment.pay, ident, request_key="k") == first
    assert refused(shop.panel, Refused, payment.pay, ident) == "this order is Paid already"
    refused(shop.panel, Refused, payment.pay, other, request_key="k")
    assert len(ledger(shop.desk.store, 1)) == 2


def test_an_order_that_costs_nothing(sqlite_shop: Shop) -> None:
    """R28, R199: it is Paid as soon as it is placed, without a movement; there is nothing to pay, or to invoice."""
    sqlite_shop.desk.change(catalogue.edit, SETUP_ID, {"price": "0"})
    ident = sqlite_shop.place(BANK, OrderItem(SETUP_ID))
    assert state(sqlite_shop, ident) == ("Processing", True, 0, 0)
    assert refused(sqlite_shop.panel, Refused, payment.pay, ident) == "this order is Paid already"
    assert sqlite_shop.documents(ident) == []
    assert ledger(sqlite_shop.desk.store, 1) == []


def test_another_currency_than_the_wallet(sqlite_shop: Shop) -> None:
    """R28: an imported order may be in one; the wallet does not pay it, and gets nothing of it."""
    ident = sqlite_shop.place(WALLET)
    sqlite_shop.desk.change(wallet.add_funds, 1, "100")
    with sqlite_shop.desk.store.writing() as session:
        session.get_one(Purchase, ident).currency = "USD"
    assert "USD" in refused(sqlite_shop.panel, Refused, payment.pay, ident)
    assert "USD" in refused(sqlite_shop.desk, Refused, payment.mark_paid, ident)


# --- marked by an admin -------------------------------------------------------------------------------------------


def test_marked_paid(shop: Shop) -> None:
    """R135, R139: Processing and an invoice; the pro-forma that was paid stays valid; no wallet is touched."""
    ident = shop.place(BANK)
    shop.desk.change(payment.mark_paid, ident)
    assert state(shop, ident) == ("Processing", True, DUE, 0)
    assert shop.purchase(ident).paid_at is not None
    assert shop.documents(ident) == ["PF-000001 19.90", "INV-000001 19.90"]
    assert shop.jobs(ident) == ["running"]
    assert shop.told()[-1] == "Order paid"
    assert ledger(shop.desk.store, 1) == []
    assert refused(shop.desk, Refused, payment.mark_paid, ident) == "this order is Paid already"


def test_marked_paid_takes_the_money_from_the_wallet(sqlite_shop: Shop) -> None:
    """R28: with a method of type wallet; refused where it does not reach."""
    ident = sqlite_shop.place(WALLET)
    assert "is due" in refused(sqlite_shop.desk, Refused, payment.mark_paid, ident)
    sqlite_shop.desk.change(wallet.add_funds, 1, "19.90")
    sqlite_shop.desk.change(payment.mark_paid, ident, request_key="k")
    sqlite_shop.desk.change(payment.mark_paid, ident, request_key="k")
    assert state(sqlite_shop, ident) == ("Processing", True, DUE, DUE)
    assert [entry.amount for entry in ledger(sqlite_shop.desk.store, 1)] == [DUE, -DUE]


def test_orders_of_an_inactive_customer_wait(shop: Shop, add_customer: AddCustomer) -> None:
    """R10, R135: Paid and Pending, until the account is Active; an Unpaid one waits on."""
    waiting = Shop(shop.desk, add_customer(shop.desk))
    paid, unpaid = waiting.place(BANK), waiting.place(BANK)
    shop.desk.change(payment.mark_paid, paid)
    assert (state(shop, paid), shop.jobs(paid)) == (("Pending", True, DUE, 0), ["waiting"])
    assert shop.documents(paid)[-1] == "INV-000001 19.90"
    shop.desk.change(status.activate, waiting.customer)
    assert (shop.purchase(paid).status, shop.purchase(unpaid).status) == ("Processing", "Pending")
    assert (shop.jobs(paid), shop.jobs(unpaid)) == (["running"], ["waiting"])
    line = log_of(shop.desk, waiting.customer)[0]
    assert (line.admin, line.thing) == ("system", f"purchase {paid}")


def test_orders_of_a_blocked_customer_wait(sqlite_shop: Shop) -> None:
    """R135: only those of an Active customer go on; unblocking releases them."""
    ident = sqlite_shop.place(BANK)
    sqlite_shop.desk.change(status.block, 1)
    sqlite_shop.desk.change(payment.mark_paid, ident)
    assert sqlite_shop.purchase(ident).status == "Pending"
    sqlite_shop.desk.change(status.activate, 1)
    assert sqlite_shop.purchase(ident).status == "Processing"


def test_cancelled_orders_are_not_paid(sqlite_shop: Shop) -> None:
    """R133: given up is final."""
    ident = sqlite_shop.place(BANK)
    sqlite_shop.desk.change(purchase_status.change, ident, PurchaseStatus.CANCELLED)
    assert sqlite_shop.desk.ask(payment.due, ident) == Money(0, "EUR")
    assert refused(sqlite_shop.desk, Refused, payment.mark_paid, ident) == "this order is Cancelled"
    refused(sqlite_shop.panel, Refused, payment.pay, ident)


# --- taken back ---------------------------------------------------------------------------------------------------


def test_marked_unpaid_while_processing(shop: Shop) -> None:
    """R136: the invoice is cancelled, the pro-forma asks again, the jobs end and wait anew, Pending."""
    ident = shop.place(BANK)
    shop.desk.change(payment.mark_paid, ident)
    shop.desk.change(payment.mark_unpaid, ident, reason="the cheque bounced")
    assert state(shop, ident) == ("Pending", False, 0, 0)
    assert shop.purchase(ident).paid_at is None
    assert shop.documents(ident) == ["PF-000001 19.90", "(INV-000001 19.90)"]
    assert shop.jobs(ident) == ["failed", "waiting"]
    assert log_of(shop.desk, 1)[0].reason == "the cheque bounced"
    shop.desk.change(payment.mark_paid, ident)
    assert shop.documents(ident) == ["PF-000001 19.90", "(INV-000001 19.90)", "INV-000002 19.90"]
    assert shop.jobs(ident) == ["failed", "running"]


def test_marked_unpaid_gives_the_wallet_its_money(shop: Shop) -> None:
    """R136, R19: what came from the wallet goes back there, and ends the hold that it brought."""
    ident = shop.place(WALLET)
    shop.desk.change(wallet.set_credit_limit, 1, "50")
    shop.panel.change(payment.pay, ident)
    assert customer(shop.desk.store, 1).on_hold_auto
    shop.desk.change(payment.mark_unpaid, ident, request_key="k")
    shop.desk.change(payment.mark_unpaid, ident, request_key="k")
    row = customer(shop.desk.store, 1)
    assert (row.wallet, row.on_hold_auto) == (0, False)
    assert [entry.amount for entry in ledger(shop.desk.store, 1)] == [-DUE, DUE]


def test_marked_unpaid_while_pending(sqlite_shop: Shop, add_customer: AddCustomer) -> None:
    """R136: that of an Inactive customer; its jobs go on waiting."""
    shop = Shop(sqlite_shop.desk, add_customer(sqlite_shop.desk))
    ident = shop.place(BANK)
    shop.desk.change(payment.mark_paid, ident)
    shop.desk.change(payment.mark_unpaid, ident)
    assert (state(shop, ident), shop.jobs(ident)) == (("Pending", False, 0, 0), ["waiting"])


def test_commissions_follow_the_payments_that_stand(shop: Shop, add_customer: AddCustomer) -> None:
    """R163, R205: what is marked Unpaid earns nothing; a difference that is paid later (R142) earns its share."""
    affiliate = add_customer(shop.desk)
    with shop.desk.store.writing() as session:
        session.add(Affiliate(customer_id=affiliate, level=1, scheme=AffiliateScheme.LIFETIME, since=factories.THEN))
        session.get_one(Customer, 1).referred_by = affiliate
    ident = shop.place(BANK)
    shop.desk.change(payment.mark_paid, ident)
    shop.desk.change(payment.mark_unpaid, ident)
    shop.desk.change(payment.mark_paid, ident)
    shop.desk.change(pricing.change_price, ident, "30")
    shop.desk.change(payment.mark_paid, ident)
    assert [entry.amount for entry in ledger(shop.desk.store, affiliate)] == [100, -100, 100, 50]
    assert {entry.kind for entry in ledger(shop.desk.store, affiliate)} == {"commission"}


@pytest.mark.parametrize("later", [PurchaseStatus.ACTIVATED, PurchaseStatus.COLLAPSED, PurchaseStatus.CANCELLED])
def test_too_late_to_be_marked_unpaid(sqlite_shop: Shop, later: PurchaseStatus) -> None:
    """R136: only while Pending or Processing."""
    ident = sqlite_shop.place(BANK)
    assert refused(sqlite_shop.desk, Refused, payment.mark_unpaid, ident) == "nothing was paid for this order"
    sqlite_shop.desk.change(payment.mark_paid, ident)
    sqlite_shop.desk.change(purchase_status.change, ident, later)
    assert later in refused(sqlite_shop.desk, Refused, payment.mark_unpaid, ident)


def test_what_was_credited_is_not_taken_back(sqlite_shop: Shop) -> None:
    """R136, R142: after a credit note only cancelling gives everything back once."""
    ident = sqlite_shop.place(BANK)
    sqlite_shop.desk.change(payment.mark_paid, ident)
    sqlite_shop.desk.change(pricing.change_price, ident, "10", to_wallet=True)
    assert "given back" in refused(sqlite_shop.desk, Refused, payment.mark_unpaid, ident)


# --- another method -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "documents"),
    [
        (BANK, LATER, ["(PF-000001 19.90)", "PF-000002 19.90"]),
        (BANK, CARD, ["(PF-000001 19.90)"]),
        (CARD, BANK, ["PF-000001 19.90"]),
        (CARD, WALLET, []),
    ],
)
def test_another_method(sqlite_shop: Shop, before: int, after: int, documents: list[str]) -> None:
    """R145, R138: the pro-forma names the new method, or is taken back."""
    ident = sqlite_shop.place(before)
    sqlite_shop.desk.change(payment.change_method, ident, after, seen=1)
    purchase = sqlite_shop.purchase(ident)
    assert (purchase.payment_method_id, purchase.version) == (after, 2)
    assert sqlite_shop.documents(ident) == documents


def test_methods_that_cannot_be_changed_to(shop: Shop) -> None:
    """R145, R79: disabled, not global without custom payment, unknown, the same one."""
    ident = shop.place(BANK)
    set_method(shop.desk, CARD, enabled=False)
    for method in (CARD, SECRET, 99):
        assert "payment method" in refused(shop.desk, Invalid, payment.change_method, ident, method)
    assert "already" in refused(shop.desk, Refused, payment.change_method, ident, BANK)
    with shop.desk.store.writing() as session:
        session.get_one(Customer, 1).custom_payments = True
    shop.desk.change(payment.change_method, ident, SECRET)
    assert shop.purchase(ident).payment_method_id == SECRET


def test_the_method_of_a_paid_order_stays(sqlite_shop: Shop) -> None:
    """R145: only while Unpaid, and not when Cancelled."""
    paid, gone = sqlite_shop.place(BANK), sqlite_shop.place(BANK)
    sqlite_shop.desk.change(payment.mark_paid, paid)
    sqlite_shop.desk.change(purchase_status.change, gone, PurchaseStatus.CANCELLED)
    assert "Unpaid" in refused(sqlite_shop.desk, Refused, payment.change_method, paid, CARD)
    assert "Cancelled" in refused(sqlite_shop.desk, Refused, payment.change_method, gone, CARD)


def test_a_method_that_someone_else_changed(sqlite_shop: Shop) -> None:
    """R189: the fresh values come with the refusal."""
    ident = sqlite_shop.place(BANK)
    sqlite_shop.desk.change(payment.change_method, ident, CARD, seen=1)
    with pytest.raises(Conflict) as error:
        sqlite_shop.desk.change(payment.change_method, ident, LATER, seen=1)
    assert (error.value.fresh["payment_method"], error.value.seen) == ("Card", 2)
