"""A store's file that is removed or replaced under an open program: it is said, and nothing is saved to nowhere."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from billia_tui.db.store import open_store
from billia_tui.db.watching import Watcher
from billia_tui.errors import StoreError, StoreGone
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.desk import Desk
from billia_tui.operations.wallet import movements as wallet
from tests.conftest import AddCustomer
from tests.operations.kit import customer

PATIENCE = 30
"""Seconds after which a watcher that has said nothing is wrong."""


def removed(path: Path) -> None:
    """Its name is gone."""
    path.unlink()


def moved(path: Path) -> None:
    """It has another name."""
    path.rename(path.with_name("moved.db"))


def replaced(path: Path) -> None:
    """Another store has its name."""
    other = path.with_name("other.db")
    open_store(str(other), create=True).close()
    other.replace(path)


def journal_removed(path: Path) -> None:
    """Its journal is gone, and with it what others saved last."""
    path.with_name(f"{path.name}-wal").unlink()


def index_removed(path: Path) -> None:
    """What its programs tell one another by is gone, their locks included."""
    path.with_name(f"{path.name}-shm").unlink()


HARM = (removed, moved, replaced, journal_removed, index_removed)


@pytest.fixture
def ident(sqlite_desk: Desk, add_customer: AddCustomer) -> int:
    """A customer with 5.00."""
    found = add_customer(sqlite_desk)
    sqlite_desk.change(wallet.add_funds, found, "5")
    return found


@pytest.mark.parametrize("harm", HARM, ids=lambda harm: harm.__name__)
def test_a_change_is_refused(sqlite_desk: Desk, sqlite_path: Path, ident: int, harm: Callable[[Path], None]) -> None:
    """P2, P7: "saved" would be said of what is in no store; each try is refused in words, and so is reading."""
    harm(sqlite_path)
    for _ in range(3):
        with pytest.raises(StoreGone, match="nothing was saved") as refused:
            sqlite_desk.change(wallet.add_funds, ident, "1")
        assert refused.value.exit_code == 3
    with pytest.raises(StoreGone):
        sqlite_desk.ask(customer_page.read, ident)
    assert sqlite_desk.store.is_gone


def test_every_connection_knows_it(sqlite_desk: Desk, sqlite_path: Path, ident: int) -> None:
    """P2: also one that is made afterwards is not one to the file that has come in its place."""
    replaced(sqlite_path)
    with pytest.raises(StoreGone, match="another file"), sqlite_desk.store.reading() as one:
        one.connection()
    sqlite_desk.store.engine.dispose()
    with pytest.raises(StoreGone, match="another file"):
        sqlite_desk.change(wallet.add_funds, ident, "1")


@pytest.mark.parametrize("harm", [removed, moved, replaced], ids=lambda harm: harm.__name__)
def test_what_is_being_saved_is_not_said_to_be(
    sqlite_desk: Desk, sqlite_path: Path, ident: int, harm: Callable[[Path], None]
) -> None:
    """P2: the file goes between the first statement of a change and the end of its COMMIT."""

    def during(session: object, actor: object) -> str:
        harm(sqlite_path)
        entry = wallet.add_funds(session, actor, ident, "1")  # type: ignore[arg-type]  # as a desk gives them
        return str(entry.id)

    with pytest.raises(StoreGone, match="nothing was saved"):
        sqlite_desk.change(during)


def test_it_comes_back(sqlite_desk: Desk, sqlite_path: Path, ident: int) -> None:
    """P7: the same file under its name again is the store again."""
    moved(sqlite_path)
    with pytest.raises(StoreGone, match="gone"):
        sqlite_desk.change(wallet.add_funds, ident, "1")
    sqlite_path.with_name("moved.db").rename(sqlite_path)
    sqlite_desk.change(wallet.add_funds, ident, "1")
    assert customer(sqlite_desk.store, ident).wallet == 600
    assert not sqlite_desk.store.is_gone


@pytest.mark.parametrize("harm", HARM, ids=lambda harm: harm.__name__)
def test_the_watcher_says_it(sqlite_desk: Desk, sqlite_path: Path, ident: int, harm: Callable[[Path], None]) -> None:
    """P7: while nobody does anything."""
    told, lost = threading.Event(), threading.Event()
    watcher = Watcher(sqlite_desk.store, told.set, lost.set, every=0.01)
    assert told.wait(PATIENCE)
    assert not lost.is_set()
    harm(sqlite_path)
    assert lost.wait(PATIENCE)
    assert sqlite_desk.store.is_gone
    watcher.end()
    assert watcher.join(PATIENCE)


def test_a_store_that_is_whole_is_not_said_to_be_gone(sqlite_desk: Desk, sqlite_path: Path, ident: int) -> None:
    """P7: others come and go, the journal is brought into the store, all connections are closed and made again."""
    for _ in range(3):
        open_store(str(sqlite_path)).close()
        with sqlite_desk.store.reading() as session:
            session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        sqlite_desk.change(wallet.add_funds, ident, "1")
        sqlite_desk.store.engine.dispose()
    assert customer(sqlite_desk.store, ident).wallet == 800
    with pytest.raises(StoreError, match="no store at"):
        open_store(str(sqlite_path.with_name("none.db")))


STAYS = """
import sys
from billia_tui.db.store import open_store
store = open_store(sys.argv[1])
with store.writing() as session:
    session.connection()
print("open", flush=True)
sys.stdin.readline()
store.close()
print("closed", flush=True)
"""


@pytest.fixture
def stays(sqlite_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another program that has the store open."""
    command = [sys.executable, "-c", STAYS, str(sqlite_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "open\n"
        yield program


def leave(program: "subprocess.Popen[str]") -> None:
    """It closes the store and ends."""
    assert program.communicate("\n", timeout=PATIENCE)[0] == "closed\n"


def test_who_comes_after_it_was_replaced_waits(stays: "subprocess.Popen[str]", sqlite_path: Path) -> None:
    """P1: the journal beside the new store is still the old one's, in use; both would be mixed."""
    replaced(sqlite_path)
    with pytest.raises(StoreError, match="took the place of a store that somebody still has open"):
        open_store(str(sqlite_path))
    sqlite_path.unlink()
    with pytest.raises(StoreError, match="somebody still has open"):
        open_store(str(sqlite_path), create=True)
    leave(stays)
    for side in sqlite_path.parent.glob("billia.db-*"):
        side.unlink()
    open_store(str(sqlite_path), create=True).close()


def test_who_leaves_a_store_that_is_gone_takes_nothing_away(stays: "subprocess.Popen[str]", sqlite_path: Path) -> None:
    """P1: SQLite removes the journal of the last connection by its name, which is the new store's by now."""
    for file in sqlite_path.parent.glob("billia.db*"):
        file.unlink()
    store = open_store(str(sqlite_path), create=True)
    with store.writing() as session:
        session.connection()
    leave(stays)
    assert sqlite_path.with_name("billia.db-wal").exists()
    with store.writing() as session:
        session.connection()
    store.close()


def test_who_leaves_without_a_journal_takes_no_other_away(
    stays: "subprocess.Popen[str]", sqlite_path: Path, add_customer: AddCustomer
) -> None:
    """P1, P2: what others saved meanwhile is in the journal that has its name now; SQLite would remove that one."""
    journal_removed(sqlite_path)
    index_removed(sqlite_path)
    desk = Desk(open_store(str(sqlite_path)), 1)
    ident = add_customer(desk)
    desk.change(wallet.add_funds, ident, "5")
    desk.store.close()
    leave(stays)
    with closing(open_store(str(sqlite_path))) as store:
        assert customer(store, ident).wallet == 500
