"""Placing an order in the Customer Panel (R176, R15, R10, R138, R165)."""

from dataclasses import replace
from typing import Any

import pytest

from billia_tui.db.models import Customer, Order, Profile, Purchase, Service
from billia_tui.errors import BilliaError, Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import companies, status
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.orders import catalogue
from billia_tui.operations.orders import placing as ordering
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.vocabulary import CustomerStatus, Role
from tests.conftest import AddCustomer
from tests.operations.kit import COMPANY, customer, everything, log_of, stored
from tests.operations.orders.kit import (
    BANK,
    CARD,
    COM_ID,
    LATER,
    SECRET,
    SETUP_ID,
    WALLET,
    WEB,
    WEB_ID,
    YEN_ID,
    Shop,
    set_method,
)

ITEM = (OrderItem(WEB_ID),)


def refused(shop: Shop, kind: type[BilliaError], *args: Any, **kwargs: Any) -> BilliaError:
    """What placing an order is refused with; the store must not have changed."""
    before = everything(shop.desk.store)
    with pytest.raises(kind) as error:
        shop.panel.change(ordering.place, *args, **kwargs)
    assert everything(shop.desk.store) == before
    return error.value


def test_what_an_order_brings(shop: Shop) -> None:
    """R176, R131, R138, R168: a Pending purchase with an order and a Pending service an item, and a pro-forma."""
    ident = shop.place(BANK, OrderItem(WEB_ID, "example.com"), OrderItem(COM_ID, "Example.COM."), OrderItem(SETUP_ID))
    purchase = shop.purchase(ident)
    assert (purchase.status, purchase.paid, purchase.price, purchase.currency) == ("Pending", False, 7790, "EUR")
    assert (purchase.profile_id, purchase.payment_method_id) == (1, BANK)
    orders = stored(shop.desk.store, Order)
    assert [(order.type, order.description, order.price) for order in orders] == [
        ("New", "Web space S", 1990),
        ("New", "Domain .com", 900),
        ("New", "Set-up", 4900),
    ]
    services = stored(shop.desk.store, Service)
    assert [(one.status, one.kind, one.domain, one.tld, one.category) for one in services] == [
        ("Pending", "service", "example.com", "", "Hosting"),
        ("Pending", "domain", "example.com", "com", "Domains"),
        ("Pending", "service", "", "", "Work"),
    ]
    assert [(one.auto_renew, one.period_months, one.name_servers) for one in services] == [
        (True, 12, "[]"),
        (True, 12, "[]"),
        (False, None, "[]"),
    ]
    assert shop.documents(ident) == ["PF-000001 77.90"]
    assert shop.told() == ["Order placed"]
    assert shop.jobs(ident) == ["waiting"] * 3


def test_the_list_knows_of_an_order(shop: Shop) -> None:
    """R33, R37: the products count grows, and the customer is found by the new domain."""
    shop.place(BANK, OrderItem(COM_ID, "findme.com"), OrderItem(WEB_ID))
    assert customer(shop.desk.store, 1).products_count == 2
    found = shop.desk.ask(customer_list.page, CustomerQuery("findme"), Window())
    assert [row.id for row in found.rows] == [1]


def test_the_log_names_both(sqlite_shop: Shop) -> None:
    """R70, R186: the line names the admin and the customer, the order and its price; the pro-forma came by itself."""
    sqlite_shop.place()
    made, placed = log_of(sqlite_shop.desk, 1)[:2]
    assert (placed.who, placed.thing, placed.action) == ("ana as one", "purchase 1", "place order")
    assert "price: – → 19.90 EUR" in placed.summary
    assert (made.admin, made.thing, made.action) == ("system", "document 1", "issue pro-forma")


@pytest.mark.parametrize(("method", "count"), [(BANK, 1), (LATER, 1), (CARD, 0), (WALLET, 0)])
def test_a_pro_forma_only_for_delayed_methods(sqlite_shop: Shop, method: int, count: int) -> None:
    """R138: bank transfer and invoice are paid later; card and wallet are not."""
    assert len(sqlite_shop.documents(sqlite_shop.place(method))) == count


def test_only_the_customer_places_orders(shop: Shop, add_customer: AddCustomer) -> None:
    """R66, R72: not an admin outside the panel, and not in the panel of another."""
    other = add_customer(shop.desk)
    before = everything(shop.desk.store)
    for desk in (shop.desk, Desk(shop.desk.store, 1, acting_as=other)):
        with pytest.raises(Forbidden, match="open the Customer Panel first"):
            desk.change(ordering.place, 1, ITEM, payment_method_id=BANK)
    assert everything(shop.desk.store) == before


def test_nobody_orders_for_a_customer_that_is_gone(sqlite_shop: Shop) -> None:
    """R45: a customer deleted while its panel was open."""
    actor = Actor(1, "ana", Role.ADMINISTRATOR, 1, None, acting_as=1)
    with sqlite_shop.desk.store.writing() as session:
        session.get_one(Customer, 1).deleted_at = session.get_one(Customer, 1).created_at
    with pytest.raises(NotFound), sqlite_shop.desk.store.writing() as session:
        ordering.place(session, actor, 1, ITEM, payment_method_id=BANK)


def test_on_hold_by_hand(shop: Shop) -> None:
    """R15: no orders while on hold; again when it ends."""
    shop.desk.change(hold.put_on, 1)
    error = refused(shop, Refused, 1, ITEM, payment_method_id=BANK)
    assert error.text == "this customer is on hold (by admin): no new orders"
    shop.desk.change(hold.release, 1)
    assert shop.place() == 1


def test_on_hold_by_a_negative_wallet(sqlite_shop: Shop) -> None:
    """R15, R17: the system's hold counts, too."""
    sqlite_shop.desk.change(wallet.correct_balance, 1, "-1", "x")
    assert "negative wallet" in refused(sqlite_shop, Refused, 1, ITEM, payment_method_id=BANK).text
    sqlite_shop.desk.change(wallet.add_funds, 1, "1")
    assert sqlite_shop.place() == 1


def test_a_blocked_customer(sqlite_shop: Shop) -> None:
    """R176, R7: the panel of a Blocked customer is closed, and the operation refuses by itself."""
    panel = sqlite_shop.panel
    sqlite_shop.desk.change(status.block, 1)
    with pytest.raises(Forbidden):
        panel.change(ordering.place, 1, ITEM, payment_method_id=BANK)
    with pytest.raises(Refused, match="Blocked"), sqlite_shop.desk.store.writing() as session:
        ordering.place(session, panel.actor, 1, ITEM, payment_method_id=BANK)
    assert ordering.why_not(CustomerStatus.BLOCKED, on_hold="by admin") == "this customer is Blocked"
    assert ordering.why_not(CustomerStatus.ACTIVE, on_hold="") is None


def test_an_inactive_customer_may_order(sqlite_shop: Shop, add_customer: AddCustomer) -> None:
    """R8, R10: the order is placed and stays Pending."""
    ident = add_customer(sqlite_shop.desk)
    shop = Shop(sqlite_shop.desk, ident)
    assert shop.purchase(shop.place()).status == "Pending"


def test_methods_that_may_be_used(sqlite_shop: Shop) -> None:
    """R165, R79: enabled, and global or custom payment on."""
    for method in (SECRET, 99):
        assert "payment_method" in str(refused(sqlite_shop, Invalid, 1, ITEM, payment_method_id=method).__dict__)
    set_method(sqlite_shop.desk, BANK, enabled=False)
    refused(sqlite_shop, Invalid, 1, ITEM, payment_method_id=BANK)
    with sqlite_shop.desk.store.writing() as session:
        session.get_one(Customer, 1).custom_payments = True
    refused(sqlite_shop, Invalid, 1, ITEM, payment_method_id=BANK)
    assert sqlite_shop.purchase(sqlite_shop.place(SECRET)).payment_method_id == SECRET


def test_whom_it_is_for(sqlite_shop: Shop, add_customer: AddCustomer) -> None:
    """R176: one of the customer's profiles that is not deleted; the main one by default."""
    desk, panel = sqlite_shop.desk, sqlite_shop.panel
    company = desk.change(companies.add, 1, COMPANY)
    assert sqlite_shop.purchase(sqlite_shop.place()).profile_id == company
    add_customer(desk)
    others = stored(desk.store, Profile)[-1].id
    second = panel.change(ordering.place, 1, ITEM, payment_method_id=BANK, profile_id=1)
    assert sqlite_shop.purchase(second).profile_id == 1
    refused(sqlite_shop, Invalid, 1, ITEM, payment_method_id=BANK, profile_id=others)
    desk.change(companies.delete, 1, company)
    refused(sqlite_shop, Invalid, 1, ITEM, payment_method_id=BANK, profile_id=company)


@pytest.mark.parametrize("domain", ["example.com", "EXAMPLE.com", "a-b.com", "例え.com", "xn--r8jz45g.com", "1.com"])
def test_domains_that_can_be_ordered(sqlite_shop: Shop, domain: str) -> None:
    """R176: a valid name right under the product's own top level; stored in small letters."""
    sqlite_shop.place(BANK, OrderItem(COM_ID, domain))
    assert stored(sqlite_shop.desk.store, Service)[0].domain == domain.lower()


@pytest.mark.parametrize(
    "domain",
    ["", " ", "example", "example.org", "www.example.com", ".com", "com", "-a.com", "a_b.com", "a b.com", "a..com",
     "ex\x1bample.com", f"{'a' * 64}.com", "a" * 300 + ".com", "\u202eabc.com"],
)  # fmt: skip
def test_domains_that_cannot(sqlite_shop: Shop, domain: str) -> None:
    """R176: no name, another top level, a name below another one, and what no host is called."""
    error = refused(sqlite_shop, Invalid, 1, [OrderItem(COM_ID, domain)], payment_method_id=BANK)
    assert isinstance(error, Invalid)
    assert list(error.fields) == ["domain"]


def test_a_domain_once(sqlite_shop: Shop) -> None:
    """R176: neither twice in an order, nor one that the customer has already."""
    twice = [OrderItem(COM_ID, "example.com"), OrderItem(COM_ID, "EXAMPLE.com")]
    error = refused(sqlite_shop, Invalid, 1, twice, payment_method_id=BANK)
    assert isinstance(error, Invalid)
    assert list(error.fields) == ["domain_2"]
    sqlite_shop.place(BANK, twice[0])
    refused(sqlite_shop, Invalid, 1, twice[1:], payment_method_id=BANK)


@pytest.mark.parametrize(
    ("items", "fields"),
    [
        ([], ["product"]),
        ([OrderItem(WEB_ID)] * 21, ["product"]),
        ([OrderItem(99)], ["product"]),
        ([OrderItem(YEN_ID)], ["product"]),
        ([OrderItem(WEB_ID, "not a host"), OrderItem(99), OrderItem(COM_ID)], ["domain", "product_2", "domain_3"]),
    ],
)
def test_items_that_are_refused(sqlite_shop: Shop, items: list[OrderItem], fields: list[str]) -> None:
    """R176, R152: offered in the customer's currency, from 1 to 20; all mistakes at once, each at its item."""
    error = refused(sqlite_shop, Invalid, 1, items, payment_method_id=BANK)
    assert isinstance(error, Invalid)
    assert list(error.fields) == fields


def test_the_same_request_twice(shop: Shop) -> None:
    """P1: one order; the same key for another order is refused."""
    panel = shop.panel
    first = panel.change(ordering.place, 1, ITEM, payment_method_id=BANK, request_key="k")
    before = everything(shop.desk.store)
    assert panel.change(ordering.place, 1, ITEM, payment_method_id=BANK, request_key="k") == first
    with pytest.raises(Refused, match="another request"):
        panel.change(ordering.place, 1, [OrderItem(SETUP_ID)], payment_method_id=BANK, request_key="k")
    assert everything(shop.desk.store) == before


def test_what_costs_nothing_is_paid_at_once(sqlite_shop: Shop) -> None:
    """R199: whatever the wallet holds; without movement, invoice or pro-forma."""
    product = sqlite_shop.desk.change(catalogue.add, replace(WEB, code="FREE", price="0"))
    panel = Desk(sqlite_shop.desk.store, 1, acting_as=1)
    made = panel.change(ordering.place, 1, [OrderItem(product)], payment_method_id=BANK)
    purchase = stored(sqlite_shop.desk.store, Purchase, id=made)[0]
    assert (purchase.paid, purchase.status, purchase.wallet_paid) == (True, "Processing", 0)
    assert sqlite_shop.documents(made) == []
    line = log_of(sqlite_shop.desk, 1)[0]
    assert (line.action, line.reason, line.admin) == ("pay order", "nothing is due", "system")
