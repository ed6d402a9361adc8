"""Lists of services and domains, searched and sorted, and the page of one (R117-R126)."""

from datetime import timedelta

import pytest

from billia_tui.db.models import Note, Service
from billia_tui.operations.desk import Desk
from billia_tui.operations.services import pages as services
from billia_tui.operations.services.query import ServiceQuery, ServiceSort, with_sort
from billia_tui.paging import Window
from billia_tui.vocabulary import NoteKind, OrderType, PurchaseStatus, ServiceKind, ServiceStatus
from tests import factories
from tests.conftest import AddCustomer
from tests.factories import THEN
from tests.operations.kit import ALL, questions

S = ServiceStatus
SERVICE, DOMAIN = ServiceKind.SERVICE, ServiceKind.DOMAIN
DAY = timedelta(days=1)


def walked(desk: Desk, customer_id: int, query: ServiceQuery, *, limit: int, kind: ServiceKind = SERVICE) -> list[int]:
    """The ids of a list, page after page, and back again."""
    down: list[int] = []
    window: Window | None = Window(limit=limit)
    while window is not None:
        page = desk.ask(services.page, customer_id, kind, window, query)
        down += [row.id for row in page.rows]
        window = Window(limit=limit, after=page.keys[-1]) if page.more else None
    up: list[int] = []
    window = Window(limit=limit, bottom=True)
    while window is not None:
        page = desk.ask(services.page, customer_id, kind, window, query)
        up[:0] = [row.id for row in page.rows]
        window = Window(limit=limit, before=page.keys[0]) if page.more else None
    assert up == down
    assert desk.ask(services.count, customer_id, kind, query).number == len(down)
    return down


def test_every_order_in_pages_of_any_size(desk: Desk, add_customer: AddCustomer) -> None:
    """R117, R119: newest, expiry (those without an end last, both ways), name; both ways, ties by id."""
    ident = add_customer(desk)
    ends = (THEN + 2 * DAY, None, THEN, THEN + 2 * DAY, None)
    names = ("b", "A", "c", "B", "a")
    made = [
        factories.add_service(desk, ident, expires_at=end, product_name=name, created_at=THEN - n * DAY)
        for n, (end, name) in enumerate(zip(ends, names, strict=True))
    ]
    one, two, three, four, five = made
    expected = {
        (ServiceSort.NEWEST, True): made,
        (ServiceSort.NEWEST, False): made[::-1],
        (ServiceSort.EXPIRY, False): [three, one, four, two, five],
        (ServiceSort.EXPIRY, True): [four, one, three, five, two],
        (ServiceSort.NAME, False): [two, five, one, four, three],
        (ServiceSort.NAME, True): [three, four, one, five, two],
    }
    for (sort, descending), ids in expected.items():
        for limit in (1, 2, 9):
            assert walked(desk, ident, ServiceQuery(sort=sort, descending=descending), limit=limit) == ids
    domains = [factories.add_domain(desk, ident, f"{name}.example") for name in names]
    by_name = ServiceQuery(sort=ServiceSort.NAME, descending=False)
    assert walked(desk, ident, by_name, limit=2, kind=DOMAIN) == [domains[n] for n in (1, 4, 0, 3, 2)]


def test_the_same_order_again_is_the_other_way_round() -> None:
    """R119: sorting twice by expiry turns it round; a new order starts as one expects it."""
    by_expiry = with_sort(ServiceQuery(), ServiceSort.EXPIRY)
    assert (by_expiry.sort, by_expiry.descending) == (ServiceSort.EXPIRY, False)
    assert with_sort(by_expiry, ServiceSort.EXPIRY).descending
    assert with_sort(by_expiry, ServiceSort.NEWEST).descending


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", {0, 1, 2, 3}),
        ("shop", {0}),
        ("SHOP cloud", {0}),
        ("shop mail", set()),
        ("susp", {1}),
        ("active", {0, 2}),
        ("köhler", {2}),
        ("KÖHLER", {2}),
        ("100%", {3}),
        ("10_%", set()),
        ("\x00", set()),
        ("\ud800", set()),
    ],
)
def test_search(desk: Desk, add_customer: AddCustomer, words: str, expected: set[int]) -> None:
    """R120: every word in name, domain, id or status; upper and lower case do not matter."""
    ident = add_customer(desk)
    made = [
        factories.add_service(desk, ident, product_name="Cloud server", domain="shop.example"),
        factories.add_service(desk, ident, product_name="Mailboxes", status=S.SUSPENDED),
        factories.add_service(desk, ident, product_name="Köhler Spezial"),
        factories.add_service(desk, ident, product_name="100% uptime", status=S.INACTIVE),
    ]
    other = add_customer(desk)
    factories.add_service(desk, other, product_name="shop köhler 100%", status=S.SUSPENDED)
    assert set(walked(desk, ident, ServiceQuery(words), limit=9)) == {made[n] for n in expected}
    for row in made:
        assert row in walked(desk, ident, ServiceQuery(str(row)), limit=9)


SHARP = ("Straße", "STRASSE", "STRAẞE", "Maße", "Ölmühle", "ölMÜHLE", "Éclair")


@pytest.mark.parametrize(
    ("words", "expected"),
    [("straße", {0, 1, 2}), ("STRAẞE", {0, 2}), ("strasse", {1}), ("ölmühle", {4}), ("éclair", {6}), ("ÉCLAIR", {6})],
)
def test_search_with_other_letters(desk: Desk, add_customer: AddCustomer, words: str, expected: set[int]) -> None:
    """R120: what is found does not depend on the database, nor on the language of its server."""
    ident = add_customer(desk)
    made = [factories.add_service(desk, ident, product_name=name) for name in SHARP]
    found = walked(desk, ident, ServiceQuery(words), limit=9)
    assert {SHARP[made.index(one)] for one in found} == {SHARP[n] for n in expected}


def test_the_order_by_name_is_the_same_everywhere(desk: Desk, add_customer: AddCustomer) -> None:
    """R119: byte by byte, capital and small letters from A to Z alike."""
    ident = add_customer(desk)
    names = ["a-b", "A c", "ab", "Ab a", "Äb", "z", "éa"]
    made = {factories.add_service(desk, ident, product_name=name): name for name in names}
    query = ServiceQuery(sort=ServiceSort.NAME, descending=False)
    assert [made[one] for one in walked(desk, ident, query, limit=3)] == ["A c", "a-b", "ab", "Ab a", "z", "Äb", "éa"]


def test_filter(desk: Desk, add_customer: AddCustomer) -> None:
    """R120: by status, together with a search."""
    ident = add_customer(desk)
    made = {status: factories.add_service(desk, ident, status=status) for status in ServiceStatus}
    for status, ident_of in made.items():
        assert walked(desk, ident, ServiceQuery(status=status), limit=9) == [ident_of]
    assert walked(desk, ident, ServiceQuery("cloud", S.EXPIRED), limit=9) == [made[S.EXPIRED]]
    assert walked(desk, ident, ServiceQuery("mail", S.EXPIRED), limit=9) == []
    assert desk.ask(services.count, ident, SERVICE, ServiceQuery(), at_most=3).number == 3


def test_what_a_page_of_the_list_costs(store: object, desk: Desk, add_customer: AddCustomer) -> None:
    """R46: one question a page in every order, with 3 rows as with 300; a middle page is no dearer."""
    del store
    ident = add_customer(desk)
    for number in (3, 297):
        with desk.store.writing() as session:
            session.add_all(
                Service(
                    customer_id=ident,
                    product_name=f"Server {n}",
                    price=1,
                    currency="EUR",
                    created_at=THEN,
                    reseller_id=1,
                    expires_at=THEN + n * DAY if n % 2 else None,
                )
                for n in range(number)
            )
        for sort in ServiceSort:
            query = ServiceQuery("server", sort=sort)
            page = desk.ask(services.page, ident, SERVICE, Window(limit=3), query)
            for window in (ALL, Window(limit=3, after=page.keys[0]), Window(limit=3, bottom=True)):
                with questions(desk) as seen:
                    desk.ask(services.page, ident, SERVICE, window, query)
                assert len(seen) == 1


def test_all_there_is_to_a_domain(desk: Desk, add_customer: AddCustomer) -> None:
    """R121, R122, R124, R126: contacts, registrar, timeline, next step, orders of its purchases and their notes."""
    ident = add_customer(desk)
    made = factories.add_domain(
        desk,
        ident,
        "a.example",
        contacts='{"Owner": "Maria\\u001b"}',
        registrar_customer_id="R1",
        activated_at=THEN,
        expires_at=THEN + 365 * DAY,
    )
    old = factories.add_purchase(desk, ident, (OrderType.NEW, "x"), service_id=made, placed_at=THEN - DAY)
    new = factories.add_purchase(
        desk, ident, (OrderType.RENEW, "x"), service_id=made, paid=True, status=PurchaseStatus.ACTIVATED
    )
    other = factories.add_purchase(desk, ident)
    with desk.store.writing() as session:
        for purchase in (old, new, other):
            session.add(
                Note(
                    kind=NoteKind.ORDER,
                    customer_id=ident,
                    purchase_id=purchase,
                    text=f"about {purchase}\nmore",
                    admin_id=1,
                    created_at=THEN,
                )
            )
    found = desk.ask(services.details, made)
    assert (found.contacts, found.registrar_customer_id, found.row.tld) == ((("Owner", "Maria␛"),), "R1", "example")
    assert [one.status for one in found.timeline] == [S.ACTIVE, S.EXPIRED, S.SUSPENDED, S.TERMINATED]
    assert (found.next_status, found.next_at) == (S.EXPIRED, THEN + 365 * DAY)
    assert [(one.purchase_id, one.type, one.paid) for one in found.orders] == [
        (new, OrderType.RENEW, True),
        (old, OrderType.NEW, False),
    ]
    assert [(note.purchase_id, note.line) for note in found.notes] == [(new, f"about {new}"), (old, f"about {old}")]
    panel = Desk(desk.store, 1, acting_as=ident).ask(services.details, made)
    assert (panel.notes, panel.log) == ((), ())
    assert panel.orders == found.orders


def test_what_the_page_costs(desk: Desk, add_customer: AddCustomer) -> None:
    """R46, R126, R220: six questions, whatever there is; the newest twenty orders and how many there are."""
    ident = add_customer(desk)
    made = factories.add_service(desk, ident)
    for number in (0, 25):
        for _ in range(number):
            factories.add_purchase(desk, ident, service_id=made)
        desk.ask(services.details, made)
        with questions(desk) as seen:
            found = desk.ask(services.details, made)
        assert len(seen) == 6
        assert (found.order_count, len(found.orders)) == (number, min(number, 20))
