"""`billia restore`: verified before it replaces anything, and nothing is lost on the way (P7)."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from billia_tui.db.store import open_store
from billia_tui.errors import BilliaError, Refused, StoreError
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.store import backup
from billia_tui.operations.store.restore import restore
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


def test_what_cannot_be_restored(sqlite_path: Path, copy: Path) -> None:
    """P7: the store itself is no backup; a server has its own tool."""
    with pytest.raises(Refused, match="the store itself"):
        restore(str(sqlite_path), sqlite_path)
    with pytest.raises(Refused, match="pg_restore"):
        restore("postgresql://a@127.0.0.1:1/x", copy)
    with pytest.raises((Refused, StoreError), match="there is no backup"):
        restore(str(sqlite_path), copy.with_name("none"))
