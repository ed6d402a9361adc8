"""The course of a service: what is due when, and what orders do to it (R111-R113, R118, R168)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from billia_tui.db.models import Notification, SearchEntry
from billia_tui.errors import Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.services import course as service_course
from billia_tui.operations.services.anchor import months_later
from billia_tui.operations.services.changes import the_service
from billia_tui.operations.services.course import Days, next_step, renewed_end
from billia_tui.operations.services.timeline import timeline
from billia_tui.vocabulary import OrderType, ServiceStatus
from tests import factories
from tests.conftest import NOW, AddCustomer
from tests.operations.kit import customer, log_of, stored
from tests.operations.services.kit import add_product, service_of

S = ServiceStatus
DAY = timedelta(days=1)
USUAL, LONG = Days(), Days(7, 23, 30)


def ordered(session: Session, actor: Actor, service_id: int, order_type: OrderType) -> None:
    """What is done when the purchase of an order becomes Activated."""
    service, owner = the_service(session, actor, service_id)
    service_course.carry_out(session, actor, owner, order_type, service)


def given_up(session: Session, actor: Actor, service_id: int) -> None:
    """What is done when the purchase of an order is Cancelled."""
    service, owner = the_service(session, actor, service_id)
    service_course.give_up(session, actor, owner, service)


# --- when --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "days", "expected"),
    [
        (S.ACTIVE, USUAL, (S.EXPIRED, 0)),
        (S.EXPIRED, USUAL, (S.SUSPENDED, 7)),
        (S.SUSPENDED, USUAL, (S.TERMINATED, 30)),
        (S.SUSPENDED, LONG, (S.REDEMPTION, 30)),
        (S.REDEMPTION, LONG, (S.TERMINATED, 60)),
        (S.REDEMPTION, USUAL, (S.TERMINATED, 30)),
        (S.PENDING, USUAL, None),
        (S.CONFIGURE, USUAL, None),
        (S.INACTIVE, USUAL, None),
        (S.TERMINATED, USUAL, None),
    ],
)
def test_the_next_step(status: ServiceStatus, days: Days, expected: tuple[ServiceStatus, int] | None) -> None:
    """R111: each status has one follower and a waiting time of the product; Redemption of 0 days is left out."""
    due = None if expected is None else (expected[0], NOW + expected[1] * DAY)
    assert next_step(status, NOW, days) == due
    assert next_step(status, None, days) is None


def test_what_was_due_before_a_status_was_set_by_hand_is_left_alone() -> None:
    """R114: the admin's decision stands; what becomes due later goes its way."""
    assert next_step(S.EXPIRED, NOW, USUAL, NOW + 7 * DAY) is None
    assert next_step(S.EXPIRED, NOW, USUAL, NOW + 6 * DAY) == (S.SUSPENDED, NOW + 7 * DAY)


@pytest.mark.parametrize(
    ("status", "since", "expected"),
    [
        (S.ACTIVE, NOW + 40 * DAY, (S.EXPIRED, 0)),
        (S.EXPIRED, NOW + 40 * DAY, (S.SUSPENDED, 47)),
        (S.SUSPENDED, NOW + 40 * DAY, (S.REDEMPTION, 63)),
        (S.REDEMPTION, NOW + 40 * DAY, (S.TERMINATED, 70)),
        (S.EXPIRED, NOW - 9 * DAY, (S.SUSPENDED, 7)),  # by hand before the end: what was paid is not lost
    ],
)
def test_a_waiting_time_counts_from_the_step_before(
    status: ServiceStatus, since: datetime, expected: tuple[ServiceStatus, int]
) -> None:
    """R197: from the moment at which it was really made, by the system or by hand, though not from before the end."""
    due = (expected[0], NOW + expected[1] * DAY)
    assert next_step(status, NOW, LONG, since=since) == due
    assert next_step(status, NOW, LONG, NOW - 99 * DAY, since) == due


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-11-15", 3, "2027-02-15"),
        ("2026-03-02", 12, "2027-03-02"),
        ("9999-06-01", 12, "9999-06-01"),
    ],
)
def test_months(start: str, months: int, expected: str) -> None:
    """R111: a period is calendar months; the last day of a shorter month; never beyond the calendar."""
    first, last = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, expected))
    assert months_later(first, months) == last


@pytest.mark.parametrize(
    ("status", "end", "expected"),
    [
        (S.ACTIVE, NOW + 9 * DAY, months_later(NOW + 9 * DAY, 1)),
        (S.ACTIVE, NOW - 2 * DAY, months_later(NOW - 2 * DAY, 1)),  # the system came late: no time is given away
        (S.ACTIVE, NOW - 90 * DAY, months_later(NOW, 1)),
        (S.ACTIVE, None, months_later(NOW, 1)),
        (S.EXPIRED, NOW - 2 * DAY, months_later(NOW, 1)),
        (S.SUSPENDED, NOW - 9 * DAY, months_later(NOW, 1)),
        (S.SUSPENDED, NOW + 9 * DAY, months_later(NOW + 9 * DAY, 1)),  # by hand: what was paid is not lost
        (S.REDEMPTION, NOW - 40 * DAY, months_later(NOW, 1)),
    ],
)
def test_where_a_renewal_goes_on(status: ServiceStatus, end: datetime | None, expected: datetime) -> None:
    """R112: Active goes on from its end, a lapsed one from now; no paid time is lost."""
    assert renewed_end(status, end, 1, NOW) == expected
    assert renewed_end(status, end, None, NOW) is None


def test_the_timeline() -> None:
    """R122: stretches in their order, each up to the next; one-time has no end, one never Active no timeline."""
    year_ago = NOW - 365 * DAY
    assert [(one.status, one.start, one.end) for one in timeline(year_ago, NOW, LONG)] == [
        (S.ACTIVE, year_ago, NOW),
        (S.EXPIRED, NOW, NOW + 7 * DAY),
        (S.SUSPENDED, NOW + 7 * DAY, NOW + 30 * DAY),
        (S.REDEMPTION, NOW + 30 * DAY, NOW + 60 * DAY),
        (S.TERMINATED, NOW + 60 * DAY, None),
    ]
    assert [one.status for one in timeline(year_ago, NOW, USUAL)] == [S.ACTIVE, S.EXPIRED, S.SUSPENDED, S.TERMINATED]
    assert [(one.status, one.end) for one in timeline(NOW, None, USUAL)] == [(S.ACTIVE, None)]
    assert timeline(None, None, USUAL) == ()
    last = datetime(9999, 12, 31, tzinfo=UTC)
    assert timeline(last, last, LONG)[-1].start.year == 9999


# --- what orders do ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("needs", "expected"), [(False, S.ACTIVE), (True, S.CONFIGURE)])
def test_a_new_service(
    sqlite_desk: Desk,
    add_customer: AddCustomer,
    frozen: time_machine.Traveller,
    *,
    needs: bool,
    expected: ServiceStatus,
) -> None:
    """R111, R118: New makes it Active, or Configure where the product needs that; the period begins with Active."""
    ident = add_customer(sqlite_desk)
    product = add_product(sqlite_desk, needs_configuration=needs)
    made = factories.add_service(sqlite_desk, ident, status=S.PENDING, product_id=product)
    sqlite_desk.change(ordered, made, OrderType.NEW)
    service = service_of(sqlite_desk, made)
    assert service.status == expected
    times = (None, None) if needs else (NOW, months_later(NOW, 12))
    assert (service.activated_at, service.expires_at) == times
    assert service.version == 2
    frozen.shift(DAY)
    sqlite_desk.change(ordered, made, OrderType.TRANSFER)  # a second time: nothing happens
    assert service_of(sqlite_desk, made).version == 2
    assert [line.action for line in log_of(sqlite_desk, ident)].count("service status") == 1


def test_a_one_time_service_has_no_end(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R118: activated, never expires; a renewal makes it Active again and no more."""
    ident = add_customer(sqlite_desk)
    made = factories.add_service(sqlite_desk, ident, status=S.PENDING, period_months=None)
    sqlite_desk.change(ordered, made, OrderType.NEW)
    factories.set_service_status(sqlite_desk, made, S.SUSPENDED)
    sqlite_desk.change(ordered, made, OrderType.RENEW)
    service = service_of(sqlite_desk, made)
    assert (service.status, service.expires_at) == (S.ACTIVE, None)
    assert service.activated_at is not None


@pytest.mark.parametrize("status", [S.ACTIVE, S.EXPIRED, S.SUSPENDED, S.REDEMPTION])
def test_a_renewal(
    sqlite_desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller, status: ServiceStatus
) -> None:
    """R112: from Active, Expired, Suspended and Redemption; Active again for a period, activated_at stays."""
    del frozen
    ident = add_customer(sqlite_desk)
    end = NOW + DAY if status == S.ACTIVE else NOW - 5 * DAY
    made = factories.add_service(sqlite_desk, ident, status=status, activated_at=factories.THEN, expires_at=end)
    sqlite_desk.change(ordered, made, OrderType.RENEW)
    service = service_of(sqlite_desk, made)
    assert (service.status, service.activated_at) == (S.ACTIVE, factories.THEN)
    assert service.expires_at == months_later(max(end, NOW), 12)
    line = log_of(sqlite_desk, ident)[0]
    assert (line.action, line.thing) == ("renew service", f"service {made}")


@pytest.mark.parametrize("status", [S.PENDING, S.CONFIGURE, S.INACTIVE, S.TERMINATED])
def test_no_renewal(sqlite_desk: Desk, add_customer: AddCustomer, status: ServiceStatus) -> None:
    """R112: not from any other status; Terminated is final."""
    made = factories.add_service(sqlite_desk, add_customer(sqlite_desk), status=status)
    with pytest.raises(Refused, match=str(status)):
        sqlite_desk.change(ordered, made, OrderType.RENEW)
    assert service_of(sqlite_desk, made).version == 1


@pytest.mark.parametrize("order_type", [OrderType.EDIT, OrderType.UPGRADE])
def test_other_orders_leave_it(sqlite_desk: Desk, add_customer: AddCustomer, order_type: OrderType) -> None:
    """R129: Edit and Upgrade do not touch the status."""
    made = factories.add_service(sqlite_desk, add_customer(sqlite_desk), status=S.PENDING)
    sqlite_desk.change(ordered, made, order_type)
    assert service_of(sqlite_desk, made).version == 1


def test_the_end_of_a_service(desk: Desk, add_customer: AddCustomer) -> None:
    """R33, R37, R111, R168: Cancel terminates; count, search and the customer's notifications follow, once."""
    ident = add_customer(desk)
    kept = factories.add_service(desk, ident)
    made = factories.add_domain(desk, ident, "gone.example")
    pending = factories.add_service(desk, ident, status=S.PENDING)
    assert customer(desk.store, ident).products_count == 3
    desk.change(ordered, made, OrderType.CANCEL)
    desk.change(ordered, made, OrderType.CANCEL)
    desk.change(given_up, pending)
    desk.change(given_up, pending)
    desk.change(given_up, kept)  # it is not Pending any more
    statuses = [service_of(desk, one).status for one in (kept, made, pending)]
    assert statuses == [S.ACTIVE, S.TERMINATED, S.TERMINATED]
    assert customer(desk.store, ident).products_count == 1
    with desk.store.reading() as session:
        assert "gone.example" not in session.get_one(SearchEntry, ident).text
    told = [one.text for one in stored(desk.store, Notification, customer_id=ident)]
    assert told == [
        "gone.example was terminated and cannot be renewed.",
        "Cloud server S was terminated and cannot be renewed.",
    ]
    assert list(Check(desk.store).findings()) == []
