"""Renewing now, by staff and by the customer in its panel (R112, R193, R196, R198)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from billia_tui.db.models import Order, Product, Purchase, Service
from billia_tui.errors import Conflict, Forbidden, Invalid, Refused
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import payment
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.renewals import now as renewals
from billia_tui.operations.services.anchor import months_later
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import OrderType, PurchaseStatus, Role, ServiceStatus
from tests import factories
from tests.conftest import NOW
from tests.operations.kit import customer, everything, log_of, stored
from tests.operations.orders.kit import BANK, WALLET, Shop
from tests.operations.services.kit import service_of

S = ServiceStatus
DAY = timedelta(days=1)


def lapsing(desk: Desk, **values: Any) -> int:
    """The id of a monthly service of customer 1 at 10.00 that ends in two days."""
    filled = {"price": 1000, "period_months": 1, "activated_at": NOW - 60 * DAY, "expires_at": NOW + 2 * DAY, **values}
    return factories.add_service(desk, 1, **filled)


def test_the_offer(shop: Shop, frozen: time_machine.Traveller) -> None:
    """R193: price with fee, old and new end, how it is paid; nothing changes by asking."""
    del frozen
    shop.desk.change(wallet.add_funds, 1, "25")
    ident = lapsing(shop.desk)
    before = everything(shop.desk.store)
    found = shop.desk.ask(renewals.offer, ident)
    assert (found.why_not, str(found.total(3)), found.new_end(3)) == (None, "30.00 EUR", months_later(NOW + 2 * DAY, 3))
    assert found.why_not_from_wallet(2) is None
    assert found.why_not_from_wallet(3) == "30.00 EUR needed, 25.00 in wallet and limit"
    assert BANK in dict(found.methods)
    assert WALLET not in dict(found.methods)
    assert everything(shop.desk.store) == before


def test_from_the_wallet(shop: Shop, frozen: time_machine.Traveller) -> None:
    """R193: one Renew purchase, paid, carried out, with its invoice; the service goes on from its end."""
    del frozen
    shop.desk.change(wallet.add_funds, 1, "25")
    ident = lapsing(shop.desk)
    made = shop.desk.change(renewals.renew_now, ident, 2)
    purchase = stored(shop.desk.store, Purchase)[0]
    assert (purchase.id, purchase.status, purchase.paid, purchase.price) == (made, "Activated", True, 2000)
    orders = stored(shop.desk.store, Order)
    assert [(one.type, one.price, one.service_id) for one in orders] == [(OrderType.RENEW, 1000, ident)] * 2
    assert service_of(shop.desk, ident).expires_at == months_later(NOW + 2 * DAY, 2)
    assert shop.documents(made) == ["INV-000001 20.00"]
    assert customer(shop.desk.store, 1).wallet == 500
    actions = [line.action for line in reversed(log_of(shop.desk, 1))]
    assert actions[-6:] == [
        "renew now", "pay from wallet", "issue invoice", "renew service", "renew service", "pay order",
    ]  # fmt: skip
    assert {line.admin for line in log_of(shop.desk, 1)[:1]} == {"ana"}
    assert list(Check(shop.desk.store).findings()) == []


def test_from_redemption_with_the_fee(shop: Shop, frozen: time_machine.Traveller) -> None:
    """R112, R193: the fee is in the first order, once; the course begins anew from now."""
    del frozen
    shop.desk.change(wallet.add_funds, 1, "100")
    with shop.desk.store.writing() as session:
        product = session.query(Product).first()
        assert product is not None
        product.redemption_fee = 5000
        number = product.id
    ident = lapsing(shop.desk, status=S.REDEMPTION, expires_at=NOW - 40 * DAY, product_id=number)
    assert str(shop.desk.ask(renewals.offer, ident).total(2)) == "70.00 EUR"
    shop.desk.change(renewals.renew_now, ident, 2)
    assert [one.price for one in stored(shop.desk.store, Order)] == [6000, 1000]
    assert [one.price for one in stored(shop.desk.store, Purchase)] == [7000]
    assert customer(shop.desk.store, 1).wallet == 3000
    service = service_of(shop.desk, ident)
    assert (service.status, service.expires_at) == (S.ACTIVE, months_later(NOW, 2))


def test_by_another_method(shop: Shop, frozen: time_machine.Traveller) -> None:
    """R138, R193: an Unpaid order with its pro-forma; the service has its periods once that is carried out."""
    del frozen
    ident = lapsing(shop.desk, status=S.SUSPENDED, expires_at=NOW - 9 * DAY)
    made = shop.desk.change(renewals.renew_now, ident, 2, payment_method_id=BANK)
    assert shop.documents(made) == ["PF-000001 20.00"]
    assert service_of(shop.desk, ident).status == S.SUSPENDED
    with pytest.raises(Refused, match=rf"order {made} \(Pending, Unpaid\) renews it already"):
        shop.desk.change(renewals.renew_now, ident)
    shop.desk.change(payment.mark_paid, made)
    shop.desk.change(purchase_status.change, made, PurchaseStatus.ACTIVATED)
    service = service_of(shop.desk, ident)
    assert (service.status, service.expires_at) == (S.ACTIVE, months_later(NOW, 2))


def test_for_nothing(sqlite_shop: Shop) -> None:
    """R199: what costs nothing is paid at once, by whatever method, whatever the wallet holds."""
    sqlite_shop.desk.change(wallet.correct_balance, 1, "-3", "x")
    ident = lapsing(sqlite_shop.desk, price=0, status=S.EXPIRED)
    made = sqlite_shop.desk.change(renewals.renew_now, ident, payment_method_id=BANK)
    assert stored(sqlite_shop.desk.store, Purchase, id=made)[0].status == PurchaseStatus.ACTIVATED
    assert customer(sqlite_shop.desk.store, 1).wallet == -300


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"status": S.TERMINATED}, "final"),
        ({"status": S.PENDING}, "has to be Active first"),
        ({"period_months": None}, "one-time"),
        ({"price": 1001}, "10.01 EUR is due"),
        ({"currency": "USD"}, "the wallet in EUR"),
    ],
    ids=str,
)
def test_what_cannot_be_renewed(sqlite_shop: Shop, values: dict[str, Any], said: str) -> None:
    """R28, R112, R193: refused in words, and nothing is left behind."""
    sqlite_shop.desk.change(wallet.add_funds, 1, "10")
    ident = lapsing(sqlite_shop.desk, **values)
    before = everything(sqlite_shop.desk.store)
    with pytest.raises(Refused, match=said):
        sqlite_shop.desk.change(renewals.renew_now, ident)
    assert everything(sqlite_shop.desk.store) == before


@pytest.mark.parametrize("periods", [0, 11, -1])
def test_periods(sqlite_shop: Shop, periods: int) -> None:
    """R193: from 1 to 10."""
    with pytest.raises(Invalid, match="from 1 to 10"):
        sqlite_shop.desk.change(renewals.renew_now, lapsing(sqlite_shop.desk), periods)


@pytest.mark.parametrize("text", ["", "x", "1.0", "٣", "1e1", "9" * 5000])
def test_periods_as_typed(text: str) -> None:
    """R193: whole numbers alone."""
    with pytest.raises(Invalid):
        renewals.checked_periods(text)
    assert renewals.checked_periods(" 10 ") == 10


def test_blocked(sqlite_shop: Shop) -> None:
    """R196: nobody charges a Blocked customer, by hand neither."""
    sqlite_shop.desk.change(wallet.add_funds, 1, "10")
    ident = lapsing(sqlite_shop.desk)
    sqlite_shop.desk.change(status.block, 1)
    with pytest.raises(Refused, match="Blocked"):
        sqlite_shop.desk.change(renewals.renew_now, ident)


def test_twice_with_one_key(shop: Shop) -> None:
    """P1: a second `enter` is answered with the first purchase."""
    shop.desk.change(wallet.add_funds, 1, "50")
    ident = lapsing(shop.desk)
    made = {shop.desk.change(renewals.renew_now, ident, request_key="k") for _ in range(2)}
    assert len(made) == len(stored(shop.desk.store, Purchase)) == 1
    with pytest.raises(Refused, match="another request"):
        shop.desk.change(renewals.renew_now, ident, 2, request_key="k")


def test_what_the_preview_showed(sqlite_shop: Shop) -> None:
    """R189: not another service than the one that was looked at."""
    ident = lapsing(sqlite_shop.desk)
    seen = sqlite_shop.desk.ask(renewals.offer, ident).version
    sqlite_shop.desk.change(wallet.add_funds, 1, "50")
    sqlite_shop.desk.change(renewals.renew_now, ident, seen=seen)
    with pytest.raises(Conflict):
        sqlite_shop.desk.change(renewals.renew_now, ident, seen=seen)


def test_in_the_panel(shop: Shop) -> None:
    """R15, R66, R112: the customer renews its own service, and not while on hold by hand."""
    shop.desk.change(wallet.add_funds, 1, "10")
    ident = lapsing(shop.desk, status=S.EXPIRED)
    panel = Desk(shop.desk.store, 1, acting_as=1)
    shop.desk.change(hold.put_on, 1)
    with pytest.raises(Refused, match="on hold"):
        panel.change(renewals.renew_now, ident)
    shop.desk.change(hold.release, 1)
    panel.change(renewals.renew_now, ident)
    assert stored(shop.desk.store, Service, id=ident)[0].status == S.ACTIVE


def test_who_may(sqlite_shop: Shop) -> None:
    """R182, R193: whoever may change services."""
    ident = lapsing(sqlite_shop.desk)
    number = factories.admin(sqlite_shop.desk.store, "mark", Role.MARKETING)
    with pytest.raises(Forbidden):
        Desk(sqlite_shop.desk.store, number).change(renewals.renew_now, ident)
