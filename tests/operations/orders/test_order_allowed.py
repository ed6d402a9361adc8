"""What can be done with an order now, and why not (R51, R133-R145, R182)."""

from typing import Any

import pytest

from billia_tui.actions import orders as actions
from billia_tui.operations import allowed
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import allowed as order_allowed
from billia_tui.operations.orders import pages as purchases
from billia_tui.operations.orders import payment
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.wallet import movements as wallet  # fmt: skip
from billia_tui.vocabulary import PurchaseStatus, Role
from tests import factories
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.orders.kit import CARD, WALLET, Shop


def reasons(desk: Desk, ident: int) -> dict[str, str | None]:
    """Why each action cannot be done now."""
    order = desk.ask(purchases.details, ident)
    actor = desk.ask(lambda _, actor: actor)
    return {action.id: allowed.refusal(actor, action, order) for action in actions.SHOWN}


def test_what_can_be_done_with_an_order(sqlite_shop: Shop) -> None:
    """R133, R136, R140, R145: what the rules forbid now, with the reason."""
    shop = sqlite_shop
    ident = shop.place(CARD)
    none_paid = {"make_invoice", "refund_order", "take_payment_back"}
    assert {name for name, reason in reasons(shop.desk, ident).items() if reason} == none_paid
    shop.desk.change(payment.mark_paid, ident)
    said = reasons(shop.desk, ident)
    assert {name for name, reason in said.items() if reason} == {"order_method", "make_invoice"}
    assert said["order_method"] == "the payment method can only be changed while the order is Unpaid"
    shop.desk.change(purchase_status.change, ident, PurchaseStatus.ACTIVATED)
    said = reasons(shop.desk, ident)
    assert said["order_status"] == "an order that is Activated stays so"
    assert said["order_payment"] == "only a Pending or Processing order can become Unpaid again; this one is Activated"


def test_what_the_wallet_does_not_cover(sqlite_shop: Shop) -> None:
    """R28: an order to be paid from the wallet cannot be marked Paid before the money is there."""
    ident = sqlite_shop.place(WALLET)
    said = "19.90 EUR is due; the wallet has 0.00 EUR, the credit limit is 0.00 EUR"
    assert reasons(sqlite_shop.desk, ident)["order_payment"] == said
    sqlite_shop.desk.change(wallet.add_funds, 1, "19.90")
    assert reasons(sqlite_shop.desk, ident)["order_payment"] is None


def test_an_order_without_a_service(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R144: there is no product to go to."""
    made = factories.add_purchase(sqlite_desk, add_customer(sqlite_desk))
    assert reasons(sqlite_desk, made)["order_product"] == "no service belongs to this order"


@pytest.mark.parametrize(
    ("role", "forbidden"),
    [
        (Role.ADMINISTRATOR, set()),
        (Role.SALES, set()),
        (Role.SUPPORT, {"order_payment", "order_price", "order_method"}),
        (Role.TECH, {"order_payment", "order_price", "order_method"}),
        (Role.MARKETING, {"order_payment", "order_price", "order_method", "order_status"}),
    ],
)
def test_what_a_role_may(
    sqlite_shop: Shop, desk_of_role: DeskOfRole, sqlite_store: Any, role: Role, forbidden: set[str]
) -> None:
    """R51, R182: the keys of an order follow the table of rights."""
    ident = sqlite_shop.place(CARD)
    desk = Desk(sqlite_store, factories.admin(sqlite_store, "other", role))
    said = reasons(desk, ident)
    assert {name for name, why in said.items() if why and "role" in why} == forbidden | (
        {"make_invoice", "refund_order", "take_payment_back"} if forbidden else set()
    )


def test_every_status_with_its_reason(sqlite_shop: Shop) -> None:
    """R133, R134: Unpaid stays Pending; the status that it has is no choice."""
    order = sqlite_shop.desk.ask(purchases.details, sqlite_shop.place(CARD))
    assert dict(order_allowed.statuses(order)) == {
        PurchaseStatus.PROCESSING: "an Unpaid order stays Pending (R134)",
        PurchaseStatus.ACTIVATED: "an order cannot go from Pending to Activated",
        PurchaseStatus.COLLAPSED: "an order cannot go from Pending to Collapsed",
        PurchaseStatus.CANCELLED: None,
    }
