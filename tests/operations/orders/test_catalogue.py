"""The catalogue: what is offered to whom, and keeping it (R176, R111)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from billia_tui.db.models import Category, LogEntry, Product
from billia_tui.errors import Forbidden, Invalid, NotFound
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import catalogue, placing
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.operations.renewals import now as renewals
from billia_tui.operations.services.anchor import months_later
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import Role
from tests.conftest import NOW, AddCustomer, DeskOfRole
from tests.factories import add_service
from tests.operations.kit import ALL, everything, questions, stored
from tests.operations.orders.kit import BANK, COM, COM_ID, SETUP_ID, WEB, WEB_ID, Shop
from tests.operations.services.kit import service_of

DAY = timedelta(days=1)


def test_offered_in_the_own_currency(shop: Shop, add_customer: AddCustomer) -> None:
    """R176: by category and name, in two queries; to a customer who pays in yen only what is priced in yen."""
    panel = shop.panel
    with questions(panel) as seen:
        rows = panel.ask(catalogue.products, 1)
    assert [(row.code, row.category, str(row.price), row.period, row.needs_domain) for row in rows] == [
        ("COM", "Domains", "9.00 EUR", "12 months", True),
        ("WEB", "Hosting", "19.90 EUR", "12 months", False),
        ("SETUP", "Work", "49.00 EUR", "one-time", False),
    ]
    assert len(seen) == 2
    other = add_customer(shop.desk, currency="JPY")
    assert [row.code for row in shop.desk.ask(catalogue.products, other)] == ["YEN"]
    with pytest.raises(NotFound):
        shop.panel.ask(catalogue.products, other)


def test_the_whole_catalogue(sqlite_shop: Shop) -> None:
    """R176: in the order in which it was added, in every currency."""
    assert [row.code for row in sqlite_shop.desk.ask(catalogue.page, ALL).rows] == ["WEB", "COM", "SETUP", "YEN"]
    with pytest.raises(Forbidden):
        sqlite_shop.panel.ask(catalogue.page, ALL)


def test_a_product_is_added(desk: Desk) -> None:
    """R176, R186: with its category, once; the log has it."""
    desk.change(catalogue.add, replace(WEB, price="5", currency="eur"))
    desk.change(catalogue.add, replace(COM, category="Hosting", tld=".COM"))
    assert [row.name for row in stored(desk.store, Category)] == ["Hosting"]
    web, com = stored(desk.store, Product)
    assert (web.price, web.currency, web.days_expired, web.days_suspended) == (500, "EUR", 7, 23)
    assert (com.kind, com.tld) == ("domain", "com")
    line = stored(desk.store, LogEntry, object="product")[0]
    assert (line.action, line.object_id, line.customer_id) == ("add product", 1, None)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"code": "", "name": " ", "category": ""}, ["code", "name", "category"]),
        ({"currency": "XXX"}, ["currency"]),
        ({"price": "-1"}, ["price"]),
        ({"price": "1.001"}, ["price"]),
        ({"kind": "car"}, ["kind"]),
        ({"payment_term": "never"}, ["payment_term"]),
        ({"period_months": 0}, ["period_months"]),
        ({"period_months": 121}, ["period_months"]),
        ({"days_expired": -1, "days_redemption": 3651}, ["days_expired", "days_redemption"]),
        ({"tld": "com"}, ["tld"]),
        ({"kind": "domain"}, ["tld"]),
        ({"kind": "domain", "tld": "a b"}, ["tld"]),
        ({"code": "COM"}, ["code"]),
    ],
)
def test_products_that_are_refused(sqlite_shop: Shop, changes: dict[str, Any], fields: list[str]) -> None:
    """R152: every mistake at its field, when adding and when editing; nothing is saved."""
    before = everything(sqlite_shop.desk.store)
    with pytest.raises(Invalid) as added:
        sqlite_shop.desk.change(catalogue.add, replace(WEB, **{"code": "NEW", **changes}))
    with pytest.raises(Invalid) as edited:
        sqlite_shop.desk.change(catalogue.edit, WEB_ID, changes)
    assert sorted(added.value.fields) == sorted(edited.value.fields) == sorted(fields)
    assert everything(sqlite_shop.desk.store) == before


def test_a_product_is_edited(sqlite_shop: Shop) -> None:
    """R176, R186: what is named changes; what was ordered before keeps its price."""
    ident = sqlite_shop.place()
    changed = sqlite_shop.desk.change(
        catalogue.edit, WEB_ID, {"price": "25", "period_months": None, "category": "Sites", "name": WEB.name}
    )
    assert changed == ["category", "price", "period_months"]
    row = sqlite_shop.desk.ask(catalogue.page, ALL).rows[0]
    assert (str(row.price), row.period, row.category, row.code) == ("25.00 EUR", "one-time", "Sites", "WEB")
    assert sqlite_shop.purchase(ident).price == 1990
    line = stored(sqlite_shop.desk.store, LogEntry, action="edit product")[0]
    assert ('"price":"19.90"' in line.before, '"price":"25.00"' in line.after) == (True, True)
    assert sqlite_shop.desk.change(catalogue.edit, WEB_ID, {"price": "25.00"}) == []
    with pytest.raises(NotFound):
        sqlite_shop.desk.change(catalogue.edit, 99, {"price": "1"})


def test_off_sale(shop: Shop, frozen: time_machine.Traveller) -> None:
    """R176, R111: what is off sale is offered to nobody and refused in an order; a service of it renews as before."""
    del frozen
    desk, panel = shop.desk, shop.panel
    shop.place()
    assert desk.change(catalogue.edit, WEB_ID, {"on_sale": False}) == ["on_sale"]
    assert [row.code for row in panel.ask(catalogue.products, 1)] == ["COM", "SETUP"]
    assert [row.on_sale for row in desk.ask(catalogue.page, ALL).rows] == [False, True, True, True]
    items = [OrderItem(SETUP_ID), OrderItem(WEB_ID)]
    with pytest.raises(Invalid) as refused:
        panel.change(placing.place, 1, items, payment_method_id=BANK)
    assert refused.value.fields == {"product_2": "Web space S is off sale"}
    ends = {"activated_at": NOW - 60 * DAY, "expires_at": NOW + 2 * DAY}
    service = add_service(desk, 1, product_id=WEB_ID, price=1000, period_months=1, **ends)
    desk.change(wallet.add_funds, 1, "25")
    desk.change(renewals.renew_now, service, 1)
    assert service_of(desk, service).expires_at == months_later(NOW + 2 * DAY, 1)
    desk.change(catalogue.edit, WEB_ID, {"on_sale": True})
    panel.change(placing.place, 1, items, payment_method_id=BANK)


def test_who_keeps_the_catalogue(shop: Shop, desk_of_role: DeskOfRole) -> None:
    """R182: Administrators only, and nobody in a panel."""
    desks = [desk_of_role(role) for role in Role if role != Role.ADMINISTRATOR]
    before = everything(shop.desk.store)
    for desk in (*desks, shop.panel):
        with pytest.raises(Forbidden):
            desk.change(catalogue.add, replace(WEB, code="NEW"))
        with pytest.raises(Forbidden):
            desk.change(catalogue.edit, COM_ID, {"price": "1"})
    assert everything(shop.desk.store) == before
