"""`billia copy`: a whole store on another database, the same in every row, and nothing half (P2, P7, R188)."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from billia_tui.db.store import Store, open_store
from billia_tui.errors import BilliaError, Refused, StoreError
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.editing import NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.store import copy as store_copy
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from tests import postgres
from tests.operations.kit import customer, everything

NEW = NewCustomer("Nova", "Novak", "nova@example.org", "DE", "EUR")


@pytest.fixture
def bare_database(postgresql: postgres.Server) -> Iterator[str]:
    """The address of a database without tables."""
    with postgresql.database("template0") as url:
        yield url


def opened(url: str | Path) -> Store:
    return open_store(str(url))


def rows_of(url: str | Path) -> dict[str, list[tuple[Any, ...]]]:
    store = opened(url)
    try:
        return everything(store)
    finally:
        store.close()


def test_there_and_back(sqlite_filled: Desk, bare_database: str, tmp_path: Path) -> None:
    """P2, P7: SQLite → PostgreSQL → SQLite is the same store in every row; all are sound, search and work go on."""
    source, back = sqlite_filled.store.place, tmp_path / "back.db"
    told: list[tuple[int, int]] = []
    there = store_copy.copy(source, bare_database, progress=lambda *far: told.append(far))
    assert store_copy.copy(bare_database, str(back)).balances == there.balances
    before = everything(sqlite_filled.store)
    assert rows_of(bare_database) == rows_of(back) == before
    assert told[-1] == (there.rows, there.rows) == (sum(map(len, before.values())),) * 2
    for url in (bare_database, str(back)):
        store = opened(url)
        try:
            assert list(Check(store).findings()) == []
            desk = Desk(store, 1)
            found = desk.ask(customer_list.page, CustomerQuery("findme"), Window(limit=5)).rows
            assert [row.id for row in found] == [3, 1]
            desk.change(wallet.add_funds, 1, "5")
            assert desk.change(customers.add, NEW) == len(before["customers"]) + 1
            assert [line.number for line in _chain(store, 0)] == list(range(1, len(_chain(store, 0)) + 1))
            with pytest.raises(BilliaError), store.writing() as session:
                session.connection().exec_driver_sql("DELETE FROM log_entries")
        finally:
            store.close()


def _chain(store: Store, chain: int) -> list[Any]:
    with store.reading() as session:
        found = session.connection().exec_driver_sql(
            f"SELECT number, hash FROM log_entries WHERE chain = {chain} ORDER BY number"  # noqa: S608 - a number
        )
        return list(found)


def test_an_id_is_never_given_twice(sqlite_desk: Desk, bare_database: str, tmp_path: Path) -> None:
    """Ids that people quote: also the one of a row that is gone is not given again by the copy."""
    with sqlite_desk.store.writing() as session:
        session.connection().exec_driver_sql("UPDATE sqlite_sequence SET seq = 41 WHERE name = 'admins'")
        session.connection().exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES ('customers', 76)")
    store_copy.copy(sqlite_desk.store.place, bare_database)
    store_copy.copy(bare_database, str(tmp_path / "back.db"))
    for url in (bare_database, tmp_path / "back.db"):
        store = opened(url)
        assert Desk(store, 1).change(customers.add, NEW) == 77
        store.close()


def test_into_a_store_that_init_made(sqlite_filled: Desk, store: Store) -> None:
    """P4: what `init` wrote is replaced, its line of the log too; the guards stand again afterwards."""
    url = postgres.owners_address(store)
    store_copy.copy(sqlite_filled.store.place, url)
    assert everything(store) == everything(sqlite_filled.store)
    with pytest.raises(BilliaError), store.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM log_entries")


def test_a_store_in_use_is_not_overwritten(sqlite_filled: Desk, store: Store) -> None:
    """P7: with one more admin than `init` makes a target is refused, and is as before."""
    with store.writing() as session:
        session.connection().exec_driver_sql("INSERT INTO store_settings (name, value) VALUES ('sign_in', 'required')")
    before = everything(store)
    with pytest.raises(Refused, match="rows in store_settings: 1"):
        store_copy.copy(sqlite_filled.store.place, postgres.owners_address(store))
    assert everything(store) == before


def test_the_source_itself_is_no_target(store: Store) -> None:
    """P7: a copy onto itself would take away what it reads."""
    before = everything(store)
    with pytest.raises(Refused, match="source itself"):
        store_copy.copy(postgres.owners_address(store), postgres.owners_address(store))
    assert everything(store) == before


@pytest.mark.parametrize("value", ["'a' || char(0) || 'b'", "CAST(x'C328' AS TEXT)"], ids=["NUL", "no UTF-8"])
def test_what_the_server_cannot_keep(sqlite_filled: Desk, postgresql_store: Store, value: str) -> None:
    """P7: it is named by table and id, and nothing is copied."""
    with closing(sqlite3.connect(sqlite_filled.store.place)) as raw, raw:
        raw.execute(f"UPDATE notes SET text = {value} WHERE id = 1")  # noqa: S608 - ours
    before = everything(postgresql_store)
    with pytest.raises(Refused, match="notes, id 1: holds a"):
        store_copy.copy(sqlite_filled.store.place, postgres.owners_address(postgresql_store))
    assert everything(postgresql_store) == before


def test_all_or_nothing(sqlite_filled: Desk, sqlite_path: Path, store: Store, tmp_path: Path) -> None:
    """P2: stopped after the last row; the target is as before, and no file is left."""

    def stop(done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    before, target = everything(store), tmp_path / "new" / "copy.db"
    target.parent.mkdir()
    for url in (postgres.owners_address(store), str(target)):
        with pytest.raises(KeyboardInterrupt):
            store_copy.copy(sqlite_filled.store.place, url, progress=stop)
    assert everything(store) == before
    assert list(target.parent.iterdir()) == []


def test_a_copy_that_differs_does_not_count(sqlite_filled: Desk, sqlite_store: Store) -> None:
    """P1, P7: where the target does not keep what it is given, the copy is undone."""
    with sqlite_filled.store.writing() as session:
        session.connection().exec_driver_sql("INSERT INTO store_settings (name, value) VALUES ('sign_in', 'required')")
    with sqlite_store.writing() as session:
        session.connection().exec_driver_sql(
            "CREATE TRIGGER loses AFTER INSERT ON store_settings BEGIN DELETE FROM store_settings; END"
        )
    before = everything(sqlite_store)
    with pytest.raises(StoreError, match="differs in: rows of store_settings"):
        store_copy.copy(sqlite_filled.store.place, sqlite_store.place)
    assert everything(sqlite_store) == before


def test_a_dry_run_only_counts(sqlite_filled: Desk, tmp_path: Path) -> None:
    """Rows, wallets and log are told; no target is made."""
    told = store_copy.copy(sqlite_filled.store.place, str(tmp_path / "none.db"), dry_run=True)
    assert (told.customers, told.dry_run) == (4, True)
    assert sum(money.minor for money in told.balances) == sum(
        customer(sqlite_filled.store, ident).wallet for ident in range(1, 5)
    )
    assert not (tmp_path / "none.db").exists()
