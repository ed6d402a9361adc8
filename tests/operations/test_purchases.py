"""Orders as they are listed, searched and shown (R130-R132, R143, R146, R183)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from billia_tui.db.models import Admin, AutomatorJob, Order, Purchase
from billia_tui.db.store import Store
from billia_tui.errors import NotFound
from billia_tui.operations import (
    order_allowed,
    order_notes,
    order_outlook,
    payment,
    payment_methods,
    pricing,
    purchase_status,
    purchases,
    wallet,
)  # fmt: skip
from billia_tui.operations.desk import Desk
from billia_tui.operations.order_allowed import OrderAction
from billia_tui.operations.ordering import OrderItem
from billia_tui.operations.purchase_query import with_sort
from billia_tui.operations.purchases import PurchaseDetails, PurchaseQuery, PurchaseSort
from billia_tui.paging import Window
from billia_tui.vocabulary import OrderType, PurchaseStatus, Role
from tests import factories
from tests.conftest import AddCustomer, DeskOfRole
from tests.factories import THEN
from tests.operations.kit import ALL, statements
from tests.operations.order_kit import BANK, CARD, COM_ID, WALLET, WEB_ID, Shop, set_method

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
        costs.append({name: cost(desk.store, ask) for name, ask in asked.items()})
    assert costs[0] == costs[1]
    assert (costs[0]["list"], costs[0]["list, narrowed"], costs[0]["count"]) == (2, 2, 1)


def cost(store: Store, ask: Callable[[], Any]) -> int:
    """How many statements it takes, when the admin is known."""
    ask()
    with statements(store) as seen:
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


# --- what can be done ---------------------------------------------------------------------------------------------


def reasons(desk: Desk, ident: int) -> dict[str, str | None]:
    """Why each action cannot be done now."""
    order = desk.ask(purchases.details, ident)
    actor = desk.ask(lambda _, actor: actor)
    return {action.value: order_allowed.refusal(actor, action, order) for action in OrderAction}


def test_what_can_be_done_with_an_order(sqlite_shop: Shop) -> None:
    """R133, R136, R140, R145: what the rules forbid now, with the reason."""
    shop = sqlite_shop
    ident = shop.place(CARD)
    assert {name for name, reason in reasons(shop.desk, ident).items() if reason} == {"make_invoice"}
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
        {"make_invoice"} if forbidden else set()
    )


def test_every_status_with_its_reason(sqlite_shop: Shop) -> None:
    """R133, R134: Unpaid stays Pending; the status that it has is no choice."""
    order = order_of(sqlite_shop, sqlite_shop.place(CARD))
    assert dict(order_allowed.statuses(order)) == {
        PurchaseStatus.PROCESSING: "an Unpaid order stays Pending (R134)",
        PurchaseStatus.ACTIVATED: "an order cannot go from Pending to Activated",
        PurchaseStatus.COLLAPSED: "an order cannot go from Pending to Collapsed",
        PurchaseStatus.CANCELLED: None,
    }


# --- what follows is what was announced ---------------------------------------------------------------------------


def test_what_follows_from_paying(sqlite_shop: Shop) -> None:
    """R135, R139: announced and done: Paid, Processing, an invoice, the wallet."""
    shop = sqlite_shop
    ident = shop.place(WALLET)
    shop.desk.change(wallet.add_funds, 1, "20")
    assert order_outlook.of_paying(order_of(shop, ident)) == (
        "Payment: Unpaid → Paid, 19.90 EUR",
        "Status: Pending → Processing, the automator jobs start",
        "Document: an invoice over 19.90 EUR",
        "Wallet: 20.00 EUR → 0.10 EUR",
    )
    shop.desk.change(payment.mark_paid, ident)
    assert shop.documents(ident) == ["INV-000001 19.90"]
    assert order_outlook.of_unpaying(order_of(shop, ident)) == (
        "Payment: Paid → Unpaid",
        "Status: Processing → Pending, the automator jobs stop",
        "Document: INV-000001 cancelled",
        "Wallet: 0.10 EUR → 20.00 EUR",
    )
    shop.desk.change(payment.mark_unpaid, ident)
    order = order_of(shop, ident)
    assert (order.row.paid, order.row.status, order.customer.wallet.amount) == (False, "Pending", "20.00")
    assert shop.documents(ident) == ["(INV-000001 19.90)"]


def test_what_follows_from_paying_into_debt(sqlite_shop: Shop) -> None:
    """R17, R28: the credit limit pays, and the hold comes with it; paying back ends it."""
    shop = sqlite_shop
    ident = shop.place(WALLET)
    shop.desk.change(wallet.set_credit_limit, 1, "50")
    assert order_outlook.of_paying(order_of(shop, ident))[3] == (
        "Wallet: 0.00 EUR → -19.90 EUR, which puts the customer ON HOLD"
    )
    shop.desk.change(payment.mark_paid, ident)
    assert order_outlook.of_unpaying(order_of(shop, ident))[3] == (
        "Wallet: -19.90 EUR → 0.00 EUR, which ends the automatic hold"
    )


def test_no_invoice_is_announced_where_none_is_made(sqlite_shop: Shop) -> None:
    """R139, R140: only by hand, over what was paid."""
    shop = sqlite_shop
    set_method(shop.desk, CARD, allows_invoice=False)
    ident = shop.place(CARD)
    assert order_outlook.of_paying(order_of(shop, ident))[2:] == (
        "Document: none by itself, as the payment method makes no invoices by itself; it can be made by hand",
        "Wallet: stays 0.00 EUR",
    )
    shop.desk.change(payment.mark_paid, ident)
    assert shop.documents(ident) == []
    assert order_outlook.of_invoice(order_of(shop, ident)) == ("Document: an invoice over 19.90 EUR",)


def test_an_inactive_customer_waits(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R10, R135: Paid, but still Pending."""
    made = factories.add_purchase(sqlite_desk, add_customer(sqlite_desk))
    order = sqlite_desk.ask(purchases.details, made)
    assert order_outlook.of_paying(order)[1] == "Status: stays Pending, as the customer is Inactive"
    sqlite_desk.change(payment.mark_paid, made)
    assert sqlite_desk.ask(purchases.details, made).row.status == "Pending"


def test_what_follows_from_cancelling(sqlite_shop: Shop) -> None:
    """R137: Unpaid: the pro-forma goes. Paid: a credit note, and the wallet if the admin says so."""
    shop = sqlite_shop
    final = "The automator jobs stop, services still Pending are Terminated; this is final."
    unpaid, paid = shop.place(BANK), shop.place(BANK)
    assert order_outlook.of_status(order_of(shop, unpaid), PurchaseStatus.CANCELLED) == (
        final, "Document: PF-000001 cancelled",
    )  # fmt: skip
    shop.desk.change(payment.mark_paid, paid)
    order = order_of(shop, paid)
    assert order_outlook.of_status(order, PurchaseStatus.CANCELLED)[1:] == (
        "Document: a credit note over 19.90 EUR", "Wallet: stays 0.00 EUR",
    )  # fmt: skip
    assert order_outlook.of_status(order, PurchaseStatus.CANCELLED, to_wallet=True)[2] == (
        "Wallet: 0.00 EUR → 19.90 EUR"
    )
    shop.desk.change(purchase_status.change, unpaid, PurchaseStatus.CANCELLED)
    shop.desk.change(purchase_status.change, paid, PurchaseStatus.CANCELLED, to_wallet=True)
    assert shop.documents(unpaid) == ["(PF-000001 19.90)"]
    assert shop.documents(paid) == ["PF-000002 19.90", "INV-000001 19.90", "CN-000001 19.90"]
    assert order_of(shop, paid).customer.wallet.amount == "19.90"


@pytest.mark.parametrize(
    ("method", "paid", "amount", "announced", "made"),
    [
        (
            BANK,
            False,
            "15",
            "PF-000001 cancelled, a pro-forma over 15.00 EUR",
            ["(PF-000001 19.90)", "PF-000002 15.00"],
        ),
        (CARD, False, "15", "none", []),
        (CARD, True, "15", "a credit note over 4.90 EUR", ["INV-000001 19.90", "CN-000001 4.90"]),
        (CARD, True, "25", "a pro-forma over 5.10 EUR, which is due then", ["INV-000001 19.90", "PF-000001 5.10"]),
    ],
)
def test_what_follows_from_a_price(
    sqlite_shop: Shop, method: int, paid: bool, amount: str, announced: str, made: list[str]
) -> None:
    """R142: the document that is announced is the one that is made."""
    shop = sqlite_shop
    ident = shop.place(method)
    if paid:
        shop.desk.change(payment.mark_paid, ident)
    lines = order_outlook.of_price(order_of(shop, ident), amount)
    assert lines[:2] == (f"Price: 19.90 EUR → {amount}.00 EUR", f"Document: {announced}")
    assert len(lines) == 2 + paid
    shop.desk.change(pricing.change_price, ident, amount)
    assert shop.documents(ident) == made


def test_a_price_that_is_none(sqlite_shop: Shop) -> None:
    """R27: while no amount is typed, only the old one is said; the same one is no change."""
    order = order_of(sqlite_shop, sqlite_shop.place(CARD))
    for typed in ("", "1O", "-5"):
        assert order_outlook.of_price(order, typed) == ("Price: 19.90 EUR",)
    assert order_outlook.of_price(order, "19,9") == ("Price: 19.90 EUR, no change",)


def test_what_goes_back_to_the_wallet_after_a_lower_price(sqlite_shop: Shop) -> None:
    """R142: the difference, if the admin says so."""
    shop = sqlite_shop
    ident = shop.place(CARD)
    shop.desk.change(payment.mark_paid, ident)
    order = order_of(shop, ident)
    assert order_outlook.of_price(order, "15", to_wallet=True)[2] == "Wallet: 0.00 EUR → 4.90 EUR"
    assert order_outlook.of_price(order, "15")[2] == "Wallet: stays 0.00 EUR"
    shop.desk.change(pricing.change_price, ident, "15", to_wallet=True)
    assert order_of(shop, ident).customer.wallet.amount == "4.90"


def test_what_follows_from_another_method(sqlite_shop: Shop) -> None:
    """R138, R145: a delayed method asks by a pro-forma, another one does not."""
    shop = sqlite_shop
    ident = shop.place(BANK)
    methods = {method.id: method for method in shop.desk.ask(payment_methods.available, 1)}
    assert order_outlook.of_method(order_of(shop, ident), methods[CARD]) == (
        "Payment method: Bank transfer → Card", "Document: PF-000001 cancelled",
    )  # fmt: skip
    shop.desk.change(payment.change_method, ident, CARD)
    assert order_outlook.of_method(order_of(shop, ident), methods[BANK])[1] == "Document: a pro-forma over 19.90 EUR"
