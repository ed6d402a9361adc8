"""Moving a whole store to another one, on either database; for `operations.store_copy`.

It is read in one snapshot and written in one transaction. The log is copied with its hashes: nothing here goes through
the commit that chains lines.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, text

from billia_tui.db import schema, server, server_address, text_index
from billia_tui.db.models import all_tables
from billia_tui.db.moving_rows import quoted
from billia_tui.db.store import Store, said_in_words
from billia_tui.errors import Refused, StoreBusy, StoreError
from billia_tui.settings.address import sqlite_path

PASSING = frozenset({"presences", "queue_holders"})
"""Who has which customer open, or of a queue, on the source means nothing on the copy."""

TABLES: tuple[Table, ...] = tuple(table for table in all_tables().sorted_tables if table.name not in PASSING)
"""Every table that is copied; those that are pointed to come first."""

MADE_BY_INIT = {"resellers": 1, "admins": 1, "queues": 6, "log_entries": 1, "log_heads": 1}
"""How many rows of a table may be in a store that is copied to; no rows of any other."""

LOCK = 0x42494C4C
"""A number for PostgreSQL's advisory locks: shared by copies from a database, alone for the copy to it."""

_TIMEOUTS = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"


class Figures(NamedTuple):
    """What two stores with the same rows agree on."""

    counts: dict[str, int]
    """Rows by table."""

    balances: dict[str, int]
    """The sum of all wallets by currency, in minor units."""

    heads: dict[int, tuple[int, str]]
    """Number and hash at which each chain of the log ends."""

    ends: dict[int, tuple[int, int, str]]
    """How many lines of a chain there are, the number of its last line, and that line's hash."""


def is_bare(url: str) -> bool:
    """Whether the address is that of a database without any tables of ours; raises StoreError if it cannot be asked."""
    if sqlite_path(url) is not None:
        return False
    with said_in_words("the target"):
        try:
            engine = server.make_engine(server_address.read(url))
        except StoreError:  # opening it says what is wrong
            return False
        try:
            return schema.version(engine) is None
        finally:
            engine.dispose()


@contextmanager
def snapshot(store: Store) -> Iterator[Connection]:
    """A transaction that only reads and sees one state of the source to its end; it keeps nobody from writing."""
    with said_in_words(store.place), store.engine.connect() as connection:
        if store.dialect != "sqlite":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            server.be_patient(connection)
            connection.exec_driver_sql(_TIMEOUTS)
            if not connection.scalar(text(f"SELECT pg_try_advisory_xact_lock_shared({LOCK})")):
                raise StoreBusy(f"{store.place} is being filled by another copy; wait for its end")
        yield connection
        connection.rollback()


@contextmanager
def filling(store: Store) -> Iterator[Connection]:
    """The transaction that fills a store: all of it or nothing, and nobody else writes meanwhile.

    Raises:
        Refused: the store holds more than `billia init` makes.
        StoreBusy: it is the source, or somebody else writes to it.
    """
    with said_in_words(store.place), store.engine.connect() as connection:
        connection.execution_options(sqlite_begin="IMMEDIATE")
        with connection.begin():
            if store.dialect != "sqlite":
                server.be_patient(connection)
                connection.exec_driver_sql(_TIMEOUTS)
                if not connection.scalar(text(f"SELECT pg_try_advisory_xact_lock({LOCK})")):
                    raise Refused(f"{store.place} is the source itself, or is being copied by somebody else")
                _refuse_strangers(connection)
                names = ", ".join(quoted(table.name) for table in all_tables().sorted_tables)
                connection.exec_driver_sql(f"LOCK TABLE {names} IN EXCLUSIVE MODE")
            _clear(connection, store.place)
            with _search_indexes_afterwards(connection):
                yield connection


def finish(connection: Connection, given: dict[str, int]) -> None:
    """Lets ids go on after the highest that was ever `given`, and makes the search indexes of SQLite."""
    if connection.dialect.name == "sqlite":
        for index in text_index.ALL:
            for name in (index.parts, index.words):
                connection.exec_driver_sql(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")  # noqa: S608 - names of ours
        connection.exec_driver_sql("DELETE FROM sqlite_sequence")
        for name, last in given.items():
            connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, last))
        return
    # In a large book most words are in fewer than one of a hundred texts: by the usual sample they look common.
    connection.exec_driver_sql("ALTER TABLE search_entries ALTER COLUMN text SET STATISTICS 1000")
    connection.exec_driver_sql("ANALYZE")
    move = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last, :used)")
    for name, last in given.items():  # last of all: a sequence is not set back with its transaction
        connection.execute(move, {"name": name, "last": max(last, 1), "used": last > 0})


def settle(store: Store) -> None:
    """After the copy to a server: what it does at some time by itself, now, so that the first hour is fast."""
    if store.dialect == "sqlite":
        return
    with said_in_words(store.place), store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        server.be_patient(connection)
        if not server.is_pooled(connection):  # else there is none of ours beyond a transaction
            connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql(f"VACUUM (ANALYZE) {', '.join(quoted(table.name) for table in TABLES)}")
        connection.detach()  # its setting goes with it


def highest_ids(connection: Connection) -> dict[str, int]:
    """The highest id that each table ever gave, also if the row is gone: an id is never given twice."""
    numbered = [table.name for table in TABLES if table.dialect_options["sqlite"]["autoincrement"]]
    if connection.dialect.name == "sqlite":
        kept = {row.name: row.seq for row in connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")}
    else:
        kept = {}
        for name in numbered:
            sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": name})
            last, used = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {sequence}").one()  # noqa: S608 - the server's name
            kept[name] = last if used else last - 1
    found = {name: connection.exec_driver_sql(f"SELECT max(id) FROM {quoted(name)}").scalar() for name in numbered}  # noqa: S608 - names of ours
    return {name: max(kept.get(name, 0), found[name] or 0) for name in numbered}


def figures(connection: Connection) -> Figures:
    """What is compared before and after."""

    def found(statement: str) -> list[Any]:
        return list(connection.exec_driver_sql(statement))

    return Figures(
        {table.name: found(f"SELECT count(*) FROM {quoted(table.name)}")[0][0] for table in TABLES},  # noqa: S608 - names of ours
        {currency: int(total) for currency, total in found("SELECT currency, sum(wallet) FROM customers GROUP BY 1")},
        {chain: (number, last) for chain, number, last in found("SELECT chain, number, hash FROM log_heads")},
        {
            chain: (lines, number, last)
            for chain, lines, number, last in found(
                "SELECT e.chain, e.lines, e.number, l.hash FROM "
                "(SELECT chain, count(*) AS lines, max(number) AS number FROM log_entries "
                "WHERE hash IS NOT NULL GROUP BY chain) AS e "
                "JOIN log_entries AS l ON l.chain = e.chain AND l.number = e.number AND l.hash IS NOT NULL"
            )
        },
    )


# ── the target ──


def _clear(connection: Connection, place: str) -> None:
    """Takes away what `billia init` made; raises Refused if there is more."""
    filled = []
    for table in all_tables().sorted_tables:
        number = connection.exec_driver_sql(f"SELECT count(*) FROM {quoted(table.name)}").scalar() or 0  # noqa: S608 - names of ours
        if number > MADE_BY_INIT.get(table.name, 0):
            what = "a console is open on it" if table.name in PASSING else f"rows in {table.name}: {number:,}"
            raise Refused(f"{place} is in use ({what}); a copy goes to a store as billia init makes it")
        if number:
            filled.append(table)
    for table in reversed(filled):
        if table.name == "log_entries":
            with _unguarded(connection):
                connection.execute(table.delete())
        else:
            connection.execute(table.delete())


@contextmanager
def _search_indexes_afterwards(connection: Connection) -> Iterator[None]:
    """On a server: the indexes that take longest to keep up are built when all rows are there, as they were."""
    if connection.dialect.name == "sqlite":
        yield
        return
    mine = (
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND indexdef LIKE '%USING gin%'"
    )
    found = connection.execute(text(mine)).all()
    for name, _ in found:
        connection.exec_driver_sql(f"DROP INDEX {quoted(name)}")
    yield
    for _, statement in found:
        connection.exec_driver_sql(statement)


def _refuse_strangers(connection: Connection) -> None:
    mine = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = 'log_entries'::regclass"
    if not connection.scalar(text(mine)):
        raise StoreError(
            "only the owner of the target's tables may fill it; in --to name the role that ran billia init"
        )


@contextmanager
def _unguarded(connection: Connection) -> Iterator[None]:
    """Lets the first line of the log go, in this transaction alone."""
    if connection.dialect.name == "sqlite":
        guard = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'guard_log_entries_delete'"
        made = connection.exec_driver_sql(guard).scalar_one()
        connection.exec_driver_sql("DROP TRIGGER guard_log_entries_delete")
        yield
        connection.exec_driver_sql(made)
        return
    connection.exec_driver_sql("ALTER TABLE log_entries DISABLE TRIGGER guard_log_entries")
    yield
    connection.exec_driver_sql("ALTER TABLE log_entries ENABLE TRIGGER guard_log_entries")
