"""Writers take turns, at a SQLite file and at a customer: nobody starves, no turn is kept by who left (P6, 3.1)."""

import gc
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import event, text

from billia_tui.db import sqlite, writer_lock
from billia_tui.db.store import Store, open_store
from billia_tui.errors import BilliaError, StoreBusy
from billia_tui.operations.customers import erasure
from billia_tui.operations.desk import Desk
from billia_tui.operations.reach import the_customer
from tests.conftest import AddCustomer

LONG = 20.0
"""Seconds that a test waits for what comes at once."""

HOLDER = """
import sys
from pathlib import Path
from billia_tui.db import sqlite
raw = sqlite.connect(Path(sys.argv[1]))
with raw.turn():
    raw.execute("BEGIN IMMEDIATE")
{after}
print("has it", flush=True)
sys.stdin.read()
"""
"""A process that has the turn until its input ends."""

FORKED = "import os\nif not os.fork():\n    sys.stdin.read()\n    os._exit(0)"


PATIENCE = 20
"""Seconds after which a wait has failed."""


def free(path: Path, seconds: float = 0) -> bool:
    """Whether the turn can be had within `seconds`; it is given back.

    Who asked in vain before may have it for a moment once it is free: to see that it is, some seconds are given.
    """
    turn = writer_lock.take(path, seconds)
    if turn is not None:
        turn.give_up()
    return turn is not None


def holder(path: Path, after: str = "") -> subprocess.Popen[str]:
    """Starts another process that has the turn."""
    code = HOLDER.format(after=after)
    return subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def write(store: Store) -> None:
    """A change of the file."""
    with store.writing() as session:
        session.execute(text("UPDATE admins SET version = version + 1"))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the line is as fair as flock is")
def test_who_is_next_is_never_passed(sqlite_path: Path) -> None:
    """P6: who has just had the turn and wants it again at once comes after who was there first, on any machine."""
    given: list[str] = []
    mine = writer_lock.take(sqlite_path, 0)
    for _ in range(ROUNDS):
        assert mine is not None
        waiting = threading.Thread(target=lambda: take_a_turn(sqlite_path, given))
        waiting.start()
        until_somebody_is_next(sqlite_path)
        mine.give_up()
        mine = writer_lock.take(sqlite_path, LONG)
        given.append("again")
        waiting.join(LONG)
    assert mine is not None
    mine.give_up()
    assert given == ["first", "again"] * ROUNDS
    assert free(sqlite_path)


ROUNDS = 50


def take_a_turn(path: Path, given: list[str]) -> None:
    """Waits for the turn, and gives it back."""
    turn = writer_lock.take(path, LONG)
    assert turn is not None
    given.append("first")
    turn.give_up()


def until_somebody_is_next(path: Path) -> None:
    """Looks until the system shows that somebody waits for the turn itself, and not only for the head of the line."""
    inode = f":{path.with_name(path.name + writer_lock.ENDING).stat().st_ino} "
    end = time.monotonic() + LONG
    while not any("-> FLOCK" in line and inode in line for line in Path("/proc/locks").read_text().splitlines()):
        assert time.monotonic() < end


def test_writers_that_never_stop(sqlite_path: Path) -> None:
    """P6: each gets its turns, however many want them at the same time, and nothing of what they wrote is lost."""
    writers = 4
    start = threading.Barrier(writers)

    def work() -> None:
        with closing(sqlite.connect(sqlite_path)) as raw:
            start.wait(timeout=LONG)
            for _ in range(ROUNDS):
                with raw.turn():
                    raw.execute("BEGIN IMMEDIATE")
                raw.execute("UPDATE admins SET version = version + 1")
                raw.commit()

    threads = [threading.Thread(target=work) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)
    with closing(sqlite.connect(sqlite_path)) as raw:
        assert raw.execute("SELECT version FROM admins").fetchone() == (1 + writers * ROUNDS,)
    assert free(sqlite_path)


def raises(store: Store) -> None:
    """An operation refuses."""
    with suppress(BilliaError), store.writing() as session:
        session.connection()
        raise BilliaError("no")


def is_interrupted(store: Store) -> None:
    """A person presses ctrl+c."""
    with suppress(KeyboardInterrupt), store.writing() as session:
        session.connection()
        raise KeyboardInterrupt


def is_undone_by_sqlite(store: Store) -> None:
    """SQLite itself undoes the transaction, as with a full disk."""
    with suppress(BilliaError), store.writing() as session:
        session.execute(text("UPDATE OR ROLLBACK admins SET username = NULL"))


def fails_to_begin(store: Store) -> None:
    """A program that knows no turns is writing."""
    with closing(sqlite3.connect(store.place, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        event.listen(store.engine, "checkout", lambda raw, *_: raw.execute("PRAGMA busy_timeout = 1"))
        with pytest.raises(StoreBusy, match="nothing was saved"):
            write(store)


def is_invalidated(store: Store) -> None:
    """The connection is thrown away in the middle."""
    with suppress(Exception), store.writing() as session:
        session.connection().invalidate()


def is_left_open(store: Store) -> None:
    """Nobody ends the transaction: the connection is closed with it."""
    raw = sqlite.connect(Path(store.place))
    with raw.turn():
        raw.execute("BEGIN IMMEDIATE")
    raw.close()


def is_dropped(store: Store) -> None:
    """Nobody even closes it."""
    raw = sqlite.connect(Path(store.place))
    with raw.turn():
        raw.execute("BEGIN IMMEDIATE")
    del raw
    gc.collect()


@pytest.mark.parametrize(
    "leave",
    [write, raises, is_interrupted, is_undone_by_sqlite, fails_to_begin, is_invalidated, is_left_open, is_dropped],
    ids=lambda leave: leave.__name__,
)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_the_turn_ends_with_the_transaction(
    sqlite_store: Store, sqlite_path: Path, leave: Callable[[Store], None]
) -> None:
    """P6: on every way out the next one gets the turn, and can write."""
    leave(sqlite_store)
    assert free(sqlite_path)
    with closing(open_store(str(sqlite_path))) as other:
        write(other)


def test_the_turn_is_kept_until_the_commit(sqlite_store: Store, sqlite_path: Path) -> None:
    """P2: not only until the transaction has begun; a savepoint that is undone does not end it."""
    with sqlite_store.writing() as session:
        with suppress(ValueError), session.begin_nested():
            session.connection()
            raise ValueError
        assert not free(sqlite_path)
    assert free(sqlite_path, PATIENCE)


def test_the_journal_is_brought_home_in_a_turn(sqlite_store: Store, sqlite_path: Path) -> None:
    """P2: SQLite before 3.51.3 may lose what somebody begins to write just then; compacting is no exception."""
    seen: dict[str, bool] = {}

    def watch(raw: sqlite.FairConnection, *_: object) -> None:
        raw.set_trace_callback(lambda statement: seen.__setitem__(statement, free(sqlite_path)))

    event.listen(sqlite_store.engine, "checkout", watch)
    write(sqlite_store)
    erasure.compact(sqlite_store)
    assert {name: seen[name] for name in ("COMMIT", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")} == {
        "COMMIT": False, "VACUUM": False, "PRAGMA wal_checkpoint(TRUNCATE)": False,
    }  # fmt: skip
    write(sqlite_store)


def test_readers_need_no_turn(sqlite_store: Store, sqlite_path: Path) -> None:
    """Reliability 3.1: readers take no lock, so they never wait for a writer."""
    with sqlite_store.writing() as writing, sqlite_store.reading() as session:
        writing.connection()
        assert session.scalar(text("SELECT count(*) FROM admins")) == 1


@pytest.mark.parametrize("after", ["", FORKED], ids=["alone", "with a forked child"])
def test_a_killed_holder_lets_the_next_one_in(sqlite_store: Store, sqlite_path: Path, after: str) -> None:
    """P6: kill -9 of who has the turn ends it, also while a process that it forked off lives on."""
    process = holder(sqlite_path, after)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "has it\n"
        assert not free(sqlite_path)
        process.send_signal(signal.SIGKILL)
        process.wait(LONG)
        turn = writer_lock.take(sqlite_path, LONG)
        assert turn is not None
        turn.give_up()
        write(sqlite_store)


def test_who_waits_is_let_in_when_the_turn_ends(sqlite_store: Store, sqlite_path: Path) -> None:
    """P6: a writer that stands in the line gets its turn, from another process as from another thread."""
    with holder(sqlite_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "has it\n"
        waiting = threading.Thread(target=write, args=(sqlite_store,))
        waiting.start()
        process.communicate()
        waiting.join(LONG)
        assert not waiting.is_alive()


def test_who_gave_up_never_gets_in_the_way(sqlite_path: Path) -> None:
    """P6: the turn of one who waited too long goes to the next as soon as it comes."""
    first = writer_lock.take(sqlite_path, 0)
    assert first is not None
    assert writer_lock.take(sqlite_path, 0.001) is None
    first.give_up()
    turn = writer_lock.take(sqlite_path, LONG)
    assert turn is not None
    turn.give_up()


def test_a_turn_without_a_writer_stops_nobody(sqlite_path: Path) -> None:
    """P7: whoever keeps the turn and does not write delays a change, no more; if he writes, the store is busy."""
    kept = writer_lock.take(sqlite_path, 0)
    assert kept is not None
    with closing(sqlite.connect(sqlite_path, wait=0.05)) as raw:
        with raw.turn():
            raw.execute("BEGIN IMMEDIATE")
        raw.commit()
        assert raw.execute("PRAGMA busy_timeout").fetchone() == (50,)
    kept.give_up()


def a_folder(lock: Path) -> None:
    """A folder of that name."""
    lock.mkdir()


def a_link(lock: Path) -> None:
    """A link to a file of somebody else."""
    lock.symlink_to(lock.parent / "elsewhere")


@pytest.mark.parametrize("spoil", [a_folder, a_link], ids=lambda spoil: spoil.__name__)
def test_without_a_lock_it_works_as_before(sqlite_path: Path, spoil: Callable[[Path], None]) -> None:
    """P7: where the file cannot be locked SQLite's own waiting is left; nothing is written through a link."""
    spoil(sqlite_path.with_name(sqlite_path.name + writer_lock.ENDING))
    assert writer_lock.take(sqlite_path, 0) is None
    with closing(open_store(str(sqlite_path))) as store:
        write(store)
    assert not (sqlite_path.parent / "elsewhere").exists()


def test_the_file_of_the_turns(sqlite_store: Store, sqlite_path: Path, tmp_path: Path) -> None:
    """Reliability 3.1: it is only for the owner, whatever the umask, and one for all names of the store."""
    old = os.umask(0)
    try:
        write(sqlite_store)
    finally:
        os.umask(old)
    lock = sqlite_path.with_name(sqlite_path.name + ".lock")
    assert stat.S_IMODE(lock.stat().st_mode) == 0o600
    (tmp_path / "link.db").symlink_to(sqlite_path)
    turn = writer_lock.take(tmp_path / "link.db", 0)
    assert turn is not None
    assert not free(sqlite_path)
    turn.give_up()


WAITING = 10


def test_a_customer_is_given_in_the_order_of_asking(
    postgresql_store: Store, postgresql_database: str, add_customer: AddCustomer
) -> None:
    """P6: on a server too nobody starves; a row that changes would go to whoever asks at the right moment."""
    desk = Desk(postgresql_store, 1)
    ident = add_customer(desk)
    order: list[int] = []

    def change(number: int) -> None:
        with closing(open_store(postgresql_database)) as store, store.writing() as session:
            the_customer(session, desk.actor, ident).city = f"City {number}"
            session.flush()
            order.append(number)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(WAITING)]
    with postgresql_store.writing() as session:
        the_customer(session, desk.actor, ident).city = "Bonn"
        for number, thread in enumerate(threads, start=1):
            thread.start()
            until_there_wait(number, postgresql_store)
    for thread in threads:
        thread.join(LONG)
    assert order == [*range(WAITING)]


def until_there_wait(number: int, store: Store) -> None:
    """Looks until so many wait for a lock of this database."""
    waiting = text(
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
        "WHERE NOT granted AND datname = current_database()"
    )
    end = time.monotonic() + LONG
    with store.engine.connect() as connection:
        while connection.scalar(waiting) != number:
            assert time.monotonic() < end
