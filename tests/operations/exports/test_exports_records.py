"""Exporting what customers have: the way back is the import (design, section 2; R52, R177, R185)."""

import csv
import io
import json
import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from billia_tui.db.models import (
    Affiliate,
    Base,
    Customer,
    Document,
    Email,
    Label,
    Note,
    Order,
    Payment,
    Profile,
    Purchase,
    Service,
)
from billia_tui.db.store import Store, open_store
from billia_tui.demo import catalogue, labelling, make, staff
from billia_tui.errors import Forbidden
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.editing import NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.exports import customers as exports
from billia_tui.operations.exports import records as record_exports
from billia_tui.operations.exports import set_up
from billia_tui.operations.exports.records import KINDS
from billia_tui.operations.imports.fields import FIELDS, LINES, OWN, KindName
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.labels.component_data import ComponentData
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.notes import order_notes
from billia_tui.operations.services import pages as services
from billia_tui.operations.services.changes import change_status
from billia_tui.operations.staff import admins
from billia_tui.text import hidden_character
from billia_tui.vocabulary import LabelResource, OrderType, Role, ServiceStatus
from tests import factories, postgres
from tests.conftest import NOW, AddCustomer
from tests.operations.imports.kit import Importer

pytestmark = pytest.mark.dear

THEN = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
ALL = (*set_up.KINDS, "customers", *KINDS)
STAYS = {"wallet"}
"""That the wallet gave a payment: balances come along (R234), not the ledger, so here it gave nothing."""

LEFT = {
    Customer: {
        "password_hash": "is a secret (R52)",
        "role": "is never anything but Customer (section 2)",
        "signed_out_at": "is the course of the first hour (R8)",
        "blocked_at": "is when it was Blocked here",
        "deleted_at": "only who is there goes out",
        "merged_into": "only who is there goes out",
        "referred_by": "the affiliate names whom it brought",
    },
    Profile: {"deleted_at": "only what is there goes out"},
    Email: {
        "id": "an address is known by its customer",
        "kind": "the first one comes with the customer",
        "released_at": "only who is there goes out",
        "bounced_at": "is what our own mails met with (R229)",
        "bounce": "is what our own mails met with (R229)",
    },
    Service: {
        **dict.fromkeys(
            ("renewal_reason", "renewal_failed_at", "renewal_marked_at", "renewal_tries"),
            "is the course of a renewal that goes on here (R193)",
        ),
        "reseller_id": "is the customer's",
        "product_id": "is named by its code",
    },
    Purchase: {
        "wallet_paid": "balances come along (R234), the ledger stays",
        "reseller_id": "is the customer's",
        "profile_id": "is `profile`",
        "payment_method_id": "is named",
    },
    Order: {
        "id": "is a line of its order",
        "purchase_id": "is `order`",
        "service_id": "is `service`",
        **dict.fromkeys(
            ("end_before", "end_after", "anchor_before"), "what was paid elsewhere is not taken back (R204)"
        ),
    },
    Document: {"purchase_id": "is `order`", "reseller_id": "is the customer's"},
    Payment: {
        "purchase_id": "is `order`",
        "payment_method_id": "is named",
        "reason": "is `remark`",
        "admin_id": "is `author`",
        "document_id": "is `document`",
    },
    Note: {
        "kind": "follows from the order",
        "purchase_id": "is `order`",
        "admin_id": "is `author`",
        "edited_at": "the text as it was edited last is what comes",
        "edited_by": "the text as it was edited last is what comes",
        "deleted_at": "only what is there goes out",
    },
    Label: {
        "id": "a label is known by what carries it",
        "component_id": "is `key`",
        "object_id": "is `object`",
        "admin_id": "who attached it is who answers for the import",
        "at": "is when it was attached here",
    },
    Affiliate: {},
}
"""What no export has, and why that is no loss (R234). The log's lines stay, as evidence of their own store."""

_MADE = {"customer_id", "version", "username_key", "username_looks", "phone_e164", "on_hold_manual", "on_hold_auto"}
_MADE |= {"wallet_rank", "credit_rank", "affiliate", "name", "name_key", "products_count", "reseller_key"}
_MADE |= {"reseller_id", "address_key", "folded"}
"""Columns that are made of what goes out."""


def text_of(desk: Desk, kind: str, words: str = "") -> str:
    """One export as a text."""
    if kind == "customers":
        return "".join(exports.csv_lines(exports.customers(desk, words)))
    if kind in set_up.KINDS:
        return "".join(exports.csv_lines(desk.ask(set_up.rows, kind), set_up.KINDS[kind].header))
    wanted = KINDS[kind]
    return "".join(exports.csv_lines(record_exports.records(desk, wanted, words), wanted.header))


def rows_of(desk: Desk, kind: str, words: str = "") -> list[dict[str, str]]:
    """The rows of an export."""
    return list(csv.DictReader(io.StringIO(text_of(desk, kind, words), newline="")))


def told(desk: Desk, kind: str) -> list[dict[str, str]]:
    """The rows of an export, but for what stays behind; addresses in one order, registered or not."""
    numbered = {"payments", "profiles"}  # what an order said first had a number, and so had a customer's person
    stays = STAYS | {"id"} if kind in numbered else STAYS
    rows = [{**row, **dict.fromkeys(stays & row.keys(), "")} for row in rows_of(desk, kind)]
    if kind == "orders":
        profiles = rows_of(desk, "profiles")
        titles = {row["id"]: f"{row['type']} {row['title']}" for row in profiles}
        mains = {row["customer"]: titles[row["id"]] for row in profiles if row["main"] == "yes"}
        rows = [{**row, "profile": titles.get(row["profile"], mains[row["customer"]])} for row in rows]
    if kind == "payments":  # who imports answers for what the system booked
        rows = [{**row, "author": row["author"] or "otto"} for row in rows]
    return sorted(rows, key=str) if kind in {"emails", "profiles"} else rows


def bring_all(desk: Desk, folder: Path, texts: dict[str, str]) -> dict[str, tuple[int, int, int, int]]:
    """Imports all exports, in their order."""
    bring, lines = Importer(desk, folder), folder / "lines.csv"
    lines.write_text(texts["lines"], encoding="utf-8")
    numbers = {}
    for kind in KindName:
        wishes = {"lines": lines} if kind == KindName.ORDERS else {}
        numbers[kind.value] = bring(texts[kind], kind, **wishes).numbers
    return numbers


def empty_store(path: Path) -> Desk:
    """A store with nothing but its first admin, otto."""
    store = open_store(str(path), create=True)
    with store.writing() as session:
        admins.first(session, "otto")
    return Desk(store, 1)


def same_shelves(path: Path) -> Desk:
    """A store without customers, with the products, payment methods, label components and resellers of the demo."""
    store = open_store(str(path), create=True)
    with store.writing() as session:
        catalogue.stock(session)
        labelling.stock(session, THEN)
        staff.hire(session, "otto", THEN)
        otto = admins.named(session, "otto")
    return Desk(store, otto)


def test_a_whole_book_goes_there_and_back(store: Store, tmp_path: Path) -> None:
    """Design 2: all exports, imported into an empty store, give the same exports; a second run changes nothing."""
    with closing(open_store(postgres.owners_address(store))) as own:
        make(own, customers=22, now=THEN, admin="otto")
    with store.reading() as session:
        here = Desk(store, admins.named(session, "otto"))
    texts = {kind: text_of(here, kind) for kind in ALL}
    there = empty_store(tmp_path / "there.db")
    authors = {row["author"] for kind in ("notes", "payments") for row in rows_of(here, kind)} - {"", "otto"}
    for author in authors:
        factories.admin(there.store, author, Role.SUPPORT)
    for numbers in bring_all(there, tmp_path, texts).values():
        assert numbers[0] + numbers[1] > 0
        assert numbers[3] == 0
    for kind in ALL:
        assert told(there, kind) == told(here, kind), kind
        assert rows_of(there, kind)
    assert {numbers[:2] for numbers in bring_all(there, tmp_path, texts).values()} == {(0, 0)}
    assert [str(finding) for finding in Check(there.store).findings()] == []
    there.store.close()


def test_a_suspension_by_hand_stays_one(sqlite_desk: Desk, add_customer: AddCustomer, tmp_path: Path) -> None:
    """R220, design 2: on the way to another store it is not taken for one that money lifts; its words come along."""
    made = factories.add_service(sqlite_desk, add_customer(sqlite_desk, username="anna"))
    sqlite_desk.change(change_status, made, ServiceStatus.SUSPENDED, reason="spam", words="Please clean it.")
    there = same_shelves(tmp_path / "there.db")
    for kind in (KindName.CUSTOMERS, KindName.SERVICES):
        assert Importer(there, tmp_path)(text_of(sqlite_desk, kind.value), kind).summary.refused == 0
    found = there.ask(services.details, made)
    assert (found.by_us, found.told) == (True, "Please clean it.")
    assert rows_of(there, "services") == rows_of(sqlite_desk, "services")
    there.store.close()


def test_our_own_export_changes_nothing_here(sqlite_store: Store, tmp_path: Path) -> None:
    """Design 2: what comes back into the store that it came from is known there, though no import made it."""
    make(sqlite_store, customers=22, now=THEN, admin="otto")
    with sqlite_store.reading() as session:
        here = Desk(sqlite_store, admins.named(session, "otto"))
    texts = {kind: text_of(here, kind) for kind in ALL}
    for numbers in bring_all(here, tmp_path, texts).values():
        assert (numbers[0], numbers[1], numbers[3]) == (0, 0, 0)
    assert {kind: text_of(here, kind) for kind in ALL} == texts


texts = st.text(min_size=1, max_size=40).map(str.strip).filter(lambda text: text and hidden_character(text) is None)


@time_machine.travel(NOW, tick=False)
@settings(max_examples=3)
@given(written=st.lists(texts, min_size=3, max_size=6, unique=True))
def test_any_text_survives(written: list[str], sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Design 2, P5: whatever people typed comes out of the way there and back as it was."""
    folder = tmp_path_factory.mktemp("there")
    desks = []
    for name in ("a.db", "b.db"):
        shutil.copy(sqlite_template, folder / name)
        desk = Desk(open_store(str(folder / name)), 1)
        desk.change(label_components.add, ComponentData("word", "word", resources=tuple(LabelResource)))
        desks.append(desk)
    here, there = desks
    for number, text in enumerate(written):
        fill(here, number, text)
    exported = {kind: text_of(here, kind) for kind in ALL}
    bring_all(there, folder, exported)
    for kind in ALL:
        assert told(there, kind) == told(here, kind)
    for desk in desks:
        desk.store.close()


def fill(desk: Desk, number: int, text: str) -> None:
    """A customer in whose records `text` stands everywhere."""
    new = NewCustomer(text, text, f"c{number}@example.org", "DE", "EUR", city=text)
    customer = desk.change(customers.add, new)
    options = json.dumps({text: text}, ensure_ascii=False, separators=(",", ":"))
    service = factories.add_service(desk, customer, product_name=text, category=text, contacts=options, options=options)
    purchase = factories.add_purchase(desk, customer, (OrderType.EDIT, text), service_id=service)
    desk.change(notes.add, customer, f"{text}\n{text}")
    desk.change(order_notes.add, purchase, text)
    desk.change(labels.attach, customer, 1, text)
    desk.change(labels.attach, customer, 1, text, resource=LabelResource.ORDERS, object_id=purchase)
    desk.change(labels.attach, customer, 1, text, resource=LabelResource.SERVICES, object_id=service)


def test_fields_of_the_import() -> None:
    """Design 2: the exports have fields that the import reads, and no secret (R52)."""
    for kind in set(KindName) - {KindName.CUSTOMERS, *set_up.KINDS}:
        known = {field.name for field in FIELDS[kind]}
        assert set(KINDS[kind].header) - known <= {"customer", "currency"}
        assert known - set(KINDS[kind].header) <= {"id", "description"}
    assert set(KINDS["lines"].header) <= {field.name for field in LINES}


@pytest.mark.parametrize("model", list(LEFT))
def test_nothing_is_forgotten(model: type[Base]) -> None:
    """R234: each column of what customers have goes out, or it is said here why not."""
    kinds = {"purchases": "orders", "orders": "lines"}
    kind = kinds.get(model.__tablename__, model.__tablename__)
    header = set(exports.HEADER if model is Customer else KINDS[kind].header)
    stored = set(model.__table__.columns.keys()) - _MADE
    assert stored - header == LEFT[model].keys() - _MADE


def test_search_reach_and_pages(sqlite_desk: Desk, add_customer: AddCustomer, monkeypatch: pytest.MonkeyPatch) -> None:
    """R37, R185: records of the customers that are found, and of those alone; page by page."""
    monkeypatch.setattr(record_exports, "TOGETHER", 1)
    north_id = factories.reseller(sqlite_desk.store, "North")
    add_customer(sqlite_desk, last_name="Findme")
    add_customer(sqlite_desk, reseller="North", username="77")
    assert [row["customer"] for row in rows_of(sqlite_desk, "emails")] == ["customer1@example.org", "2"]
    assert len(rows_of(sqlite_desk, "emails", "findme")) == 1
    assert rows_of(sqlite_desk, "emails", "nobody\x00") == []
    north = factories.admin(sqlite_desk.store, "nora", Role.TECH, reseller_id=north_id)
    assert [row["address"] for row in rows_of(Desk(sqlite_desk.store, north), "emails")] == ["customer2@example.org"]


@pytest.mark.parametrize("kind", list(KINDS))
def test_nothing_of_it_in_the_customer_panel(kind: str, sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R72, R177: whoever acts as a customer exports nothing."""
    customer = add_customer(sqlite_desk)
    with pytest.raises(Forbidden):
        rows_of(Desk(sqlite_desk.store, 1, acting_as=customer), kind)


def test_exports_are_known_by_their_columns() -> None:
    """R235: an import knows a file of ours by its header."""
    headers = {"customers": exports.HEADER, **{name: kind.header for name, kind in (set_up.KINDS | KINDS).items()}}
    assert {name: " ".join(header) for name, header in headers.items()} == OWN
