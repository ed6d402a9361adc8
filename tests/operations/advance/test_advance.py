"""`billia advance`: what time has made due is done once, whoever runs it how often (R8, R111, R113, R168)."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine

from billia_tui.db.models import Customer, Impersonation, Notification, Service
from billia_tui.errors import Forbidden, Invalid
from billia_tui.operations.advance import due as advance_due
from billia_tui.operations.advance import run as advance
from billia_tui.operations.advance.run import Step
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.services import changes as service_changes
from billia_tui.operations.services.anchor import months_later
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.vocabulary import Role, ServiceStatus
from tests import factories
from tests.conftest import NOW, AddCustomer, DeskOfRole
from tests.operations.kit import customer, everything, ledger, log_of, statements, stored
from tests.operations.services.kit import add_product, service_of
from tests.operations.together import together

S = ServiceStatus
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def done(desk: Desk, until: datetime | None = None) -> dict[Step, int]:
    """Runs it; what it did, without the steps that it did not do, and without what it could not renew."""
    summary = advance.run(desk, until)
    assert (summary.failed, summary.failures) == (0, ())
    return {step: number for step, number in summary.steps.items() if number and step != Step.REMINDED}


def told(desk: Desk, customer_id: int) -> list[str]:
    """The titles of the notifications of a customer, oldest first."""
    return [one.title for one in stored(desk.store, Notification, customer_id=customer_id)]


def active(desk: Desk, customer_id: int, end: datetime, **values: Any) -> int:
    """The id of a new Active service that ends at `end`."""
    return factories.add_service(
        desk, customer_id, **{"activated_at": end - 365 * DAY, "expires_at": end, "period_months": 1, **values}
    )


def test_day_by_day(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R111, R168, R186: each step on its day, by the system, told to the customer; nothing before, nothing twice."""
    ident = add_customer(desk)
    desk.change(status.activate, ident)
    product = add_product(desk, days_expired=2, days_suspended=3, days_redemption=4)
    made = active(desk, ident, NOW + DAY, product_id=product)
    assert done(desk) == {}
    seen = []
    for _ in range(12):
        frozen.shift(DAY)
        step = done(desk)
        assert done(desk) == {}
        seen.append(next(iter(step), None))
    nothing = None
    assert seen[0] == Step.EXPIRED
    assert seen[1:] == [
        nothing, Step.SUSPENDED, nothing, nothing, Step.REDEMPTION, nothing, nothing, nothing, Step.TERMINATED, nothing,
        nothing,
    ]  # fmt: skip
    assert told(desk, ident) == [
        "Service expired",
        "Service suspended",
        "Last time to renew",
        "Service terminated",
    ]
    lines = log_of(desk, ident)[:4]
    assert [line.changes[0] for line in reversed(lines)] == [
        ("status", "Active", "Expired"),
        ("status", "Expired", "Suspended"),
        ("status", "Suspended", "Redemption"),
        ("status", "Redemption", "Terminated"),
    ]
    assert {line.admin for line in lines} == {"system"}
    assert lines[-1].reason == "due 2026-03-03 14:05"
    assert customer(desk.store, ident).products_count == 0
    assert service_of(desk, made).version == 5
    assert list(Check(desk.store).findings()) == []


def test_lapsed_long_ago(sqlite_desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R111, R197: one step a run, each with its full waiting time; a domain leaves the search at the end."""
    ident = add_customer(sqlite_desk)
    sqlite_desk.change(status.activate, ident)
    factories.add_domain(sqlite_desk, ident, "a.example", expires_at=NOW - 90 * DAY, activated_at=NOW - 400 * DAY)
    for wait, step in ((0, Step.EXPIRED), (7, Step.SUSPENDED), (23, Step.TERMINATED)):
        frozen.shift(wait * DAY)
        assert done(sqlite_desk) == {step: 1}
        assert done(sqlite_desk) == {}
    assert told(sqlite_desk, ident) == ["Service expired", "Service suspended", "Service terminated"]
    assert [line.action for line in log_of(sqlite_desk, ident)].count("service status") == 3
    assert list(Check(sqlite_desk.store).findings()) == []


def test_until(sqlite_desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R111: only what was due by then; a time ahead is refused, unless it is only looked at."""
    ident = add_customer(sqlite_desk)
    sqlite_desk.change(status.activate, ident)
    made = active(sqlite_desk, ident, NOW - 10 * DAY)
    assert done(sqlite_desk, NOW - 11 * DAY) == {}
    assert done(sqlite_desk, NOW - 10 * DAY) == {Step.EXPIRED: 1}
    with pytest.raises(Invalid, match="future"):
        advance.run(sqlite_desk, NOW + DAY)
    before = everything(sqlite_desk.store)
    ahead = list(advance.plan(sqlite_desk, NOW + 99 * DAY))
    assert [(one.id, one.customer_id, one.what, one.due) for one in ahead] == [
        (made, ident, "Expired → Suspended", NOW + 7 * DAY)
    ]
    assert everything(sqlite_desk.store) == before
    frozen.shift(7 * DAY)
    assert done(sqlite_desk) == {Step.SUSPENDED: 1}


@pytest.mark.parametrize("current", [S.PENDING, S.CONFIGURE, S.INACTIVE, S.TERMINATED])
def test_what_time_does_not_touch(sqlite_desk: Desk, add_customer: AddCustomer, current: ServiceStatus) -> None:
    """R111, R115: Pending and Configure wait for people, Inactive is not in use, Terminated is final."""
    ident = add_customer(sqlite_desk)
    sqlite_desk.change(status.activate, ident)
    made = active(sqlite_desk, ident, NOW - 999 * DAY, status=current)
    factories.add_service(sqlite_desk, ident, period_months=None)  # one-time: no end
    assert done(sqlite_desk) == {}
    assert service_of(sqlite_desk, made).version == 1


def test_a_status_set_by_hand(sqlite_desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R114, R197: a status by hand waits its full time, from the end if that is later; then the course goes on."""
    ident = add_customer(sqlite_desk)
    sqlite_desk.change(status.activate, ident)
    kept = active(sqlite_desk, ident, NOW - DAY, status=S.EXPIRED)
    stopped = active(sqlite_desk, ident, NOW + DAY)
    sqlite_desk.change(service_changes.change_status, kept, S.ACTIVE, until=NOW + 300 * DAY)
    sqlite_desk.change(service_changes.change_status, stopped, S.SUSPENDED, reason="abuse")
    frozen.shift(23 * DAY)
    assert done(sqlite_desk) == {}
    frozen.shift(DAY)  # 23 days after the end of the one that was stopped
    assert done(sqlite_desk) == {Step.TERMINATED: 1}
    assert service_of(sqlite_desk, kept).status == S.ACTIVE


# --- renewals ----------------------------------------------------------------------------------------------------


def test_auto_renew(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R22, R28, R113: at the end date, from wallet and credit limit; what cannot be paid expires."""
    ident = add_customer(desk)
    desk.change(status.activate, ident)
    desk.change(wallet.add_funds, ident, "19.90")
    paid = active(desk, ident, NOW - HOUR, auto_renew=True)
    too_dear = active(desk, ident, NOW - HOUR, auto_renew=True, price=1)
    by_hand = active(desk, ident, NOW - HOUR)
    assert done(desk) == {Step.RENEWED: 1, Step.EXPIRED: 2}
    assert service_of(desk, paid).status == S.ACTIVE
    assert service_of(desk, paid).expires_at == months_later(NOW - HOUR, 1)
    assert [service_of(desk, one).status for one in (too_dear, by_hand)] == [S.EXPIRED, S.EXPIRED]
    assert [entry.amount for entry in ledger(desk.store, ident)] == [1990, -1990]
    assert done(desk) == {}
    frozen.shift(31 * DAY)
    assert done(desk) == {Step.EXPIRED: 1, Step.SUSPENDED: 2}
    assert list(Check(desk.store).findings()) == []


def test_a_renewal_that_comes_late(
    sqlite_desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller
) -> None:
    """R113: nobody loses a service because the system stood still, and one period is paid, not all that went by."""
    del frozen
    ident = add_customer(sqlite_desk)
    sqlite_desk.change(status.activate, ident)
    sqlite_desk.change(wallet.add_funds, ident, "100")
    made = active(sqlite_desk, ident, NOW - 200 * DAY, auto_renew=True)
    assert done(sqlite_desk) == {Step.RENEWED: 1}
    assert service_of(sqlite_desk, made).expires_at == months_later(NOW, 1)
    assert customer(sqlite_desk.store, ident).wallet == 10000 - 1990


# --- customers and impersonations --------------------------------------------------------------------------------


def test_the_first_hour(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R8: an Inactive customer is signed out after an hour, once; an Active one never."""
    ident, other = add_customer(desk), add_customer(desk)
    desk.change(status.activate, other)
    frozen.shift(HOUR - timedelta(seconds=1))
    assert done(desk) == {}
    frozen.shift(1)
    assert [one.what for one in advance.plan(desk)] == ["end of the first hour"]
    assert done(desk) == {Step.SIGNED_OUT: 1}
    assert done(desk) == {}
    assert customer(desk.store, ident).signed_out_at == NOW + HOUR
    assert customer(desk.store, other).signed_out_at is None
    line = log_of(desk, ident)[0]
    assert (line.admin, line.action, line.thing) == ("system", "end of first hour", f"customer {ident}")


def test_impersonations_that_nobody_ended(
    desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller
) -> None:
    """R71: after twelve hours; younger and ended ones stay as they are."""
    del frozen
    ident = add_customer(desk)
    desk.change(status.activate, ident)
    times = [(13 * HOUR, None), (11 * HOUR, None), (20 * HOUR, 19 * HOUR)]
    with desk.store.writing() as session:
        for began, ended in times:
            session.add(
                Impersonation(
                    admin_id=1, customer_id=ident, started_at=NOW - began, ended_at=NOW - ended if ended else None
                )
            )
    assert done(desk) == {Step.LEFT: 1}
    assert done(desk) == {}
    assert [one.ended_at for one in stored(desk.store, Impersonation)] == [NOW, None, NOW - 19 * HOUR]
    line = log_of(desk, ident)[0]
    assert (line.action, line.admin, line.reason) == ("impersonation ended", "system", "open since 2026-03-02 01:05")


# --- who, and at the same time -----------------------------------------------------------------------------------


def test_who_may(desk: Desk, desk_of_role: DeskOfRole, add_customer: AddCustomer) -> None:
    """R182, R185: whoever may change services, within reach; nobody in a panel, nobody else."""
    one = add_customer(desk)
    desk.change(status.activate, one)
    active(desk, one, NOW - 999 * DAY)
    for refused in (desk_of_role(Role.SALES), desk_of_role(Role.MARKETING), Desk(desk.store, 1, acting_as=one)):
        with pytest.raises(Forbidden):
            advance.run(refused)
        with pytest.raises(Forbidden):
            list(advance.plan(refused))
    assert done(desk_of_role(Role.TECH, "North")) == {}
    assert done(desk_of_role(Role.TECH)) == {Step.EXPIRED: 1}


def test_several_at_the_same_time(desk: Desk, add_customer: AddCustomer) -> None:
    """R113, R188: three runs at once do together what one would have done."""
    ident = add_customer(desk)
    desk.change(status.activate, ident)
    desk.change(wallet.add_funds, ident, "100")
    now = datetime.now(tz=NOW.tzinfo)
    renewed = [active(desk, ident, now - HOUR, auto_renew=True) for _ in range(3)]
    lapsed = [active(desk, ident, now - 90 * DAY) for _ in range(4)]
    runs = together(desk.store, lambda own, _: advance.run(own), writers=3)
    total = {step: sum(run.steps[step] for run in runs) for step in Step}
    assert {step: number for step, number in total.items() if number} == {
        Step.RENEWED: 3,
        Step.EXPIRED: 4,
    }
    assert customer(desk.store, ident).wallet == 10000 - 3 * 1990
    assert customer(desk.store, ident).products_count == 7
    assert {service_of(desk, one).status for one in renewed} == {S.ACTIVE}
    assert {service_of(desk, one).status for one in lapsed} == {S.EXPIRED}
    assert told(desk, ident).count("Service expired") == 4
    assert list(Check(desk.store).findings()) == []


def test_one_that_cannot_be_done(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R188: one that is refused is told and left as it was; the others go on."""
    ident = add_customer(sqlite_desk)
    sqlite_desk.change(status.activate, ident)
    with sqlite_desk.store.writing() as session:  # beyond what a wallet can hold
        session.get_one(Customer, ident).credit_limit = 2**62
    broken = active(sqlite_desk, ident, NOW - 90 * DAY, auto_renew=True, price=2**61)
    fine = active(sqlite_desk, ident, NOW - 90 * DAY)
    summary = advance.run(sqlite_desk)
    assert (summary.failed, [failure.id for failure in summary.failures]) == (1, [broken])
    assert service_of(sqlite_desk, broken).version == 1
    assert service_of(sqlite_desk, fine).status == S.EXPIRED


def test_more_than_a_batch(sqlite_desk: Desk, add_customer: AddCustomer, monkeypatch: pytest.MonkeyPatch) -> None:
    """R111: batches follow each other; a page is read by the index of what is due, not by scanning."""
    ident = add_customer(sqlite_desk)
    sqlite_desk.change(status.activate, ident)
    monkeypatch.setattr(advance, "BATCH", 2)
    ends = [NOW - (n + 1) * DAY for n in range(7)]
    for end in ends:
        active(sqlite_desk, ident, end, status=S.EXPIRED)
    assert done(sqlite_desk, NOW) == {Step.SUSPENDED: 1}
    page = partial(advance_due.services, status=S.EXPIRED)
    with statements(sqlite_desk.store) as seen:
        sqlite_desk.ask(page, NOW, Window())
    with sqlite_desk.store.reading() as session:
        values = tuple(1 for _ in range(seen[-1].count("?")))
        plan = [str(row[3]) for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {seen[-1]}", values)]
    assert plan[0].startswith("SEARCH services USING INDEX ix_services_due")
    assert not any("TEMP B-TREE" in line for line in plan)
    assert len(stored(sqlite_desk.store, Service, status="Expired")) == 6
