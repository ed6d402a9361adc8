"""What may only grow, and what a column may hold: refused by the stores themselves (P1, reliability 3.1)."""

import pytest
from sqlalchemy import text

from billia_tui.db.models import CreditChange, Customer, Email, Profile
from billia_tui.db.store import Store
from billia_tui.errors import StoreError
from billia_tui.operations.desk import Desk
from billia_tui.operations.wallet import movements as wallet
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.kit import everything

MOVEMENT = "INSERT INTO wallet_transactions (customer_id, kind, amount, balance_after, note, at)"
GUARDED = ("wallet_transactions", "credit_changes", "log_entries")


@pytest.fixture
def moved(desk: Desk, add_customer: AddCustomer) -> Desk:
    """A customer with a movement, a change of credit, and log lines."""
    ident = add_customer(desk)
    desk.change(wallet.add_funds, ident, "5")
    desk.change(wallet.set_credit_limit, ident, "5")
    return desk


def refused(store: Store, statement: str) -> None:
    """Runs a statement, which must be refused and change nothing."""
    before = everything(store)
    with pytest.raises(StoreError), store.writing() as session:
        session.execute(text(statement))
    assert everything(store) == before


@pytest.mark.parametrize("table", GUARDED)
def test_no_update_and_no_delete(moved: Desk, table: str) -> None:
    """P1, R29, R186: one row, all rows, or no row that is there: rows are never changed or deleted."""
    column = {"wallet_transactions": "note", "credit_changes": "note", "log_entries": "reason"}[table]
    refused(moved.store, f"UPDATE {table} SET {column} = 'forged' WHERE id = 1")  # noqa: S608 - names of ours
    refused(moved.store, f"UPDATE {table} SET {column} = {column}")  # noqa: S608 - names of ours
    refused(moved.store, f"DELETE FROM {table} WHERE id = 1")  # noqa: S608 - names of ours
    refused(moved.store, f"DELETE FROM {table}")  # noqa: S608 - names of ours


ERASED = "before = '{}', after = '{}', reason = '', salt = ''"


def test_a_line_of_the_log_is_chained_once(moved: Desk) -> None:
    """P4, R186: its link, and any part of it, stay; all that changed may be erased together, and nothing else."""
    for change in (
        *("chain = 7", "number = 7", "digest = 'x'", "hash = 'x'", "hash = NULL", "salt = 'x'", "salt = ''", "id = 77"),
        *("at = '2020-01-01T00:00:00Z'", "admin_id = NULL", "acting_as = 1", "customer_id = NULL", "object = 'x'"),
        *(
            "object_id = 7",
            "action = 'x'",
            "batch_id = NULL, action = 'x'",
            "undoes = 1",
            "after = '{}', before = '{}'",
        ),
        *(f"{ERASED}, hash = NULL", f"{ERASED}, action = 'x'", f"{ERASED}, number = 7"),
    ):
        refused(moved.store, f"UPDATE log_entries SET {change} WHERE id = 2")  # noqa: S608 - words of ours
    unchained = "INSERT INTO log_entries (at, object, object_id, action, before, after, reason"
    unchained += ") SELECT at, object, object_id, action, before, after, reason FROM log_entries WHERE id = 2"
    for change in ("action = 'x'", "reason = 'x'", "hash = 'x', reason = 'x'", "chain = 7"):
        with pytest.raises(StoreError), moved.store.writing() as session:  # noqa: PT012 - one transaction
            session.execute(text(unchained))
            session.execute(text(f"UPDATE log_entries SET {change} WHERE hash IS NULL"))  # noqa: S608 - words of ours
    with moved.store.writing() as session:
        session.execute(text(f"UPDATE log_entries SET {ERASED} WHERE id = 2"))  # noqa: S608 - words of ours
    refused(moved.store, f"UPDATE log_entries SET {ERASED} WHERE id = 2")  # noqa: S608 - words of ours
    refused(moved.store, "UPDATE log_entries SET reason = 'x' WHERE id = 2")


@pytest.mark.parametrize("table", GUARDED)
def test_no_replace_on_sqlite(sqlite_desk: Desk, add_customer: AddCustomer, table: str) -> None:
    """P1: REPLACE meets the guards too, and so does an upsert."""
    ident = add_customer(sqlite_desk)
    sqlite_desk.change(wallet.add_funds, ident, "5")
    sqlite_desk.change(wallet.set_credit_limit, ident, "5")
    refused(sqlite_desk.store, f"REPLACE INTO {table} SELECT * FROM {table} WHERE id = 1")  # noqa: S608 - names of ours
    refused(sqlite_desk.store, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608 - names of ours


@pytest.mark.parametrize("table", GUARDED)
def test_no_truncate_on_postgresql(postgresql_store: Store, table: str) -> None:
    """P1."""
    refused(postgresql_store, f"TRUNCATE {table} CASCADE")
    refused(postgresql_store, "TRUNCATE customers CASCADE")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE customers SET wallet = 10.5",
        "UPDATE customers SET wallet = 'ten'",
        "UPDATE customers SET credit_limit = -1",
        "UPDATE customers SET status = 'Deactivated'",
        "UPDATE customers SET status = NULL",
        "UPDATE customers SET reseller_id = 99",
        "UPDATE emails SET kind = 'secondary'",
        "UPDATE emails SET marketing = 'maybe'",
        f"{MOVEMENT} VALUES (1, 'funds', 0, 5, '', '2026-03-02T14:05:00Z')",
        f"{MOVEMENT} VALUES (1, 'gift', 5, 5, '', '2026-03-02T14:05:00Z')",
        f"{MOVEMENT} VALUES (99, 'funds', 5, 5, '', '2026-03-02T14:05:00Z')",
        "DELETE FROM customers",
    ],
)
def test_what_no_column_takes(sqlite_desk: Desk, add_customer: AddCustomer, statement: str) -> None:
    """P1, R1, R25: 10.5 into whole numbers, unknown words, missing parents: refused by SQLite itself (STRICT)."""
    sqlite_desk.change(wallet.add_funds, add_customer(sqlite_desk), "5")
    refused(sqlite_desk.store, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE customers SET wallet = 'ten'",
        "UPDATE customers SET credit_limit = -1",
        "UPDATE customers SET status = 'Deactivated'",
        "UPDATE customers SET reseller_id = 99",
        "UPDATE emails SET kind = 'secondary'",
        "DELETE FROM customers",
    ],
)
def test_what_postgresql_refuses(postgresql_store: Store, add_customer: AddCustomer, statement: str) -> None:
    """P1, R1, R25: the same constraints stand on the server."""
    add_customer(Desk(postgresql_store, 1))
    refused(postgresql_store, statement)


def test_every_table_is_strict(sqlite_store: Store) -> None:
    """Reliability 3.1: a plain INTEGER column would take 10.5."""
    with sqlite_store.reading() as session:
        rows = session.execute(
            text("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
        )
        loose = {row.name for row in rows if not row.strict}
    assert {name for name in loose if not name.startswith(("sqlite_", "customer_search"))} == {"alembic_version"}


def test_the_store_keeps_what_must_be_unique(moved: Desk, add_customer: AddCustomer) -> None:
    """Section 2, R92, R155: username, registration address, one main profile, whatever a program tries."""
    other = add_customer(moved, username="other", email="other@example.org")
    for broken in (
        f"UPDATE customers SET username_key = 'other' WHERE id <> {other}",  # noqa: S608 - a number
        "UPDATE emails SET address_key = 'other@example.org'",
    ):
        refused(moved.store, broken)
    with pytest.raises(StoreError), moved.store.writing() as session:
        session.add(Profile(customer_id=other, title="x", type="Person", main=True, created_at=factories.THEN))
    with pytest.raises(StoreError), moved.store.writing() as session:
        session.add(Email(customer_id=other, address="O", address_key="other@example.org", added_at=factories.THEN))


def test_a_time_without_a_zone_is_a_mistake(moved: Desk) -> None:
    """Section 2: times are stored in UTC; a naive one never gets in."""
    with pytest.raises(Exception, match="without a zone"), moved.store.writing() as session:
        session.get_one(Customer, 1).activated_at = factories.THEN.replace(tzinfo=None)


def test_ids_are_never_given_twice(moved: Desk, add_customer: AddCustomer) -> None:
    """Section 2: not even after the last row was deleted."""
    ident = add_customer(moved)
    with moved.store.writing() as session:
        made = Email(customer_id=ident, address="a@b.c", address_key="a@b.c", added_at=factories.THEN)
        session.add(made)
        session.flush()
        first = made.id
        session.delete(made)
    with moved.store.writing() as session:
        again = Email(customer_id=ident, address="a@b.c", address_key="a@b.c", added_at=factories.THEN)
        session.add(again)
        session.flush()
        assert again.id > first


def test_amounts_use_all_of_64_bits(moved: Desk) -> None:
    """Reliability 3.1: a whole number comes back as it was stored, on both."""
    with moved.store.writing() as session:
        session.add(CreditChange(customer_id=1, old=2**63 - 1, new=-(2**63), admin_id=1, at=factories.THEN))
    with moved.store.reading() as session:
        row = session.query(CreditChange).order_by(CreditChange.id.desc()).first()
        assert row is not None
        assert (row.old, row.new, type(row.old)) == (2**63 - 1, -(2**63), int)
