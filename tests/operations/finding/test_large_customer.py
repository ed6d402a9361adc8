"""A customer with 5,000 services, 10,000 orders, 2,000 notes and 1,000 e-mails: what each page asks the store."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from billia_tui.db.store import Store, open_store
from billia_tui.operations import desk as desks
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import emails, glance
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import notifications, outbox
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.orders import pages as purchases
from billia_tui.operations.services import pages as services
from billia_tui.operations.store.opening import prepare
from billia_tui.paging import Window
from billia_tui.vocabulary import ServiceKind
from tests.operations.kit import questions

SMALL, LARGE = 1, 2
"""The ids of the two customers."""

SIZES = {SMALL: (5, 5, 5, 2), LARGE: (5_000, 10_000, 2_000, 1_000)}
"""Services, orders, notes and e-mails of each."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The desk of ana, on a store with a small and a large customer; it looks up its admin only once."""
    path = tmp_path_factory.mktemp("large") / "billia.db"
    prepare(str(path), "ana")
    store = open_store(str(path))
    desk = Desk(store, 1)
    for customer_id, sizes in SIZES.items():
        new = NewCustomer("Maria", "Köhler", f"maria{customer_id}@example.org", "DE", "EUR")
        assert desk.change(customers.add, new, then=AfterAdding.NOTHING) == customer_id
        _fill(store, customer_id, sizes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desks, "ACTOR_SECONDS", 3600)
        yield desk
    store.close()


def _fill(store: Store, customer_id: int, sizes: tuple[int, int, int, int]) -> None:
    """Rows straight into the tables, made from numbers `n` by the store itself: operations would take an hour."""
    number_of_services, number_of_orders, number_of_notes, number_of_emails = sizes
    first, then = customer_id * 1_000_000, "'2026-03-02T14:05:00Z'"
    minute = f"strftime('%Y-%m-%dT%H:%M:%SZ', {then}, n || ' minutes')"
    mine = {"customer_id": str(customer_id)}
    priced = {**mine, "id": f"{first} + n", "price": "1990", "currency": "'EUR'", "reseller_id": "1", "version": "1"}
    empty = dict.fromkeys(("category", "tld", "registrar", "registrar_customer_id"), "''")
    pairs = dict.fromkeys(("options", "server", "usage", "contacts"), "'{}'")
    kind, domain = "iif(n % 2, 'domain', 'service')", "'d' || n || '.example'"
    address = "n || '@example.org'"
    rows: tuple[tuple[str, int, dict[str, str]], ...] = (
        ("services", number_of_services, {
            **priced, **empty, **pairs, "product_name": "'Cloud server'", "kind": kind, "domain": domain,
            "status": "'Active'", "payment_term": "'prepaid'", "auto_renew": "0", "created_at": minute,
            "name_servers": "'[]'",
        }),
        ("purchases", number_of_orders, {**priced, "placed_at": minute, "status": "'Pending'", "paid": "0"}),
        ("orders", number_of_orders, {
            "purchase_id": f"{first} + n", "type": "'New'", "service_id": f"{first} + n % {number_of_services}",
            "description": "'Cloud server'", "price": "1990",
        }),
        ("notes", number_of_notes, {
            **mine, "kind": "'user'", "text": "'note ' || n", "admin_id": "1", "created_at": then, "version": "1",
        }),
        ("emails", number_of_emails, {
            **mine, "address": address, "address_key": address, "kind": "'additional'", "marketing": "'unsubscribed'",
            "added_at": then, "version": "1",
        }),
        ("outgoing_mails", number_of_notes, {
            **mine, "address": address, "subject": "'s'", "body": "'b'", "at": then, "reason": "'activation'",
        }),
        ("notifications", number_of_notes, {
            **mine, "channel": "'push'", "title": "'t'", "text": "'t'", "at": then, "seen": "0",
        }),
        ("log_entries", number_of_orders, {
            **mine, "at": then, "admin_id": "1", "object": "'customer'", "object_id": "1", "action": "'edit'",
            "before": "'{}'", "after": "'{}'", "reason": "''",
        }),
    )  # fmt: skip
    with store.writing() as session:
        for table, number, made in rows:
            columns, values = ", ".join(made), ", ".join(made.values())
            session.connection().exec_driver_sql(
                f"INSERT INTO {table} ({columns}) WITH RECURSIVE numbers (n) AS "  # noqa: S608 - texts of this file
                f"(VALUES (0) UNION ALL SELECT n + 1 FROM numbers WHERE n < {number - 1}) SELECT {values} FROM numbers"
            )


Read = tuple[Callable[..., Any], tuple[Any, ...]]
TOP, LAST = Window(limit=50), Window(limit=50, bottom=True)
PANELS: dict[str, Read] = {
    "information": (customer_page.read, ()),
    "ribbon": (glance.read, ()),
    "services panel": (services.preview, (ServiceKind.SERVICE,)),
    "orders panel": (purchases.preview, ()),
}
PAGES: dict[str, Read] = {
    "e-mails": (emails.page, ()),
    "notes": (notes.page, ()),
    "services": (services.page, (ServiceKind.SERVICE,)),
    "domains": (services.page, (ServiceKind.DOMAIN,)),
    "orders": (purchases.page, ()),
    "log": (log.page, ()),
    "mail": (outbox.page, ()),
    "notifications": (notifications.page, ()),
}
READS: dict[str, Read] = PANELS | {
    f"{name}, {where}": (operation, (*args, window))
    for name, (operation, args) in PAGES.items()
    for where, window in (("first page", TOP), ("last page", LAST))
}


def cost(desk: Desk, customer_id: int, read: Read) -> int:
    """How many statements a page takes, for this customer."""
    operation, args = read
    with questions(desk) as found:
        assert desk.ask(operation, customer_id, *args) is not None
    return len(found)


@pytest.mark.parametrize("name", READS)
def test_a_page_asks_as_often_for_a_large_customer_as_for_a_small_one(desk: Desk, name: str) -> None:
    """R46, R107, R117, R130, R172: a fixed number of queries, whatever the customer's size, at both ends of a list."""
    assert cost(desk, LARGE, READS[name]) == cost(desk, SMALL, READS[name]) <= 4


def test_the_large_customer_is_large(desk: Desk) -> None:
    """R110: the counts are those of all."""
    services_here, orders_here, _, _ = SIZES[LARGE]
    preview = desk.ask(services.preview, LARGE, ServiceKind.SERVICE)
    assert preview.services + preview.domains == services_here
    assert desk.ask(purchases.preview, LARGE).count == orders_here
