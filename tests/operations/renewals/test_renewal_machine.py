"""Any course of services keeps money and time true (R191-R199, R206, R207): a model that does whatever people do."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
import time_machine
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from billia_tui import clock
from billia_tui.db.models import LogEntry, Order, Purchase, Service
from billia_tui.db.store import open_store
from billia_tui.errors import Refused
from billia_tui.operations.advance import run as advance
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import payment
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.renewals import now as renewals
from billia_tui.operations.services import changes as service_changes
from billia_tui.operations.services import move, price
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import CustomerStatus, OrderType, PurchaseStatus, ServiceStatus
from tests import factories
from tests.conftest import COURSES, NOW, AddCustomer
from tests.operations.kit import customer, ledger, stored
from tests.operations.orders.kit import BANK, Shop, open_shop

S = ServiceStatus
CUSTOMERS = (1, 2)
SERVICES = 3
WHICH = st.integers(1, SERVICES)
WHO = st.sampled_from(CUSTOMERS)
DAYS = st.sampled_from([1, 6, 8, 24, 40])


class Renewals(RuleBasedStateMachine):
    """Two customers, three services; what is not possible is refused by a rule, what is keeps everything true."""

    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.traveller = time_machine.travel(NOW, tick=False)
        self.clock = self.traveller.start()
        path = Path(self.folder) / "billia.db"
        shutil.copy(self.template, path)
        self.desk = Desk(open_store(str(path)), 1)

    def teardown(self) -> None:
        """Nothing is left that does not fit; then gives the store back."""
        try:
            found = [str(one) for one in Check(self.desk.store).findings()]
        finally:
            self.desk.store.close()
            self.traveller.stop()
            shutil.rmtree(self.folder)
        assert found == []

    def _try(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Does it if the rules let it happen."""
        try:
            self.desk.change(operation, *args, **kwargs)
        except Refused as refused:
            assert refused.rule  # noqa: PT017 - whatever is refused has a rule

    @initialize(begin=st.sampled_from(["2026-01-31", "2026-02-28", "2026-02-14"]), free=st.booleans())
    def begin(self, begin: str, free: bool) -> None:
        """Monthly services of the first customer, one of them perhaps free."""
        at = datetime.fromisoformat(begin).replace(tzinfo=NOW.tzinfo)
        self.clock.move_to(at, tick=False)
        for number in range(SERVICES):
            made = factories.add_service(
                self.desk, 1, status=S.PENDING, period_months=1, price=0 if free and not number else 1000,
                auto_renew=number != 2, created_at=at,
            )  # fmt: skip
            self.desk.change(service_changes.change_status, made, S.ACTIVE)

    @rule(days=DAYS)
    def time_goes_by(self, days: int) -> None:
        """The timer may stand still meanwhile (R197)."""
        self.clock.shift(timedelta(days=days))

    @rule()
    def timer(self) -> None:
        """R192, R195, R197, R198: one step at most each; none Active past its end; none bought twice."""
        before = {one.id: one.status for one in stored(self.desk.store, Service)}
        ends = {one.id: one.expires_at for one in stored(self.desk.store, Service)}
        bought = self._renewed_by_an_order()
        assert advance.run(self.desk).failures == ()
        course = [S.ACTIVE, S.EXPIRED, S.SUSPENDED, S.TERMINATED]
        for service in stored(self.desk.store, Service):
            assert service.id not in bought or service.expires_at == ends[service.id]
            if service.status == S.ACTIVE:
                assert service.expires_at > clock.now()
            old, new = course.index(before[service.id]), course.index(service.status)
            assert new in {0, old, old + 1}

    def _renewed_by_an_order(self) -> set[int | None]:
        """The services that an order renews already (R198)."""
        going_on = {PurchaseStatus.PENDING, PurchaseStatus.PROCESSING}
        purchases = stored(self.desk.store, Purchase)
        waiting = {one.id for one in purchases if one.status in going_on or (one.status == "Collapsed" and one.paid)}
        orders = stored(self.desk.store, Order, type=OrderType.RENEW)
        return {one.service_id for one in orders if one.purchase_id in waiting}

    @rule(who=WHO, amount=st.sampled_from(["5", "10", "35"]))
    def add_funds(self, who: int, amount: str) -> None:
        """R24, R192."""
        self._try(wallet.add_funds, who, amount)

    @rule(who=WHO, limit=st.sampled_from(["0", "7", "20"]))
    def credit_limit(self, who: int, limit: str) -> None:
        """R25, R192."""
        self._try(wallet.set_credit_limit, who, limit)

    @rule(who=WHO, blocked=st.booleans())
    def block(self, who: int, blocked: bool) -> None:
        """R196."""
        self._try(status.block if blocked else status.activate, who)

    @rule(who=WHO)
    def put_on_hold(self, who: int) -> None:
        """R22: renewals go on."""
        self._try(hold.put_on, who)

    @rule(which=WHICH, periods=st.integers(1, 3), method=st.sampled_from([None, BANK]))
    def renew_now(self, which: int, periods: int, method: int | None) -> None:
        """R193: at once, or by an order that waits."""
        self._try(renewals.renew_now, which, periods, payment_method_id=method)

    @rule(which=WHICH)
    def order_and_reach_the_end(self, which: int) -> None:
        """R198: an order waits, there is money, and the end comes."""
        self._try(renewals.renew_now, which, payment_method_id=BANK)
        service = stored(self.desk.store, Service, id=which)[0]
        self._try(wallet.add_funds, service.customer_id, "35")
        if service.expires_at is not None and service.expires_at > clock.now():
            self.clock.move_to(service.expires_at + timedelta(hours=1), tick=False)
        self.timer()

    @rule(data=st.data(), to=st.sampled_from(["paid", "unpaid", *PurchaseStatus]))
    def deal_with_an_order(self, data: st.DataObject, to: str) -> None:
        """R133-R137, R198."""
        found = stored(self.desk.store, Purchase)
        if not found:
            return
        which = data.draw(st.sampled_from([one.id for one in found]))
        if to == "paid":
            self._try(payment.mark_paid, which)
        elif to == "unpaid":
            self._try(payment.mark_unpaid, which)
        else:
            self._try(purchase_status.change, which, PurchaseStatus(to))

    @rule(which=WHICH, amount=st.sampled_from(["0", "8", "12.50"]))
    def agree(self, which: int, amount: str) -> None:
        """R206."""
        self._try(price.set_price, which, amount, "agreed")

    @rule(which=WHICH, on=st.booleans())
    def auto_renew(self, which: int, on: bool) -> None:
        """R123."""
        self._try(service_changes.set_auto_renew, which, on=on)

    @rule(which=WHICH, to=st.sampled_from([S.ACTIVE, S.EXPIRED, S.SUSPENDED]))
    def by_hand(self, which: int, to: ServiceStatus) -> None:
        """R114, R195."""
        service = stored(self.desk.store, Service, id=which)[0]
        needs = service_changes.needs_an_end(to, service.expires_at)
        until = clock.now() + timedelta(days=10) if needs else None
        self._try(service_changes.change_status, which, to, until=until)

    @rule(which=WHICH, who=WHO)
    def give_away(self, which: int, who: int) -> None:
        """R207."""
        self._try(move.move, which, who)

    @invariant()
    def the_wallet_is_its_ledger(self) -> None:
        """P1, R28: to the cent, and what was taken from it is what orders say."""
        for who in CUSTOMERS:
            row, entries = customer(self.desk.store, who), ledger(self.desk.store, who)
            assert row.wallet == sum(entry.amount for entry in entries)
            assert row.on_hold_auto == (row.wallet < 0)
            from_orders = sum(one.wallet_paid for one in stored(self.desk.store, Purchase, customer_id=who))
            assert from_orders == -sum(entry.amount for entry in entries if entry.kind == "order")

    @invariant()
    def each_period_is_paid_once(self) -> None:
        """R191, R198: as many periods as Renew orders that were carried out, each later than the one before."""
        done = {one.id for one in stored(self.desk.store, Purchase, status=PurchaseStatus.ACTIVATED)}
        for service in stored(self.desk.store, Service):
            lines = stored(self.desk.store, LogEntry, object="service", object_id=service.id, action="renew service")
            orders = stored(self.desk.store, Order, service_id=service.id, type=OrderType.RENEW)
            assert len(lines) == sum(one.purchase_id in done for one in orders)

    @invariant()
    def nobody_blocked_is_charged(self) -> None:
        """R196, R198: no order of a Blocked customer was paid by the timer while it was Blocked."""
        for who in CUSTOMERS:
            row = customer(self.desk.store, who)
            if row.status == CustomerStatus.BLOCKED:
                taken = [one.at for one in ledger(self.desk.store, who) if one.amount < 0 and one.admin_id is None]
                assert row.blocked_at is not None
                assert all(at <= row.blocked_at for at in taken)

    @invariant()
    def what_failed_has_a_reason(self) -> None:
        """R194: reason, number and moment go together."""
        for service in stored(self.desk.store, Service):
            kept = {bool(service.renewal_reason), bool(service.renewal_tries), service.renewal_failed_at is not None}
            assert len(kept) == 1


@pytest.mark.parametrize("steps", [25])
def test_any_course_of_services(sqlite_desk: Desk, add_customer: AddCustomer, tmp_path: Path, steps: int) -> None:
    """R191-R199, R206, R207, P1: short here, long in `make soak`."""
    shop: Shop = open_shop(sqlite_desk, add_customer)
    other = add_customer(shop.desk)
    shop.desk.change(status.activate, other)
    assert (shop.customer, other) == CUSTOMERS
    shop.desk.store.close()
    Renewals.template = tmp_path / "billia.db"
    run_state_machine_as_test(Renewals, settings=settings(max_examples=COURSES, stateful_step_count=steps))
