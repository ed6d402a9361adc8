"""Any course of orders, payments, prices and mistakes keeps money and documents true (P1, R28, R135-R142)."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from billia_tui.db.models import AutomatorJob, Commission, Document, Payment, Purchase
from billia_tui.db.store import open_store
from billia_tui.errors import Invalid, Refused
from billia_tui.operations.affiliates import affiliates
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import payment, pricing
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.ending import Afterwards
from billia_tui.operations.payments import refunds
from billia_tui.operations.payments.refunds import RefundTo
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import DocumentType, JobState, PurchaseStatus
from tests.conftest import COURSES, AddCustomer
from tests.operations.kit import customer, ledger, stored
from tests.operations.orders.kit import BANK, CARD, LATER, WALLET, Shop, open_shop

METHODS = st.sampled_from([BANK, CARD, WALLET, LATER])
WHICH = st.integers(min_value=1, max_value=3)
PARTS = st.sampled_from(["2.50", "5", "12"])
PRICES = st.sampled_from(["0", "5", "19.90", "25.50", "100"])
OPEN_JOBS = {JobState.WAITING, JobState.RUNNING}


class Orders(RuleBasedStateMachine):
    """One customer with up to three orders; what is not possible is refused, what is keeps everything true."""

    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        path = Path(self.folder) / "billia.db"
        shutil.copy(self.template, path)
        self.shop = Shop(Desk(open_store(str(path)), 1))
        self.placed = 0

    def teardown(self) -> None:
        """Gives the store back."""
        self.shop.desk.store.close()
        shutil.rmtree(self.folder)

    def _try(self, desk: Desk, operation: Callable[..., Any], which: int, *args: Any, **kwargs: Any) -> None:
        """Does it if the rules let it happen."""
        if self.placed:
            try:
                desk.change(operation, min(which, self.placed), *args, **kwargs)
            except Invalid as invalid:
                assert "amount" in invalid.fields  # noqa: PT017 - more than is due, or paid
            except Refused as refused:
                assert refused.rule  # noqa: PT017 - whatever is refused has a rule

    @rule(method=METHODS)
    def place(self, method: int) -> None:
        """R176, unless the wallet has put the customer on hold (R15)."""
        if self.placed < 3 and not customer(self.shop.desk.store, 1).on_hold_auto:
            self.placed = self.shop.place(method)

    @rule(amount=st.sampled_from(["7.50", "30"]))
    def add_funds(self, amount: str) -> None:
        """R24."""
        self.shop.desk.change(wallet.add_funds, 1, amount)

    @rule(which=WHICH)
    def pay(self, which: int) -> None:
        """R28: in the panel."""
        self._try(self.shop.panel, payment.pay, which)

    @rule(which=WHICH)
    def mark_paid(self, which: int) -> None:
        """R135."""
        self._try(self.shop.desk, payment.mark_paid, which)

    @rule(which=WHICH, amount=PARTS)
    def pay_a_part(self, which: int, amount: str) -> None:
        """R201."""
        self._try(self.shop.desk, payment.mark_paid, which, amount=amount, reference="ref")

    @rule(which=WHICH)
    def mark_unpaid(self, which: int) -> None:
        """R136."""
        self._try(self.shop.desk, payment.mark_unpaid, which)

    @rule(which=WHICH, number=st.integers(min_value=1, max_value=5))
    def take_back(self, which: int, number: int) -> None:
        """R201: a record that is named, of this order or of none."""
        self._try(self.shop.desk, payment.mark_unpaid, which, payment=number)

    @rule(which=WHICH, amount=PARTS, to=st.sampled_from(list(RefundTo)), after=st.sampled_from(list(Afterwards)))
    def refund(self, which: int, amount: str, to: RefundTo, after: Afterwards) -> None:
        """R202."""
        self._try(self.shop.desk, refunds.refund, which, amount, to=to, reason="goodwill", afterwards=after)

    @rule(which=WHICH, method=METHODS)
    def change_method(self, which: int, method: int) -> None:
        """R145."""
        self._try(self.shop.desk, payment.change_method, which, method)

    @rule(which=WHICH, price=PRICES, to_wallet=st.booleans())
    def change_price(self, which: int, price: str, to_wallet: bool) -> None:
        """R142."""
        self._try(self.shop.desk, pricing.change_price, which, price, to_wallet=to_wallet)

    @rule(which=WHICH, status=st.sampled_from(list(PurchaseStatus)), to_wallet=st.booleans())
    def change_status(self, which: int, status: PurchaseStatus, to_wallet: bool) -> None:
        """R133, R137."""
        self._try(self.shop.desk, purchase_status.change, which, status, to_wallet=to_wallet)

    @invariant()
    def the_wallet_is_its_ledger(self) -> None:
        """P1, R17, R28: to the cent; never below minus the credit limit, held exactly below zero."""
        row = customer(self.shop.desk.store, 1)
        assert row.wallet == sum(entry.amount for entry in ledger(self.shop.desk.store, 1))
        assert row.wallet >= -row.credit_limit
        assert row.on_hold_auto == (row.wallet < 0)

    @invariant()
    def numbers_have_no_gaps(self) -> None:
        """Decision 6: 1, 2, 3 … for each type."""
        for kind in DocumentType:
            found = [one.sequence for one in stored(self.shop.desk.store, Document, type=kind)]
            assert found == list(range(1, len(found) + 1))

    @invariant()
    def documents_say_what_was_paid(self) -> None:
        """R136-R142, R203: valid invoices minus credit notes are what was paid; pro-formas ask for what is due."""
        for purchase in stored(self.shop.desk.store, Purchase):
            valid = [
                one for one in stored(self.shop.desk.store, Document, purchase_id=purchase.id) if not one.cancelled_at
            ]
            total = {kind: sum(one.amount for one in valid if one.type == kind) for kind in DocumentType}
            assert total[DocumentType.INVOICE] - total[DocumentType.CREDIT_NOTE] == purchase.paid_amount
            assert 0 <= purchase.wallet_paid <= purchase.paid_amount <= purchase.price
            assert total[DocumentType.CREDIT_NOTE] <= total[DocumentType.INVOICE]
            due = purchase.price - purchase.paid_amount
            if purchase.paid_amount and due and purchase.status != "Cancelled":
                newest = [one for one in valid if one.type == DocumentType.PRO_FORMA][-1]
                assert newest.amount == due

    @invariant()
    def payments_are_records(self) -> None:
        """R200-R202: what is due is price less payments and refunds that stand; Unpaid means that something is due."""
        for purchase in stored(self.shop.desk.store, Purchase):
            records = stored(self.shop.desk.store, Payment, purchase_id=purchase.id)
            assert sum(one.amount for one in records if one.taken_back_at is None) == purchase.paid_amount
            if purchase.status != "Cancelled":
                assert purchase.paid == (purchase.price == purchase.paid_amount)

    @invariant()
    def commissions_are_of_payments_that_stand(self) -> None:
        """R205: the affiliate who brought the customer has a tenth of what stays paid, to the cent of each payment."""
        earned = stored(self.shop.desk.store, Commission)
        assert customer(self.shop.desk.store, 2).wallet == sum(one.amount for one in earned)
        standing = sum(purchase.paid_amount for purchase in stored(self.shop.desk.store, Purchase))
        assert abs(sum(one.amount for one in earned) - standing // 10) <= len(earned) + 3
        for one in stored(self.shop.desk.store, Purchase):
            if not one.paid_amount:
                assert sum(entry.amount for entry in earned if entry.purchase_id == one.id) == 0

    @invariant()
    def status_payment_and_jobs_go_together(self) -> None:
        """R135, R146: jobs run exactly while Processing, and wait exactly while Pending."""
        for purchase in stored(self.shop.desk.store, Purchase):
            states = {job.state for job in stored(self.shop.desk.store, AutomatorJob, purchase_id=purchase.id)}
            assert (JobState.RUNNING in states) == (purchase.status == "Processing")
            assert (JobState.WAITING in states) == (purchase.status == "Pending")


def test_any_course_of_orders(sqlite_desk: Desk, add_customer: AddCustomer, tmp_path: Path) -> None:
    """P1: courses of up to 20 steps each."""
    open_shop(sqlite_desk, add_customer)
    sqlite_desk.change(wallet.set_credit_limit, 1, "50")
    assert add_customer(sqlite_desk) == 2
    sqlite_desk.change(affiliates.make, 2, "3", "Lifetime")
    sqlite_desk.change(affiliates.refer, 1, 2)
    sqlite_desk.store.close()
    Orders.template = tmp_path / "billia.db"
    run_state_machine_as_test(Orders, settings=settings(max_examples=COURSES, stateful_step_count=20))
