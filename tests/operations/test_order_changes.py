"""Every change of an order: who may (R182), how far it reaches (R185), all or nothing (P2, R188), in the log (R186)."""

from collections.abc import Callable
from typing import Any

import pytest

from billia_tui.errors import Forbidden, NotFound
from billia_tui.operations import documents, ordering, payment, pricing, purchase_status, wallet
from billia_tui.operations.ordering import OrderItem
from billia_tui.operations.permissions import IN_PANEL, RIGHTS, Right
from billia_tui.vocabulary import PurchaseStatus, Role
from tests.conftest import DeskOfRole
from tests.operations.kit import everything, log_count
from tests.operations.order_kit import BANK, CARD, COM_ID, WALLET, Shop, set_method
from tests.operations.test_atomicity import Broken, breaking

Change = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]

UNPAID, PROCESSING, INVOICELESS = 1, 2, 3
CANCELLED = PurchaseStatus.CANCELLED

BY_STAFF: dict[str, tuple[Right, Change]] = {
    "mark paid": (Right.ORDER_PAYMENT, (payment.mark_paid, (UNPAID,), {})),
    "mark unpaid": (Right.ORDER_PAYMENT, (payment.mark_unpaid, (PROCESSING,), {})),
    "method": (Right.ORDER_PAYMENT, (payment.change_method, (UNPAID, CARD), {})),
    "price": (Right.ORDER_PAYMENT, (pricing.change_price, (UNPAID, "5"), {})),
    "price of a paid one": (Right.ORDER_PAYMENT, (pricing.change_price, (PROCESSING, "5"), {"to_wallet": True})),
    "invoice": (Right.ORDER_PAYMENT, (documents.make_invoice, (INVOICELESS,), {})),
    "activate": (Right.ORDER_STATUS, (purchase_status.change, (PROCESSING, PurchaseStatus.ACTIVATED), {})),
    "collapse": (Right.ORDER_STATUS, (purchase_status.change, (PROCESSING, PurchaseStatus.COLLAPSED), {})),
    "cancel": (Right.ORDER_STATUS, (purchase_status.change, (PROCESSING, CANCELLED), {})),
    "cancel to wallet": (Right.ORDER_PAYMENT, (purchase_status.change, (PROCESSING, CANCELLED), {"to_wallet": True})),
}
BY_CUSTOMER: dict[str, Change] = {
    "place": (ordering.place, (1, [OrderItem(COM_ID, "new.com")]), {"payment_method_id": BANK, "request_key": "k"}),
    "pay": (payment.pay, (UNPAID,), {"request_key": "k"}),
}


@pytest.fixture
def busy(shop: Shop) -> Shop:
    """A shop with an Unpaid order, one in Processing paid from the wallet, one without the invoice it could have."""
    shop.desk.change(wallet.add_funds, 1, "100")
    made = [shop.place(BANK, OrderItem(COM_ID, "a.com")), shop.place(WALLET), shop.place(CARD)]
    set_method(shop.desk, CARD, allows_invoice=False)
    for ident in made[1:]:
        shop.desk.change(payment.mark_paid, ident)
    set_method(shop.desk, CARD, allows_invoice=True)
    assert made == [UNPAID, PROCESSING, INVOICELESS]
    return shop


class _Undo(Exception):
    """Takes a successful change back."""


@pytest.mark.parametrize("name", BY_STAFF)
def test_who_may(busy: Shop, desk_of_role: DeskOfRole, name: str) -> None:
    """R182, R177, R185: by role, never in the panel; out of reach the order does not exist."""
    right, (operation, args, kwargs) = BY_STAFF[name]
    desks = {role: desk_of_role(role) for role in Role}
    south = desk_of_role(Role.ADMINISTRATOR, "South")
    before = everything(busy.desk.store)
    for role, desk in desks.items():
        if right in RIGHTS[role]:
            with pytest.raises(_Undo), busy.desk.store.writing() as session:  # noqa: PT012 - each from the same state
                operation(session, desk.actor, *args, **kwargs)
                raise _Undo
        else:
            with pytest.raises(Forbidden, match=f"your role {role} may not "):
                desk.change(operation, *args, **kwargs)
    with pytest.raises(Forbidden, match=IN_PANEL):
        busy.panel.change(operation, *args, **kwargs)
    with pytest.raises(NotFound, match=f"there is no order {args[0]}"):
        south.change(operation, *args, **kwargs)
    for number in (99, 10**30):
        with pytest.raises(NotFound):
            busy.desk.change(operation, number, *args[1:], **kwargs)
    assert everything(busy.desk.store) == before


@pytest.mark.parametrize("name", [*BY_STAFF, *BY_CUSTOMER])
def test_all_or_nothing(busy: Shop, name: str) -> None:
    """P2, R188, R186: after a failure at any statement the store is as before; the change itself is in the log."""
    operation, args, kwargs = BY_CUSTOMER[name] if name in BY_CUSTOMER else BY_STAFF[name][1]
    desk = busy.panel if name in BY_CUSTOMER else busy.desk
    before, lines = everything(busy.desk.store), log_count(busy.desk.store)
    at = 0
    while True:
        at += 1
        with breaking(busy.desk.store, at):
            try:
                desk.change(operation, *args, **kwargs)
            except Broken:
                pass
            else:
                break
        assert everything(busy.desk.store) == before, f"statement {at}"
    assert at > 4, "the hook saw the statements"
    assert log_count(busy.desk.store) > lines
