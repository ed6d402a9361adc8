"""The model: whatever people, the timer and the clock do, by the operations that console and commands call."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from billia_tui import clock
from billia_tui.db.store import open_store
from billia_tui.errors import Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.advance import run as advance
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import merge, status
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import documents, payment, placing, pricing, refunds
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.change import due_of
from billia_tui.operations.orders.ending import Afterwards
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.operations.orders.refunds import RefundTo
from billia_tui.operations.renewals import now as renewals
from billia_tui.operations.services import changes as service_changes
from billia_tui.operations.services import move, price
from billia_tui.operations.services import waiting_renewals as waiting
from billia_tui.operations.services.agreed import renewal_price
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import CustomerStatus, OrderType, PurchaseStatus, ServiceStatus
from tests.conftest import NOW
from tests.operations.course import invariants
from tests.operations.course.book import (
    BANK,
    CUSTOMERS,
    DOMAIN,
    METHODS,
    NAMES,
    PLAIN,
    PRODUCTS,
    WALLET,
    Rows,
    of,
    read,
)
from tests.screens.shelf import Shelf

S, P = ServiceStatus, PurchaseStatus
BOOK = "course"
WHO = st.sampled_from(CUSTOMERS)
WHICH = st.integers(0, 5)
"""The newest one is 0."""

LAST_ENDS = 3
"""Times at which something ends behind the steps of a course."""

PARTS = st.sampled_from(["2.50", "5", "12"])
PRICES = st.sampled_from(["0", "5", "7.77", "19.90", "100"])
FOLLOWERS = {
    S.ACTIVE: {S.EXPIRED},
    S.EXPIRED: {S.SUSPENDED, S.ACTIVE},
    S.SUSPENDED: {S.REDEMPTION, S.TERMINATED, S.ACTIVE},
    S.REDEMPTION: {S.TERMINATED},
}


class Course(RuleBasedStateMachine):
    """Three customers; what is not possible is refused by a rule, what is keeps everything true."""

    shelf: ClassVar[Shelf]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.clock = self.stack.enter_context(time_machine.travel(NOW, tick=False))
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        url = self.stack.enter_context(self.shelf.borrow(BOOK, folder))
        self.desk = Desk(open_store(url), 1)
        self.stack.callback(self.desk.store.close)
        self.merged = False
        self.known: Rows | None = None
        """What is there, as long as nobody changed anything: each step is read once."""

    def teardown(self) -> None:
        """What is there comes to its ends: no course is without them. Then nothing is left that does not fit."""
        with self.stack:
            for _ in range(LAST_ENDS):
                self.the_end_comes(0, 1)
                self.all_of_it_holds()
            found = [str(one) for one in Check(self.desk.store).findings()]
        assert not found, found

    # ── ways ──

    def _rows(self) -> Rows:
        self.known = self.known or read(self.desk.store)
        return self.known

    def _try(self, operation: Callable[..., Any], *args: Any, panel: int = 0, **kwargs: Any) -> bool:
        """Does it, by staff or in a panel, if the rules let it happen; tells whether they did."""
        self.known = None
        try:
            desk = Desk(self.desk.store, 1, acting_as=panel) if panel else self.desk
            desk.change(operation, *args, **kwargs)
        except Refused as refused:
            assert refused.rule  # noqa: PT017 - whatever is refused has a rule
        except Invalid as invalid:
            assert set(invalid.fields) <= {"amount", "domain", "payment_method"}  # noqa: PT017 - nothing else is wrong
        except NotFound:
            assert self.merged
        except Forbidden:
            assert panel
        else:
            return True
        return False

    def _service(self, which: int) -> int:
        """The id of a service; 0 as long as there is none."""
        ids = sorted(self._rows().services, reverse=True)
        return ids[which % len(ids)] if ids else 0

    def _purchase(self, which: int) -> int:
        ids = sorted(self._rows().purchases, reverse=True)
        return ids[which % len(ids)] if ids else 0

    # ── time ──

    @initialize(
        begin=st.sampled_from(["2026-01-31", "2028-02-29", "2026-02-14"]),
        product=st.sampled_from(PRODUCTS),
        stands_in_the_way=st.sampled_from(["a block", "an order", ""]),
    )
    def begin(self, begin: str, product: int, stands_in_the_way: str) -> None:
        """Something was bought and paid on the first day; the system may not renew some of it (R196, R198)."""
        self.clock.move_to(datetime.fromisoformat(begin).replace(tzinfo=NOW.tzinfo), tick=False)
        for who in CUSTOMERS[:2]:
            self.buy(who, product, NAMES[who - 1], WALLET, done=True)
        if stands_in_the_way == "an order":
            self.renew_now(0, 1, BANK, panel=False)
        elif stands_in_the_way:
            self.block(PLAIN, blocked=True)

    @rule(days=st.sampled_from([1, 6, 8, 24, 40]))
    def time_goes_by(self, days: int) -> None:
        """The timer may stand still meanwhile (R197)."""
        self.clock.shift(timedelta(days=days))

    @rule()
    def the_clock_is_set_back(self) -> None:
        """By an hour, as one that was wrong."""
        self.clock.shift(timedelta(hours=-1))

    @rule(which=WHICH, hours=st.sampled_from([0, 1, 30]))
    def the_end_comes(self, which: int, hours: int) -> None:
        """Time goes by until the end of a service, and the timer runs."""
        services = self._rows().services
        ends = [one.expires_at for one in services.values() if one.expires_at and one.expires_at > clock.now()]
        if ends:
            self.clock.move_to(sorted(ends)[which % len(ends)] + timedelta(hours=hours), tick=False)
        self.timer()

    @rule()
    def timer(self) -> None:
        """R192, R195-R198, R206: one step at most, none Active past its end, none bought twice, nobody Blocked pays.

        What was suspended by hand is not lifted (R220).
        """
        before = self._rows()
        bought = renewed_by_an_order(before)
        self.known = None
        assert advance.run(self.desk).failures == ()
        after = self._rows()
        new = {one.service_id: one for one in after.orders[len(before.orders) :]}
        for ident, service in after.services.items():
            old = before.services[ident]
            assert service.status == old.status or service.status in FOLLOWERS[S(old.status)]
            if service.status == S.ACTIVE and service.expires_at is not None:
                assert service.expires_at > clock.now()
            if service.expires_at != old.expires_at:
                assert ident not in bought
                assert not waiting.stopped(old)
                assert after.customers[service.customer_id].status != CustomerStatus.BLOCKED
                assert after.purchases[new.pop(ident).purchase_id].price == renewal_price(old)
        assert not new

    # ── money ──

    @rule(who=WHO, amount=st.sampled_from(["5", "10", "35"]))
    def add_funds(self, who: int, amount: str) -> None:
        """R24, R192."""
        self._try(wallet.add_funds, who, amount)

    @rule(who=WHO, amount=st.sampled_from(["-8", "3"]))
    def correct(self, who: int, amount: str) -> None:
        """R30: below zero, too."""
        self._try(wallet.correct_balance, who, amount, "counted anew")

    @rule(who=WHO, limit=st.sampled_from(["0", "7", "20"]))
    def credit_limit(self, who: int, limit: str) -> None:
        """R25, R192."""
        self._try(wallet.set_credit_limit, who, limit)

    # ── orders ──

    @rule(
        who=WHO,
        product=st.sampled_from(PRODUCTS),
        name=st.sampled_from(NAMES),
        method=st.sampled_from(METHODS),
        done=st.booleans(),
    )
    def buy(self, who: int, product: int, name: str, method: int, *, done: bool) -> None:
        """R176, R209: in the panel; it may be paid from the wallet and carried out at once."""
        item = OrderItem(product, name if product == DOMAIN else "")
        if self._try(placing.place, who, [item], payment_method_id=method, panel=who) and done:
            newest = self._purchase(0)
            self._try(payment.pay, newest, panel=who)
            self._try(purchase_status.change, newest, P.ACTIVATED)

    @rule(which=WHICH)
    def pay(self, which: int) -> None:
        """R28, R204: in the panel; not for what is gone."""
        ident = self._purchase(which)
        if ident:
            rows = self._rows()
            could = self._try(payment.pay, ident, panel=rows.purchases[ident].customer_id)
            assert not (could and gone(rows, ident) and due_of(rows.purchases[ident]))

    @rule(which=WHICH, amount=st.sampled_from(["", "2.50", "5"]))
    def mark_paid(self, which: int, amount: str) -> None:
        """R135, R201, R204: all of it or a part."""
        ident = self._purchase(which)
        if ident:
            rows = self._rows()
            could = self._try(payment.mark_paid, ident, amount=amount, reference="ref")
            assert not (could and gone(rows, ident))

    @rule(which=WHICH, number=st.integers(0, 2))
    def take_payment_back(self, which: int, number: int) -> None:
        """R136, R201, R205: the only one, or one that is named."""
        ident = self._purchase(which)
        records = [one.id for one in self._rows().payments if one.purchase_id == ident]
        if records:
            self._try(payment.mark_unpaid, ident, payment=records[number % len(records)] if number else None)

    @rule(which=WHICH, amount=PARTS, to=st.sampled_from(list(RefundTo)), after=st.sampled_from(list(Afterwards)))
    def refund(self, which: int, amount: str, to: RefundTo, after: Afterwards) -> None:
        """R202-R205."""
        if ident := self._purchase(which):
            self._try(refunds.refund, ident, amount, to=to, reason="goodwill", afterwards=after)

    @rule(which=WHICH, method=st.sampled_from(METHODS))
    def change_method(self, which: int, method: int) -> None:
        """R145."""
        if ident := self._purchase(which):
            self._try(payment.change_method, ident, method)

    @rule(which=WHICH, amount=PRICES, to_wallet=st.booleans())
    def change_price(self, which: int, amount: str, to_wallet: bool) -> None:
        """R142, R199, R200."""
        if ident := self._purchase(which):
            self._try(pricing.change_price, ident, amount, to_wallet=to_wallet)

    @rule(which=WHICH, to=st.sampled_from(list(P)), to_wallet=st.booleans(), after=st.sampled_from(list(Afterwards)))
    def change_status(self, which: int, to: PurchaseStatus, to_wallet: bool, after: Afterwards) -> None:
        """R133, R137, R204."""
        if ident := self._purchase(which):
            self._try(purchase_status.change, ident, to, to_wallet=to_wallet, afterwards=after)

    @rule(which=WHICH)
    def make_invoice(self, which: int) -> None:
        """R140."""
        if ident := self._purchase(which):
            self._try(documents.make_invoice, ident)

    # ── services ──

    @rule(which=WHICH, periods=st.integers(1, 3), method=st.sampled_from([None, BANK]), panel=st.booleans())
    def renew_now(self, which: int, periods: int, method: int | None, panel: bool) -> None:
        """R193: at once, or by an order that waits."""
        if ident := self._service(which):
            owner = self._rows().services[ident].customer_id if panel else 0
            self._try(renewals.renew_now, ident, periods, payment_method_id=method, panel=owner)

    @rule(which=WHICH, amount=st.sampled_from(["0", "8", "12.50"]))
    def agree(self, which: int, amount: str) -> None:
        """R206."""
        if ident := self._service(which):
            self._try(price.set_price, ident, amount, "agreed")

    @rule(which=WHICH, on=st.booleans())
    def auto_renew(self, which: int, on: bool) -> None:
        """R123."""
        if ident := self._service(which):
            self._try(service_changes.set_auto_renew, ident, on=on)

    @rule(which=WHICH, to=st.sampled_from([S.ACTIVE, S.EXPIRED, S.SUSPENDED, S.REDEMPTION, S.TERMINATED]))
    def by_hand(self, which: int, to: ServiceStatus) -> None:
        """R114, R195."""
        if ident := self._service(which):
            service = self._rows().services[ident]
            needs = service_changes.needs_an_end(to, service.expires_at)
            until = clock.now() + timedelta(days=10) if needs else None
            name = service.domain or service.product_name
            self._try(service_changes.change_status, ident, to, until=until, typed_name=name, reason="by hand")

    @rule(which=WHICH, who=WHO)
    def give_away(self, which: int, who: int) -> None:
        """R207."""
        if ident := self._service(which):
            self._try(move.move, ident, who)

    # ── customers ──

    @rule(who=WHO, blocked=st.booleans())
    def block(self, who: int, blocked: bool) -> None:
        """R196."""
        self._try(status.block if blocked else status.activate, who)

    @rule(who=WHO, on=st.booleans())
    def put_on_hold(self, who: int, on: bool) -> None:
        """R15, R22: renewals go on."""
        self._try(hold.put_on if on else hold.release, who)

    @rule(who=WHO, into=WHO)
    def merge(self, who: int, into: int) -> None:
        """R208: all that goes over is there afterwards, and nothing of it twice."""
        before = self._rows().customers
        if self._try(merge.merge, who, into):
            self.merged = True
            after = self._rows().customers
            assert after[into].wallet == before[who].wallet + before[into].wallet
            assert after[who].merged_into == into

    @invariant()
    def all_of_it_holds(self) -> None:
        """P1, R191-R209."""
        invariants.all_hold(self._rows(), merged=self.merged)


def renewed_by_an_order(rows: Rows) -> set[int | None]:
    """The services that an order renews already (R198)."""
    waiting = {
        one.id
        for one in rows.purchases.values()
        if one.status in {P.PENDING, P.PROCESSING} or (one.status == P.COLLAPSED and one.paid)
    }
    return {one.service_id for one in rows.orders if one.type == OrderType.RENEW and one.purchase_id in waiting}


def gone(rows: Rows, purchase_id: int) -> bool:
    """Whether all services of a purchase are Terminated (R204)."""
    mine = of(rows.orders, "purchase_id")[purchase_id]
    return all(rows.services[one.service_id].status == S.TERMINATED for one in mine)
