"""Any course of orders, payments, prices and mistakes keeps money and documents true (P1, R28, R135-R142)."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from billia_tui.db.models import AutomatorJob, Document, Purchase
from billia_tui.db.store import open_store
from billia_tui.errors import Refused
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import payment, pricing
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import DocumentType, JobState, PurchaseStatus
from tests.conftest import COURSES, AddCustomer
from tests.operations.kit import customer, ledger, stored
from tests.operations.orders.kit import BANK, CARD, LATER, WALLET, Shop, open_shop

METHODS = st.sampled_from([BANK, CARD, WALLET, LATER])
WHICH = st.integers(min_value=1, max_value=3)
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

    @rule(which=WHICH)
    def mark_unpaid(self, which: int) -> None:
        """R136."""
        self._try(self.shop.desk, payment.mark_unpaid, which)

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
        """R136-R142: valid invoices minus credit notes are what was paid; pro-formas ask for what is due."""
        for purchase in stored(self.shop.desk.store, Purchase):
            valid = [
                one for one in stored(self.shop.desk.store, Document, purchase_id=purchase.id) if not one.cancelled_at
            ]
            total = {kind: sum(one.amount for one in valid if one.type == kind) for kind in DocumentType}
            assert total[DocumentType.INVOICE] - total[DocumentType.CREDIT_NOTE] == purchase.paid_amount
            assert 0 <= purchase.wallet_paid <= purchase.paid_amount <= purchase.price
            if purchase.status == PurchaseStatus.PENDING and not purchase.paid:
                asked = purchase.price if purchase.payment_method_id in (BANK, LATER) else 0
                assert total[DocumentType.PRO_FORMA] == asked
            elif purchase.paid and purchase.paid_amount < purchase.price and purchase.status != "Cancelled":
                newest = [one for one in valid if one.type == DocumentType.PRO_FORMA][-1]
                assert newest.amount == purchase.price - purchase.paid_amount

    @invariant()
    def status_payment_and_jobs_go_together(self) -> None:
        """R134, R135, R146: Unpaid only Pending or Cancelled; jobs run exactly while Processing."""
        for purchase in stored(self.shop.desk.store, Purchase):
            states = {job.state for job in stored(self.shop.desk.store, AutomatorJob, purchase_id=purchase.id)}
            assert purchase.paid or purchase.status in ("Pending", "Cancelled")
            assert (JobState.RUNNING in states) == (purchase.status == "Processing")
            assert (JobState.WAITING in states) == (purchase.status == "Pending")


def test_any_course_of_orders(sqlite_desk: Desk, add_customer: AddCustomer, tmp_path: Path) -> None:
    """P1: courses of up to 20 steps each."""
    open_shop(sqlite_desk, add_customer)
    sqlite_desk.change(wallet.set_credit_limit, 1, "50")
    sqlite_desk.store.close()
    Orders.template = tmp_path / "billia.db"
    run_state_machine_as_test(Orders, settings=settings(max_examples=COURSES, stateful_step_count=20))
