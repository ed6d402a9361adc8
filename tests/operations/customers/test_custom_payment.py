"""Custom payment, and the payment methods themselves (R79-R81, R164, R165)."""

import pytest

from billia_tui.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.customers import custom_payment
from billia_tui.operations.customers.custom_payment import Preview
from billia_tui.operations.desk import Desk
from billia_tui.operations.log import lines as log
from billia_tui.operations.orders import methods as payment_methods
from billia_tui.operations.orders import payment
from billia_tui.operations.orders import placing as ordering
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.vocabulary import PaymentMethodType, Role
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.filled import panel
from tests.operations.kit import ALL, everything, log_of, questions
from tests.operations.orders.kit import BANK, SECRET, WEB_ID, Shop, set_method

ONLINE, OFFLINE = PaymentMethodType.ONLINE, PaymentMethodType.OFFLINE


def usable(desk: Desk, customer_id: int) -> list[str]:
    """The methods that the customer may use, by name."""
    return [method.name for method in desk.ask(payment_methods.available, customer_id)]


def test_the_switch_brings_methods_that_are_not_global(shop: Shop) -> None:
    """R79, R81, R165, R186: the preview names exactly what comes and goes; the panel sees it as well."""
    desk, ident = shop.desk, shop.customer
    before = usable(desk, ident)
    assert desk.ask(custom_payment.preview, ident) == Preview(on=False, methods=("Cheque",))
    desk.change(custom_payment.switch, ident, on=True, seen=False)
    assert set(usable(desk, ident)) - set(before) == {"Cheque"}
    assert usable(shop.panel, ident) == usable(desk, ident)
    assert desk.ask(custom_payment.preview, ident) == Preview(on=True, methods=("Cheque",))
    line = log_of(desk, ident)[0]
    assert (line.action, line.changes) == ("custom payment", (("custom_payments", "no", "yes"),))
    desk.change(custom_payment.switch, ident, on=False, seen=True)
    assert usable(desk, ident) == before


def test_what_is_not_enabled_neither_comes_nor_goes(shop: Shop) -> None:
    """R81, R165: a method that is off stays off, whatever the switch says."""
    set_method(shop.desk, SECRET, enabled=False)
    assert shop.desk.ask(custom_payment.preview, shop.customer).methods == ()
    shop.desk.change(custom_payment.switch, shop.customer, on=True)
    assert "Cheque" not in usable(shop.desk, shop.customer)


def test_purchases_keep_their_method(shop: Shop) -> None:
    """R80: after the switch is off no new order can use it, and the old one can still be marked Paid."""
    desk, ident = shop.desk, shop.customer
    desk.change(custom_payment.switch, ident, on=True)
    placed = shop.place(SECRET)
    desk.change(custom_payment.switch, ident, on=False)
    assert shop.purchase(placed).payment_method_id == SECRET
    with pytest.raises(Invalid):
        shop.panel.change(ordering.place, ident, [OrderItem(WEB_ID)], payment_method_id=SECRET)
    with pytest.raises(Invalid):
        desk.change(payment.change_method, shop.place(BANK), SECRET)
    desk.change(payment.mark_paid, placed)
    assert shop.purchase(placed).paid is True


def test_the_switch_turns_once(shop: Shop) -> None:
    """R189, R51: what is so already, or was turned by someone else meanwhile, is refused and nothing is written."""
    desk, ident = shop.desk, shop.customer
    with pytest.raises(Refused, match="off already"):
        desk.change(custom_payment.switch, ident, on=False)
    desk.change(custom_payment.switch, ident, on=True, seen=False)
    before = everything(desk.store)
    with pytest.raises(Conflict) as refused:
        desk.change(custom_payment.switch, ident, on=True, seen=False)
    assert refused.value.fresh == {"custom_payments": "on"}
    assert everything(desk.store) == before


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.MARKETING, Role.TECH])
def test_who_may_switch(desk: Desk, add_customer: AddCustomer, desk_of_role: DeskOfRole, role: Role) -> None:
    """R182, R177: credit limit, balance and custom payment are one right; the customer cannot switch it."""
    ident = add_customer(desk)
    with pytest.raises(Forbidden, match="switch custom payment"):
        desk_of_role(role).change(custom_payment.switch, ident, on=True)
    with pytest.raises(Forbidden, match="leave the Customer Panel"):
        panel(desk, add_customer(desk)).change(custom_payment.switch, ident, on=True)
    desk_of_role(Role.SALES).change(custom_payment.switch, ident, on=True)


# --- the methods (R164) -------------------------------------------------------------------------------------------


def test_a_new_store_gets_methods(desk: Desk, add_customer: AddCustomer) -> None:
    """R164, R165, R186: added enabled, in the list in their order, in the log of the store."""
    ident = add_customer(desk)
    desk.change(payment_methods.add, "Card", ONLINE, description="Visa", allows_invoice_person=False)
    desk.change(payment_methods.add, "Cheque", OFFLINE, shared=False)
    rows = desk.ask(payment_methods.page, ALL).rows
    assert [(row.name, row.type, row.description, row.shared, row.enabled) for row in rows] == [
        ("Card", ONLINE, "Visa", True, True),
        ("Cheque", OFFLINE, "", False, True),
    ]
    assert [(row.allows_invoice, row.allows_invoice_person) for row in rows] == [(True, False), (True, True)]
    assert usable(desk, ident) == ["Card"]
    assert [line.action for line in desk.ask(log.store_page, ALL).rows][:2] == ["add payment method"] * 2


@pytest.mark.parametrize("name", ["", "  ", "\x1b[2J", "x" * 1000, "Card"])
def test_names_of_methods(sqlite_desk: Desk, name: str) -> None:
    """R164: a name is needed, in plain text, and only one method has it."""
    sqlite_desk.change(payment_methods.add, "Card", ONLINE)
    before = everything(sqlite_desk.store)
    with pytest.raises(Invalid) as refused:
        sqlite_desk.change(payment_methods.add, name, ONLINE)
    assert list(refused.value.fields) == ["name"]
    assert everything(sqlite_desk.store) == before


def test_off_and_on_again(shop: Shop) -> None:
    """R165: off, no later order can use it, an existing one keeps it; twice the same is refused."""
    desk, ident = shop.desk, shop.customer
    placed = shop.place(BANK)
    assert desk.change(payment_methods.enable, BANK, enabled=False) == "Bank transfer"
    assert "Bank transfer" not in usable(desk, ident)
    with pytest.raises(Invalid):
        shop.place(BANK)
    desk.change(payment.mark_paid, placed)
    with pytest.raises(Refused, match="off already"):
        desk.change(payment_methods.enable, BANK, enabled=False)
    desk.change(payment_methods.enable, BANK, enabled=True)
    assert "Bank transfer" in usable(desk, ident)
    with pytest.raises(NotFound, match="there is no payment method 99"):
        desk.change(payment_methods.enable, 99, enabled=True)


def test_who_may_change_methods(sqlite_shop: Shop, sqlite_desk: Desk) -> None:
    """R164, R177: everybody may read the list, only an Administrator changes it; it is no page of the panel."""
    assert len(sqlite_desk.ask(payment_methods.page, ALL).rows) == 5
    with pytest.raises(Forbidden):
        sqlite_shop.panel.ask(payment_methods.page, ALL)
    with pytest.raises(Forbidden):
        sqlite_shop.panel.change(payment_methods.add, "Card 2", ONLINE)


def test_the_list_costs_the_same_for_many(sqlite_desk: Desk) -> None:
    """R46: one statement, whatever the number."""
    for number in range(30):
        sqlite_desk.change(payment_methods.add, f"method {number}", ONLINE)
    with questions(sqlite_desk) as seen:
        assert len(sqlite_desk.ask(payment_methods.page, ALL).rows) == 30
    assert len(seen) == 1
