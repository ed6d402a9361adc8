"""Automatic renewals: placed, paid and carried out by the system (R22, R28, R113)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from billia_tui.db.models import Customer, Order, Purchase, Service
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import renewals
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import ServiceStatus
from tests import factories
from tests.operations.kit import actions_of, customer, everything, ledger, log_of, stored
from tests.operations.orders.kit import WALLET, Shop, set_method

END = datetime(2026, 3, 2, tzinfo=UTC)


def renew(desk: Desk, service_id: int) -> bool:
    """As the passing of time calls it, with the customer's row locked."""

    def work(session: Any, actor: Any) -> bool:
        service = session.get_one(Service, service_id)
        owner = session.get_one(Customer, service.customer_id, with_for_update=True)
        return renewals.auto_renew(session, actor, owner, service)

    return desk.change(work)


def due_service(shop: Shop, **values: Any) -> int:
    """The id of a service that ends now and renews itself, unless `values` say otherwise."""
    return factories.add_service(shop.desk, 1, **{"expires_at": END, "auto_renew": True, **values})


@pytest.mark.usefixtures("frozen")
def test_a_service_renews_itself(shop: Shop) -> None:
    """R113, R28, R139: Activated at once, paid from the wallet, with an invoice; the service goes on from its end."""
    shop.desk.change(wallet.add_funds, 1, "20")
    ident = due_service(shop)
    assert renew(shop.desk, ident)
    purchase = stored(shop.desk.store, Purchase)[0]
    assert (purchase.status, purchase.paid, purchase.paid_amount, purchase.wallet_paid) == (
        "Activated",
        True,
        1990,
        1990,
    )
    assert (purchase.payment_method_id, purchase.profile_id) == (WALLET, 1)
    order = stored(shop.desk.store, Order)[0]
    assert (order.type, order.service_id, order.description) == ("Renew", ident, "Cloud server S")
    service = stored(shop.desk.store, Service)[0]
    assert (service.status, service.expires_at) == ("Active", datetime(2027, 3, 2, tzinfo=UTC))
    assert shop.documents(purchase.id) == ["INV-000001 19.90"]
    assert (shop.jobs(purchase.id), shop.told()) == (["done"], ["Order paid"])
    assert customer(shop.desk.store, 1).wallet == 10


def test_nobody_is_named(sqlite_shop: Shop) -> None:
    """R186: the system did it, in the log and in the ledger."""
    sqlite_shop.desk.change(wallet.add_funds, 1, "20")
    lines = len(log_of(sqlite_shop.desk, 1))
    renew(sqlite_shop.desk, due_service(sqlite_shop))
    new = log_of(sqlite_shop.desk, 1)[: len(log_of(sqlite_shop.desk, 1)) - lines]
    assert {line.admin for line in new} == {"system"}
    assert ledger(sqlite_shop.desk.store, 1)[-1].admin_id is None
    assert actions_of(sqlite_shop.desk, 1)[-4:] == [
        "pay from wallet",
        "issue invoice",
        "renew service",
        "renew automatically",
    ]


@pytest.mark.parametrize(("limit", "possible"), [("19.90", True), ("19.89", False)])
def test_from_the_credit_limit(sqlite_shop: Shop, limit: str, possible: bool) -> None:
    """R28, R113: only if the payment succeeds; else nothing has changed."""
    sqlite_shop.desk.change(wallet.set_credit_limit, 1, limit)
    ident = due_service(sqlite_shop)
    before = everything(sqlite_shop.desk.store)
    assert renew(sqlite_shop.desk, ident) == possible
    assert (everything(sqlite_shop.desk.store) == before) != possible
    assert customer(sqlite_shop.desk.store, 1).on_hold_auto == possible


def test_also_on_hold(sqlite_shop: Shop) -> None:
    """R22: a renewal is no order placed by the customer."""
    sqlite_shop.desk.change(wallet.add_funds, 1, "20")
    sqlite_shop.desk.change(hold.put_on, 1)
    assert renew(sqlite_shop.desk, due_service(sqlite_shop))


def test_without_a_wallet_method(sqlite_shop: Shop) -> None:
    """R113: the wallet is the business's own means; a store without such a method renews, too."""
    set_method(sqlite_shop.desk, WALLET, enabled=False)
    sqlite_shop.desk.change(wallet.add_funds, 1, "20")
    assert renew(sqlite_shop.desk, due_service(sqlite_shop))
    assert stored(sqlite_shop.desk.store, Purchase)[0].payment_method_id is None


@pytest.mark.parametrize(
    "values",
    [
        {"auto_renew": False},
        {"period_months": None},
        {"status": ServiceStatus.TERMINATED},
        {"status": ServiceStatus.PENDING},
        {"currency": "USD"},
    ],
    ids=str,
)
def test_what_does_not_renew_itself(sqlite_shop: Shop, values: dict[str, Any]) -> None:
    """R112, R113, R123: switched off, one-time, Terminated, never Active, priced in another currency."""
    sqlite_shop.desk.change(wallet.add_funds, 1, "100")
    ident = due_service(sqlite_shop, **values)
    before = everything(sqlite_shop.desk.store)
    assert not renew(sqlite_shop.desk, ident)
    assert everything(sqlite_shop.desk.store) == before


def test_for_nothing(sqlite_shop: Shop) -> None:
    """R113: a service that costs nothing renews without a movement."""
    assert renew(sqlite_shop.desk, due_service(sqlite_shop, price=0))
    assert ledger(sqlite_shop.desk.store, 1) == []
    assert sqlite_shop.documents(1) == []
