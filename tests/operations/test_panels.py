"""Services, domains, orders, log: previews, pages, and what they cost (R106-R110, R127-R131, R186, R187, R46)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from billia_tui.errors import NotFound
from billia_tui.operations.customers import companies, emails, glance, status
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.log import lines as log
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.orders import pages as purchases
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.services import pages as services  # fmt: skip
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import limit_history as credit
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.vocabulary import OrderType, PurchaseStatus, Role, ServiceKind, ServiceStatus
from tests import factories
from tests.conftest import AddCustomer, DeskOfRole
from tests.factories import THEN
from tests.operations.kit import ALL, COMPANY, log_of, questions, statements

SERVICE, DOMAIN = ServiceKind


def walked(desk: Desk, operation: Callable[..., Any], *args: Any, limit: int) -> list[int]:
    """The ids of a list, page after page."""
    found: list[int] = []
    window: Window | None = Window(limit=limit)
    while window:
        page = desk.ask(operation, *args, window)
        found += [row.id for row in page.rows]
        window = Window(limit=limit, after=page.keys[-1]) if page.more else None
    return found


def test_services_newest_first_ties_by_id(desk: Desk, add_customer: AddCustomer) -> None:
    """R107, R108, R110: at most three of a kind, newest first, ties by id; the counts are those of all."""
    ident = add_customer(desk)
    times = [THEN - timedelta(days=days) for days in (3, 1, 1, 2, 1)]
    ids = [factories.add_service(desk, ident, created_at=time) for time in times]
    domains = [factories.add_domain(desk, ident, f"d{n}.example") for n in range(2)]
    expected = [ids[4], ids[2], ids[1], ids[3], ids[0]]
    for limit in (1, 2, 5):
        assert walked(desk, services.page, ident, SERVICE, limit=limit) == expected
    preview = desk.ask(services.preview, ident, SERVICE)
    assert [row.id for row in preview.rows] == expected[:3]
    assert (preview.services, preview.domains) == (5, 2)
    assert [row.id for row in desk.ask(services.preview, ident, DOMAIN).rows] == domains[::-1]
    last = desk.ask(services.page, ident, SERVICE, Window(limit=2, bottom=True))
    assert [row.id for row in last.rows] == expected[-2:]
    back = desk.ask(services.page, ident, SERVICE, Window(limit=9, before=last.keys[0]))
    assert [row.id for row in back.rows] == expected[:3]


def test_what_a_service_shows(desk: Desk, add_customer: AddCustomer) -> None:
    """R106, R117, R118: name with linked domain, status, price with currency, period, dates where they apply."""
    ident = add_customer(desk, currency="JPY")
    factories.add_service(desk, ident, domain="shop.example", price=1200, expires_at=THEN, activated_at=THEN)
    factories.add_service(desk, ident, period_months=None, status=ServiceStatus.PENDING)
    factories.add_service(desk, ident, period_months=1)
    one_month, once, linked = desk.ask(services.page, ident, SERVICE, ALL).rows
    assert (linked.title, str(linked.price), linked.period) == (
        "Cloud server S · shop.example",
        "1200 JPY",
        "12 months",
    )
    assert (linked.expires_at, linked.activated_at) == (THEN, THEN)
    assert (once.period, once.expires_at, once.activated_at, once.status) == ("one-time", None, None, "Pending")
    assert one_month.period == "1 month"
    factories.add_domain(desk, ident, "shop.example")
    assert desk.ask(services.page, ident, DOMAIN, ALL).rows[0].title == "shop.example"


def test_the_page_of_a_service(desk: Desk, add_customer: AddCustomer) -> None:
    """R109, R121, R124, P5: the owner, what applies, and hostile values only as data."""
    ident = add_customer(desk)
    made = factories.add_domain(
        desk,
        ident,
        "a.example",
        registrar="R\x1b",
        name_servers='["ns1.example", "ns2.example"]',
        options='{"x\\u0007": 1}',
    )
    details = desk.ask(services.details, made)
    assert (details.owner_id, details.owner, details.registrar) == (ident, "Maria Köhler", "R␛")
    assert details.name_servers == ("ns1.example", "ns2.example")
    assert details.options == (("x␇", "1"),)
    for gone in (made + 1, 0, 10**30):
        with pytest.raises(NotFound):
            desk.ask(services.details, gone)
        with pytest.raises(NotFound):
            desk.ask(purchases.details, gone)


def test_purchases_newest_first(desk: Desk, add_customer: AddCustomer) -> None:
    """R127, R128, R131: at most three, first order and "+n", paid or not; several on one page of any size."""
    ident = add_customer(desk)
    service = factories.add_service(desk, ident, domain="shop.example")
    method = factories.add_payment_method(desk, "Bank transfer")
    old = factories.add_purchase(desk, ident, placed_at=THEN - timedelta(days=9), paid=True, paid_at=THEN)
    big = factories.add_purchase(
        desk, ident, (OrderType.RENEW, "one"), (OrderType.NEW, "two"), (OrderType.RENEW, "three"),
        service_id=service, payment_method_id=method, status=PurchaseStatus.PROCESSING,
    )  # fmt: skip
    rest = [factories.add_purchase(desk, ident) for _ in range(3)]
    expected = [*rest[::-1], big, old]
    for limit in (1, 2, 50):
        assert walked(desk, purchases.page, ident, limit=limit) == expected
    preview = desk.ask(purchases.preview, ident)
    assert ([row.id for row in preview.rows], preview.count) == (expected[:3], 5)
    details = desk.ask(purchases.details, big)
    row = details.row
    assert (row.services, row.type, row.payment_method, row.paid) == (
        "shop.example +2",
        "Renew/New",
        "Bank transfer",
        False,
    )
    assert (str(row.price), row.status) == ("59.70 EUR", "Processing")
    assert [order.description for order in details.orders] == ["one", "two", "three"]
    oldest = desk.ask(purchases.details, old)
    assert (oldest.row.paid, oldest.row.paid_at, oldest.row.services) == (True, THEN, "Cloud server S")


def test_empty_previews(desk: Desk, add_customer: AddCustomer) -> None:
    """R110: zero is a count too."""
    ident = add_customer(desk)
    assert desk.ask(services.preview, ident, SERVICE) == services.ServicePreview((), 0, 0)
    assert desk.ask(purchases.preview, ident) == purchases.PurchasePreview((), 0)


def test_the_log_can_be_narrowed(
    desk: Desk, add_customer: AddCustomer, desk_of_role: DeskOfRole, frozen: time_machine.Traveller
) -> None:
    """R187: newest first, by action and by admin, in pages; what can be chosen is what is there."""
    ident = add_customer(desk)
    support = desk_of_role(Role.SUPPORT, username="Sam")
    support.change(wallet.add_funds, ident, "5")
    desk.change(wallet.add_funds, ident, "5")
    support.change(hold.put_on, ident)
    whole = [line.id for line in log_of(desk, ident)]
    assert whole == sorted(whole, reverse=True)
    assert walked(desk, log.page, ident, limit=2) == whole
    assert desk.ask(log.choices, ident) == (["add", "add funds", "hold"], ["Sam", "ana"])

    def seen(**narrow: Any) -> list[str]:
        return [f"{line.admin} {line.action}" for line in desk.ask(log.page, ident, ALL, **narrow).rows]

    assert seen(action="add funds") == ["ana add funds", "Sam add funds"]
    assert seen(admin="SAM") == ["Sam hold", "Sam add funds"]
    assert seen(action="add funds", admin="sam") == ["Sam add funds"]
    assert seen(action="nothing") == []
    assert seen(admin="\x00") == seen(action="\ud800", admin="sam") == []


def test_the_log_of_one_is_not_the_log_of_another(desk: Desk, add_customer: AddCustomer) -> None:
    """R187."""
    one, two = add_customer(desk), add_customer(desk)
    desk.change(status.activate, two)
    assert len(log_of(desk, one)) == 1
    assert len(log_of(desk, two)) == 2


# --- cost -----------------------------------------------------------------------------------------------------------

COSTS: dict[str, tuple[int, Callable[[Desk, int], Any]]] = {
    "information": (2, lambda desk, i: desk.ask(customer_page.read, i)),
    "ribbon": (3, lambda desk, i: desk.ask(glance.read, i)),
    "e-mails": (1, lambda desk, i: desk.ask(emails.page, i, ALL)),
    "companies": (1, lambda desk, i: desk.ask(companies.page, i, ALL)),
    "services": (2, lambda desk, i: desk.ask(services.preview, i, SERVICE)),
    "orders": (3, lambda desk, i: desk.ask(purchases.preview, i)),
    "notes": (1, lambda desk, i: desk.ask(notes.page, i, ALL)),
    "wallet history": (1, lambda desk, i: desk.ask(wallet.history, i, ALL)),
    "credit history": (1, lambda desk, i: desk.ask(credit.history, i, ALL)),
    "log": (1, lambda desk, i: desk.ask(log.page, i, ALL)),
    "all services": (1, lambda desk, i: desk.ask(services.page, i, SERVICE, ALL)),
    "all orders": (2, lambda desk, i: desk.ask(purchases.page, i, ALL)),
    "list": (2, lambda desk, _: desk.ask(customer_list.page, CustomerQuery(), ALL)),
    "search": (4, lambda desk, _: desk.ask(customer_list.page, CustomerQuery("maria k"), ALL)),
    "count": (1, lambda desk, _: desk.ask(customer_list.count, CustomerQuery("maria k"))),
}
WORDS = {"search", "count"}
"""SQLite is asked first in how many customers the words are; PostgreSQL knows by itself where to begin."""
OF_NONE = {"orders": 2, "all orders": 1, "services": 1, "search": 1}
"""Statements fewer while there are none: what belongs to them is not asked for, nor why a customer was found whose name
shows it (R213); with a company the list shows another name.
"""


def test_the_number_of_statements_does_not_grow(store: Any, add_customer: AddCustomer) -> None:
    """R46: each panel and each page asks a fixed number of questions, however much it shows."""
    desk = Desk(store, 1)
    ident = add_customer(desk)
    desk.ask(customer_list.count, CustomerQuery("maria"))  # what PostgreSQL can do is known by now
    for size in range(3):
        for name, (once, ask) in COSTS.items():
            expected = once + (name in WORDS and store.dialect == "sqlite") - (0 if size else OF_NONE.get(name, 0))
            with questions(desk) as seen:
                ask(desk, ident)
            assert len(seen) == expected, (name, size, seen)
        for _ in range(2 * size + 1):
            add_customer(desk)
            desk.change(companies.add, ident, COMPANY)
            desk.change(notes.add, ident, "x")
            desk.change(wallet.add_funds, ident, "5")
            factories.add_purchase(desk, ident, (OrderType.NEW, "a"), (OrderType.NEW, "b"))
            factories.add_service(desk, ident)


def test_panels_are_read_from_their_indexes(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R46: no panel sorts or reads a whole table on SQLite, for any reach."""
    ident = add_customer(sqlite_desk)
    factories.add_purchase(sqlite_desk, ident)
    actors = [sqlite_desk, Desk(sqlite_desk.store, factories.admin(
        sqlite_desk.store, "nora", Role.TECH, reseller_id=factories.reseller(sqlite_desk.store, "North")
    ))]  # fmt: skip
    slow = []
    for desk in actors:
        desk.ask(customer_list.count, CustomerQuery())
        for name, (_, ask) in COSTS.items():
            if name in {"list", "search", "count", "ribbon", "information"}:
                continue
            with statements(desk.store) as seen:
                ask(desk, ident)
            for statement in seen:
                values = tuple(1 for _ in range(statement.count("?")))
                with desk.store.reading() as session:
                    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                    lines = [str(row[3]) for row in plan]
                expected = name == "e-mails" and "USE TEMP B-TREE FOR ORDER BY" in lines  # a handful, CASE first
                if any(
                    line.startswith("SCAN")
                    and not line.startswith(("SCAN CONSTANT ROW", "SCAN (subquery-1)", "SCAN anon_"))
                    for line in lines  # those are rows that were found already, three at most
                ) or (any("TEMP B-TREE" in line for line in lines) and not expected):
                    slow.append((name, statement, lines))
    assert not slow, "\n".join(f"{name}: {lines}\n  {statement}" for name, statement, lines in slow)
