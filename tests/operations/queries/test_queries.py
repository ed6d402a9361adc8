"""What a query finds: every field against a plain reading of the store, both ways, alone and in pairs.

The book is the demo's; the expectations are Python over its rows and share no code with the conditions.
"""

import itertools
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypedDict, Unpack

import pytest
import time_machine
from sqlalchemy import event, select, text

from billia_tui import clock
from billia_tui.db import narrowing
from billia_tui.db.models import (
    Customer,
    Email,
    Label,
    LabelComponent,
    Note,
    Purchase,
    Reseller,
    SearchEntry,
    Service,
)
from billia_tui.db.store import Store, open_store
from billia_tui.demo import make
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.queries.customer_query import CustomerQuery, Sort
from billia_tui.paging import Window
from billia_tui.text import fold
from tests import postgres
from tests.conftest import NOW

CUSTOMERS = 60
WHOLE = Window(limit=1000)


@dataclass(frozen=True)
class Facts:
    """All that a query can ask of one customer, read table by table."""

    row: Customer
    words: str
    reseller: str
    emails: list[str]
    labels: dict[str, str]
    services: list[Service]
    orders: list[Purchase]
    notes: list[str]


@pytest.fixture
def book(store: Store, frozen: time_machine.Traveller) -> Desk:
    """A demo book, its Administrator at the desk."""
    with closing(open_store(postgres.owners_address(store))) as own:
        make(own, customers=CUSTOMERS, seed=3, now=NOW, admin="lea")
    return Desk(store, 1)


def facts_of(store: Store) -> list[Facts]:
    """The customers that are not deleted."""
    with store.reading() as session:

        def mine(model: Any, ident: int) -> list[Any]:
            return list(session.scalars(select(model).where(model.customer_id == ident)))

        def labels(ident: int) -> dict[str, str]:
            pairs = select(LabelComponent.key, Label.value).join(Label, Label.component_id == LabelComponent.id)
            own = pairs.where(Label.object_id == ident, Label.resource == "Users")
            return {row[0]: row[1] for row in session.execute(own)}

        return [
            Facts(
                row,
                session.scalars(select(SearchEntry.text).where(SearchEntry.customer_id == row.id)).one(),
                session.get_one(Reseller, row.reseller_id).name,
                [fold(one.address) for one in mine(Email, row.id)],
                labels(row.id),
                mine(Service, row.id),
                mine(Purchase, row.id),
                [fold(one.text) for one in mine(Note, row.id) if one.deleted_at is None],
            )
            for row in session.scalars(select(Customer).where(Customer.deleted_at.is_(None)))
        ]


def _waits(order: Purchase) -> bool:
    return not order.paid and order.status != "Cancelled"


def _begins(facts: Facts, letters: str) -> bool:
    words = "".join(char if char.isalnum() or char > "\x7f" else " " for char in facts.words)
    return any(word.startswith(letters) for word in words.split(" "))


def _expires(facts: Facts, days: int) -> bool:
    until = clock.now() + timedelta(days=days)
    active = [one.expires_at for one in facts.services if one.status == "Active" and one.expires_at]
    return any(clock.now() <= at < until for at in active)


Expected = Callable[[Facts], bool]
TERMS: dict[str, Expected] = {
    "maria": lambda facts: "maria" in facts.words,
    "ma": lambda facts: _begins(facts, "ma"),
    "petrova": lambda facts: "petrova" in facts.words,
    "status:active": lambda facts: facts.row.status == "Active",
    "status:bl": lambda facts: facts.row.status == "Blocked",
    "hold:yes": lambda facts: facts.row.on_hold_manual or facts.row.on_hold_auto,
    "hold:no": lambda facts: not (facts.row.on_hold_manual or facts.row.on_hold_auto),
    "hold:manual": lambda facts: facts.row.on_hold_manual,
    "hold:auto": lambda facts: facts.row.on_hold_auto,
    "wallet:<0": lambda facts: facts.row.wallet < 0,
    "wallet:>=10": lambda facts: facts.row.wallet_rank >= 10 * 10**4,
    "wallet:<0EUR": lambda facts: facts.row.wallet < 0 and facts.row.currency == "EUR",
    "wallet:>=10usd": lambda facts: facts.row.wallet_rank >= 10 * 10**4 and facts.row.currency == "USD",
    "credit:>0eur": lambda facts: facts.row.credit_limit > 0 and facts.row.currency == "EUR",
    "currency:gbp": lambda facts: facts.row.currency == "GBP",
    "wallet:0": lambda facts: facts.row.wallet == 0,
    "credit:>0": lambda facts: facts.row.credit_limit > 0,
    "label:tier=gold": lambda facts: facts.labels.get("tier") == "gold",
    "label:region": lambda facts: "region" in facts.labels,
    "reseller:northhost": lambda facts: facts.reseller == "NorthHost",
    "reseller:*host": lambda facts: facts.reseller.lower().endswith("host"),
    "service:expired": lambda facts: any(one.status == "Expired" for one in facts.services),
    "service:active": lambda facts: any(one.status == "Active" for one in facts.services),
    "expires:<30d": lambda facts: _expires(facts, 30),
    "order:unpaid": lambda facts: any(map(_waits, facts.orders)),
    "order:paid": lambda facts: any(order.paid for order in facts.orders),
    "order:pending": lambda facts: any(order.status == "Pending" for order in facts.orders),
    "email:*petrova@*": lambda facts: any("petrova@" in one for one in facts.emails),
    "email:maria*": lambda facts: any(one.startswith("maria") for one in facts.emails),
    "email:maria.petrova@example.org": lambda facts: "maria.petrova@example.org" in facts.emails,
    "country:de": lambda facts: facts.row.country == "DE",
    "note:mail": lambda facts: any("mail" in note for note in facts.notes),
    "created:>2025-01-01": lambda facts: facts.row.created_at.strftime("%Y-%m-%d") > "2025-01-01",
    "created:<30d": lambda facts: facts.row.created_at > clock.now() - timedelta(days=30),
    "blocked:<2y": lambda facts: bool(facts.row.blocked_at and facts.row.blocked_at > _years_ago(2)),
    "products:>2": lambda facts: facts.row.products_count > 2,
    "products:0": lambda facts: facts.row.products_count == 0,
}


def contrary(holds: Expected) -> Expected:
    """What `-` before a term asks."""
    return lambda facts: not holds(facts)


ALL = {**TERMS, **{f"-{term}": contrary(holds) for term, holds in TERMS.items()}}


def _years_ago(years: int) -> Any:
    return clock.now().replace(year=clock.now().year - years)


class Order(TypedDict, total=False):
    """The order of a list."""

    sort: Sort
    descending: bool


def found(desk: Desk, words: str, limit: int = 1000, **how: Unpack[Order]) -> list[int]:
    """The ids that a query finds, page by page."""
    ids: list[int] = []
    window = Window(limit=limit)
    while True:
        page = desk.ask(customer_list.page, CustomerQuery(words, **how), window)
        ids += [row.id for row in page.rows]
        if not page.more:
            return ids
        window = Window(limit=limit, after=page.keys[-1])


def test_every_field_both_ways(book: Desk) -> None:
    """Query language: each field finds those for whom it holds, its contrary all others; the count says so, too."""
    everybody = facts_of(book.store)
    assert len(everybody) == CUSTOMERS
    for term, holds in ALL.items():
        expected = {facts.row.id for facts in everybody if holds(facts)}
        assert 0 < len(expected) < CUSTOMERS, f"{term} tells nobody apart in this book"
        assert set(found(book, term)) == expected, term
        assert book.ask(customer_list.count, CustomerQuery(term)).number == len(expected), term


TWICE = (
    ("label:tier=gold", "label:region"),
    ("label:region", "-label:tier=gold"),
    ("order:unpaid", "order:paid"),
    ("service:expired", "service:active"),
    ("maria", "email:maria*"),
    ("petrova", "email:*petrova@*"),
)
"""Pairs that ask one table twice."""


def pairs(number: int) -> Iterator[tuple[str, str, Sort, bool]]:
    """Some pairs of terms, each with an order; the same for each run."""
    chance = random.Random(5)
    every = [*itertools.combinations(ALL, 2)]
    for one, other in (*TWICE, *chance.sample(every, number)):
        yield one, other, chance.choice([*Sort]), chance.random() < 0.5


@pytest.mark.parametrize("few", [2_000, 1], ids=["few", "many"])
def test_pairs_in_every_order(book: Desk, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Query language, R39: two fields are both; in pages as in one; however common what they name is.

    With `many` SQLite reads along the order of the list, a short stretch at first, as it does in a large book.
    """
    if few == 1 and book.store.dialect != "sqlite":
        pytest.skip("PostgreSQL chooses by itself")
    monkeypatch.setattr(narrowing, "FEW", few)
    monkeypatch.setattr(narrowing, "STRETCH", 2_000 if few > 1 else 5)
    everybody = {facts.row.id: facts for facts in facts_of(book.store)}
    for one, other, sort, descending in pairs(60):
        words, how = f"{one} {other}", Order(sort=sort, descending=descending)
        expected = {ident for ident, facts in everybody.items() if ALL[one](facts) and ALL[other](facts)}
        whole = found(book, words, **how)
        assert set(whole) == expected, words
        assert found(book, words, limit=7, **how) == whole, (words, sort, descending)
        if not {"ma", "maria", "petrova"} & {one, other}:  # who is named exactly comes first
            assert whole == [ident for ident in found(book, "", **how) if ident in expected], (words, sort, descending)


SMALL_TABLES = ("resellers", "label_components", "label_values", "admins")
"""Tables that do not grow with the customers."""


def plans(desk: Desk, words: str, sort: Sort) -> Iterator[str]:
    """The plans of all questions of a page and of a count."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(desk.store.engine, "before_cursor_execute", note)
    desk.ask(customer_list.page, CustomerQuery(words, sort=sort), Window(limit=50))
    desk.ask(customer_list.count, CustomerQuery(words))
    event.remove(desk.store.engine, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN " if desk.store.dialect == "sqlite" else "EXPLAIN "
    with desk.store.reading() as session:
        if desk.store.dialect != "sqlite":
            session.execute(text("SET LOCAL enable_seqscan = off"))
        for statement, parameters in asked:
            rows = session.connection().exec_driver_sql(explain + statement, parameters)
            yield from (str(row[-1]).strip() for row in rows)


def _is_full_scan(step: str) -> bool:
    """Reading the customers along the index of an order is none: it ends with the page."""
    if "Seq Scan on" in step:
        return not any(f"Seq Scan on {table}" in step for table in SMALL_TABLES)
    if not step.startswith("SCAN "):
        return False
    table = step.split()[1]
    ordered = (table == "customers" and "INDEX" in step) or "ix_purchases_unpaid" in step
    known = "VIRTUAL" in step or table in ("CONSTANT", "(subquery-1)", *SMALL_TABLES) or "subquery" in step
    return not (ordered or known or table.startswith("anon_"))


@pytest.mark.parametrize("few", [2_000, 1], ids=["few", "many"])
def test_no_query_reads_a_whole_table(book: Desk, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Query language, R46: every field has an index, alone and in pairs, whichever way is taken."""
    if few == 1 and book.store.dialect != "sqlite":
        pytest.skip("PostgreSQL chooses by itself")
    monkeypatch.setattr(narrowing, "FEW", few)
    monkeypatch.setattr(narrowing, "STRETCH", 2_000 if few > 1 else 5)
    chance = random.Random(6)
    asked = [*TERMS, *(" ".join(pair) for pair in chance.sample([*itertools.combinations(TERMS, 2)], 25))]
    slow = []
    for words in asked:
        scans = {step for step in plans(book, words, Sort.ID) if _is_full_scan(step)}
        if scans:
            slow.append((words, scans))
    assert not slow, "\n".join(f"{words}: {scans}" for words, scans in slow)
