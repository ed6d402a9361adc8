"""Connections to a PostgreSQL server, and what is done about one that does not answer.

A line that dies without a word is noticed by the system's own probes, on both ends, after some fifteen seconds. A
server that is there and says nothing, such as one that waits for its disk, is given up a little later.
"""

import re
import time
from collections.abc import Generator, Mapping
from typing import Any, TypeVar

import psycopg
from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.util.queue import Empty

from billia_tui.errors import StoreBusy, StoreError
from billia_tui.text import clean

STATEMENT_TIMEOUT = 15
LOCK_TIMEOUT = 5
IDLE_TIMEOUT = 30
CONNECT_TIMEOUT = 10

PATIENCE = STATEMENT_TIMEOUT + 3.0
"""Seconds for an answer. The server itself ends what takes longer than `STATEMENT_TIMEOUT`: after these it is lost."""

_PROBES = {"keepalives_idle": 6, "keepalives_interval": 3, "keepalives_count": 3}
"""Seconds of silence, seconds between two probes, how many without an answer."""

SETTINGS = {
    "statement_timeout": f"{STATEMENT_TIMEOUT}s",
    "lock_timeout": f"{LOCK_TIMEOUT}s",
    "idle_in_transaction_session_timeout": f"{IDLE_TIMEOUT}s",
    "timezone": "UTC",
    "datestyle": "ISO",  # the driver reads no other
    "max_parallel_workers_per_gather": "0",  # for a page of fifty rows each worker reads far more than is wanted
}
"""The server's own settings for each of our transactions: behind a pooler no connection is ours for longer."""

_OWN = {
    **SETTINGS,
    # The same from the other end: of a client that is cut off the server keeps no lock.
    **{f"tcp_{name}": str(value) for name, value in _PROBES.items()},
}
"""The same for a connection that is ours to its end."""

FULL = "the store is busy: the server has no free connection (max_connections); nothing was saved, try again"
NOT_UTF8 = (
    "the database keeps text as {encoding}, billia needs UTF-8; make another one: createdb --encoding=UTF8 "
    "--template=template0 NAME"
)

_TOO_MANY = re.compile(
    "too many (clients|connections)|connection slots are reserved|zu viele Verbindungen|verbleibenden Verbindungen"
    "|trop de (clients|connexions)|demasiad[oa]s (clientes|conexiones)"
)
"""What a server says that takes no more connections; the driver passes its words on, but not its code (53300)."""


def _set(settings: Mapping[str, str], word: str) -> bytes:
    """Statements that make settings hold; `word` is SET, or SET LOCAL."""
    return "; ".join(f"{word} {name} = '{value}'" for name, value in settings.items()).encode()


_FOR_ONE = _set(SETTINGS, "SET LOCAL")

T = TypeVar("T")
Waiting = Generator[Any, Any, T]


class PatientConnection(psycopg.Connection[Any]):
    """A connection that is closed when the server says nothing for longer than `patience`; None is `PATIENCE`."""

    patience: float | None = None
    pooled = False
    """Whether a pooler stands in between, that gives each transaction whatever connection is free."""
    begins: IsolationLevel = "READ COMMITTED"
    """The isolation of its transactions: what the locks of the operations are made for. AUTOCOMMIT begins none."""

    def begin_well(self) -> bool:
        """Looks at what was reached, and makes our settings hold where it is a server itself.

        Returns:
            Whether it is a standby of another server.

        Raises:
            StoreError: the database is not UTF-8.
        """
        asked = "SELECT pg_backend_pid(), current_setting('server_encoding'), pg_is_in_recovery()"
        process, encoding, is_standby = self.execute(asked, prepare=False).fetchone() or (0, "", False)
        if encoding != "UTF8":
            raise StoreError(NOT_UTF8.format(encoding=clean(str(encoding))))
        self.pooled = process != self.info.backend_pid  # a pooler answers for itself
        if self.pooled:
            self.prepare_threshold = None  # what is prepared would be on another connection
        else:
            self.execute(_set(_OWN, "SET"), prepare=False)
        return bool(is_standby)

    def begin(self) -> None:
        """A transaction, with our settings for it in the same packet: they cost no question and answer of their own."""
        if self.begins != "AUTOCOMMIT":
            reads = " READ ONLY" if self.read_only else ""
            self.execute(b"BEGIN ISOLATION LEVEL %b%b; %b" % (self.begins.encode(), reads.encode(), _FOR_ONE))

    def wait(self, gen: Waiting[T], *args: Any, **kwargs: Any) -> T:
        """Waits for an answer, as every statement does."""
        return super().wait(self._within_time(gen), *args, **kwargs)

    def _within_time(self, gen: Waiting[T]) -> Waiting[T]:
        """The same steps, ended when nothing has come of them in time."""
        end = time.monotonic() + (PATIENCE if self.patience is None else self.patience)
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and time.monotonic() > end:
                    self.pgconn.finish()  # whatever comes later is nobody's answer
                    raise psycopg.OperationalError("the server does not answer")
                wanted = gen.send(ready)
        except StopIteration as done:
            answer: T = done.value
            return answer


class Dialect(PGDialect_psycopg):
    """Transactions that are begun by us: the driver's own would need a second question for our settings."""

    supports_statement_cache = True
    is_standby = False
    """Whether the server follows another one, as far as it was asked: by each new connection, and by who watches."""

    def do_begin(self, dbapi_connection: Any) -> None:
        """As SQLAlchemy asks for it before the first statement."""
        dbapi_connection.driver_connection.begin()

    def get_default_isolation_level(self, dbapi_conn: Any) -> IsolationLevel:  # noqa: ARG002 - SQLAlchemy's
        """Whatever the database's own is."""
        return PatientConnection.begins

    def set_isolation_level(self, dbapi_connection: Any, level: IsolationLevel) -> None:
        """For the transactions that follow; the driver itself never begins one."""
        dbapi_connection.begins = level


registry.register("postgresql.billia", __name__, Dialect.__name__)


class SharingPool(QueuePool):
    """Connections of one console; where the server gives no further one, those that it has do all of the work."""

    def _do_get(self) -> ConnectionPoolEntry:
        try:
            return super()._do_get()
        except StoreBusy:
            if not (self.checkedout() or self.checkedin()):  # none to wait for, and none came back meanwhile
                raise
            try:
                return self._pool.get(block=True, timeout=self._timeout)
            except Empty:
                pass
            raise


def make_engine(address: URL) -> Engine:
    """The engine for a server; connects to nothing yet.

    Connecting raises StoreBusy where the server takes no more connections, StoreError where the database is not UTF-8.
    """
    silence = _PROBES["keepalives_idle"] + _PROBES["keepalives_interval"] * _PROBES["keepalives_count"]
    engine = create_engine(
        address.set(drivername="postgresql+billia"),
        pool_pre_ping=True,
        poolclass=SharingPool,
        # Fifty consoles share a server that takes a hundred connections as it is delivered: each keeps two, and one
        # more to listen. What asks for more at one moment gets it, and closes it afterwards.
        pool_size=2,
        max_overflow=8,
        pool_use_lifo=True,
        connect_args={
            "client_encoding": "utf8",  # else a variable of whoever starts us says how text is written
            "connect_timeout": CONNECT_TIMEOUT,
            "keepalives": 1,
            "tcp_user_timeout": silence * 1000,  # also while an answer is waited for, when there are no probes
            **_PROBES,
        },
    )

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Dialect, _record: Any, positional: list[Any], named: dict[str, Any]) -> Any:
        try:
            made = PatientConnection.connect(*positional, autocommit=True, **named)
        except psycopg.OperationalError as error:
            if _TOO_MANY.search(str(error)):
                raise StoreBusy(FULL) from error
            raise
        try:
            dialect.is_standby = made.begin_well()
        except BaseException:
            made.close()
            raise
        return made

    return engine


def be_patient(connection: Connection) -> None:
    """For a copy, whose statements take as long as they take: this connection waits for each answer."""
    raw: Any = connection.connection.driver_connection
    raw.patience = float("inf")


def is_pooled(connection: Connection) -> bool:
    """Whether a pooler stands in between."""
    raw: Any = connection.connection.driver_connection
    return bool(raw.pooled)
