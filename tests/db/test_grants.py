"""`docs/team-postgresql.sql`: the console works with the rights that it needs, and has no others (P1, P4)."""

from pathlib import Path

import psycopg
import pytest

from billia_tui.db import schema
from billia_tui.db.store import Store, open_store
from billia_tui.errors import StoreError
from billia_tui.operations.desk import Desk
from billia_tui.operations.store import copy as store_copy
from billia_tui.operations.store import opening
from tests import postgres
from tests.operations import breaking
from tests.operations.changes import BY_CUSTOMER, UNLOGGED, WRITING, Call
from tests.operations.filled import panel
from tests.postgres import as_role, run_roles

CHANGES: dict[str, Call] = {**{name: call for name, (_, call) in {**WRITING, **UNLOGGED}.items()}, **BY_CUSTOMER}

FORBIDDEN = (
    *(
        f"DELETE FROM {name}"  # noqa: S608 - names of ours
        for name in ("customers", "wallet_transactions", "log_entries", "gdpr_changes", "request_keys")
    ),
    *(f"TRUNCATE {name}" for name in ("customers", "log_entries", "presences")),
    "UPDATE log_entries SET at = now()",
    "UPDATE log_entries SET admin_id = 2",
    "UPDATE wallet_transactions SET amount = 0",
    "UPDATE credit_changes SET new = 0",
    "UPDATE gdpr_changes SET new = ''",
    "UPDATE request_keys SET key = ''",
    "UPDATE alembic_version SET version_num = '9'",
    "INSERT INTO alembic_version VALUES ('9')",
    "ALTER TABLE log_entries DISABLE TRIGGER ALL",
    "DROP TRIGGER guard_log_entries ON log_entries",
    "DROP TABLE notes",
    "CREATE TABLE mine (id int)",
    "CREATE TEMPORARY TABLE mine (id int)",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE ROLE mine",
    "SET session_replication_role = replica",
    "SET ROLE billia_owner",
    "SELECT setval('customers_id_seq', 1)",
    "COPY customers TO PROGRAM 'true'",
    "SELECT pg_read_file('/etc/passwd')",
)


def test_everything_works(console: Store) -> None:
    """Each change of the program, chaining and all, up to its commit, with the rights of the console."""
    for name, (operation, args, kwargs) in CHANGES.items():
        desk = panel(Desk(console, 1)) if name in BY_CUSTOMER else Desk(console, 1)
        assert breaking.statements_of(console, lambda: breaking.CHANGE(desk, operation, *args, **kwargs)), name  # noqa: B023 - called at once


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_what_is_refused(console: Store, statement: str) -> None:
    """P1, P4: not by a mistake of the program, nor by whoever gets hold of the console's login."""
    with psycopg.connect(_plain(console)) as raw, pytest.raises(psycopg.errors.InsufficientPrivilege):
        raw.execute(statement)


def _plain(store: Store) -> str:
    return store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def test_a_table_of_a_later_migration(console_url: str, console: Store) -> None:
    """A table that the owner makes later can be used at once, and is narrowed by the next run of the file."""
    owner = as_role(console_url, "billia_owner")
    with psycopg.connect(owner, autocommit=True) as raw:
        raw.execute("CREATE TABLE later (id bigserial PRIMARY KEY)")
    with console.writing() as session:
        session.connection().exec_driver_sql("INSERT INTO later DEFAULT VALUES")
        session.connection().exec_driver_sql("DELETE FROM later")
    with psycopg.connect(owner, autocommit=True) as raw:
        raw.execute("DROP TABLE later")


def test_only_the_owner_brings_a_store_up_to_date(console_url: str, console: Store) -> None:
    """P7: the console says what to do; `init` with its role, who may do it."""
    _set_version(console_url, "0003")
    try:
        with pytest.raises(StoreError, match="older schema 0003; bring it up to date with: billia init"):
            open_store(console_url)
        with pytest.raises(StoreError, match="the role that owns its tables"):
            opening.prepare(console_url, "ana")
    finally:
        _set_version(console_url, schema.HEAD)


def _set_version(console_url: str, version: str) -> None:
    with psycopg.connect(as_role(console_url, "billia_owner"), autocommit=True) as raw:
        raw.execute("UPDATE alembic_version SET version_num = %s", (version,))


def test_only_the_owner_fills_a_store(console_url: str, postgresql: postgres.Server, filled_template: Path) -> None:
    """P4: with the console's role `billia copy` cannot take the first line of the log away."""
    with postgresql.database("template0") as url:
        run_roles(url)
        opening.prepare(as_role(url, "billia_owner"), "ana")
        run_roles(url)
        with pytest.raises(StoreError, match="only the owner"):
            store_copy.copy(str(filled_template), as_role(url, "billia_console"))
