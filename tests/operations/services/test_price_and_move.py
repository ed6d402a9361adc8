"""The agreed price of a service, and its move to another customer (R206, R207)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from billia_tui.db.models import Customer, Purchase, Service
from billia_tui.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.advance import run as advance
from billia_tui.operations.advance.run import Step
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import merge, status
from billia_tui.operations.desk import Desk
from billia_tui.operations.services import move, price
from billia_tui.operations.services import pages as services
from billia_tui.operations.services.changes import change_status
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import OrderType, PurchaseStatus, Role, ServiceStatus
from tests import factories
from tests.conftest import NOW, AddCustomer, DeskOfRole
from tests.operations.kit import customer, everything, log_of, stored
from tests.operations.services.kit import service_of

S = ServiceStatus
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def running(desk: Desk, customer_id: int, **values: Any) -> int:
    """The id of a monthly service at 10.00 with auto renew that ends in an hour."""
    filled = {"price": 1000, "period_months": 1, "auto_renew": True, "expires_at": NOW + HOUR, **values}
    return factories.add_service(desk, customer_id, **filled)


# --- the price ---------------------------------------------------------------------------------------------------


def test_an_agreed_price(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R206: from the next renewal on, with its reason; the renewal after that costs the same."""
    ident = add_customer(desk)
    desk.change(status.activate, ident)
    desk.change(wallet.add_funds, ident, "50")
    made = running(desk, ident)
    desk.change(price.set_price, made, "8.00", "agreed on the phone")
    shown = desk.ask(services.details, made)
    assert (str(shown.row.price), str(shown.next_price)) == ("10.00 EUR", "8.00 EUR")
    line = log_of(desk, ident)[0]
    assert (line.action, line.changes, line.reason) == (
        "service price", (("renewal_price", "10.00 EUR", "8.00 EUR"),), "agreed on the phone",
    )  # fmt: skip
    for left in (4200, 3400):
        end = service_of(desk, made).expires_at
        assert end is not None
        frozen.move_to(end + HOUR, tick=False)
        assert advance.run(desk).steps[Step.RENEWED] == 1
        assert customer(desk.store, ident).wallet == left
    service = service_of(desk, made)
    assert (service.price, service.next_price) == (800, None)
    assert [one.price for one in stored(desk.store, Purchase)] == [800, 800]


def test_back_to_the_price_of_now(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R206: agreed and taken back before the renewal, nothing is left of it; the same price twice is refused."""
    made = running(sqlite_desk, add_customer(sqlite_desk))
    sqlite_desk.change(price.set_price, made, "8", "x")
    with pytest.raises(Refused, match=r"renewed at 8\.00 EUR already"):
        sqlite_desk.change(price.set_price, made, "8", "x")
    sqlite_desk.change(price.set_price, made, "10", "x")
    assert service_of(sqlite_desk, made).next_price is None


@pytest.mark.parametrize(("amount", "reason"), [("-1", "x"), ("x", "x"), ("8.001", "x"), ("8", ""), ("8", " ")])
def test_what_is_no_price(sqlite_desk: Desk, add_customer: AddCustomer, amount: str, reason: str) -> None:
    """R27, R206: an amount of the currency, and a reason."""
    made = running(sqlite_desk, add_customer(sqlite_desk))
    with pytest.raises(Invalid):
        sqlite_desk.change(price.set_price, made, amount, reason)


@pytest.mark.parametrize("values", [{"status": ServiceStatus.TERMINATED}, {"period_months": None}], ids=str)
def test_what_is_never_renewed(sqlite_desk: Desk, add_customer: AddCustomer, values: dict[str, Any]) -> None:
    """R206: there is no next renewal."""
    made = running(sqlite_desk, add_customer(sqlite_desk), **values)
    with pytest.raises(Refused):
        sqlite_desk.change(price.set_price, made, "8", "x")


def test_who_may_agree(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R182, R206: whoever may change the price of orders."""
    made = running(sqlite_desk, add_customer(sqlite_desk))
    number = factories.admin(sqlite_desk.store, "tech", Role.TECH)
    with pytest.raises(Forbidden):
        Desk(sqlite_desk.store, number).change(price.set_price, made, "8", "x")


# --- the move ----------------------------------------------------------------------------------------------------


def test_its_future_moves_its_past_stays(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R207: the next renewal is the new owner's; orders of the past stay, both logs say it, search and count follow."""
    old, new = add_customer(desk), add_customer(desk)
    for one in (old, new):
        desk.change(status.activate, one)
    desk.change(wallet.add_funds, new, "10")
    made = factories.add_domain(
        desk, old, "moved.example", price=1000, period_months=1, auto_renew=True, expires_at=NOW + HOUR
    )
    past = factories.add_purchase(
        desk, old, (OrderType.NEW, "x"), service_id=made, paid=True, status=PurchaseStatus.ACTIVATED
    )
    desk.change(move.move, made, new, reason="sold")
    assert service_of(desk, made).customer_id == new
    assert [customer(desk.store, one).products_count for one in (old, new)] == [0, 1]
    for one in (old, new):
        line = log_of(desk, one)[0]
        assert (line.action, line.thing, line.reason) == ("move service", f"service {made}", "sold")
        assert line.changes[0][0] == "owner"
    assert stored(desk.store, Purchase, id=past)[0].customer_id == old
    frozen.shift(2 * HOUR)
    assert advance.run(desk).steps[Step.RENEWED] == 1
    assert [customer(desk.store, one).wallet for one in (old, new)] == [0, 0]
    assert list(Check(desk.store).findings()) == []


def test_its_whole_course_is_told(
    desk: Desk, add_customer: AddCustomer, desk_of_role: DeskOfRole, frozen: time_machine.Traveller
) -> None:
    """R207, R208, R220: under former owners, too, as far as the admin reaches them; to a customer what is its own."""
    first, second, last = (add_customer(desk) for _ in range(3))
    north = factories.reseller(desk.store, "North")
    made = running(desk, first, activated_at=NOW - 20 * DAY, expires_at=NOW + 20 * DAY)
    desk.change(change_status, made, S.SUSPENDED, reason="spam of the first one")
    frozen.shift(DAY)
    desk.change(change_status, made, S.ACTIVE)
    desk.change(move.move, made, second, reason="sold")
    frozen.shift(DAY)
    desk.change(change_status, made, S.SUSPENDED, reason="spam again")
    frozen.shift(DAY)
    desk.change(change_status, made, S.ACTIVE)
    desk.change(merge.merge, second, last)
    shown = desk.ask(services.details, made)
    course = [(S.ACTIVE, NOW + DAY), (S.SUSPENDED, NOW + 2 * DAY), (S.ACTIVE, NOW + 3 * DAY)]
    assert [(one.status, one.start) for one in shown.timeline][:3] == course  # the first one's are further left
    told = ["Suspended", "Active", f"moved from {first} ", "Suspended", "Active"]
    assert [step.what[: len(one)] for step, one in zip(shown.steps, told, strict=True)] == told
    assert [step.reason for step in shown.steps[:3]] == ["spam of the first one", "", "sold"]
    panel = Desk(desk.store, 1, acting_as=last).ask(services.details, made)
    assert [one.status for one in panel.timeline][:2] == [S.ACTIVE, S.EXPIRED]
    with desk.store.writing() as session:
        for one in (second, last):
            session.get_one(Customer, one).reseller_id = north
        session.get_one(Service, made).reseller_id = north
    theirs = desk_of_role(Role.TECH, "North").ask(services.details, made)
    assert "first one" not in repr(theirs)
    assert [step.what for step in theirs.steps[1:]] == ["Suspended", "Active"]


def test_back_again(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R207: twice is two moves."""
    old, new = add_customer(sqlite_desk), add_customer(sqlite_desk)
    made = running(sqlite_desk, old)
    sqlite_desk.change(move.move, made, new)
    sqlite_desk.change(move.move, made, old)
    assert service_of(sqlite_desk, made).customer_id == old


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"status": ServiceStatus.TERMINATED}, "final"),
        ({"currency": "USD"}, "pays in EUR"),
    ],
    ids=str,
)
def test_what_cannot_move(sqlite_desk: Desk, add_customer: AddCustomer, values: dict[str, Any], said: str) -> None:
    """R207: refused in words, nothing changed."""
    old, new = add_customer(sqlite_desk), add_customer(sqlite_desk)
    made = running(sqlite_desk, old, **values)
    before = everything(sqlite_desk.store)
    with pytest.raises(Refused, match=said):
        sqlite_desk.change(move.move, made, new)
    assert everything(sqlite_desk.store) == before


@pytest.mark.parametrize(
    ("current", "possible"), [(one, one in {"Activated", "Cancelled"}) for one in PurchaseStatus], ids=str
)
def test_not_while_an_order_is_open(
    sqlite_desk: Desk, add_customer: AddCustomer, current: PurchaseStatus, possible: bool
) -> None:
    """R207: Pending, Processing and Collapsed purchases still do something."""
    old, new = add_customer(sqlite_desk), add_customer(sqlite_desk)
    made = running(sqlite_desk, old)
    factories.add_purchase(sqlite_desk, old, (OrderType.RENEW, "x"), service_id=made, status=current)
    if possible:
        sqlite_desk.change(move.move, made, new)
        return
    with pytest.raises(Refused, match="still open"):
        sqlite_desk.change(move.move, made, new)


def test_to_oneself_to_nobody_and_stale(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R185, R189, R207."""
    old, new = add_customer(sqlite_desk), add_customer(sqlite_desk)
    made = running(sqlite_desk, old)
    with pytest.raises(Refused, match="already"):
        sqlite_desk.change(move.move, made, old)
    with pytest.raises(NotFound):
        sqlite_desk.change(move.move, made, 9999)
    with pytest.raises(Conflict):
        sqlite_desk.change(move.move, made, new, seen=99)


def test_only_within_reach(desk: Desk, add_customer: AddCustomer, desk_of_role: DeskOfRole) -> None:
    """R185, R207: both customers have to be reached."""
    here, there = add_customer(desk), add_customer(desk)
    north = factories.reseller(desk.store, "North")
    with desk.store.writing() as session:
        session.get_one(Customer, here).reseller_id = north
    made = running(desk, here)
    with pytest.raises(NotFound):
        desk_of_role(Role.TECH, "North").change(move.move, made, there)
    desk.change(move.move, made, there)
    assert service_of(desk, made).reseller_id != north
