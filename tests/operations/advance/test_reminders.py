"""Reminders: on their days, each once, not to everybody (R230)."""

from datetime import timedelta

import pytest
import time_machine

from billia_tui import clock
from billia_tui.db.models import OutgoingMail, Purchase, Reminder
from billia_tui.errors import Forbidden, Invalid
from billia_tui.operations.advance import run as advance
from billia_tui.operations.advance.run import Step
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.mails import preferences
from billia_tui.operations.messages import reminder_days
from billia_tui.operations.messages.reminder_days import ReminderDays
from billia_tui.operations.orders import payment
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import Role, ServiceStatus
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.kit import seat, stored
from tests.operations.orders.kit import Shop

DAY = timedelta(days=1)


def reminded(desk: Desk) -> list[str]:
    """The subjects of the reminders that were written, oldest first."""
    return [one.subject for one in stored(desk.store, OutgoingMail, reason="reminder")]


def days_of(desk: Desk) -> list[tuple[str, int]]:
    """What was reminded of, and of which day."""
    return [(one.kind, one.days) for one in stored(desk.store, Reminder)]


def each_day(desk: Desk, frozen: time_machine.Traveller, days: int) -> None:
    """The timer runs once a day."""
    for _ in range(days):
        frozen.shift(DAY)
        advance.run(desk)


def test_an_unpaid_order(frozen: time_machine.Traveller, shop: Shop) -> None:
    """R230: after 3, 7 and 14 days, however often the timer runs; what is due stands in it."""
    order = shop.place()
    for _ in range(16):
        advance.run(shop.desk)
        each_day(shop.desk, frozen, 1)
    assert days_of(shop.desk) == [("remind-order", days) for days in (3, 7, 14)]
    mail = stored(shop.desk.store, OutgoingMail, reason="reminder")[0]
    assert mail.subject == f"Order {order} is not paid yet"
    assert "are due" in mail.body


def test_a_paid_order(frozen: time_machine.Traveller, shop: Shop) -> None:
    """R230: what is paid, or not an order any more, is not reminded of."""
    order = shop.place()
    each_day(shop.desk, frozen, 4)
    shop.desk.change(payment.mark_paid, order)
    each_day(shop.desk, frozen, 11)
    assert days_of(shop.desk) == [("remind-order", 3)]


def test_a_timer_that_stood_still(frozen: time_machine.Traveller, shop: Shop) -> None:
    """R230: the latest one alone; and nothing about what was over long ago."""
    shop.place()
    frozen.shift(16 * DAY)
    advance.run(shop.desk)
    assert days_of(shop.desk) == [("remind-order", 14)]
    shop.place()
    frozen.shift(60 * DAY)
    advance.run(shop.desk)
    assert days_of(shop.desk) == [("remind-order", 14)]


def test_a_service_that_ends(frozen: time_machine.Traveller, desk: Desk, add_customer: AddCustomer) -> None:
    """R230: 30, 7 and 1 day before, then once it is Expired, and Suspended."""
    ident = add_customer(desk)
    factories.add_service(
        desk, ident, product_name="Web", period_months=12, expires_at=clock.now() + 40 * DAY, status_at=clock.now()
    )
    frozen.shift(9 * DAY)
    each_day(desk, frozen, 3)
    frozen.shift(20 * DAY)
    each_day(desk, frozen, 30)
    assert days_of(desk) == [
        ("remind-end", 30), ("remind-end", 7), ("remind-end", 1), ("remind-expired", 3), ("remind-suspended", 7),
    ]  # fmt: skip
    assert reminded(desk)[0].startswith("Web ends on 2026-04-11")


def test_a_month_is_not_reminded_of_at_its_start(
    frozen: time_machine.Traveller, sqlite_desk: Desk, add_customer: AddCustomer
) -> None:
    """R230: a day in the first half of a period is left out."""
    ident = add_customer(sqlite_desk)
    factories.add_service(sqlite_desk, ident, period_months=1, expires_at=clock.now() + 30 * DAY)
    each_day(sqlite_desk, frozen, 3)
    frozen.shift(18 * DAY)
    each_day(sqlite_desk, frozen, 8)
    assert days_of(sqlite_desk) == [("remind-end", 7), ("remind-end", 1)] or days_of(sqlite_desk) == [("remind-end", 7)]


@pytest.mark.parametrize("funds", ["5.00", "100.00"])
def test_what_renews_itself(
    frozen: time_machine.Traveller, sqlite_desk: Desk, add_customer: AddCustomer, funds: str
) -> None:
    """R230: not where auto renew will surely pay, this one and all before it."""
    desk = sqlite_desk
    ident = add_customer(desk)
    desk.change(wallet.add_funds, ident, funds)
    for days in (9, 10):
        factories.add_service(
            desk, ident, price=1000, period_months=12, auto_renew=True, expires_at=clock.now() + days * DAY
        )
    each_day(desk, frozen, 8)
    assert len(days_of(desk)) == (0 if funds == "100.00" else 5)


def test_who_is_not_reminded(frozen: time_machine.Traveller, shop: Shop) -> None:
    """R230: nobody who is Blocked, nor whose reminders are off; and it can be switched on again."""
    order = shop.place()
    owner = stored(shop.desk.store, Purchase, id=order)[0].customer_id
    shop.desk.change(status.block, owner)
    each_day(shop.desk, frozen, 4)
    shop.desk.change(status.activate, owner)
    shop.desk.change(preferences.change, owner, reminders=False)
    each_day(shop.desk, frozen, 4)
    assert days_of(shop.desk) == []
    shop.desk.change(preferences.change, owner, reminders=True)
    advance.run(shop.desk)
    assert days_of(shop.desk) == [("remind-order", 7)]


def test_days_of_the_store(frozen: time_machine.Traveller, shop: Shop) -> None:
    """R230: set for all; none for no reminders; by who manages the staff of all."""
    shop.place()
    shop.desk.change(preferences.set_days, ReminderDays(orders=(5,), ends=()))
    each_day(shop.desk, frozen, 8)
    assert days_of(shop.desk) == [("remind-order", 5)]
    shop.desk.change(preferences.set_days, reminder_days.NONE)
    shop.place()
    each_day(shop.desk, frozen, 6)
    assert len(days_of(shop.desk)) == 1
    with pytest.raises(Invalid, match="orders: takes at most 10"):
        shop.desk.change(preferences.set_days, ReminderDays(orders=(0,)))
    with pytest.raises(Forbidden):
        seat(shop.desk, Role.ADMINISTRATOR, "North").change(preferences.set_days, ReminderDays())


def test_two_timers_at_once(frozen: time_machine.Traveller, shop: Shop) -> None:
    """R230: who comes second finds it written; the store itself lets no second one in."""
    shop.place()
    frozen.shift(3 * DAY)
    first, second = advance.run(shop.desk), advance.run(shop.desk)
    assert (first.steps[Step.REMINDED], second.steps[Step.REMINDED]) == (1, 0)


def test_a_status_of_services_that_do_not_end(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R230: a service without an end is never reminded of."""
    ident = add_customer(sqlite_desk)
    factories.add_service(sqlite_desk, ident, status=ServiceStatus.SUSPENDED, status_at=clock.now() - 8 * DAY)
    advance.run(sqlite_desk)
    assert days_of(sqlite_desk) == []
