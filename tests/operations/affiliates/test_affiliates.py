"""Affiliates and their commissions (R158-R163)."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from billia_tui.db.models import Commission, Customer, Service
from billia_tui.errors import BilliaError, Conflict, Forbidden, Invalid, NotFound, Refused
from billia_tui.money import LARGEST_BALANCE, Money
from billia_tui.operations.affiliates import affiliates, commissions
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import status
from billia_tui.operations.customers.editing import AfterAdding
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import payment, pricing, renewals
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.vocabulary import Role
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.kit import ALL, actions_of, customer, everything, ledger, log_of, statements, stored
from tests.operations.orders.kit import BANK, COM_ID, SETUP_ID, WEB_ID, Shop

CLIENT, PARTNER = 1, 2
"""The customer of the shop, and who brought it."""


def refused(desk: Desk, kind: type[BilliaError], operation: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """What is said; the store must not have changed."""
    before = everything(desk.store)
    with pytest.raises(kind) as error:
        desk.change(operation, *args, **kwargs)
    assert everything(desk.store) == before
    return error.value.text


def bring(
    shop: Shop, add_customer: AddCustomer, *, level: str = "3", scheme: str = "Lead", currency: str = "EUR"
) -> None:
    """Makes PARTNER an affiliate who brought CLIENT."""
    assert add_customer(shop.desk, username="partner", currency=currency, then=AfterAdding.ACTIVATE) == PARTNER
    shop.desk.change(affiliates.make, PARTNER, level, scheme)
    shop.desk.change(affiliates.refer, CLIENT, PARTNER)


def sell(shop: Shop, *items: OrderItem) -> int:
    """A purchase of CLIENT that is paid."""
    ident = shop.place(BANK, *items)
    shop.desk.change(payment.mark_paid, ident)
    return ident


def earned(shop: Shop) -> list[int]:
    """What PARTNER has earned, oldest first, in minor units."""
    return [row.amount.minor for row in reversed(shop.desk.ask(commissions.page, PARTNER, ALL).rows)]


# --- who is one -----------------------------------------------------------------------------------------------------


def test_make_change_end_and_again(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R158, R160, R161: level and scheme; who ended can be one again; the flag of the customer keeps step."""
    ident = add_customer(desk)
    facts = desk.ask(affiliates.read, ident)
    assert (facts.active, facts.level, facts.total, facts.why_not_make) == (False, None, Money(0, "EUR"), None)
    assert facts.why_not_change == "this customer is not an affiliate"
    desk.change(affiliates.make, ident, "3")
    facts = desk.ask(affiliates.read, ident)
    assert (facts.active, facts.level, facts.scheme, facts.version) == (True, 3, "Lead", 1)
    assert (facts.why_not_make, facts.why_not_change) == ("this customer is an affiliate already", None)
    assert customer(desk.store, ident).affiliate
    assert desk.change(affiliates.change, ident, "4", "lifetime", seen=1)
    assert not desk.change(affiliates.change, ident, "4", "Lifetime", seen=2)
    frozen.shift(3600)
    desk.change(affiliates.end, ident)
    facts = desk.ask(affiliates.read, ident)
    assert (facts.active, facts.level, facts.ended_at is not None) == (False, 4, True)
    assert not customer(desk.store, ident).affiliate
    desk.change(affiliates.make, ident, "1", "Lifetime")
    assert desk.ask(affiliates.read, ident).active
    lines = [line.summary for line in reversed(log_of(desk, ident))][1:]
    assert lines == [
        "level: – → 3 · scheme: – → Lead",
        "level: 3 → 4 · scheme: Lead → Lifetime",
        "level: 4 → – · scheme: Lifetime → –",
        "level: – → 1 · scheme: – → Lifetime",
    ]


def test_what_cannot_be_an_affiliate(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R158, R161: six levels, two schemes; once is enough; only one that is can be changed or ended."""
    desk, ident = sqlite_desk, add_customer(sqlite_desk)
    for level in ("0", "7", "", "x", "1.5", "²"):
        assert "level" in refused(desk, Invalid, affiliates.make, ident, level)
    assert refused(desk, Invalid, affiliates.make, ident, "9", "Sometimes") == (
        "level: is a number from 1 to 6; scheme: is Lead or Lifetime"
    )
    for operation, args in ((affiliates.change, ("2", "Lead")), (affiliates.end, ())):
        assert "is not an affiliate" in refused(desk, Refused, operation, ident, *args)
        refused(desk, NotFound, operation, 99, *args)
    desk.change(affiliates.make, ident, "1")
    assert "already" in refused(desk, Refused, affiliates.make, ident, "2")


def test_a_level_that_changed_meanwhile(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R189: the form gets the fresh values."""
    desk, ident = sqlite_desk, add_customer(sqlite_desk)
    desk.change(affiliates.make, ident, "1")
    desk.change(affiliates.change, ident, "2", "Lifetime", seen=1)
    with pytest.raises(Conflict) as error:
        desk.change(affiliates.change, ident, "3", "Lead", seen=1)
    assert (error.value.fresh, error.value.seen) == ({"level": "2", "scheme": "Lifetime"}, 2)


def test_who_brought_whom(desk: Desk, add_customer: AddCustomer) -> None:
    """R158: an affiliate brings customers, nobody brings oneself; deleted ones are not counted."""
    partner, one, two = add_customer(desk, username="partner"), add_customer(desk), add_customer(desk)
    assert "is not an affiliate" in refused(desk, Refused, affiliates.refer, one, partner)
    desk.change(affiliates.make, partner, "1")
    assert "oneself" in refused(desk, Refused, affiliates.refer, partner, partner)
    refused(desk, NotFound, affiliates.refer, one, 99)
    for ident in (one, two):
        desk.change(affiliates.refer, ident, partner)
    assert "so already" in refused(desk, Refused, affiliates.refer, one, partner)
    assert desk.ask(affiliates.read, one).referred_by == f"{partner} partner"
    assert desk.ask(affiliates.read, partner).referred == 2
    assert [row.id for row in desk.ask(affiliates.referred, partner, ALL).rows] == [two, one]
    assert [row.id for row in desk.ask(affiliates.referred, partner, Window(limit=1)).rows] == [two]
    desk.change(customers.delete, two, typed_username=customer(desk.store, two).username)
    desk.change(affiliates.refer, one, None)
    assert desk.ask(affiliates.read, one).referred_by == ""
    assert desk.ask(affiliates.read, partner).referred == 0
    assert log_of(desk, one)[0].summary == f"referred by: {partner} → –"


def test_an_admin_who_does_not_reach_all(sqlite_store: Any, add_customer: AddCustomer) -> None:
    """R185: clients of another reseller are neither named nor counted."""
    desk = Desk(sqlite_store, 1)
    north = factories.reseller(sqlite_store, "North")
    partner, client = add_customer(desk, reseller="North"), add_customer(desk, username="secret")
    desk.change(affiliates.make, partner, "1")
    desk.change(affiliates.refer, client, partner)
    local = Desk(sqlite_store, factories.admin(sqlite_store, "nora", Role.ADMINISTRATOR, reseller_id=north))
    assert local.ask(affiliates.read, partner).referred == 0
    assert local.ask(affiliates.referred, partner, ALL).rows == ()
    refused(local, NotFound, affiliates.refer, client, None)
    refused(local, NotFound, affiliates.make, client, "1")


def test_rights(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R177, R182: the levels are for two roles, the page is for the staff."""
    ident = add_customer(sqlite_desk, then=AfterAdding.ACTIVATE)
    panel = Desk(sqlite_desk.store, 1, acting_as=ident)
    with pytest.raises(Forbidden):
        panel.ask(affiliates.read, ident)
    with pytest.raises(Forbidden):
        panel.ask(commissions.rates)
    for listed in (affiliates.referred, commissions.page):
        with pytest.raises(Forbidden):
            panel.ask(listed, ident, ALL)
    refused(panel, Forbidden, affiliates.make, ident, "1")


# --- what is earned -------------------------------------------------------------------------------------------------


def test_lead_earns_with_the_first_order_alone(shop: Shop, add_customer: AddCustomer) -> None:
    """R158, R159, R163: 10 % at level 3, credited at once, with entry, commission and a log line of the system."""
    bring(shop, add_customer)
    first = sell(shop)
    assert earned(shop) == [199]
    (entry,) = ledger(shop.desk.store, PARTNER)
    assert (entry.kind, entry.amount, entry.balance_after, entry.admin_id) == ("commission", 199, 199, None)
    assert entry.note == f"commission for order {first}"
    (made,) = stored(shop.desk.store, Commission, customer_id=PARTNER)
    assert (made.purchase_id, made.amount, made.currency, made.level) == (first, 199, "EUR", 3)
    line = log_of(shop.desk, PARTNER)[0]
    assert (line.admin, line.action) == ("system", "commission")
    (row,) = shop.desk.ask(commissions.page, PARTNER, ALL).rows
    assert (row.client, row.purchase_id, row.level) == ("one", first, 3)
    assert shop.desk.ask(affiliates.read, PARTNER).total == Money(199, "EUR")
    sell(shop)
    assert earned(shop) == [199]


def test_lifetime_earns_with_later_orders_and_renewals(sqlite_shop: Shop, add_customer: AddCustomer) -> None:
    """R158."""
    shop = sqlite_shop
    bring(shop, add_customer, scheme="Lifetime")
    sell(shop)
    sell(shop)
    assert earned(shop) == [199, 199]
    shop.desk.change(wallet.add_funds, CLIENT, "100")
    service = factories.add_service(shop.desk, CLIENT, price=5000, auto_renew=True, expires_at=factories.THEN)
    with shop.desk.store.writing() as session:
        client, row = session.get_one(Customer, CLIENT), session.get_one(Service, service)
        assert renewals.auto_renew(session, shop.desk.actor, client, row)
    assert earned(shop) == [199, 199, 500]


def test_lead_earns_nothing_with_renewals(sqlite_shop: Shop, add_customer: AddCustomer) -> None:
    """R158: even if the renewal is the first payment."""
    shop = sqlite_shop
    bring(shop, add_customer)
    shop.desk.change(wallet.add_funds, CLIENT, "100")
    service = factories.add_service(shop.desk, CLIENT, price=5000, auto_renew=True, expires_at=factories.THEN)
    with shop.desk.store.writing() as session:
        client, row = session.get_one(Customer, CLIENT), session.get_one(Service, service)
        assert renewals.auto_renew(session, shop.desk.actor, client, row)
    assert (earned(shop), ledger(shop.desk.store, PARTNER)) == ([], [])


def test_a_new_level_counts_for_later_commissions(sqlite_shop: Shop, add_customer: AddCustomer) -> None:
    """R161, R162: what was earned stays as it was; who ended earns no more."""
    shop = sqlite_shop
    bring(shop, add_customer, scheme="Lifetime")
    sell(shop)
    shop.desk.change(affiliates.change, PARTNER, "6", "Lifetime")
    sell(shop)
    shop.desk.change(affiliates.end, PARTNER)
    sell(shop)
    assert earned(shop) == [199, 398]
    assert [row.level for row in shop.desk.ask(commissions.page, PARTNER, ALL).rows] == [6, 3]


def test_who_earns_nothing(sqlite_shop: Shop, add_customer: AddCustomer) -> None:
    """R158: nobody brought the client; the affiliate was deleted."""
    shop = sqlite_shop
    sell(shop)
    bring(shop, add_customer, scheme="Lifetime")
    shop.desk.change(customers.delete, PARTNER, typed_username="partner")
    sell(shop)
    assert stored(shop.desk.store, Commission) == []


def test_another_currency(sqlite_shop: Shop, add_customer: AddCustomer) -> None:
    """There are no exchange rates: nothing is earned, and the log of the affiliate says why (our decision)."""
    shop = sqlite_shop
    bring(shop, add_customer, currency="USD")
    ident = sell(shop)
    line = log_of(shop.desk, PARTNER)[0]
    assert (line.admin, line.action) == ("system", "no commission")
    assert line.reason == f"order {ident} is in EUR, the wallet in USD"
    assert (earned(shop), ledger(shop.desk.store, PARTNER)) == ([], [])


def test_a_full_wallet_does_not_stop_the_payment(sqlite_shop: Shop, add_customer: AddCustomer) -> None:
    """R163: the client has paid, whatever becomes of the commission."""
    shop = sqlite_shop
    bring(shop, add_customer)
    with shop.desk.store.writing() as session:
        session.get_one(Customer, PARTNER).wallet = LARGEST_BALANCE
    ident = sell(shop)
    assert shop.purchase(ident).paid
    assert log_of(shop.desk, PARTNER)[0].reason == f"order {ident}: the wallet would become too large"


def test_a_commission_can_end_a_hold(sqlite_shop: Shop, add_customer: AddCustomer) -> None:
    """R19, R163: it is a movement like any other."""
    shop = sqlite_shop
    bring(shop, add_customer)
    shop.desk.change(wallet.correct_balance, PARTNER, "-1", "x")
    assert customer(shop.desk.store, PARTNER).on_hold_auto
    sell(shop)
    assert not customer(shop.desk.store, PARTNER).on_hold_auto


# --- rates ----------------------------------------------------------------------------------------------------------


def test_rates_of_products_and_levels(sqlite_shop: Shop, add_customer: AddCustomer) -> None:
    """R159: a percentage or a fixed amount, per product or by default values."""
    shop = sqlite_shop
    bring(shop, add_customer, scheme="Lifetime")
    change = shop.desk.change
    assert change(commissions.set_rate, 3, percent="50", code="WEB") == "50 %"
    assert change(commissions.set_rate, 3, fixed="2,50", currency="EUR", code="COM") == "2.50 EUR"
    assert change(commissions.set_rate, 3, percent="1") == "1 %"
    sell(shop, OrderItem(WEB_ID), OrderItem(COM_ID, "x.com"), OrderItem(SETUP_ID))
    assert earned(shop) == [995 + 250 + 49]
    assert change(commissions.set_rate, 3, fixed="2", currency="USD") == "2.00 USD"
    sell(shop, OrderItem(SETUP_ID))
    assert earned(shop) == [1294]
    rates = [(rate.level, rate.product, rate.earns) for rate in shop.desk.ask(commissions.rates)]
    assert rates == [
        (1, "all others", "5 %"),
        (2, "all others", "7.5 %"),
        (3, "Domain .com", "2.50 EUR"),
        (3, "Web space S", "50 %"),
        (3, "all others", "2.00 USD"),
        (4, "all others", "12.5 %"),
        (5, "all others", "15 %"),
        (6, "all others", "20 %"),
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"level": 0, "percent": "5"}, "from 1 to 6"),
        ({"level": 7, "percent": "5"}, "from 1 to 6"),
        ({"level": 1}, "either a percentage or a fixed amount"),
        ({"level": 1, "percent": "5", "fixed": "5", "currency": "EUR"}, "either a percentage or a fixed amount"),
        ({"level": 1, "percent": "100.01"}, "at most 100"),
        ({"level": 1, "percent": "-1"}, "must not be negative"),
        ({"level": 1, "percent": "1.005"}, "percent"),
        ({"level": 1, "fixed": "1.5", "currency": "JPY"}, "JPY has no decimals"),
        ({"level": 1, "fixed": "1.5"}, "currency"),
        ({"level": 1, "fixed": "1.5", "currency": "XQX"}, "currency"),
    ],
)
def test_rates_that_are_refused(sqlite_desk: Desk, values: dict[str, Any], said: str) -> None:
    """R159."""
    assert said in refused(sqlite_desk, Invalid, commissions.set_rate, **values)


def test_a_rate_of_no_product(sqlite_desk: Desk) -> None:
    """R159."""
    assert "there is no product" in refused(sqlite_desk, NotFound, commissions.set_rate, 1, percent="5", code="none")


def test_the_price_sold_counts(sqlite_shop: Shop, add_customer: AddCustomer) -> None:
    """R159: a percentage of the price sold, which may have been edited; each order has its share of it."""
    shop = sqlite_shop
    bring(shop, add_customer)
    shop.desk.change(commissions.set_rate, 3, percent="50", code="WEB")
    ident = shop.place(BANK, OrderItem(WEB_ID), OrderItem(SETUP_ID))
    shop.desk.change(pricing.change_price, ident, "6.89")
    shop.desk.change(payment.mark_paid, ident)
    assert earned(shop) == [100 + 49]  # 50 % of 1.99, 10 % of 4.90


def test_a_gift_earns_nothing(sqlite_shop: Shop, add_customer: AddCustomer) -> None:
    """R159: of a price of 0 there is no percentage, and no line in the log about it."""
    shop = sqlite_shop
    bring(shop, add_customer)
    ident = shop.place(BANK)
    shop.desk.change(pricing.change_price, ident, "0")
    assert shop.purchase(ident).paid
    assert (earned(shop), actions_of(shop.desk, PARTNER)[-1]) == ([], "make affiliate")


def test_pages_cost_the_same(sqlite_shop: Shop, add_customer: AddCustomer) -> None:
    """R46: the number of statements of a page does not grow with what it shows."""
    shop = sqlite_shop
    bring(shop, add_customer)
    seen = []
    for more in (3, 60):
        for _ in range(more):
            purchase = factories.add_purchase(shop.desk, CLIENT)
            with shop.desk.store.writing() as session:
                session.add(
                    Commission(
                        customer_id=PARTNER,
                        purchase_id=purchase,
                        amount=1,
                        currency="EUR",
                        level=1,
                        at=factories.THEN,
                    )
                )
        with shop.desk.store.reading() as session, statements(shop.desk.store) as found:
            affiliates.read(session, shop.desk.actor, PARTNER)
            commissions.page(session, shop.desk.actor, PARTNER, Window(limit=50))
            affiliates.referred(session, shop.desk.actor, PARTNER, Window(limit=50))
        seen.append(len(found))
    assert seen[0] == seen[1]


def test_the_status_of_an_affiliate_does_not_matter(sqlite_shop: Shop, add_customer: AddCustomer) -> None:
    """R7 forbids a Blocked customer to act; what others buy is still credited (our decision)."""
    shop = sqlite_shop
    bring(shop, add_customer)
    shop.desk.change(status.block, PARTNER)
    sell(shop)
    assert earned(shop) == [199]
