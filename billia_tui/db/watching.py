"""Watching a store: a thread that notices that somebody changed something, and says so. What it was, others ask.

A SQLite file has a number that changes with every commit of another connection. A PostgreSQL server tells those who
listen; one that cannot, such as a standby or some distributed ones, and one behind a pooler is asked for a few numbers.
Looking at a number locks nothing, and where nothing happened nothing follows from it.
"""

import select
import socket
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from billia_tui.errors import StoreBusy, StoreGone

if TYPE_CHECKING:
    from billia_tui.db.store import Store

CHANNEL = "billia_changes"
"""On which PostgreSQL tells: lines of the log, of presences (migration 0004) and of who has whom in a queue (0012)."""

LONGEST_PAUSE = 5.0
"""Seconds between two tries to come back to a store that is lost."""

_NUMBERS = (
    "SELECT (SELECT coalesce(sum(number), 0) FROM log_heads), (SELECT count(*) FROM presences), "
    "(SELECT max(seen_at) FROM presences), (SELECT count(*) FROM presences WHERE editing), "
    "(SELECT count(*) FROM queue_holders), (SELECT max(taken_at) FROM queue_holders), pg_is_in_recovery()"
)


class Watcher:
    """Calls `told`, in a thread of its own, once at the start and then whenever something may have changed.

    Args:
        store: what is watched.
        told: must be quick and must not raise.
        lost: the same; called when the store cannot be watched just now. `told` follows when it can be again.
        every: seconds between two looks, where looking is needed; what comes sooner after `told` waits as long.
    """

    def __init__(
        self,
        store: "Store",
        told: Callable[[], None],
        lost: Callable[[], None] = lambda: None,
        *,
        every: float = 1.0,
    ) -> None:
        self._store = store
        self._told = told
        self._lost = lost
        self._every = every
        self._ended = threading.Event()
        self._bell, self._cord = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Ends the thread; it does not wait for it, since a server that is lost may hold it for a while."""
        with suppress(OSError):  # it has ended
            self._cord.send(b"x")
        self._ended.set()

    def join(self, seconds: float) -> bool:
        """Waits for the end of the thread; tells whether it came."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        pause = self._every
        watch = self._watch_file if self._store.dialect == "sqlite" else self._watch_server
        try:
            while not self._ended.is_set():
                try:
                    watch()
                    pause = self._every
                except (sqlite3.Error, SQLAlchemyError, OSError, StoreGone, _driver_error()):
                    pause = min(2 * pause, LONGEST_PAUSE)
                    if not self._ended.is_set():
                        self._lost()
                except StoreBusy:  # the server gives none of us another connection: what is shown stays as it is
                    pause = min(2 * pause, LONGEST_PAUSE)
                self._ended.wait(pause)
        finally:
            self._bell.close()
            self._cord.close()

    # ── SQLite ──

    def _watch_file(self) -> None:
        assert self._store.file is not None  # noqa: S101 - it is no server
        with closing(self._store.file.connect(wait=self._every)) as raw:

            def look() -> Any:
                raw.check()  # what is written to a file that was removed or replaced is written to nothing
                found = raw.execute("PRAGMA data_version").fetchone()
                raw.remember()
                return found

            self._compare(look)

    def _compare(self, look: Callable[[], Any]) -> None:
        """Looks at numbers again and again."""
        seen = look()
        self._told()  # of what happened while nobody looked
        while not self._ended.wait(self._every):
            found = look()
            if found != seen:
                seen = found
                self._told()

    # ── PostgreSQL ──

    def _watch_server(self) -> None:
        with closing(_connection_of_its_own(self._store)) as raw:
            if raw.pooled or not self._listens(raw):
                self._compare(lambda: self._numbers(raw))
            else:
                self._listen(raw)

    def _numbers(self, raw: Any) -> Any:
        found = raw.execute(_NUMBERS).fetchone()
        self._store.stands(by=found[-1])
        return found

    @staticmethod
    def _listens(raw: Any) -> bool:
        """Whether the server takes LISTEN; a standby does not."""
        try:
            raw.execute(f"LISTEN {CHANNEL}")
        except _not_known():
            return False
        return True

    def _listen(self, raw: Any) -> None:
        """Waits to be told; until it once was, it looks too: a server may know LISTEN and tell nothing."""
        heard = False

        def hear(_: Any) -> None:
            nonlocal heard
            heard = True

        raw.add_notify_handler(hear)
        poll = select.poll()
        poll.register(raw.fileno(), select.POLLIN)
        poll.register(self._bell, select.POLLIN)
        seen, trusted = None, False
        while not self._ended.is_set():
            found = seen if trusted else self._numbers(raw)
            if heard or found != seen:
                seen, trusted, heard = found, trusted or heard, False
                self._told()
                self._ended.wait(self._every)  # what fifty colleagues do wakes nobody fifty times a second
            elif poll.poll(None if trusted else int(1000 * self._every)):
                raw.pgconn.consume_input()  # raises when the server is lost
                while raw.pgconn.notifies() is not None:
                    heard = True


def _connection_of_its_own(store: "Store") -> Any:
    """A connection with the settings of all others, and none of those that the pool has."""
    taken = store.engine.pool.recreate().connect()
    raw: Any = taken.driver_connection
    taken.detach()
    raw.autocommit = True
    return raw


def _driver_error() -> type[Exception]:
    """What the driver of a server raises; the driver is loaded only where there is one."""
    import sys

    loaded = sys.modules.get("psycopg")
    return loaded.Error if loaded is not None else sqlite3.Error


def _not_known() -> tuple[type[Exception], ...]:
    """What a server answers that does not know LISTEN, or takes no changes."""
    from psycopg import errors

    return errors.FeatureNotSupported, errors.SyntaxError, errors.ReadOnlySqlTransaction
