"""The customer list: filter, search, every order, pages by key, counts (R32-R39, R42, R46)."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import event

from billia_tui.db.store import open_store
from billia_tui.errors import NotFound
from billia_tui.operations.customers import companies, emails, status
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.finding.row import CustomerRow
from billia_tui.operations.queries.customer_query import CustomerQuery, Sort, StatusFilter, with_sort
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Count, Key, Window
from billia_tui.text import fold
from billia_tui.vocabulary import ServiceStatus
from tests import factories, postgres
from tests.conftest import AddCustomer
from tests.operations.kit import COMPANY

WHOLE = Window(limit=1000)
ORDERS = [CustomerQuery(sort=sort, descending=falling) for sort in Sort for falling in (False, True)]


def listed(desk: Desk, query: CustomerQuery) -> list[int]:
    """The ids of a query in its order, on one page."""
    return [row.id for row in desk.ask(customer_list.page, query, WHOLE).rows]


def found(desk: Desk, words: str, **query: object) -> set[int]:
    """The ids that a search has; the count must say the same, whatever the order."""
    ids = set(listed(desk, CustomerQuery(words, **query)))  # type: ignore[arg-type]  # keywords of the query
    for sort in (Sort.NAME, Sort.WALLET):
        assert set(listed(desk, CustomerQuery(words, sort=sort, **query))) == ids  # type: ignore[arg-type] # of any field
    assert desk.ask(customer_list.count, CustomerQuery(words, **query)) == Count(len(ids))  # type: ignore[arg-type] # of any field
    return ids


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def crowd(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """The desk of a store with the crowd, made once for all tests: they read, or leave nothing behind."""
    with ExitStack() as stack:
        if request.param == "postgresql":
            server: postgres.Server = request.getfixturevalue("postgresql")
            address = stack.enter_context(server.database())
        else:
            folder: Path = request.getfixturevalue("tmp_path_factory").mktemp("crowd")
            address = str(shutil.copy(request.getfixturevalue("sqlite_template"), folder / "crowd.db"))
        store = open_store(address)
        stack.callback(store.close)
        desk = Desk(store, 1)
        gather(desk)
        yield desk


def gather(desk: Desk) -> None:
    """24 customers with many ties in every column, of two resellers, in all statuses, some on hold."""
    factories.reseller(desk.store, "NorthHost")
    for number in range(24):
        new = NewCustomer(
            first_name=("Ana", "ana", "Ärne", "Zoë", "山田", "Łucja")[number % 6],
            last_name=("Lima", "Köhler")[number % 2],
            email=f"crowd{number}@example.org",
            country="DE",
            currency=("EUR", "JPY", "KWD")[number % 3],
            username=f"{'aAbBÄz'[number % 6]}{number:02}",
            reseller=("default", "NorthHost")[number % 4 == 0],
        )
        ident = desk.change(customers.add, new, then=AfterAdding.NOTHING)
        if number % 3:
            desk.change(status.activate, ident)
        if number % 5 == 1:
            desk.change(status.block, ident)
        if number % 4 == 1:
            desk.change(hold.put_on, ident)
        if number % 2:
            desk.change(wallet.correct_balance, ident, str((number % 5) - 2 or 7), "x")
        for _ in range(number % 3):
            factories.add_service(desk, ident)


def expected_key(row: CustomerRow, sort: Sort, username: str) -> tuple[object, int]:
    """By what a row stands where it stands, worked out from what it shows."""
    shown: dict[Sort, object] = {
        Sort.ID: row.id,
        Sort.USERNAME: username.encode(),
        Sort.NAME: fold(row.name).encode(),
        Sort.PRODUCTS: row.products,
        Sort.RESELLER: row.reseller.casefold(),
        Sort.WALLET: (row.wallet.currency, row.wallet.rank),
        Sort.STATUS: row.status.value,
    }
    return shown[sort], row.id


@pytest.mark.parametrize("sort", list(Sort))
def test_every_order_in_pages_is_the_whole_list(crowd: Desk, sort: Sort) -> None:
    """R39, R46: forward, backward, and from any row, pages by key give each customer once, ties by id."""
    for words, descending in itertools.product(("", "an"), (False, True)):
        pages_are_the_whole_list(crowd, CustomerQuery(words, sort=sort, descending=descending))


def pages_are_the_whole_list(crowd: Desk, query: CustomerQuery) -> None:
    """One query of the test above."""
    whole = crowd.ask(customer_list.page, query, WHOLE)
    assert whole.more is False
    rows, keys = list(whole.rows), list(whole.keys)
    assert len(rows) == (len(found(crowd, query.words)) if query.words else 24)
    assert rows == sorted(
        rows, key=lambda row: expected_key(row, query.sort, row.username.casefold()), reverse=query.descending
    )
    for limit in (1, 5):
        forward, key = list[CustomerRow](), None
        while True:
            page = crowd.ask(customer_list.page, query, Window(limit=limit, after=key))
            forward += page.rows
            if not page.more:
                break
            key = page.keys[-1]
        assert forward == rows
    page = crowd.ask(customer_list.page, query, Window(limit=7, bottom=True))
    backward = list(page.rows)
    while page.more:
        page = crowd.ask(customer_list.page, query, Window(limit=7, before=page.keys[0]))
        backward = [*page.rows, *backward]
    assert backward == rows
    middle = len(rows) // 2
    for including in (False, True):
        after = crowd.ask(customer_list.page, query, Window(limit=4, after=keys[middle], including=including))
        before = crowd.ask(customer_list.page, query, Window(limit=4, before=keys[middle], including=including))
        assert list(after.rows) == rows[middle + (not including) :][:4]
        assert list(before.rows) == rows[: middle + including][-4:]


def test_where_a_customer_stands(crowd: Desk) -> None:
    """R42: the key of a customer, how many stand before it, and who stands beside it, in every order."""
    for query in ORDERS:
        whole = crowd.ask(customer_list.page, query, WHOLE)
        for place in (0, 11, 23):
            ident, key = whole.rows[place].id, whole.keys[place]
            assert crowd.ask(customer_list.key_of, query, ident) == key
            assert crowd.ask(customer_list.before, query, key) == Count(place)
            following = crowd.ask(customer_list.step, query, key, forward=True)
            leading = crowd.ask(customer_list.step, query, key, forward=False)
            assert following == ((whole.rows[place + 1].id, whole.keys[place + 1]) if place < 23 else None)
            assert leading == ((whole.rows[place - 1].id, whole.keys[place - 1]) if place else None)


def test_the_place_of_someone_who_left_the_list(crowd: Desk, add_customer: AddCustomer) -> None:
    """R42: the key of a deleted customer still leads to its neighbours; the customer itself is not there."""
    ident = add_customer(crowd, username="gone", first_name="Bea")
    query = CustomerQuery(sort=Sort.NAME, descending=False)
    whole = listed(crowd, query)
    key: Key = crowd.ask(customer_list.key_of, query, ident)
    place = whole.index(ident)
    crowd.change(customers.delete, ident, typed_username="gone")
    step = crowd.ask(customer_list.step, query, key, forward=True)
    assert step is not None
    assert step[0] == whole[place + 1]
    with pytest.raises(NotFound):
        crowd.ask(customer_list.key_of, query, ident)


def test_newest_first_is_the_default(crowd: Desk) -> None:
    """R39, R32."""
    assert listed(crowd, CustomerQuery()) == list(range(24, 0, -1))


def test_choosing_an_order_again_turns_it() -> None:
    """R39: every column can be sorted both ways."""
    for sort in Sort:
        once = with_sort(CustomerQuery(sort=Sort.NAME if sort == Sort.ID else Sort.ID), sort)
        twice = with_sort(once, sort)
        assert (once.sort, twice.sort) == (sort, sort)
        assert once.descending != twice.descending


@pytest.mark.parametrize("chosen", list(StatusFilter))
def test_the_filter(crowd: Desk, chosen: StatusFilter) -> None:
    """R35, R38: All, Active, Inactive, Blocked, On hold; together with a search and in every order."""
    everyone = crowd.ask(customer_list.page, CustomerQuery(), WHOLE).rows
    fits = {
        row.id
        for row in everyone
        if chosen == StatusFilter.ALL
        or (bool(row.hold) if chosen == StatusFilter.ON_HOLD else row.status == chosen.value)
    }
    assert fits
    assert found(crowd, "", status=chosen) == fits
    named = {row.id for row in everyone if "kohler" in fold(row.name)}
    assert found(crowd, "köhler", status=chosen) == fits & named
    for query in ORDERS:
        both = CustomerQuery("kohler", chosen, query.sort, query.descending)
        assert set(listed(crowd, both)) == fits & named


def test_the_columns(desk: Desk, add_customer: AddCustomer) -> None:
    """R33, R34: company name of a Company main profile, products not Terminated, reseller, status, hold."""
    ident = add_customer(desk, username="maria")
    desk.change(companies.add, ident, COMPANY)
    factories.add_service(desk, ident)
    factories.add_domain(desk, ident, "a.example")
    factories.add_service(desk, ident, status=ServiceStatus.TERMINATED)
    desk.change(hold.put_on, ident)
    desk.change(wallet.correct_balance, ident, "-14.2", "x")
    (row,) = desk.ask(customer_list.page, CustomerQuery(), WHOLE).rows
    assert (row.id, row.username, row.name, row.products, row.reseller) == (ident, "maria", "Köhler GmbH", 2, "Default")
    assert (str(row.wallet), row.status, row.hold) == ("-14.20 EUR", "Inactive", "by admin and negative wallet")


FINDING = (
    "maria", "MARIA", "ari", "köhler", "kohler", "KÖHLER", "ohl", "k", "ö", "ma", "maria köhler", "köhler maria",
    "mar köh", "m k", "gmbh", "hler sö", "söhne", "m.kohler@", "mail.example", "second@", "0711", "+49 (0)711",
    "49071122", "711-22", "shop.example", "bücher", "bucher", "mk-7", "kohler 711 gmbh",
    "  maria  ", "m", "@", "(0)", "{id}",
)  # fmt: skip


def test_search_finds(desk: Desk, add_customer: AddCustomer) -> None:
    """R37: part of id, username, names, company, any address, phone and domain; case and accents do not matter."""
    other = add_customer(desk, first_name="Xx", last_name="Yy", email="zz@zz.zz", username="zz")
    ident = add_customer(
        desk,
        first_name="Maria",
        last_name="Köhler",
        email="m.kohler@mail.example",
        username="MK-7",
        phone="+49 (0)711-22",
    )
    desk.change(emails.add, ident, "second@other.example")
    desk.change(
        companies.add, ident, companies.CompanyData("Köhler & Söhne GmbH", "1", country="DE", city="Bonn", address="x")
    )
    factories.add_domain(desk, ident, "bücher-shop.example")
    for words in FINDING:
        hits = found(desk, words.format(id=ident))
        assert ident in hits, words
        assert words in {"@", "{id}"} or other not in hits, words


FINDING_NOTHING = (
    "maria zzz", "%", "_", "m%a", "mar_a", "*", "mar*", '"', 'mar"ia', "'", "\\", "^maria", "maria OR zzz",
    "NEAR(a b)", "-maria", "a" * 1000, "\x00", "mar\x00ia", "\ud800", "🦊", "{}", ";--", "Weg", "note",
)  # fmt: skip


def test_search_finds_nothing_and_never_breaks(desk: Desk, add_customer: AddCustomer) -> None:
    """R37, R38, P5: the marks of LIKE and of the index are plain characters; other columns are not searched."""
    add_customer(desk, first_name="Maria", last_name="Köhler", city="Bonn", address="Weg 1")
    for words in FINDING_NOTHING:
        assert found(desk, words) == set(), ascii(words)


def test_an_empty_search_is_no_search(crowd: Desk) -> None:
    """R36, R38: "clear search" shows everyone, in every order."""
    for words in ("", " ", "\t \n", "\u00a0"):
        assert len(found(crowd, words)) == 24, ascii(words)


def test_marks_of_the_index_are_found_as_text(desk: Desk, add_customer: AddCustomer) -> None:
    """R37: what a name really holds can be searched, whatever it means to a database."""
    ident = add_customer(desk, last_name='50% "off" a_b O\'Neil \\x')
    add_customer(desk, last_name="plain ab")
    for words in ("50%", '"off"', "a_b", "o'neil", "\\x", "%", "_", '"', "\\"):
        assert found(desk, words) == {ident}, words


def test_the_company_of_a_secondary_profile_is_found(desk: Desk, add_customer: AddCustomer) -> None:
    """R37: any company of the customer, also one that is not main; not one that was deleted."""
    ident = add_customer(desk)
    desk.change(companies.add, ident, COMPANY)
    second = desk.change(
        companies.add, ident, companies.CompanyData("Zweite AG", "2", country="DE", city="B", address="x")
    )
    assert found(desk, "zweite ag") == {ident}
    desk.change(companies.delete, ident, second)
    assert found(desk, "zweite ag") == set()


def test_counts_stop_at_the_cap(crowd: Desk) -> None:
    """R38, R46: "n" exactly up to the cap, "n+" beyond it; None counts all."""
    for words, all_of_them in (("", 24), ("köhler", 12), ("k", 12)):
        query = CustomerQuery(words)
        assert str(crowd.ask(customer_list.count, query, at_most=all_of_them)) == str(all_of_them)
        assert str(crowd.ask(customer_list.count, query, at_most=all_of_them - 1)) == f"{all_of_them - 1}+"
        assert crowd.ask(customer_list.count, query, at_most=None) == Count(all_of_them)
    last = crowd.ask(customer_list.page, CustomerQuery(), WHOLE).keys[-1]
    assert crowd.ask(customer_list.before, CustomerQuery(), last, at_most=5) == Count(5, exact=False)


def test_narrowing_while_typing(crowd: Desk) -> None:
    """R37: each further letter keeps a part of what was there before."""
    for one, two in itertools.pairwise("köhler zoë"[:n] for n in range(11)):
        assert found(crowd, two) <= found(crowd, one)


PLANS = [
    CustomerQuery(words, chosen, sort, falling)
    for words in ("", "köhler", "k", "köhler k")
    for chosen in StatusFilter
    for sort in Sort
    for falling in (False, True)
]


def test_no_query_reads_or_sorts_all_customers(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R46: on SQLite every page comes from an index; sorted are at most the hits of a search or a filter."""
    add_customer(sqlite_desk)
    slow = []
    with sqlite_desk.store.reading() as session:
        for query in PLANS:
            statement = _statement(sqlite_desk, query)
            plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")]
            scans = [line for line in plan if line.startswith("SCAN customers") and "INDEX" not in line]
            sorts = [line for line in plan if "TEMP B-TREE" in line]
            narrow = query.words != "" or query.status == StatusFilter.ON_HOLD
            other = query.status != StatusFilter.ALL and query.sort not in {Sort.ID, Sort.STATUS}
            if scans or (sorts and not (narrow or other)):
                slow.append((query, plan))
    assert not slow, "\n".join(f"{query}: {plan}" for query, plan in slow[:12])


def _statement(desk: Desk, query: CustomerQuery) -> str:
    """The SQL of a page with its values in it."""
    seen: list[str] = []

    def note(_c: object, cursor: object, statement: str, parameters: tuple[object, ...], *_: object) -> None:
        if "FROM customers" in statement or "customer_search" in statement:
            for value in parameters:
                quoted = str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"
                statement = statement.replace("?", quoted, 1)
            seen.append(statement)

    event.listen(desk.store.engine, "before_cursor_execute", note)
    desk.ask(customer_list.page, query, Window(limit=50))
    event.remove(desk.store.engine, "before_cursor_execute", note)
    return seen[-1]
