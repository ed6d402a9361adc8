"""Erasing personal data: nothing of a person remains, and everything that the books need does (GDPR, article 17)."""

from pathlib import Path

import pytest
from sqlalchemy import text

from billia_tui.db import log_chain
from billia_tui.db.models import LogEntry, all_tables
from billia_tui.db.store import Store, open_store
from billia_tui.errors import Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import (
    companies,
    consent_documents,
    emails,
    erasure,
    profiles,
    status,
    subscriptions,
)
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.profiles import ProfileData
from billia_tui.operations.customers.upload import Upload
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.notes import order_notes
from billia_tui.operations.orders import catalogue, payment
from billia_tui.operations.orders import placing as ordering
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.vocabulary import Marketing, ProfileType, PurchaseStatus, Role
from tests import factories
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.kit import customer, log_count, stored
from tests.operations.orders.kit import COM

MARK = "qzx"
"""In every value of the person, and in nothing else of the store."""


@pytest.fixture
def person(desk: Desk, add_customer: AddCustomer) -> int:
    """A customer who left something of itself in every table, and whom nothing keeps from being deleted."""
    ident = add_customer(
        desk, username="qzxuser", first_name="Qzxine", last_name="Qzxova", email="qzx@example.org", phone="777001",
        city="Qzxtown", address="Qzx street 5", postcode="QZX 5", company_name="Qzx Ltd", company_number="qzx-9",
    )  # fmt: skip
    other = add_customer(desk, username="other")
    desk.change(customers.edit, ident, {"city": "Qzxville", "first_name": "Qzxa"})
    second = desk.change(emails.add, ident, "qzx.second@example.org")
    desk.change(subscriptions.change, ident, second, Marketing.SUBSCRIBED, reason="qzx asked", send=True)
    proof = desk.change(consent_documents.add, ident, Upload("qzx.txt", b"signed by qzx"))
    desk.change(subscriptions.change, ident, second, Marketing.UNSUBSCRIBED, document=proof.id)
    desk.change(profiles.add, ident, ProfileType.PERSON, ProfileData("Qzx second", "Qzx Person", "call qzx"))
    desk.change(companies.add, ident, companies.CompanyData("Qzx two", "qzx-10", country="DE", city="b", address="c"))
    note = desk.change(notes.add, ident, "qzx called")
    desk.change(notes.edit, ident, note, "qzx called twice")
    desk.change(wallet.add_funds, ident, "10", "from qzx")
    desk.change(wallet.set_credit_limit, ident, "5", "qzx wants it")
    domain, way = desk.change(catalogue.add, COM), factories.add_payment_method(desk, "bank")
    desk.change(status.activate, ident)
    panel = Desk(desk.store, desk.admin_id, acting_as=ident)
    bought = panel.change(ordering.place, ident, [OrderItem(domain, "qzx.com")], payment_method_id=way)
    desk.change(order_notes.add, bought, "for qzx")
    desk.change(payment.mark_paid, bought)
    desk.change(purchase_status.change, bought, PurchaseStatus.CANCELLED)
    factories.add_domain(desk, ident, "qzx.example", status="Terminated", contacts='{"owner": "Qzx"}')
    _leave_nothing(desk, ident)
    assert other
    return ident


def _leave_nothing(desk: Desk, ident: int) -> None:
    """The wallet is emptied and no service runs: then it may be deleted (R44)."""
    left = customer(desk.store, ident).wallet
    if left:
        desk.change(wallet.correct_balance, ident, f"{-left / 100:.2f}", "paid out to qzx")
    with desk.store.writing() as session:
        session.execute(text("UPDATE services SET status = 'Terminated' WHERE customer_id = :id"), {"id": ident})
        session.execute(text("UPDATE customers SET products_count = 0 WHERE id = :id"), {"id": ident})


def places_of(store: Store, mark: str) -> list[str]:
    """Every column, of any row of any table, that holds `mark` in some case."""
    found = []
    with store.reading() as session:
        for table in all_tables().sorted_tables:
            for row in session.execute(table.select()).mappings():
                found += [f"{table.name}.{name}" for name, value in row.items() if mark in str(value).casefold()]
    return sorted(set(found))


def counts(store: Store) -> dict[str, int]:
    """How many rows the tables have that the books need."""
    names = ("wallet_transactions", "credit_changes", "purchases", "orders", "documents", "gdpr_changes", "profiles")
    with store.reading() as session:
        return {name: session.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in names}  # noqa: S608 - names of ours


def test_nothing_of_the_person_remains(desk: Desk, person: int) -> None:
    """Erasure: no table holds a value of the person; ledger, orders, documents and log keep their rows and amounts."""
    assert len(places_of(desk.store, MARK)) > 30, "the person was everywhere"
    before, lines = counts(desk.store), log_count(desk.store)
    documents = desk.ask(customer_list.page, CustomerQuery(words=MARK), Window(limit=5)).rows
    assert [row.id for row in documents] == [person]
    desk.change(erasure.erase, person, typed_username="QZXuser")
    assert places_of(desk.store, MARK) == []
    assert (counts(desk.store), log_count(desk.store)) == (before, lines + 1)
    (line,) = stored(desk.store, LogEntry, action="erase")
    assert (line.admin_id, line.customer_id, line.object_id) == (1, person, person)
    assert desk.ask(customer_list.page, CustomerQuery(words=MARK), Window(limit=5)).rows == ()
    assert [str(finding) for finding in Check(desk.store).findings()] == []
    with pytest.raises(Refused, match="erased already"):
        desk.change(erasure.erase, person, typed_username="qzxuser")


def test_no_byte_of_it_remains_in_the_file(sqlite_desk: Desk, sqlite_path: Path, add_customer: AddCustomer) -> None:
    """Erasure: neither the file nor one beside it holds a byte of what was erased, or of what it was before."""
    for number in range(40):  # pages that are split and joined leave copies behind
        add_customer(sqlite_desk, username=f"u{number}")
    ident = add_customer(sqlite_desk, username="qzxuser", first_name="Qzxine", email="qzx@example.org")
    for number in range(60):
        sqlite_desk.change(notes.add, ident, f"qzx called {number} " + "qzx " * number)
    sqlite_desk.change(customers.edit, ident, {"city": "Qzxville"})
    sqlite_desk.change(customers.delete, ident, typed_username="qzxuser")
    assert holds(sqlite_path, MARK)
    sqlite_desk.change(erasure.erase, ident, typed_username="qzxuser")
    erasure.compact(sqlite_desk.store)
    assert holds(sqlite_path, MARK) == []
    assert [str(finding) for finding in Check(sqlite_desk.store).findings()] == []


def holds(path: Path, mark: str) -> list[str]:
    """The files of a store that hold `mark` in some case."""
    files = sorted(path.parent.glob(f"{path.name}*"))
    return [file.name for file in files if mark.encode() in file.read_bytes().lower()]


def test_what_erasing_asks_for(desk: Desk, desk_of_role: DeskOfRole, add_customer: AddCustomer) -> None:
    """R44, R182, R185: only Administrators, within their reach, with the username typed, and when nothing is open."""
    ident = add_customer(desk, username="maria")
    for role in Role:
        if role != Role.ADMINISTRATOR:
            with pytest.raises(Forbidden, match="may not erase personal data"):
                desk_of_role(role).change(erasure.erase, ident, typed_username="maria")
    with pytest.raises(NotFound):
        desk_of_role(Role.ADMINISTRATOR, "North").change(erasure.erase, ident, typed_username="maria")
    with pytest.raises(Invalid, match="is not the username"):
        desk.change(erasure.erase, ident, typed_username="mario")
    desk.change(wallet.add_funds, ident, "5")
    with pytest.raises(Refused, match="not zero"):
        desk.change(erasure.erase, ident, typed_username="maria")
    assert customer(desk.store, ident).username == "maria"


def test_the_chain_of_the_log_holds(desk: Desk, person: int) -> None:
    """P4: the hashes of a chain still agree, since they cover what changed by a salted digest alone."""
    desk.change(erasure.erase, person, typed_username="qzxuser")
    previous = ""
    for line in sorted(stored(desk.store, LogEntry, chain=1), key=lambda one: one.number or 0):
        previous = log_chain.hash_of(previous, {name: getattr(line, name) for name in log_chain.HASHED})
        assert line.hash == previous
        if line.salt:
            assert line.digest == log_chain.digest_of(line.salt, line.before, line.after, line.reason)


def test_somebody_reads_while_the_file_is_written_anew(sqlite_desk: Desk, sqlite_path: Path) -> None:
    """Erasure: a reader of the old state keeps its copy alive, and that is said."""
    other = open_store(str(sqlite_path))
    with other.reading() as session:
        session.execute(text("SELECT count(*) FROM customers"))
        with pytest.raises(Exception, match=r"try again|busy"):
            erasure.compact(sqlite_desk.store)
    other.close()
    erasure.compact(sqlite_desk.store)
