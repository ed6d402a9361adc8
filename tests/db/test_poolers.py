"""A pooler in transaction mode between the console and the server, and servers that tell nobody of changes (P7)."""

import threading
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import make_url, text

from billia_tui.db.store import Store, open_store
from billia_tui.db.watching import Watcher
from billia_tui.operations.desk import Desk
from billia_tui.operations.store import doctor
from billia_tui.operations.wallet import movements as wallet
from tests import postgres
from tests.conftest import AddCustomer
from tests.db.servers_beside import pooler
from tests.operations.kit import page_of

SOON = 30
"""Seconds for what takes less than one."""

HOLD = {
    "statement_timeout": "15s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
    "TimeZone": "UTC",
}


@pytest.fixture
def through(postgresql_store: Store, postgresql_database: str) -> Iterator[str]:
    """The address through the pooler."""
    with pooler(postgresql_database) as url:
        yield url


def test_a_pooler_as_it_is_delivered(through: str, postgresql_store: Store, add_customer: AddCustomer) -> None:
    """P7: what limits our transactions holds in each of them, and stays on none of the pooler's connections."""
    store, other = open_store(through), open_store(through)
    desks = [Desk(store, 1), Desk(other, 1)]
    customer = add_customer(desks[0])
    for _ in range(7):  # from the fifth time on the driver would prepare a statement, on whatever connection it has
        for desk in desks:
            assert page_of(desk, customer).name == "Maria Köhler"
    for desk in desks:
        desk.change(wallet.add_funds, customer, "5")
    assert page_of(Desk(postgresql_store, 1), customer).wallet.minor == 1000
    with store.reading() as session:
        assert {name: session.scalar(text(f"SHOW {name}")) for name in HOLD} == HOLD
    words = make_url(through)
    with psycopg.connect(host=str(words.query["host"]), port=6432, user=words.username, dbname=words.database) as raw:
        assert raw.execute("SHOW statement_timeout").fetchone() == ("0",)
    assert any("behind a pooler" in fact.value for fact in doctor.of_store(through))
    store.close()
    other.close()


def test_a_change_is_seen_through_a_pooler(through: str, postgresql_store: Store, add_customer: AddCustomer) -> None:
    """P7: nobody tells through a pooler, so it is looked."""
    store = open_store(through)
    assert_told(store, Desk(postgresql_store, 1), add_customer)
    store.close()


def test_a_change_is_seen_where_nobody_tells(postgresql: postgres.Server, add_customer: AddCustomer) -> None:
    """P7: a server that takes LISTEN and has no triggers, as some that spread rows."""
    with postgresql.database() as url:
        store = open_store(url)
        with store.writing() as session:
            found = text(
                "SELECT tgrelid::regclass, tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
                "WHERE prosrc LIKE '%pg_notify%' OR prosrc LIKE '%NOTIFY%'"
            )
            silenced = list(session.execute(found))
            for table, name in silenced:
                session.execute(text(f"DROP TRIGGER {name} ON {table}"))
        assert silenced
        assert_told(store, Desk(store, 1), add_customer)
        store.close()


def assert_told(store: Store, colleague: Desk, add_customer: AddCustomer) -> None:
    """A watcher is told of each of a colleague's changes."""
    told = threading.Event()
    watch = Watcher(store, told=told.set, every=0.05)
    for _ in range(3):
        assert told.wait(SOON)
        told.clear()
        add_customer(colleague)
    assert told.wait(SOON)
    watch.end()
    assert watch.join(SOON)


class Counted(Watcher):
    """Counts how often it looks."""

    looks = 0

    def _numbers(self, raw: object) -> object:
        self.looks += 1
        return super()._numbers(raw)


def test_a_server_that_tells_is_not_asked(postgresql_store: Store, add_customer: AddCustomer) -> None:
    """P7: from the first time on that it told of a change; fifty consoles at rest cost it nothing."""
    desk, told = Desk(postgresql_store, 1), threading.Event()
    watch = Counted(postgresql_store, told=told.set, every=0.02)
    counts = []
    for _ in range(6):
        assert told.wait(SOON)
        told.clear()
        counts.append(watch.looks)
        add_customer(desk)
    assert told.wait(SOON)
    watch.end()
    assert watch.join(SOON)
    assert counts[-1] == counts[-2] == watch.looks
