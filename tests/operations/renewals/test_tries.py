"""Automatic renewals that fail: tried again, with the reason kept and counted (R191, R192, R194, R196, R198, R199)."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import pytest
import time_machine

from billia_tui.db.models import Notification, Purchase, Service
from billia_tui.operations.advance import run as advance
from billia_tui.operations.advance.run import Step
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.services import changes as service_changes
from billia_tui.operations.services import pages as services
from billia_tui.operations.services.renewal_tries import Obstacle
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import OrderType, PurchaseStatus, ServiceStatus
from tests import factories
from tests.conftest import NOW, AddCustomer
from tests.operations.kit import customer, log_of, stored
from tests.operations.services.kit import add_product, service_of

S = ServiceStatus
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def owner(desk: Desk, add_customer: AddCustomer) -> int:
    """The id of an Active customer in EUR with nothing in the wallet."""
    ident = add_customer(desk)
    desk.change(status.activate, ident)
    return ident


def ended(desk: Desk, customer_id: int, **values: Any) -> int:
    """The id of a monthly service of 12.00 with auto renew that ended an hour ago."""
    end = values.pop("expires_at", NOW - HOUR)
    filled = {"price": 1200, "period_months": 1, "auto_renew": True, "activated_at": end - 28 * DAY, **values}
    return factories.add_service(desk, customer_id, expires_at=end, **filled)


def ran(desk: Desk) -> dict[StrEnum, int]:
    """What a run did and what it could not renew, by reason."""
    summary = advance.run(desk)
    assert summary.failures == ()
    courses = [(step, number) for step, number in summary.steps.items() if step != Step.REMINDED]  # test_reminders.py
    counted: list[tuple[StrEnum, int]] = [*courses, *summary.not_renewed.items()]
    return {name: number for name, number in counted if number}


def not_renewed(desk: Desk, customer_id: int) -> list[str]:
    """The reasons in the log, oldest first."""
    return [line.reason for line in reversed(log_of(desk, customer_id)) if line.action == "not renewed"]


# --- anchor days (R191) ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begin", "months", "ends"),
    [
        ("2026-01-31", 1, ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]),
        ("2028-02-29", 12, ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
    ],
)
def test_bought_on_the_31st(
    desk: Desk, owner: int, frozen: time_machine.Traveller, begin: str, months: int, ends: list[str]
) -> None:
    """R191: renewed by itself month after month, it comes back to the day on which it began."""
    frozen.move_to(datetime.fromisoformat(begin).replace(hour=9, tzinfo=UTC), tick=False)
    made = factories.add_service(
        desk, owner, status=S.PENDING, period_months=months, auto_renew=True, price=0, created_at=NOW
    )
    desk.change(service_changes.change_status, made, S.ACTIVE)
    seen = []
    for _ in ends:
        end = service_of(desk, made).expires_at
        assert end is not None
        seen.append(f"{end:%Y-%m-%d}")
        frozen.move_to(end + HOUR, tick=False)
        assert ran(desk)[Step.RENEWED] == 1
    assert seen == ends


def test_from_now_is_a_new_anchor(desk: Desk, owner: int, frozen: time_machine.Traveller) -> None:
    """R191: a service that had lapsed goes on from the day on which it was renewed."""
    frozen.move_to(datetime(2026, 2, 1, 9, tzinfo=UTC), tick=False)
    made = ended(desk, owner, expires_at=datetime(2026, 1, 31, tzinfo=UTC), anchor_day=31)
    assert ran(desk) == {Step.EXPIRED: 1, Obstacle.MONEY: 1}
    frozen.shift(DAY)
    desk.change(wallet.add_funds, owner, "12")
    assert ran(desk) == {Step.RENEWED: 1}
    service = service_of(desk, made)
    assert (service.expires_at, service.anchor_day) == (datetime(2026, 3, 2, 9, tzinfo=UTC), 2)


# --- tries and reasons (R192, R194) ------------------------------------------------------------------------------


def test_money_that_comes_an_hour_later(desk: Desk, owner: int, frozen: time_machine.Traveller) -> None:
    """R192, R194: the try that failed says why; the one after the money came renews, and the reason is gone."""
    desk.change(wallet.add_funds, owner, "9.99")
    made = ended(desk, owner)
    assert ran(desk) == {Step.EXPIRED: 1, Obstacle.MONEY: 1}
    assert not_renewed(desk, owner) == ["12.00 EUR needed, 9.99 in wallet and limit"]
    assert [one.text for one in stored(desk.store, Notification, title="Service not renewed")] == [
        "Cloud server S could not be renewed: 12.00 EUR needed, 9.99 in wallet and limit."
    ]
    frozen.shift(HOUR)
    desk.change(wallet.add_funds, owner, "100")
    assert service_of(desk, made).renewal_marked_at == NOW + HOUR
    assert ran(desk) == {Step.RENEWED: 1}
    service = service_of(desk, made)
    assert (service.status, service.renewal_reason, service.renewal_tries) == (S.ACTIVE, "", 0)
    assert (service.renewal_failed_at, service.renewal_marked_at) == (None, None)
    assert customer(desk.store, owner).wallet == 10999 - 1200
    assert list(Check(desk.store).findings()) == []


def test_the_same_reason_is_counted(desk: Desk, owner: int, frozen: time_machine.Traveller) -> None:
    """R194: fourteen tries are one line; another reason is a line of its own."""
    made = ended(desk, owner)
    for _ in range(14):
        ran(desk)
        frozen.shift(HOUR)
    service = service_of(desk, made)
    assert (service.renewal_tries, service.renewal_failed_at) == (14, NOW)
    assert not_renewed(desk, owner) == ["12.00 EUR needed, 0.00 in wallet and limit"]
    shown = desk.ask(services.details, made).renewal
    assert shown is not None
    assert str(shown) == "12.00 EUR needed, 0.00 in wallet and limit · 14 tries since 2026-03-02 14:05"
    desk.change(wallet.add_funds, owner, "1")
    ran(desk)
    service = service_of(desk, made)
    assert (service.renewal_tries, service.renewal_failed_at) == (1, NOW + 14 * HOUR)
    assert len(not_renewed(desk, owner)) == 2


@pytest.mark.parametrize("way", ["funds", "correction", "limit"])
def test_what_marks(desk: Desk, owner: int, frozen: time_machine.Traveller, way: str) -> None:
    """R192: whatever raises what can be spent marks the services that wait, and those alone."""
    del frozen
    waits = ended(desk, owner, status=S.SUSPENDED)
    others = [
        ended(desk, owner, status=S.REDEMPTION),
        ended(desk, owner, auto_renew=False, status=S.EXPIRED),
        ended(desk, owner, expires_at=NOW + DAY),
    ]
    if way == "funds":
        desk.change(wallet.add_funds, owner, "5")
    elif way == "correction":
        desk.change(wallet.correct_balance, owner, "5", "x")
    else:
        desk.change(wallet.set_credit_limit, owner, "5")
    assert service_of(desk, waits).renewal_marked_at == NOW
    assert [service_of(desk, one).renewal_marked_at for one in others] == [None, None, None]


def test_money_that_goes_marks_nothing(desk: Desk, owner: int) -> None:
    """R192: a correction downwards and a lower limit are no money."""
    desk.change(wallet.set_credit_limit, owner, "5")
    made = ended(desk, owner, status=S.EXPIRED)
    desk.change(wallet.correct_balance, owner, "-1", "x")
    desk.change(wallet.set_credit_limit, owner, "4")
    assert service_of(desk, made).renewal_marked_at is None


def test_redemption_is_never_automatic(desk: Desk, owner: int, frozen: time_machine.Traveller) -> None:
    """R192: because of the fee."""
    del frozen
    desk.change(wallet.add_funds, owner, "100")
    made = ended(desk, owner, status=S.REDEMPTION, product_id=add_product(desk, days_redemption=300))
    assert ran(desk) == {}
    assert service_of(desk, made).status == S.REDEMPTION


def test_switched_off(desk: Desk, owner: int, frozen: time_machine.Traveller) -> None:
    """R113, R194: nobody waits for a renewal that is not wanted any more."""
    del frozen
    made = ended(desk, owner)
    ran(desk)
    desk.change(service_changes.set_auto_renew, made, on=False)
    assert (service_of(desk, made).renewal_reason, service_of(desk, made).renewal_tries) == ("", 0)
    assert ran(desk) == {}


def test_nothing_due_is_paid(desk: Desk, owner: int, frozen: time_machine.Traveller) -> None:
    """R199: a free service renews, whatever the wallet holds."""
    del frozen
    desk.change(wallet.correct_balance, owner, "-3", "x")
    ended(desk, owner, price=0)
    assert ran(desk) == {Step.RENEWED: 1}


# --- who is not charged (R196, R198) -----------------------------------------------------------------------------


def test_a_blocked_customer_is_not_charged(desk: Desk, owner: int, frozen: time_machine.Traveller) -> None:
    """R196: the service takes its course, the reason is kept; once unblocked the next run renews it."""
    desk.change(wallet.set_credit_limit, owner, "100")
    made = ended(desk, owner)
    desk.change(status.block, owner)
    assert ran(desk) == {Step.EXPIRED: 1, Obstacle.BLOCKED: 1}
    assert not_renewed(desk, owner) == ["the customer is Blocked"]
    assert customer(desk.store, owner).wallet == 0
    frozen.shift(7 * DAY)
    assert ran(desk) == {Step.SUSPENDED: 1, Obstacle.BLOCKED: 1}
    desk.change(status.activate, owner)
    assert service_of(desk, made).renewal_marked_at == NOW + 7 * DAY
    assert ran(desk) == {Step.RENEWED: 1}


@pytest.mark.parametrize(
    ("purchase", "said"),
    [
        ({"status": PurchaseStatus.PENDING}, "order 1 (Pending, Unpaid) renews it; pay it or have it cancelled"),
        ({"status": PurchaseStatus.PROCESSING, "paid": True}, "order 1 (Processing, Paid) renews it"),
        ({"status": PurchaseStatus.COLLAPSED, "paid": True}, "order 1 (Collapsed, Paid) renews it"),
        ({"status": PurchaseStatus.COLLAPSED}, None),
        ({"status": PurchaseStatus.CANCELLED}, None),
        ({"status": PurchaseStatus.ACTIVATED, "paid": True}, None),
    ],
    ids=str,
)
def test_one_charge_for_one_period(
    desk: Desk, owner: int, frozen: time_machine.Traveller, purchase: dict[str, Any], said: str | None
) -> None:
    """R198: not while an order renews it already; a finished or cancelled one does not count."""
    del frozen
    desk.change(wallet.add_funds, owner, "100")
    made = ended(desk, owner)
    factories.add_purchase(desk, owner, (OrderType.RENEW, "x"), service_id=made, price=1200, **purchase)
    assert ran(desk) == ({Step.RENEWED: 1} if said is None else {Step.EXPIRED: 1, Obstacle.ORDER: 1})
    assert not_renewed(desk, owner) == ([] if said is None else [said])
    assert customer(desk.store, owner).wallet == 10000 - (1200 if said is None else 0)


def test_a_forgotten_order_is_told_before_the_end(desk: Desk, owner: int, frozen: time_machine.Traveller) -> None:
    """R194, R198: the page says which order keeps the system from renewing; cancelled, nothing does."""
    desk.change(wallet.add_funds, owner, "100")
    made = ended(desk, owner, expires_at=NOW + DAY)
    assert desk.ask(services.details, made).renewed_by == ""
    forgotten = factories.add_purchase(desk, owner, (OrderType.RENEW, "x"), service_id=made, price=1200)
    assert desk.ask(services.details, made).renewed_by == f"order {forgotten} (Pending, Unpaid) renews it"
    frozen.shift(2 * DAY)
    assert ran(desk) == {Step.EXPIRED: 1, Obstacle.ORDER: 1}
    desk.change(purchase_status.change, forgotten, PurchaseStatus.CANCELLED)
    assert desk.ask(services.details, made).renewed_by == ""
    assert ran(desk) == {Step.RENEWED: 1}


def test_an_order_of_something_else_does_not_count(desk: Desk, owner: int, frozen: time_machine.Traveller) -> None:
    """R198: only an order that renews, of this service."""
    del frozen
    desk.change(wallet.add_funds, owner, "100")
    made, other = ended(desk, owner), ended(desk, owner, auto_renew=False, expires_at=NOW + DAY)
    factories.add_purchase(desk, owner, (OrderType.EDIT, "x"), service_id=made)
    factories.add_purchase(desk, owner, (OrderType.RENEW, "x"), service_id=other)
    assert ran(desk) == {Step.RENEWED: 1}


def test_what_was_paid_ahead_is_not_suspended(desk: Desk, owner: int, frozen: time_machine.Traveller) -> None:
    """R198: while a paid order is carried out the service stays usable; then it has its period."""
    made = ended(desk, owner)
    purchase = factories.add_purchase(
        desk, owner, (OrderType.RENEW, "x"), service_id=made, price=1200, paid=True, status=PurchaseStatus.PROCESSING
    )
    ran(desk)
    frozen.shift(40 * DAY)
    assert ran(desk) == {Obstacle.ORDER: 1}
    assert service_of(desk, made).status == S.EXPIRED
    desk.change(purchase_status.change, purchase, PurchaseStatus.ACTIVATED)
    assert service_of(desk, made).status == S.ACTIVE
    assert [one.status for one in stored(desk.store, Purchase)] == [PurchaseStatus.ACTIVATED]


# --- a late timer (R197) -----------------------------------------------------------------------------------------


def test_a_late_timer_costs_nobody_the_grace(desk: Desk, owner: int, frozen: time_machine.Traveller) -> None:
    """R197: after 40 days without a run one step is made, and each waiting time counts from the step before."""
    product = add_product(desk, days_expired=7, days_suspended=23)
    made = ended(desk, owner, auto_renew=False, product_id=product, expires_at=NOW - 40 * DAY)
    assert ran(desk) == {Step.EXPIRED: 1}
    assert ran(desk) == {}
    assert service_of(desk, made).status_at == NOW
    frozen.shift(7 * DAY - HOUR)
    assert ran(desk) == {}
    frozen.shift(HOUR)
    assert ran(desk) == {Step.SUSPENDED: 1}
    assert desk.ask(services.details, made).next_at == NOW + 30 * DAY
    frozen.shift(23 * DAY)
    assert ran(desk) == {Step.TERMINATED: 1}


def test_one_step_in_one_run(desk: Desk, owner: int, frozen: time_machine.Traveller) -> None:
    """R197: also where the product waits for nothing at all."""
    del frozen
    product = add_product(desk, days_expired=0, days_suspended=0)
    made = ended(desk, owner, auto_renew=False, product_id=product, expires_at=NOW - 40 * DAY)
    assert ran(desk) == {Step.EXPIRED: 1}
    assert ran(desk) == {Step.SUSPENDED: 1}
    assert ran(desk) == {Step.TERMINATED: 1}
    assert stored(desk.store, Service, id=made)[0].status == S.TERMINATED


def test_set_by_hand_waits_from_then(desk: Desk, owner: int, frozen: time_machine.Traveller) -> None:
    """R114, R197: a status that an admin sets waits its full time, and does not stay for ever."""
    made = ended(desk, owner, auto_renew=False, status=S.SUSPENDED, expires_at=NOW - 20 * DAY)
    desk.change(service_changes.change_status, made, S.EXPIRED)
    frozen.shift(6 * DAY)
    assert ran(desk) == {}
    frozen.shift(DAY)
    assert ran(desk) == {Step.SUSPENDED: 1}
