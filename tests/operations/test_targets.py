"""Where files are written (P2): plain files only, whole or not at all, never a store, nothing replaced unasked."""

import os
import resource
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from billia_tui.db.store import Store, open_store
from billia_tui.errors import BilliaError, Refused, StoreError
from billia_tui.operations.bulk.actions import BulkAction, Work
from billia_tui.operations.bulk.export import ExportRun
from billia_tui.operations.bulk.plan import Plan
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import document_file
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.queries.selection import Selection
from billia_tui.operations.store import backup
from billia_tui.operations.store import copy as store_copy
from billia_tui.operations.store.restore import restore
from billia_tui.operations.store.whole_file import make_whole
from billia_tui.operations.wallet import movements as wallet
from billia_tui.publication import ABANDONED, Publication
from tests.conftest import AddCustomer
from tests.operations.kit import everything


def save(desk: Desk, path: Path) -> None:
    """A document, over what is there."""
    document_file.write(b"a document", "x.txt", path, overwrite=True)


def export(desk: Desk, path: Path) -> None:
    """The customers, over what is there."""
    plan = Plan(desk, Work(BulkAction.EXPORT, Selection(query=CustomerQuery()), str(path), "", replace=True))
    while plan.step():
        pass
    run = ExportRun(desk, plan, overwrite=True)
    try:
        while run.step():
            pass
    finally:
        run.finish()


def back_up(desk: Desk, path: Path) -> None:
    """A backup, over what is there."""
    backup.copy(desk.store.place, path, overwrite=True)


WRITERS = (save, export, back_up)


def the_store(path: Path) -> Path:
    """The store itself."""
    return path


def its_journal(path: Path) -> Path:
    """Beside it."""
    return path.with_name("billia.db-wal")


def a_journal_that_may_come(path: Path) -> Path:
    """SQLite would play it into the store."""
    return path.with_name("billia.db-journal")


def its_turns(path: Path) -> Path:
    """Writers stand in line by it."""
    return path.with_name("billia.db.lock")


def a_link_to_it(path: Path) -> Path:
    """By another name."""
    path.with_name("link").symlink_to(path)
    return path.with_name("link")


def a_hard_link_to_it(path: Path) -> Path:
    """By another name."""
    os.link(path, path.with_name("hard"))
    return path.with_name("hard")


def another_store(path: Path) -> Path:
    """A store in which somebody works."""
    other = path.with_name("other.db")
    _kept.append(open_store(str(other), create=True))
    with _kept[-1].writing() as session:
        session.connection()
    return other


def a_journal_of_another(path: Path) -> Path:
    """Of a store that nobody has open."""
    open_store(str(path.with_name("other.db")), create=True).close()
    return path.with_name("other.db-wal")


def a_device(path: Path) -> Path:
    """What is written there is gone."""
    return Path("/dev/null")


def a_pipe(path: Path) -> Path:
    """Somebody reads it."""
    os.mkfifo(path.with_name("pipe"))
    return path.with_name("pipe")


def a_link_elsewhere(path: Path) -> Path:
    """What it leads to would stay as it is, or not."""
    path.with_name("elsewhere").write_bytes(b"x")
    path.with_name("link").symlink_to(path.with_name("elsewhere"))
    return path.with_name("link")


def a_link_to_nothing(path: Path) -> Path:
    """The same."""
    path.with_name("link").symlink_to(path.with_name("nothing"))
    return path.with_name("link")


BAD = (
    the_store, its_journal, a_journal_that_may_come, its_turns, a_link_to_it, a_hard_link_to_it, another_store,
    a_journal_of_another, a_device, a_pipe, a_link_elsewhere, a_link_to_nothing,
)  # fmt: skip
_kept: list[Store] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Other stores of a test are closed after it."""
    yield
    while _kept:
        _kept.pop().close()


def seen(folder: Path) -> dict[str, tuple[int, int]]:
    """What lies in a folder: kinds and inodes by name."""
    return {path.name: (stat.S_IFMT(path.lstat().st_mode), path.lstat().st_ino) for path in folder.iterdir()}


@pytest.mark.parametrize("target", BAD, ids=lambda target: target.__name__)
@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_what_is_no_place_for_a_file(
    sqlite_desk: Desk,
    sqlite_path: Path,
    add_customer: AddCustomer,
    write: Callable[[Desk, Path], None],
    target: Callable[[Path], Path],
) -> None:
    """P1, P2: refused in one line, also where replacing was asked for; nothing is changed and nothing left."""
    add_customer(sqlite_desk)
    path = target(sqlite_path)
    before, rows = seen(sqlite_path.parent), everything(sqlite_desk.store)
    with pytest.raises((Refused, StoreError)) as refused:
        write(sqlite_desk, path)
    assert "\n" not in refused.value.text
    assert seen(sqlite_path.parent) == before
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert everything(sqlite_desk.store) == rows


@pytest.mark.parametrize("write", [save, export], ids=lambda write: write.__name__)
def test_a_store_at_rest_is_no_place_for_a_document(
    sqlite_desk: Desk, sqlite_path: Path, write: Callable[[Desk, Path], None]
) -> None:
    """P1: nobody has it open, and no journal is there; nor is a backup one."""
    other, copy = sqlite_path.with_name("other.db"), sqlite_path.with_name("copy.db")
    open_store(str(other), create=True).close()
    back_up(sqlite_desk, copy)
    for path in (other, copy):
        before = path.read_bytes()
        with pytest.raises(Refused, match="is a store"):
            write(sqlite_desk, path)
        assert path.read_bytes() == before


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file gets longer than this."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
@pytest.mark.parametrize("there", [False, True], ids=["new", "replaced"])
def test_a_full_disk_leaves_nothing(
    sqlite_desk: Desk, sqlite_path: Path, add_customer: AddCustomer, write: Callable[[Desk, Path], None], there: bool
) -> None:
    """P2, P7: what could not be written whole is not there, and what was there is."""
    for _ in range(5):
        add_customer(sqlite_desk)
    folder = sqlite_path.with_name("out")
    folder.mkdir()
    if there:
        (folder / "x").write_bytes(b"before")
    with full_disk(5), pytest.raises(BilliaError, match=r"cannot write|is full"):
        write(sqlite_desk, folder / "x")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == ({"x": b"before"} if there else {})


@pytest.mark.parametrize("length", [1, 255])
def test_names_of_any_length(sqlite_desk: Desk, tmp_path: Path, length: int) -> None:
    """P2: the unfinished file beside the place fits wherever the file does; only its owner can read it."""
    path = tmp_path / ("n" * length)
    back_up(sqlite_desk, path)
    save(sqlite_desk, path.with_name("m" * length))
    assert path.stat().st_mode & 0o777 == path.with_name("m" * length).stat().st_mode & 0o777 == 0o600


def test_two_backups_to_one_name(sqlite_desk: Desk, sqlite_path: Path, add_customer: AddCustomer) -> None:
    """P2: at the same moment: one is there, whole, the others are refused; with --force the last one is, whole."""
    for _ in range(5):
        add_customer(sqlite_desk)
    folder = sqlite_path.with_name("out")
    folder.mkdir()
    answers: list[object] = []
    start = threading.Barrier(4)

    def run(*, force: bool) -> None:
        start.wait(timeout=30)
        try:
            answers.append(backup.copy(str(sqlite_path), folder / "x", overwrite=force).customers)
        except BilliaError as refusal:
            answers.append(str(refusal))

    for force in (False, True):
        answers.clear()
        threads = [threading.Thread(target=run, kwargs={"force": force}) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        made = [answer for answer in answers if answer == 5]
        refused = [answer for answer in answers if "exists" in str(answer) or "in use" in str(answer)]
        assert len(made) + len(refused) == 4, answers
        assert len(made) == 1 if not force else made, answers
        assert [path.name for path in folder.iterdir()] == ["x"]
        with Check.opened(str(folder / "x")) as check:
            assert list(check.findings()) == []
        for side in folder.glob("x?*"):
            side.unlink()


def test_a_store_that_somebody_makes_meanwhile_stays(sqlite_desk: Desk, tmp_path: Path) -> None:
    """P2: `copy --to` and a demo take a name that is free; when they are done it may be no longer."""
    target = tmp_path / "target.db"

    def meanwhile(done: int, total: int) -> None:
        if not target.exists():
            open_store(str(target), create=True).close()

    with pytest.raises(Refused, match="somebody made"):
        store_copy.copy(sqlite_desk.store.place, str(target), progress=meanwhile)
    with pytest.raises(Refused, match="somebody made"):
        make_whole(target, lambda _: None)
    open_store(str(target)).close()
    assert {path.name for path in tmp_path.glob(".billia*")} == set()


def test_a_demo_in_use_is_not_taken_away(sqlite_desk: Desk, sqlite_path: Path) -> None:
    """P2: `demo --reset` while a console has it open."""
    before = everything(sqlite_desk.store)
    with pytest.raises(Refused, match="open"):
        make_whole(sqlite_path, lambda _: None, replace=True)
    assert everything(sqlite_desk.store) == before
    sqlite_desk.store.close()
    make_whole(sqlite_path, lambda _: None, replace=True)
    with pytest.raises(BilliaError):
        Desk(open_store(str(sqlite_path)), 1)


def test_where_files_have_one_name_only(sqlite_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """P2: on a disk that knows no second names, such as a memory stick's, the name is taken first."""

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)  # the system's answer there
    document_file.write(b"a document", "x.txt", tmp_path / "x")
    with pytest.raises(Refused, match="exists"):
        document_file.write(b"another", "x.txt", tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == b"a document"
    assert [path.name for path in tmp_path.glob("x*")] == ["x"]


def test_what_a_killed_run_left_is_taken_away(tmp_path: Path) -> None:
    """P2: by the next that writes there; what somebody still writes is not."""
    left, fresh, alive = (tmp_path / f".billia-{number}-0a.partial" for number in (999999998, 999999999, os.getpid()))
    for path in (left, fresh, alive):
        path.write_bytes(b"unfinished")
    left.with_name(f"{left.name}-journal").write_bytes(b"x")
    for path in (left, alive):
        os.utime(path, (0, fresh.stat().st_mtime - 2 * ABANDONED))
    with Publication(tmp_path / "x") as publication:
        publication.open().close()
        publication.publish()
    assert {path.name for path in tmp_path.iterdir()} == {"x", fresh.name, alive.name}


def test_a_backup_says_what_it_kept(sqlite_desk: Desk, sqlite_path: Path, add_customer: AddCustomer) -> None:
    """Reliability: how many customers and movements are in the copy, counted in the copy."""
    ident = add_customer(sqlite_desk)
    add_customer(sqlite_desk)
    sqlite_desk.change(wallet.add_funds, ident, "5")
    made = backup.copy(str(sqlite_path), sqlite_path.with_name("copy.db"))
    assert (made.customers, made.movements) == (2, 1)


OPEN = """
import sys
from billia_tui.db.store import open_store
store = open_store(sys.argv[1])
with store.reading() as session:
    session.connection().exec_driver_sql("SELECT count(*) FROM customers").scalar()
print("open", flush=True)
sys.stdin.read()
"""


@contextmanager
def elsewhere(path: Path) -> Iterator[None]:
    """Another program has a store open, and does nothing."""
    command = [sys.executable, "-c", OPEN, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stdin is not None
        assert program.stdout.readline() == b"open\n"
        yield
        program.stdin.close()


def test_a_backup_that_somebody_looks_into_is_not_replaced(sqlite_desk: Desk, sqlite_path: Path) -> None:
    """P2: a copy that was opened is a store; while somebody has it open, and while its journal is there, it stays."""
    copy = sqlite_path.with_name("copy.db")
    back_up(sqlite_desk, copy)
    with elsewhere(copy), pytest.raises(Refused, match="in use"):
        back_up(sqlite_desk, copy)
    back_up(sqlite_desk, copy)
    with pytest.raises((Refused, StoreError)):
        restore(str(copy), sqlite_path.with_name("none"))
