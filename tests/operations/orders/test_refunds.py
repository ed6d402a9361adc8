"""Refunds: how much, where to, credit notes, services, commissions (R202-R205)."""

from datetime import UTC, datetime

import pytest
import time_machine

from billia_tui import clock
from billia_tui.db.models import Purchase
from billia_tui.errors import Forbidden, Invalid, Refused
from billia_tui.operations.advance import run as advance
from billia_tui.operations.affiliates import affiliates, commissions
from billia_tui.operations.check.run import Check
from billia_tui.operations.orders import outlook, pages, payment, refunds
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.ending import Afterwards
from billia_tui.operations.orders.refunds import RefundTo
from billia_tui.operations.renewals.now import renew_now
from billia_tui.operations.services import move
from billia_tui.operations.wallet.movements import add_funds
from billia_tui.vocabulary import OrderType, PurchaseStatus, Role, ServiceStatus
from tests import factories
from tests.conftest import NOW, AddCustomer, DeskOfRole
from tests.operations.kit import ALL, customer, ledger, log_of, stored
from tests.operations.orders.kit import BANK, CARD, Shop, set_method

WALLET, OUTSIDE = RefundTo.WALLET, RefundTo.OUTSIDE


def sold(shop: Shop, method: int = BANK) -> int:
    """An Activated purchase, paid."""
    ident = shop.place(method)
    shop.desk.change(payment.mark_paid, ident)
    shop.desk.change(purchase_status.change, ident, PurchaseStatus.ACTIVATED)
    return ident


def test_a_part_to_the_wallet(shop: Shop) -> None:
    """R202: of an Activated order; nothing is due again, a credit note says so, the service stays."""
    ident = sold(shop)
    shop.desk.change(refunds.refund, ident, "4", to=WALLET, reason="goodwill", request_key="k")
    shop.desk.change(refunds.refund, ident, "4", to=WALLET, reason="goodwill", request_key="k")
    order = shop.desk.ask(pages.details, ident)
    assert (order.row.paid, order.row.due.minor, order.price.paid.minor, order.row.status) == (
        True,
        0,
        1590,
        "Activated",
    )
    assert shop.documents(ident)[-1] == "CN-000001 4.00"
    assert customer(shop.desk.store, 1).wallet == 400
    assert [entry.amount for entry in ledger(shop.desk.store, 1)] == [400]
    record = order.payments[-1]
    assert (record.kind, str(record.amount), record.method, record.reason) == (
        "Refund",
        "-4.00 EUR",
        "wallet",
        "goodwill",
    )
    assert shop.service(1).status == ServiceStatus.ACTIVE
    assert shop.told()[-1] == "Refund"
    line = log_of(shop.desk, 1)[0]
    assert (line.action, line.reason) == ("refund order", "goodwill")
    with Check(shop.desk.store) as check:
        assert [str(one) for one in check.findings()] == []


def test_all_of_it_outside(shop: Shop) -> None:
    """R202: no ledger entry; the reference is kept; a second refund finds nothing."""
    ident = sold(shop)
    shop.desk.change(
        refunds.refund, ident, "19.90", to=OUTSIDE, reason="wrong", reference="RT-1", afterwards=Afterwards.END_NOW
    )
    assert ledger(shop.desk.store, 1) == []
    assert shop.service(1).status == ServiceStatus.TERMINATED
    assert shop.desk.ask(pages.details, ident).payments[-1].reference == "RT-1"
    with pytest.raises(Refused, match="nothing was paid"):
        shop.desk.change(refunds.refund, ident, "1", to=OUTSIDE, reason="again")


def test_never_more_credited_than_invoiced(sqlite_shop: Shop) -> None:
    """R203: without an invoice a refund makes a ledger entry only."""
    set_method(sqlite_shop.desk, CARD, allows_invoice=False)
    ident = sold(sqlite_shop, CARD)
    order = sqlite_shop.desk.ask(pages.details, ident)
    assert "Document: none, as nothing was invoiced" in refunds.of_refund(order, "4", WALLET, Afterwards.LEAVE)
    sqlite_shop.desk.change(refunds.refund, ident, "4", to=WALLET, reason="goodwill")
    assert sqlite_shop.documents(ident) == []
    assert customer(sqlite_shop.desk.store, 1).wallet == 400


@pytest.mark.parametrize(
    ("amount", "reason", "field"),
    [("20", "x", "amount"), ("0", "x", "amount"), ("", "x", "amount"), ("1", " ", "reason")],
)
def test_what_is_no_refund(sqlite_shop: Shop, amount: str, reason: str, field: str) -> None:
    """R202: up to what is paid, and not without a reason."""
    ident = sold(sqlite_shop)
    with pytest.raises(Invalid) as error:
        sqlite_shop.desk.change(refunds.refund, ident, amount, to=WALLET, reason=reason)
    assert set(error.value.fields) == {field}


def test_who_may_not(shop: Shop, desk_of_role: DeskOfRole) -> None:
    """R182, R202: right order paid mark; nobody in the panel."""
    ident = sold(shop)
    for desk in (desk_of_role(Role.SUPPORT), shop.panel):
        with pytest.raises(Forbidden):
            desk.change(refunds.refund, ident, "1", to=WALLET, reason="x")


def test_a_renewal_goes_back_to_its_old_end(shop: Shop) -> None:
    """R204: the end of before, unless the service was renewed again meanwhile."""
    sold(shop)
    old = shop.service(1).expires_at
    renewal = factories.add_purchase(shop.desk, 1, (OrderType.RENEW, "Web space S"), service_id=1)
    shop.desk.change(payment.mark_paid, renewal)
    shop.desk.change(purchase_status.change, renewal, PurchaseStatus.ACTIVATED)
    assert shop.service(1).expires_at != old
    said = outlook.of_services(shop.desk.ask(pages.details, renewal), Afterwards.BACK)
    assert "goes back to its old end" in said[0]
    shop.desk.change(refunds.refund, renewal, "19.90", to=OUTSIDE, reason="x", afterwards=Afterwards.BACK)
    assert (shop.service(1).expires_at, shop.service(1).status) == (old, ServiceStatus.ACTIVE)


def test_a_renewal_by_several_periods_goes_back_whole(shop: Shop) -> None:
    """R193, R204: each period is an order of its own, the last one goes back first."""
    sold(shop)
    old = shop.service(1).expires_at
    assert old is not None
    shop.desk.change(add_funds, 1, "100")
    renewal = shop.desk.change(renew_now, 1, 3)
    said = outlook.of_services(shop.desk.ask(pages.details, renewal), Afterwards.BACK)
    assert said[0] == f"Service 1 Web space S: goes back to its old end {clock.day(old)}"
    assert all("goes back" in line for line in said)
    shop.desk.change(refunds.refund, renewal, "59.70", to=WALLET, reason="x", afterwards=Afterwards.BACK)
    assert shop.service(1).expires_at == old


def test_ending_at_the_end_date(sqlite_shop: Shop) -> None:
    """R202: auto renew is switched off, the service runs on."""
    ident = sold(sqlite_shop)
    assert sqlite_shop.service(1).auto_renew
    sqlite_shop.desk.change(refunds.refund, ident, "5", to=OUTSIDE, reason="x", afterwards=Afterwards.END_LATER)
    assert (sqlite_shop.service(1).auto_renew, sqlite_shop.service(1).status) == (False, ServiceStatus.ACTIVE)


def test_the_commission_goes_in_proportion(shop: Shop, add_customer: AddCustomer) -> None:
    """R205: a negative entry that names the commission; a client whose payment went back is new again."""
    assert add_customer(shop.desk, username="partner") == 2
    shop.desk.change(affiliates.make, 2, "3")
    shop.desk.change(affiliates.refer, 1, 2)
    ident = sold(shop)
    shop.desk.change(refunds.refund, ident, "9.95", to=OUTSIDE, reason="x")
    assert [row.amount.minor for row in shop.desk.ask(commissions.page, 2, ALL).rows] == [-100, 199]
    assert ledger(shop.desk.store, 2)[-1].note == "commission 1 for order 1 taken back"
    shop.desk.change(refunds.refund, ident, "9.95", to=OUTSIDE, reason="x")
    assert customer(shop.desk.store, 2).wallet == 0
    sold(shop)
    assert customer(shop.desk.store, 2).wallet == 199


@pytest.mark.parametrize("automatic", [False, True])
def test_a_renewal_that_is_taken_back_gives_its_anchor_back(
    shop: Shop, frozen: time_machine.Traveller, automatic: bool
) -> None:
    """R191, R204: one that had lapsed got a new anchor by the renewal; with the old end the old one is there again."""
    ident = factories.add_service(
        shop.desk, 1, price=1000, period_months=1, auto_renew=automatic, anchor_day=31, status=ServiceStatus.EXPIRED,
        activated_at=datetime(2025, 10, 30, tzinfo=UTC), expires_at=datetime(2026, 2, 28, tzinfo=UTC),
    )  # fmt: skip
    shop.desk.change(add_funds, 1, "10")
    if automatic:
        advance.run(shop.desk)
    else:
        shop.desk.change(renew_now, ident)
    assert (shop.service(ident).anchor_day, shop.service(ident).expires_at) == (2, frozen_end(4, 2))
    (order,) = stored(shop.desk.store, Purchase)
    shop.desk.change(refunds.refund, order.id, "10", to=WALLET, reason="by mistake", afterwards=Afterwards.BACK)
    assert shop.service(ident).expires_at == datetime(2026, 2, 28, tzinfo=UTC)
    assert shop.service(ident).anchor_day == 31
    del frozen


@pytest.mark.parametrize("way", ["refund", "cancel"])
def test_what_was_moved_is_the_other_customers(shop: Shop, add_customer: AddCustomer, way: str) -> None:
    """R202, R204, R207: money of the old order goes back, the service of the new owner stays; the form says so."""
    other = add_customer(shop.desk)
    ident = sold(shop)
    shop.desk.change(move.move, 1, other)
    if way == "cancel":  # a Processing one that was carried out by hand
        with shop.desk.store.writing() as session:
            session.get_one(Purchase, ident).status = PurchaseStatus.PROCESSING
    order = shop.desk.ask(pages.details, ident)
    assert "another customer's now" in outlook.of_services(order, Afterwards.END_NOW)[0]
    if way == "refund":
        shop.desk.change(refunds.refund, ident, "4", to=WALLET, reason="x", afterwards=Afterwards.END_NOW)
    else:
        shop.desk.change(purchase_status.change, ident, PurchaseStatus.CANCELLED, afterwards=Afterwards.BACK)
    assert (shop.service(1).status, shop.service(1).customer_id) == (ServiceStatus.ACTIVE, other)
    assert [customer(shop.desk.store, one).products_count for one in (1, other)] == [0, 1]


def frozen_end(month: int, day: int) -> datetime:
    """An end at the time of day at which the tests live."""
    return NOW.replace(month=month, day=day)
