"""What a server may not have or not give: text that is not UTF-8, another connection (P7)."""

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import make_url, text

from billia_tui import clock
from billia_tui.db.server import FULL
from billia_tui.db.store import Store, open_store
from billia_tui.db.watching import Watcher
from billia_tui.errors import StoreBusy, StoreError
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.store import opening
from billia_tui.operations.wallet import movements as wallet
from tests import postgres
from tests.conftest import AddCustomer
from tests.operations.kit import page_of


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_is_not_utf8_is_refused(postgresql: postgres.Server, encoding: str) -> None:
    """P7: in a sentence that says what to do, by whatever opens it; `billia init` writes nothing there."""
    name = f"test_{encoding.lower()}"
    postgresql.run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'")
    try:
        url = postgresql.url_of(name)
        for open_it in (open_store, lambda there: opening.prepare(there, "ana")):
            with pytest.raises(StoreError, match=f"keeps text as {encoding}.*createdb --encoding=UTF8"):
                open_it(url)
    finally:
        postgresql.run(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_variable_does_not_say_how_text_is_written(
    postgresql: postgres.Server, monkeypatch: pytest.MonkeyPatch, add_customer: AddCustomer
) -> None:
    """P7: PGCLIENTENCODING of whoever starts the console would refuse names, or write others than were typed."""
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    with postgresql.database() as url:
        store = open_store(url)
        desk = Desk(store, 1)
        assert page_of(desk, add_customer(desk, city="Łódź €")).city == "Łódź €"
        store.close()


@contextmanager
def limited(server: postgres.Server, url: str, connections: int) -> Iterator[str]:
    """The address for a login that has so many connections."""
    role = f"few_{uuid4().hex}"
    server.run(f"CREATE ROLE {role} LOGIN CONNECTION LIMIT {connections}")
    own = make_url(url).set(username=role).render_as_string(hide_password=False)
    store = open_store(url)
    with store.writing() as session:
        session.execute(text(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}"))
        session.execute(text(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}"))
        session.execute(text(f"GRANT CONNECT ON DATABASE {make_url(url).database} TO {role}"))
        session.execute(text(f"GRANT USAGE ON SCHEMA public TO {role}"))  # docs/team.md takes both from everybody
    store.close()
    try:
        yield own
    finally:
        server.run(
            f"SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE usename = '{role}'"  # noqa: S608 - ours
        )
        admin = open_store(url)
        with admin.writing() as session:
            session.execute(text(f"DROP OWNED BY {role}"))
        admin.close()
        server.run(f"DROP ROLE {role}")


def test_no_free_connection_is_busy(postgresql: postgres.Server) -> None:
    """P7: the server is there and says that it is full; nobody has to look for its address."""
    with postgresql.database() as url, limited(postgresql, url, 0) as own:
        with pytest.raises(StoreBusy) as refused:
            open_store(own)
        assert refused.value.text == FULL
        assert "max_connections" in FULL


def test_a_console_goes_on_with_the_one_it_has(postgresql: postgres.Server, add_customer: AddCustomer) -> None:
    """P7: what asks for another connection waits for the one; also the thread that watches for colleagues."""
    with postgresql.database() as url, limited(postgresql, url, 1) as own:
        store = open_store(own)
        desk = Desk(store, 1)
        customer = add_customer(desk)
        watch = Watcher(store, told=lambda: None, lost=lambda: pytest.fail("the server is not lost"))
        start = threading.Barrier(4)

        def read(_: int) -> str:
            start.wait(timeout=30)
            return page_of(desk, customer).name

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(read, range(4))) == ["Maria Köhler"] * 4
        watch.end()
        assert watch.join(30)
        store.close()


class _WhenRefused(logging.Handler):
    """Does something just after the driver was refused a connection."""

    def __init__(self, do: Callable[[], None]) -> None:
        super().__init__()
        self._do = do

    def emit(self, record: logging.LogRecord) -> None:
        if "connection failed" in record.msg:
            self._do()


def test_a_connection_that_comes_back_while_another_is_refused_is_used(
    postgresql: postgres.Server, caplog: pytest.LogCaptureFixture
) -> None:
    """P7: whoever had the only one gives it back just when the server refuses a second one."""
    with postgresql.database() as url, limited(postgresql, url, 1) as own, caplog.at_level("DEBUG", "psycopg"):
        store = open_store(own)
        held = store.engine.connect()
        hears = _WhenRefused(held.close)
        logging.getLogger("psycopg").addHandler(hears)
        with store.engine.connect() as other:
            assert other.scalar(text("SELECT 1")) == 1
        logging.getLogger("psycopg").removeHandler(hears)
        store.close()


def test_the_watcher_does_not_take_the_last_connection(postgresql_store: Store) -> None:
    """P7: it has one of its own, so that a console is never left with none."""
    before = postgresql_store.engine.pool.status()
    watch = Watcher(postgresql_store, told=lambda: None, lost=lambda: None)
    watch.end()
    assert watch.join(30)
    assert postgresql_store.engine.pool.status() == before


def test_a_database_that_is_read_only_is_said(postgresql: postgres.Server, add_customer: AddCustomer) -> None:
    """P7: it is read as before, and refuses changes in words that are true of a server."""
    with postgresql.database() as url:
        postgresql.run(f"ALTER DATABASE {make_url(url).database} SET default_transaction_read_only = on")
        store = open_store(url)
        with pytest.raises(StoreError, match="takes no changes now: it was set read-only"):
            add_customer(Desk(store, 1))
        store.close()


SET_BY_OTHERS = (
    "datestyle = 'German'",
    "datestyle = 'SQL, DMY'",
    "intervalstyle = 'sql_standard'",
    "bytea_output = 'escape'",
    "standard_conforming_strings = off",
    "client_encoding = 'LATIN1'",
    "timezone = 'Asia/Kolkata'",
    "default_transaction_isolation = 'serializable'",
    "default_transaction_deferrable = on",
    "extra_float_digits = -15",
    "statement_timeout = '1ms'",
    "lock_timeout = '1ms'",
    "row_security = off",
    "transform_null_equals = on",
    "enable_indexscan = off",
)
"""What an administrator may have set for a database, for all that is in it."""


@pytest.mark.parametrize("setting", SET_BY_OTHERS)
def test_settings_of_a_database_change_nothing(
    postgresql: postgres.Server, add_customer: AddCustomer, setting: str
) -> None:
    """P1, P7: what is written and read is the same, and so are the locks."""
    with postgresql.database() as url:
        postgresql.run(f"ALTER DATABASE {make_url(url).database} SET {setting}")
        store = open_store(url)
        desk = Desk(store, 1)
        customer = add_customer(desk, city="Łódź \\ €")
        page = page_of(desk, customer)
        assert page.city == "Łódź \\ €"
        assert abs((page.created_at - clock.now()).total_seconds()) < 60
        desk.change(wallet.add_funds, customer, "25.50", "it's 50 % \\ '")
        assert [str(finding) for finding in Check(store).findings()] == []
        with store.writing() as session:
            assert session.scalar(text("SHOW transaction_isolation")) == "read committed"
        store.close()
