"""`operations.check`: each thing that it looks at is found when it is wrong, and nothing else is."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import update

from billia_tui.db.models import Customer
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import companies, emails
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.desk import Desk
from billia_tui.operations.store.opening import open_desk
from billia_tui.operations.undo import take_back as undo
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from tests.operations.check.kit import found_in

COMPANY = companies.CompanyData("Köhler GmbH", "HRB 1", country="DE", city="Bonn", address="Weg 1")


def fill(path: Path) -> None:
    """A store with movements, a credit limit, a company, and a deleted customer."""
    desk = open_desk(str(path), "ana", create=True)
    for number in range(5):
        new = customers.NewCustomer(f"First{number}", "Köhler", f"c{number}@example.org", "DE", "EUR")
        customer_id = desk.change(customers.add, new)
        desk.change(emails.add, customer_id, f"other{number}@example.org")
        if number < 4:
            desk.change(wallet.add_funds, customer_id, "25.50")
            desk.change(wallet.correct_balance, customer_id, "-30", "oops")
            desk.change(wallet.set_credit_limit, customer_id, "100")
    desk.change(companies.add, 1, COMPANY)
    desk.change(customers.delete, 5, typed_username="c4@example.org")
    desk.store.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of `fill`, made once."""
    path = tmp_path_factory.mktemp("check") / "billia.db"
    fill(path)
    return path


@pytest.fixture
def raw(filled: Path, tmp_path: Path) -> Iterator[tuple[sqlite3.Connection, Path]]:
    """A copy to spoil, as a connection without the guards, and its path."""
    path = tmp_path / "billia.db"
    path.write_bytes(filled.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection, path


def test_a_sound_store_has_no_findings(filled: Path) -> None:
    """P1: after any operations the records add up, whatever the size of the batches."""
    for batch in (1, 2, 1000):
        with Check.opened(str(filled)) as opened:
            check = Check(opened.store, batch=batch)
            assert list(check.findings()) == []
            assert str(check.totals).startswith("5 customers, 8 ledger entries, 4 changes of credit limits, ")


def test_both_databases_are_checked(desk: Desk) -> None:
    """Design section 6: each feature is tested on both; a wallet without its ledger entry is found on both."""
    new = customers.NewCustomer("Maria", "Köhler", "m@example.org", "DE", "EUR")
    customer_id = desk.change(customers.add, new)
    desk.change(wallet.correct_balance, customer_id, "-30", "oops")
    assert list(Check(desk.store).findings()) == []
    with desk.store.writing() as session:
        session.execute(update(Customer).values(credit_limit=100))
    found = [str(finding) for finding in Check(desk.store).findings()]
    assert found == [f"customer {customer_id}: the credit limit is 1.00 EUR, its last change says 0.00 EUR"]


SPOILED = {
    "UPDATE customers SET wallet = -451 WHERE id = 2": ["wallet is -4.51 EUR, its ledger adds up", "sorted by another"],
    "UPDATE customers SET wallet_rank = 7 WHERE id = 2": ["sorted by another wallet"],
    "UPDATE customers SET credit_limit = 7 WHERE id = 2": ["credit limit is 0.07 EUR, its last change says 100.00 EUR"],
    "UPDATE customers SET on_hold_auto = 0 WHERE id = 2": ["automatic hold is off with a wallet of -4.50 EUR"],
    "UPDATE customers SET products_count = 3 WHERE id = 2": ["products count is 3, there are 0"],
    "UPDATE customers SET name = 'X' WHERE id = 2": ["name in the list is not that of the main profile"],
    "UPDATE customers SET name_key = 'x' WHERE id = 1": ["name in the list is not that of the main profile"],
    "UPDATE customers SET username_key = 'x' WHERE id = 2": ["sorted by another username"],
    "UPDATE customers SET reseller_key = 'x' WHERE id = 2": ["sorted by another username or reseller"],
    "UPDATE customers SET currency = 'XXX' WHERE id = 2": ["currency holds what it cannot", "no ISO 4217 currency"],
    "UPDATE customers SET phone = '+49 711' WHERE id = 2": ["search holds other texts"],
    "UPDATE profiles SET main = 0 WHERE customer_id = 2": ["0 main profiles instead of one"],
    "UPDATE emails SET kind = 'additional' WHERE customer_id = 2": ["0 registration e-mails instead of one"],
    "DELETE FROM search_entries WHERE customer_id = 2": ["search holds other texts", "search index"],
    "INSERT INTO search_entries VALUES (5, 'ghost')": ["search holds other texts", "search index"],
    "UPDATE emails SET customer_id = 99 WHERE id = 3": [
        "emails 3 points to a row of customers that is not there",
        "has 0 registration e-mails",
    ],
}


@pytest.mark.parametrize("statement", SPOILED)
def test_what_does_not_fit_is_found(statement: str, raw: tuple[sqlite3.Connection, Path]) -> None:
    """Design of commands: `billia check` verifies balances, foreign keys, search, and what the list repeats."""
    connection, path = raw
    connection.executescript(statement)
    found = found_in(path)
    assert len(found) == len(SPOILED[statement]), found
    for line, part in zip(found, SPOILED[statement], strict=True):
        assert part in line


@pytest.mark.parametrize(
    ("statement", "parts"),
    [
        (
            "UPDATE wallet_transactions SET balance_after = 1 WHERE id = 1",
            ["entry 1 does not continue", "entry 2 does not continue"],
        ),
        (
            "DELETE FROM wallet_transactions WHERE id = 2",
            ["the wallet is -4.50 EUR, its ledger adds up to 25.50 EUR"],
        ),
        ("UPDATE credit_changes SET old = 5 WHERE id = 1", ["credit change 1 does not continue"]),
        ("DELETE FROM credit_changes WHERE id = 1", ["credit limit is 100.00 EUR, its last change says 0.00 EUR"]),
    ],
)
def test_a_forged_ledger_is_found(statement: str, parts: list[str], raw: tuple[sqlite3.Connection, Path]) -> None:
    """P1: rows are never changed or deleted; whoever takes the guards away is found by the sums."""
    connection, path = raw
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement)
    found = found_in(path)
    assert len(found) == len(parts), found
    for line, part in zip(found, parts, strict=True):
        assert part in line


def held(path: Path) -> None:
    """1 is held by the system; 2 by an admin and the system; 3 was held by an admin; 4 by both, and not any more."""
    desk = open_desk(str(path), "ana")
    for number in (2, 3, 4):
        desk.change(hold.put_on, number)
    for number in (3, 4):
        desk.change(wallet.add_funds, number, "4.50")  # exactly zero again
        desk.change(hold.release, number)
    desk.store.close()


HELD = {
    "UPDATE customers SET on_hold_auto = 1 WHERE id = 3": "automatic hold is on with a wallet of 0.00 EUR (R17, R18)",
    "UPDATE customers SET on_hold_auto = 0 WHERE id = 1": "automatic hold is off with a wallet of -4.50 EUR (R17, R18)",
    "DELETE FROM log_entries WHERE customer_id = 3 AND action = 'release by system'": "when the system ended the hold",
    "DELETE FROM log_entries WHERE customer_id = 1 AND action = 'hold by system'": "when the system set the hold (R19)",
    "UPDATE customers SET on_hold_manual = 0 WHERE id = 2": "not on hold by an admin, its log says otherwise",
    "UPDATE customers SET on_hold_manual = 1 WHERE id = 4": "is on hold by an admin, its log says otherwise (R16, R21)",
    "UPDATE log_entries SET action = 'release' WHERE customer_id = 2 AND action = 'hold'": "refused (R20)",
}


@pytest.mark.parametrize("statement", HELD)
def test_a_hold_that_does_not_fit_is_found(statement: str, raw: tuple[sqlite3.Connection, Path]) -> None:
    """R17-R21: flags, wallet and log lines of holds are compared; sound ones, back at exactly zero too, are clean."""
    connection, path = raw
    held(path)
    assert found_in(path) == []
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement)
    assert [line for line in found_in(path) if HELD[statement] in line], found_in(path)


def test_what_is_said_of_a_hold_settles_it(raw: tuple[sqlite3.Connection, Path]) -> None:
    """R19, R21: after what a finding says to do, the store is sound."""
    connection, path = raw
    held(path)
    connection.execute("UPDATE customers SET on_hold_manual = 1 WHERE id = 4")
    connection.execute("UPDATE customers SET on_hold_auto = 1 WHERE id = 3")
    assert len(found_in(path)) == 2
    desk = open_desk(str(path), "ana")
    desk.change(wallet.add_funds, 3, "1")
    desk.change(hold.release, 4)
    desk.store.close()
    connection.execute("UPDATE customers SET on_hold_manual = 0 WHERE id = 2")
    assert "billia customers hold 2" in found_in(path)[0]
    desk = open_desk(str(path), "ana")
    desk.change(hold.put_on, 2)
    assert found_in(path) == []
    offered = desk.ask(undo.last)
    assert offered is not None
    desk.change(undo.take_back, offered.log_id)
    desk.store.close()
    assert found_in(path) == [], "taking back one's own hold is no release, R20 does not forbid it"


def test_a_damaged_page_is_found(filled: Path, tmp_path: Path) -> None:
    """P7: damage in an index that reads may not touch is said by the integrity check."""
    path = tmp_path / "billia.db"
    path.write_bytes(filled.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        root = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_customers_by_status'"
        ).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    data = bytearray(path.read_bytes())
    data[(root - 1) * size + 3 : (root - 1) * size + 5] = b"\x00\x00"  # the page says that it has no cells
    path.write_bytes(data)
    assert any("damaged" in line for line in found_in(path))
