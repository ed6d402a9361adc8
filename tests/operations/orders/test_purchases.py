"""Orders as they are listed, searched and shown (R130-R132, R143, R146, R183)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from billia_tui.db.models import Admin, AutomatorJob, Order, Purchase
from billia_tui.errors import NotFound
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import order_notes
from billia_tui.operations.orders import allowed as order_allowed
from billia_tui.operations.orders import pages as purchases
from billia_tui.operations.orders import payment, pricing
from billia_tui.operations.orders.pages import PurchaseDetails, PurchaseQuery, PurchaseSort
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.operations.orders.query import with_sort
from billia_tui.operations.wallet import movements as wallet  # fmt: skip
from billia_tui.paging import Window
from billia_tui.vocabulary import OrderType, PurchaseStatus, Role
from tests import factories
from tests.conftest import AddCustomer, DeskOfRole
from tests.factories import THEN
from tests.operations.kit import ALL, questions
from tests.operations.orders.kit import BANK, COM_ID, WALLET, WEB_ID, Shop

DATE, ID = PurchaseSort


def found(desk: Desk, ident: int, **query: Any) -> list[int]:
    """The ids that a query has, page after page in twos, and as it counts them."""
    asked = PurchaseQuery(**query)
    ids: list[int] = []
    window: Window | None = Window(limit=2)
    while window:
        page = desk.ask(purchases.page, ident, window, asked)
        ids += [row.id for row in page.rows]
        window = Window(limit=2, after=page.keys[-1]) if page.more else None
    assert desk.ask(purchases.count, ident, asked).number == len(ids)
    return ids


def order_of(shop: Shop, ident: int) -> PurchaseDetails:
    """An order as its page shows it."""
    return shop.desk.ask(purchases.details, ident)


# --- the list -----------------------------------------------------------------------------------------------------


@pytest.fixture
def listed(desk: Desk, add_customer: AddCustomer) -> tuple[Desk, int, list[int]]:
    """Four orders: two services with a domain, one without a service, one cancelled; ids rise, dates do not."""
    ident = add_customer(desk)
    shop_service = factories.add_service(desk, ident, product_name="Web space", domain="shop.example")
    koeln = factories.add_service(desk, ident, product_name="Größe L", domain="köln.example")
    days = [timedelta(days=days) for days in (1, 3, 2, 0)]
    ids = [
        factories.add_purchase(desk, ident, (OrderType.NEW, "first year"), service_id=shop_service,
                               placed_at=THEN - days[0], paid=True, status=PurchaseStatus.ACTIVATED),
        factories.add_purchase(desk, ident, (OrderType.RENEW, "100%_sure"), service_id=koeln, placed_at=THEN - days[1]),
        factories.add_purchase(desk, ident, (OrderType.NEW, "Set-up"), placed_at=THEN - days[2]),
        factories.add_purchase(desk, ident, (OrderType.NEW, "a"), (OrderType.EDIT, "Migration"),
                               placed_at=THEN - days[3], status=PurchaseStatus.CANCELLED),
    ]  # fmt: skip
    other = add_customer(desk)
    factories.add_purchase(desk, other, (OrderType.NEW, "first year"))
    return desk, ident, ids


def test_sorted_by_date_or_id_both_ways(listed: tuple[Desk, int, list[int]]) -> None:
    """R130: newest first, unless another order is wanted."""
    desk, ident, (a, b, c, d) = listed
    assert found(desk, ident) == [d, a, c, b]
    assert found(desk, ident, descending=False) == [b, c, a, d]
    assert found(desk, ident, sort=ID) == [d, c, b, a]
    assert found(desk, ident, sort=ID, descending=False) == [a, b, c, d]


def test_the_same_order_again_is_the_other_way_round() -> None:
    """R130: another column starts with the newest."""
    newest = PurchaseQuery()
    oldest = with_sort(newest, DATE)
    assert (oldest.sort, oldest.descending) == (DATE, False)
    assert (with_sort(oldest, ID).sort, with_sort(oldest, ID).descending) == (ID, True)


def test_filtered_by_status_and_payment(listed: tuple[Desk, int, list[int]]) -> None:
    """R132: by status, by Paid or Unpaid, and both with a search."""
    desk, ident, (a, b, c, d) = listed
    assert found(desk, ident, status=PurchaseStatus.PENDING) == [c, b]
    assert found(desk, ident, status=PurchaseStatus.COLLAPSED) == []
    assert found(desk, ident, paid=True) == [a]
    assert found(desk, ident, paid=False) == [d, c, b]
    assert found(desk, ident, paid=False, status=PurchaseStatus.CANCELLED, words="migra") == [d]
    assert found(desk, ident, paid=True, words="migra") == []


SEARCHES: dict[str, list[int]] = {
    "WEB": [0],  # the service
    "shop.ex": [0],  # the domain
    "first": [0],  # what the order calls it
    "migration": [3],  # the second order of a purchase
    "example": [0, 1],
    "example shop": [0],  # every word, in any order
    "  ": [3, 0, 2, 1],
    "GROSSE": [],  # another spelling
    "größe": [1],
    "KÖLN": [1],
    "100%_": [1],  # no wildcards
    "%": [1],
    "_sure": [1],
    "nothing": [],
    "\x00": [],
    "\ud800": [],
}
"""Words, and the places of what they find in `listed`, newest first."""


def test_searched(listed: tuple[Desk, int, list[int]]) -> None:
    """R132: service and domain, any case, of any order of a purchase; never of another customer."""
    desk, ident, ids = listed
    for words, places in SEARCHES.items():
        assert found(desk, ident, words=words) == [ids[place] for place in places], ascii(words)


def test_searched_by_id(listed: tuple[Desk, int, list[int]]) -> None:
    """R132: a part of the id finds it."""
    desk, ident, (a, *_) = listed
    assert a in found(desk, ident, words=str(a))
    assert found(desk, ident, words="987654") == []


def test_what_a_row_shows(listed: tuple[Desk, int, list[int]]) -> None:
    """R130, R131: the domain stands with the service; the first order and how many others."""
    desk, ident, (a, b, c, d) = listed
    rows = {row.id: row for row in desk.ask(purchases.page, ident, ALL).rows}
    assert [rows[one].title for one in (a, b, c)] == ["shop.example · first year", "köln.example · 100%_sure", "Set-up"]
    assert (rows[d].title, rows[d].more_orders, rows[d].type, rows[d].services) == ("a", 1, "New/Edit", "a +1")


def test_the_cost_does_not_grow(desk: Desk, add_customer: AddCustomer) -> None:
    """R46, R130: as many statements with 3 orders as with 300; the same for the page of an order."""
    ident = add_customer(desk)
    queries = (PurchaseQuery(), PurchaseQuery("a b", PurchaseStatus.PENDING, paid=False, sort=ID))
    asked: dict[str, Callable[[], Any]] = {
        "list": lambda: desk.ask(purchases.page, ident, Window(limit=50), queries[0]),
        "list, narrowed": lambda: desk.ask(purchases.page, ident, Window(limit=50), queries[1]),
        "count": lambda: desk.ask(purchases.count, ident, queries[1]),
        "page": lambda: desk.ask(purchases.details, first),
    }
    first = factories.add_purchase(desk, ident, (OrderType.NEW, "a"), (OrderType.NEW, "b"))
    costs = []
    for number in (2, 297):
        with desk.store.writing() as session:
            more = [
                Purchase(customer_id=ident, placed_at=THEN, price=1, currency="EUR", reseller_id=1)
                for _ in range(number)
            ]
            session.add_all(more)
            session.flush()
            for kind in (OrderType.NEW, OrderType.EDIT):
                session.add_all(Order(purchase_id=one.id, type=kind, description="a b", price=1) for one in more)
        desk.change(order_notes.add, first, "x")
        costs.append({name: cost(desk, ask) for name, ask in asked.items()})
    assert costs[0] == costs[1]
    assert (costs[0]["list"], costs[0]["list, narrowed"], costs[0]["count"]) == (2, 2, 1)


def cost(desk: Desk, ask: Callable[[], Any]) -> int:
    """How many statements it takes, when the admin is known."""
    ask()
    with questions(desk) as seen:
        ask()
    return len(seen)


def test_orders_out_of_reach(desk: Desk, add_customer: AddCustomer, desk_of_role: DeskOfRole) -> None:
    """R185: neither the list, nor a count, nor the page."""
    ident = add_customer(desk)
    made = factories.add_purchase(desk, ident)
    north = desk_of_role(Role.ADMINISTRATOR, "North")
    assert north.ask(purchases.page, ident, ALL).rows == ()
    assert north.ask(purchases.count, ident).number == 0
    with pytest.raises(NotFound):
        north.ask(purchases.details, made)


# --- the page of an order -----------------------------------------------------------------------------------------


def test_the_price_in_detail(shop: Shop) -> None:
    """R143, R142: what the orders add up to, the adjustment, what was paid and is due."""
    ident = shop.place(WALLET, OrderItem(WEB_ID), OrderItem(COM_ID, "shop.com"))
    price = order_of(shop, ident).price
    assert [str(part) for part in (price.lines, price.adjustment, price.paid, price.due)] == [
        "28.90 EUR", "0.00 EUR", "0.00 EUR", "28.90 EUR",
    ]  # fmt: skip
    shop.desk.change(pricing.change_price, ident, "25")
    shop.desk.change(wallet.add_funds, 1, "25")
    shop.panel.change(payment.pay, ident)
    shop.desk.change(pricing.change_price, ident, "30")
    price = order_of(shop, ident).price
    assert [str(part) for part in (price.lines, price.adjustment, price.paid, price.from_wallet, price.due)] == [
        "28.90 EUR", "1.10 EUR", "25.00 EUR", "25.00 EUR", "5.00 EUR",
    ]  # fmt: skip


def test_all_that_the_page_shows(shop: Shop) -> None:
    """R143, R146: owner, profile, documents, jobs with state and times, notes and log."""
    ident = shop.place(BANK)
    shop.desk.change(order_notes.add, ident, "call first\nthen mail")
    order = order_of(shop, ident)
    assert (order.owner_id, order.owner, order.customer.username, order.customer.status) == (
        1, "Maria Köhler", "one", "Active",
    )  # fmt: skip
    assert order.profile
    assert [document.number for document in order.documents] == ["PF-000001"]
    (job,) = order.jobs
    assert (job.name, job.state, job.started_at, job.message) == (
        "New: Web space S", "waiting", None, "waits for payment",
    )  # fmt: skip
    assert ([note.line for note in order.notes], order.note_count) == (["call first"], 1)
    assert [line.thing for line in order.log] == [f"purchase {ident}"] * len(order.log) != []
    assert order_allowed.products(order) == ((order.orders[0].service_id, "Web space S"),)


def test_what_only_developers_see(shop: Shop) -> None:
    """R183: raw ids and the raw messages of jobs; not for others, and not in the Customer Panel."""
    ident = shop.place(BANK)
    with shop.desk.store.writing() as session:
        session.query(AutomatorJob).update({"raw": "a\x1b[2Jb"})
    plain = order_of(shop, ident)
    assert (plain.jobs[0].raw, plain.raw_ids) == ("", ())
    with shop.desk.store.writing() as session:
        session.get_one(Admin, 1).developer = True
    raw = Desk(shop.desk.store, 1).ask(purchases.details, ident)
    assert raw.jobs[0].raw == "a␛[2Jb"
    assert dict(raw.raw_ids)["customer_id"] == "1"
    panel = shop.panel.ask(purchases.details, ident)
    assert (panel.jobs[0].raw, panel.raw_ids) == ("", ())


def test_the_panel_shows_no_note_and_no_log(shop: Shop) -> None:
    """R170, R177."""
    ident = shop.place(BANK)
    shop.desk.change(order_notes.add, ident, "difficult")
    order = shop.panel.ask(purchases.details, ident)
    assert (order.notes, order.note_count, order.log) == ((), 0, ())
