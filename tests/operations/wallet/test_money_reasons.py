"""Which movements of money need a reason, as the settings say (R30, R202)."""

from collections.abc import Iterator

import pytest

from billia_tui.errors import Invalid
from billia_tui.operations import money_reasons
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import payment, refunds
from billia_tui.operations.orders.refunds import RefundTo
from billia_tui.operations.wallet import movements as wallet
from tests.conftest import AddCustomer
from tests.operations.kit import ledger
from tests.operations.orders.kit import BANK, Shop


@pytest.fixture(autouse=True)
def as_usual_again() -> Iterator[None]:
    """What a test changes holds for the whole process."""
    yield
    money_reasons.use(corrections=True, refunds=True, funds=False)


def test_the_wallet(desk: Desk, add_customer: AddCustomer) -> None:
    """R30: corrections as usual, funds where the house wants it; blanks are no reason."""
    ident = add_customer(desk)
    with pytest.raises(Invalid) as refused:
        desk.change(wallet.correct_balance, ident, "5", " ")
    assert refused.value.fields == {"reason": "is required"}
    desk.change(wallet.add_funds, ident, "1")
    money_reasons.use(corrections=False, refunds=True, funds=True)
    desk.change(wallet.correct_balance, ident, "2", "")
    with pytest.raises(Invalid) as refused:
        desk.change(wallet.add_funds, ident, "4", " ")
    assert refused.value.fields == {"note": "is required"}
    desk.change(wallet.add_funds, ident, "8", "transfer")
    assert [entry.amount for entry in ledger(desk.store, ident)] == [100, 200, 800]


def test_a_refund(shop: Shop) -> None:
    """R202: a reason as usual; without one where the house wants none."""
    ident = shop.place(BANK)
    shop.desk.change(payment.mark_paid, ident)
    with pytest.raises(Invalid) as refused:
        shop.desk.change(refunds.refund, ident, "4", to=RefundTo.WALLET, reason="")
    assert refused.value.fields == {"reason": "is required"}
    money_reasons.use(corrections=True, refunds=False, funds=False)
    shop.desk.change(refunds.refund, ident, "4", to=RefundTo.WALLET, reason="")
    assert [entry.amount for entry in ledger(shop.desk.store, 1)] == [400]
