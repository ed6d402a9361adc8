"""The statuses of an order: which follow which, and what they bring (R133, R134, R137, R10)."""

from typing import Any

import pytest

from billia_tui.db.models import AutomatorJob, Product, Service
from billia_tui.errors import BilliaError, Conflict, Forbidden, Invalid, Refused
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import payment
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.ending import Afterwards
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import CustomerStatus, PurchaseStatus, Role, ServiceStatus
from tests import factories
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.kit import actions_of, customer, everything, ledger, log_of, stored
from tests.operations.orders.kit import BANK, COM_ID, WALLET, WEB_ID, Shop

PENDING, PROCESSING, ACTIVATED, COLLAPSED, CANCELLED = PurchaseStatus
# The table of R133, written down once more.
TABLE: dict[PurchaseStatus, set[PurchaseStatus]] = {
    PENDING: {PROCESSING, CANCELLED},
    PROCESSING: {ACTIVATED, COLLAPSED, CANCELLED},
    ACTIVATED: set(),
    COLLAPSED: {PROCESSING, CANCELLED},
    CANCELLED: set(),
}


def refused(desk: Desk, kind: type[BilliaError], *args: Any, **kwargs: Any) -> str:
    """What is said; the store must not have changed."""
    before = everything(desk.store)
    with pytest.raises(kind) as error:
        desk.change(purchase_status.change, *args, **kwargs)
    assert everything(desk.store) == before
    return error.value.text


def paid_order(shop: Shop, method: int = BANK, *items: OrderItem) -> int:
    """The id of an order that is Paid and Processing."""
    ident = shop.place(method, *items)
    shop.desk.change(payment.mark_paid, ident)
    return ident


@pytest.mark.parametrize("before", list(PurchaseStatus))
def test_the_table(sqlite_shop: Shop, before: PurchaseStatus) -> None:
    """R133: from each status exactly to those of the table, in what is offered and in what is done."""
    offered = purchase_status.choices(before, paid=True, customer_status=CustomerStatus.ACTIVE)
    assert [target for target, _ in offered] == list(PurchaseStatus)
    assert {target for target, why_not in offered if why_not is None} == TABLE[before]
    for target, why_not in offered:
        ident = factories.add_purchase(sqlite_shop.desk, 1, status=before, paid=True)
        if why_not is None:
            sqlite_shop.desk.change(purchase_status.change, ident, target)
            assert sqlite_shop.purchase(ident).status == target
        else:
            assert refused(sqlite_shop.desk, Refused, ident, target) == why_not


def test_an_unpaid_order_stays_pending(sqlite_shop: Shop) -> None:
    """R134: Processing is refused, with the reason; Cancelled is possible."""
    ident = sqlite_shop.place(BANK)
    assert refused(sqlite_shop.desk, Refused, ident, PROCESSING) == "an Unpaid order stays Pending (R134)"
    offered = dict(purchase_status.choices(PENDING, paid=False, customer_status=CustomerStatus.ACTIVE))
    assert (offered[PROCESSING], offered[CANCELLED]) == ("an Unpaid order stays Pending (R134)", None)


def test_an_order_of_an_inactive_customer_stays_pending(sqlite_shop: Shop, add_customer: AddCustomer) -> None:
    """R10: even Paid; of a Blocked one an admin may go on."""
    shop = Shop(sqlite_shop.desk, add_customer(sqlite_shop.desk))
    ident = paid_order(shop)
    assert "(R10)" in refused(shop.desk, Refused, ident, PROCESSING)
    shop.desk.change(status.block, shop.customer)
    shop.desk.change(purchase_status.change, ident, PROCESSING)
    assert shop.jobs(ident) == ["running"]


def test_activated(shop: Shop) -> None:
    """R133, R111, R146: the jobs are done, each service is Active, or Configure where its product needs that."""
    with shop.desk.store.writing() as session:
        session.get_one(Product, WEB_ID).needs_configuration = True
    ident = paid_order(shop, BANK, OrderItem(WEB_ID), OrderItem(COM_ID, "example.com"))
    shop.desk.change(purchase_status.change, ident, ACTIVATED, seen=2)
    assert shop.purchase(ident).status == "Activated"
    assert [service.status for service in stored(shop.desk.store, Service)] == ["Configure", "Active"]
    jobs = stored(shop.desk.store, AutomatorJob)
    assert [(job.state, job.ended_at is not None) for job in jobs] == [("done", True)] * 2
    assert actions_of(shop.desk, 1)[-3:] == ["service status", "service status", "order status"]


def test_collapsed_and_tried_again(shop: Shop) -> None:
    """R133, R146, R168: the job fails with the reason, the customer is told; a retry is a new job."""
    ident = paid_order(shop)
    shop.desk.change(purchase_status.change, ident, COLLAPSED, reason="no free address")
    first = stored(shop.desk.store, AutomatorJob)[0]
    assert (first.state, first.message) == ("failed", "no free address")
    assert shop.told()[-1] == "Order failed"
    shop.desk.change(purchase_status.change, ident, PROCESSING)
    assert shop.jobs(ident) == ["failed", "running"]
    shop.desk.change(purchase_status.change, ident, COLLAPSED)
    assert [job.message for job in stored(shop.desk.store, AutomatorJob)] == ["no free address", "failed"]
    shop.desk.change(purchase_status.change, ident, CANCELLED)
    assert shop.documents(ident)[-1] == "CN-000001 19.90"


def test_an_unpaid_order_is_cancelled(shop: Shop) -> None:
    """R133, R138: the pro-forma is taken back, the Pending services are given up, there is nothing to credit."""
    ident = shop.place(BANK, OrderItem(WEB_ID), OrderItem(COM_ID, "example.com"))
    shop.desk.change(purchase_status.change, ident, CANCELLED, reason="changed her mind")
    assert shop.documents(ident) == ["(PF-000001 28.90)"]
    assert [service.status for service in stored(shop.desk.store, Service)] == ["Terminated"] * 2
    assert customer(shop.desk.store, 1).products_count == 0
    assert shop.jobs(ident) == ["failed", "failed"]
    assert ledger(shop.desk.store, 1) == []
    assert log_of(shop.desk, 1)[0].summary == "status: Pending → Cancelled · changed her mind"


@pytest.mark.parametrize("to_wallet", [True, False])
def test_a_paid_order_is_cancelled(shop: Shop, to_wallet: bool) -> None:
    """R137: a credit note over what was paid; the money goes to the wallet only if the admin says so."""
    ident = paid_order(shop)
    shop.desk.change(purchase_status.change, ident, CANCELLED, to_wallet=to_wallet)
    assert shop.documents(ident) == ["PF-000001 19.90", "INV-000001 19.90", "CN-000001 19.90"]
    purchase = shop.purchase(ident)
    assert (purchase.paid, purchase.paid_amount, purchase.wallet_paid) == (True, 0, 0)
    assert [entry.amount for entry in ledger(shop.desk.store, 1)] == [1990] * to_wallet
    assert customer(shop.desk.store, 1).wallet == 1990 * to_wallet


def test_an_imported_credit_is_cancelled(sqlite_shop: Shop) -> None:
    """R137: what has a negative price takes nothing out of the wallet."""
    ident = factories.add_purchase(sqlite_shop.desk, 1, status=PROCESSING, paid=True, price=-500)
    sqlite_shop.desk.change(purchase_status.change, ident, CANCELLED, to_wallet=True)
    assert (sqlite_shop.documents(ident), ledger(sqlite_shop.desk.store, 1)) == ([], [])


@pytest.mark.parametrize(
    ("afterwards", "status"), [("leave", "Active"), ("end-now", "Terminated"), ("back", "Terminated")]
)
def test_what_becomes_of_what_runs_already(sqlite_shop: Shop, afterwards: str, status: str) -> None:
    """R204: a New service that an admin made Active ends with its order, unless it was chosen to stay."""
    ident = paid_order(sqlite_shop)
    factories.set_service_status(sqlite_shop.desk, 1, ServiceStatus.ACTIVE)
    sqlite_shop.desk.change(purchase_status.change, ident, CANCELLED, afterwards=Afterwards(afterwards))
    assert stored(sqlite_shop.desk.store, Service)[0].status == status


def test_the_money_needs_the_right_to_payments(shop: Shop, desk_of_role: DeskOfRole) -> None:
    """R182: Support and Tech cancel, only Sales and Administrators send the money to the wallet."""
    shop.desk.change(wallet.add_funds, 1, "39.80")
    idents = [paid_order(shop, WALLET), paid_order(shop, WALLET)]
    for role in (Role.SUPPORT, Role.TECH):
        desk = desk_of_role(role)
        before = everything(shop.desk.store)
        with pytest.raises(Forbidden, match="payments"):
            desk.change(purchase_status.change, idents[0], CANCELLED, to_wallet=True)
        assert everything(shop.desk.store) == before
    desk_of_role(Role.TECH).change(purchase_status.change, idents[0], CANCELLED)
    desk_of_role(Role.SALES).change(purchase_status.change, idents[1], CANCELLED, to_wallet=True)
    assert customer(shop.desk.store, 1).wallet == 1990


def test_two_admins_at_once(sqlite_shop: Shop) -> None:
    """R189: a status that someone else has changed meanwhile is refused with the fresh one."""
    ident = paid_order(sqlite_shop)
    seen = sqlite_shop.purchase(ident).version
    sqlite_shop.desk.change(purchase_status.change, ident, ACTIVATED, seen=seen)
    with pytest.raises(Conflict) as error:
        sqlite_shop.desk.change(purchase_status.change, ident, CANCELLED, seen=seen)
    assert (error.value.fresh["status"], error.value.seen) == ("Activated", seen + 1)


def test_the_same_request_twice(sqlite_shop: Shop) -> None:
    """P1: the money is paid back once."""
    ident = paid_order(sqlite_shop)
    for _ in range(2):
        sqlite_shop.desk.change(purchase_status.change, ident, CANCELLED, to_wallet=True, request_key="k")
    assert customer(sqlite_shop.desk.store, 1).wallet == 1990
    refused(sqlite_shop.desk, Refused, ident, CANCELLED, request_key="k")


def test_a_reason_that_cannot_be_kept(sqlite_shop: Shop) -> None:
    """R186: too long, or with characters that nobody sees."""
    ident = paid_order(sqlite_shop)
    for reason in ("x" * 501, "a\x1bb"):
        assert "reason" in refused(sqlite_shop.desk, Invalid, ident, COLLAPSED, reason=reason)
