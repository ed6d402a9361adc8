"""`billia restore`: verified before it replaces anything, and nothing is lost on the way (P7)."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import time_machine

from billia_tui.db import replacing
from billia_tui.db.store import open_store
from billia_tui.errors import BilliaError, Refused, StoreBusy, StoreError
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.store import backup
from billia_tui.operations.store.restore import Restored, restore
from billia_tui.operations.wallet import movements as wallet
from tests.conftest import AddCustomer
from tests.operations.kit import customer, everything


@pytest.fixture
def copy(sqlite_desk: Desk, sqlite_path: Path, add_customer: AddCustomer) -> Path:
    """A backup in which the wallet of customer 1 has 5.00; the store itself has gone on to 8.00."""
    ident = add_customer(sqlite_desk)
    sqlite_desk.change(wallet.add_funds, ident, "5")
    path = sqlite_path.with_name("copy.db")
    backup.copy(str(sqlite_path), path)
    sqlite_desk.change(wallet.add_funds, ident, "3")
    return path


def test_it_brings_the_old_state_back(sqlite_desk: Desk, sqlite_path: Path, copy: Path) -> None:
    """P7: what was there is kept and is whole; the backup stays as it is."""
    before, now = copy.read_bytes(), everything(sqlite_desk.store)
    sqlite_desk.store.close()
    done = restore(str(sqlite_path), copy)
    assert (done.place, done.customers) == (str(sqlite_path), 1)
    assert customer(sqlite_desk.store, 1).wallet == 500
    sqlite_desk.change(wallet.add_funds, 1, "1")
    assert list(Check(sqlite_desk.store).findings()) == []
    assert copy.read_bytes() == before
    kept = open_store(done.kept)
    assert everything(kept) == now
    kept.close()
    assert Path(done.kept).stat().st_mode & 0o777 == sqlite_path.stat().st_mode & 0o777 == 0o600
    assert names(sqlite_path) == {"billia.db", "billia.db.lock", "copy.db", Path(done.kept).name}


def names(path: Path) -> set[str]:
    """What lies in the folder of a store that is closed; the connections of ours are."""
    return {file.name for file in path.parent.iterdir() if not file.name.endswith(("-wal", "-shm"))}


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5000])


def _overwritten(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[20 * 4096 : 21 * 4096] = bytes(4096)
    path.write_bytes(raw)


def _forged(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE customers SET wallet = 99999")
        raw.commit()


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE t (a)")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _missing(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("spoil", [_cut, _overwritten, _forged, _newer, _foreign, _empty, _missing])
def test_a_bad_backup_replaces_nothing(
    sqlite_desk: Desk, sqlite_path: Path, copy: Path, spoil: Callable[[Path], None]
) -> None:
    """P7: cut, overwritten, forged, newer, foreign, empty or missing: said, and the store is as it was."""
    spoil(copy)
    before = everything(sqlite_desk.store)
    sqlite_desk.store.close()
    there = names(sqlite_path)
    with pytest.raises(BilliaError) as refusal:
        restore(str(sqlite_path), copy)
    assert "partial" not in str(refusal.value), "it names the file that was given"
    assert names(sqlite_path) == there
    assert everything(sqlite_desk.store) == before


@pytest.mark.parametrize("spoil", [_cut, _foreign, _empty, _missing])
def test_a_store_that_cannot_be_used_is_moved_away(
    sqlite_desk: Desk, sqlite_path: Path, copy: Path, spoil: Callable[[Path], None]
) -> None:
    """P7: after a disaster: what is left of the store is kept, and the backup takes its place."""
    sqlite_desk.store.close()
    for side in sqlite_path.parent.glob(f"{sqlite_path.name}-*"):
        side.unlink()
    spoil(sqlite_path)
    left = sqlite_path.read_bytes() if sqlite_path.exists() else None
    done = restore(str(sqlite_path), copy)
    store = open_store(str(sqlite_path))
    assert customer(store, 1).wallet == 500
    assert list(Check(store).findings()) == []
    store.close()
    if left is not None and spoil is not _cut:
        assert Path(done.kept).read_bytes() == left


@contextmanager
def elsewhere(path: Path, *, asks: str = "SELECT count(*) FROM customers") -> Iterator[None]:
    """Another program has a store open, and does nothing."""
    code = "import sqlite3, sys; raw = sqlite3.connect(sys.argv[1]); raw.execute(sys.argv[2]).fetchall();"
    command = [sys.executable, "-c", f"{code} print('open', flush=True); sys.stdin.read()", str(path), asks]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stdin is not None
        assert program.stdout.readline() == b"open\n"
        yield
        program.stdin.close()


def _older(path: Path) -> None:
    """A store of the schema before."""
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0003'")
        raw.commit()


@pytest.mark.parametrize("spoil", [None, _older, _newer], ids=["sound", "older", "newer"])
def test_nothing_is_restored_under_somebody(
    sqlite_desk: Desk, sqlite_path: Path, copy: Path, spoil: Callable[[Path], None] | None
) -> None:
    """P2: whoever has the store open, of whatever schema it is, would work on; it is said, and nothing is changed."""
    sqlite_desk.store.close()
    if spoil is not None:
        spoil(sqlite_path)
    there, inode = names(sqlite_path), sqlite_path.stat().st_ino
    with elsewhere(sqlite_path), pytest.raises(Refused, match=r"has .* open, so nothing was changed"):
        restore(str(sqlite_path), copy)
    assert (names(sqlite_path), sqlite_path.stat().st_ino) == (there, inode)
    done = restore(str(sqlite_path), copy)
    assert customer(sqlite_desk.store, 1).wallet == 500
    with closing(sqlite3.connect(done.kept)) as raw:
        assert raw.execute("SELECT wallet FROM customers").fetchone() == (800,)


def test_a_backup_that_somebody_has_locked(sqlite_desk: Desk, sqlite_path: Path, copy: Path) -> None:
    """P6, P7: it is not waited for without end, with the store locked and ctrl+c unheard; nothing is changed."""
    sqlite_desk.store.close()
    before = names(sqlite_path)
    with elsewhere(copy, asks="BEGIN EXCLUSIVE"), pytest.raises(StoreBusy):
        restore(str(sqlite_path), copy)
    assert names(sqlite_path) == before
    assert customer(sqlite_desk.store, 1).wallet == 800


def test_nobody_gets_in_meanwhile(sqlite_desk: Desk, sqlite_path: Path, copy: Path) -> None:
    """P2: from before the first look at the backup to the end: what were saved meanwhile would be in no file."""
    sqlite_desk.store.close()
    with replacing.alone(sqlite_path), closing(sqlite3.connect(sqlite_path, timeout=0)) as raw:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            raw.execute("SELECT count(*) FROM customers")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            raw.execute("BEGIN IMMEDIATE")


def test_each_time_something_else_is_kept(sqlite_desk: Desk, sqlite_path: Path, copy: Path) -> None:
    """P7: also twice in one second."""
    sqlite_desk.store.close()
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False):
        kept = [restore(str(sqlite_path), copy).kept for _ in range(3)]
    assert len(set(kept)) == 3
    found = []
    for name in kept:
        with closing(sqlite3.connect(name)) as raw:
            found.append(raw.execute("SELECT wallet FROM customers").fetchone()[0])
    assert found == [800, 500, 500]


def test_two_at_once(sqlite_desk: Desk, sqlite_path: Path, copy: Path) -> None:
    """P7: both are done, one after the other, or one is refused in words; nothing half is left."""
    sqlite_desk.store.close()
    answers: list[object] = []
    start = threading.Barrier(3)

    def run() -> None:
        start.wait(timeout=30)
        try:
            answers.append(restore(str(sqlite_path), copy))
        except BilliaError as refusal:
            answers.append(refusal.text)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = {Path(answer.kept).name for answer in answers if isinstance(answer, Restored)}
    said = [answer for answer in answers if isinstance(answer, str)]
    assert kept
    assert all("open" in text or "busy" in text for text in said), said
    assert len(kept) + len(said) == 3
    assert names(sqlite_path) == {"billia.db", "billia.db.lock", "copy.db", *kept}
    assert customer(sqlite_desk.store, 1).wallet == 500


FULL = """
import resource, sys
from pathlib import Path
from billia_tui import failures
from billia_tui.operations.store.restore import restore
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
sys.exit(failures.guarded(lambda: restore(sys.argv[1], Path(sys.argv[2])) and 0))
"""


@pytest.mark.parametrize("part", [0.01, 0.5, 0.98])
def test_a_full_disk_changes_nothing(sqlite_desk: Desk, sqlite_path: Path, copy: Path, part: float) -> None:
    """P7: wherever it gets full: exit code 3, one line, the store as it was, and nothing left."""
    before = everything(sqlite_desk.store)
    sqlite_desk.store.close()
    there, room = names(sqlite_path), str(int(copy.stat().st_size * part))
    command = [sys.executable, "-c", FULL, str(sqlite_path), str(copy), room]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1), done.stderr
    assert names(sqlite_path) == there
    assert everything(sqlite_desk.store) == before


def test_what_a_store_that_is_gone_left_is_moved_away(sqlite_desk: Desk, sqlite_path: Path, copy: Path) -> None:
    """P7: a journal without its store would be played into the one that is brought back."""
    sqlite_desk.store.close()
    sqlite_path.unlink()
    sqlite_path.with_name("billia.db-wal").write_bytes(b"its last changes")
    done = restore(str(sqlite_path), copy)
    assert Path(f"{done.kept}-wal").read_bytes() == b"its last changes"
    store = open_store(str(sqlite_path))
    assert customer(store, 1).wallet == 500
    store.close()


def test_what_cannot_be_restored(sqlite_path: Path, copy: Path) -> None:
    """P7: the store itself is no backup; a server has its own tool."""
    with pytest.raises(Refused, match="the store itself"):
        restore(str(sqlite_path), sqlite_path)
    with pytest.raises(Refused, match="pg_restore"):
        restore("postgresql://a@127.0.0.1:1/x", copy)
    with pytest.raises((Refused, StoreError), match="there is no backup"):
        restore(str(sqlite_path), copy.with_name("none"))
