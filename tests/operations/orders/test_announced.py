"""What the dialogs announce is what comes: each change of an order, from each state that it can be in (decision 21)."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import pytest

from billia_tui.operations.orders import methods as payment_methods
from billia_tui.operations.orders import outlook, payment, pricing, refunds
from billia_tui.operations.orders import pages as purchases
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.ending import Afterwards
from billia_tui.operations.orders.pages import PurchaseDetails
from billia_tui.operations.orders.payment_records import PaymentRow
from billia_tui.operations.orders.refunds import RefundTo
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import DocumentType, PurchaseStatus
from tests.operations.orders.kit import BANK, CARD, LATER, WALLET, Shop

PAID = {"nothing": (), "a part": ("7",), "two parts": ("7", "5"), "all": ("",), "all in parts": ("7", "")}
NUMBER = re.compile(r"\b[A-Z]+-\d{6}\b")
CANCELLED = PurchaseStatus.CANCELLED


class Step(NamedTuple):
    """A change, in a word: what is announced of it, and how it is done."""

    name: str
    announced: Callable[[PurchaseDetails], Sequence[str]]
    done: Callable[[Shop, int], object]


def paying(amount: str) -> Step:
    """A payment."""
    return Step(
        f"pay {amount}",
        lambda order: outlook.of_paying(order, amount),
        lambda shop, ident: shop.desk.change(payment.mark_paid, ident, amount=amount),
    )


def costing(amount: str, *, to_wallet: bool = False) -> Step:
    """Another price."""
    return Step(
        f"price {amount}",
        lambda order: outlook.of_price(order, amount, to_wallet=to_wallet),
        lambda shop, ident: shop.desk.change(pricing.change_price, ident, amount, to_wallet=to_wallet),
    )


def cancelling(*, to_wallet: bool) -> Step:
    """The end of it."""
    return Step(
        f"cancel {to_wallet}",
        lambda order: outlook.of_status(order, CANCELLED, to_wallet=to_wallet),
        lambda shop, ident: shop.desk.change(purchase_status.change, ident, CANCELLED, to_wallet=to_wallet),
    )


def paid_by(shop: Shop, method: int) -> Step:
    """Another way to pay."""
    row = next(row for row in shop.desk.ask(payment_methods.available, 1) if row.id == method)
    return Step(
        f"method {row.name}",
        lambda order: outlook.of_method(order, row),
        lambda shop, ident: shop.desk.change(payment.change_method, ident, method),
    )


def refunding(amount: str, to: RefundTo) -> Step:
    """Money that goes back."""
    return Step(
        f"refund {amount}",
        lambda order: refunds.of_refund(order, amount, to, Afterwards.LEAVE),
        lambda shop, ident: shop.desk.change(refunds.refund, ident, amount, to=to, reason="asked for"),
    )


def first_paid(order: PurchaseDetails) -> PaymentRow:
    """The payment that is taken back."""
    return outlook.payments(order)[0]


def unpay(shop: Shop, ident: int) -> None:
    """Takes it back."""
    record = first_paid(shop.desk.ask(purchases.details, ident))
    shop.desk.change(payment.mark_unpaid, ident, payment=record.id)


TAKING_BACK = Step("unpay", lambda order: outlook.of_unpaying(order, first_paid(order)), unpay)


def steps(shop: Shop, method: int, paid: str) -> Iterator[Step]:
    """All that can be done in this state."""
    yield from (costing("15"), costing("25"), costing("0"), costing("3", to_wallet=True))
    yield from (cancelling(to_wallet=False), cancelling(to_wallet=True))
    if not paid.startswith("all"):
        yield from (paying(""), paying("5"))
    if paid == "nothing":
        yield from (paid_by(shop, other) for other in (BANK, CARD, WALLET, LATER) if other != method)
    else:
        yield TAKING_BACK
        yield from (refunding("2", RefundTo.WALLET), refunding("7", RefundTo.OUTSIDE))


@pytest.mark.parametrize("method", [BANK, CARD, WALLET, LATER])
@pytest.mark.parametrize("paid", list(PAID))
def test_what_is_announced_comes(sqlite_shop: Shop, method: int, paid: str) -> None:
    """R17, R135-R142, R201-R203: documents, wallet, hold, status and payment are as they were announced."""
    shop = sqlite_shop
    shop.desk.change(wallet.set_credit_limit, 1, "1000")
    tried = [*steps(shop, method, paid)]
    placed = [shop.place(method) for _ in tried]  # nothing can be ordered any more once the wallet is below zero
    for step, ident in zip(tried, placed, strict=True):
        for amount in PAID[paid]:
            shop.desk.change(payment.mark_paid, ident, amount=amount)
        before = shop.desk.ask(purchases.details, ident)
        lines = step.announced(before)
        step.done(shop, ident)
        after = shop.desk.ask(purchases.details, ident)
        assert list(differences(lines, before, after)) == [], (step.name, lines)


def differences(lines: Sequence[str], before: PurchaseDetails, after: PurchaseDetails) -> Iterator[str]:
    """What came otherwise than `lines` say."""
    said = {line.partition(": ")[0]: line for line in lines}
    documents = " ".join(line for line in lines if line.startswith("Document: "))
    were = {one.id: one for one in before.documents}
    gone = {one.number for one in after.documents if one.cancelled and one.id in were and not were[one.id].cancelled}
    if set(NUMBER.findall(documents)) != gone:
        yield f"cancelled: {gone}"
    made = [one for one in after.documents if one.id not in were]
    named = [f"{'an' if one.type == DocumentType.INVOICE else 'a'} {one.type} over {one.amount}" for one in made]
    if documents.count(" over ") != len(named) or not all(one in documents for one in named):
        yield f"made: {named}"
    old, new = before.customer, after.customer
    moved = f"{old.wallet} → {new.wallet}" if old.wallet != new.wallet else f"stays {old.wallet}"
    if ("Wallet" in said or old.wallet != new.wallet) and moved not in said.get("Wallet", ""):
        yield f"wallet {moved}"
    if ("ON HOLD" in said.get("Wallet", "")) != (new.on_hold_auto and not old.on_hold_auto):
        yield f"hold: {new.on_hold_auto}"
    stands = f"→ {after.row.status}" if before.row.status != after.row.status else f"stays {after.row.status}"
    if "Status" in said and stands not in said["Status"]:
        yield f"status {stands}"
    if (
        "Payment" in said
        and ("Unpaid" in said["Payment"].partition("→")[2] or "; " in said["Payment"]) == after.row.paid
    ):
        yield f"paid: {after.row.paid}"
