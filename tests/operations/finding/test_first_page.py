"""The first rows, read without SQLAlchemy, are those of the list: the same questions, the same rows (decision 8)."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import first_page
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.finding.row import CustomerRow
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.store.opening import open_desk
from billia_tui.operations.wallet import hold
from billia_tui.paging import Page, Window
from tests.operations.filled import THREE
from tests.terminal.hostile import poison

ALL_OF_IT = 20
BOTH_WAYS = [("ana", ALL_OF_IT), (" ANA ", 2), ("administrator-north", 2)]
"""Who asks, and for how many: an Administrator of everything, and one who reaches only North's three customers."""


def ordinary(place: str, admin: str, limit: int) -> Page[CustomerRow]:
    """The first page as a desk gives it."""
    desk = open_desk(place, admin)
    try:
        return desk.ask(customer_list.page, CustomerQuery(), Window(limit=limit))
    finally:
        desk.store.close()


def changed(statement: str, place: str) -> None:
    """Another program at the store."""
    with closing(sqlite3.connect(place)) as raw:
        raw.execute(statement)
        raw.commit()


@pytest.fixture
def place(sqlite_filled: Desk) -> str:
    """The file of a store whose customers are labelled, on hold for both reasons, and deleted."""
    sqlite_filled.change(hold.put_on, THREE)
    sqlite_filled.store.close()
    changed("UPDATE customers SET deleted_at = created_at WHERE username = 'four'", sqlite_filled.store.place)
    return sqlite_filled.store.place


@pytest.mark.parametrize(("admin", "limit"), BOTH_WAYS)
@pytest.mark.parametrize("hostile", [False, True])
def test_the_rows_are_those_of_the_list(place: str, admin: str, limit: int, *, hostile: bool) -> None:
    """Thin line, start: the first rows come without SQLAlchemy; cleaned, labelled, in reach (R63, R185)."""
    if hostile:
        poison(Path(place), 0)
    found = first_page.read(place, admin, limit)
    assert found == ordinary(place, admin, limit)
    assert found is not None
    assert found.rows
    assert any(row.hold for row in found.rows)
    assert any(row.labels for row in found.rows)


def asked(monkeypatch: pytest.MonkeyPatch, work: Callable[[], Any]) -> list[str]:
    """The questions that SQLite hears, values and all, whoever asks them."""
    heard: list[str] = []
    connect = sqlite3.connect

    def overheard(*args: Any, **settings: Any) -> sqlite3.Connection:
        raw: sqlite3.Connection = connect(*args, **settings)
        raw.set_trace_callback(heard.append)
        return raw

    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", overheard)
        work()
    return [" ".join(statement.split()) for statement in heard if statement.lstrip().startswith("SELECT")]


@pytest.mark.parametrize(("admin", "limit"), BOTH_WAYS)
def test_the_questions_are_those_of_the_list(
    place: str, admin: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thin line, start: what is written down there is word by word what the operations make of the models today."""
    kept = asked(monkeypatch, lambda: first_page.read(place, admin, limit))
    made = asked(monkeypatch, lambda: ordinary(place, admin, limit))
    if admin == "administrator-north":  # whose customers are looked for in several ways: only the rows are the same
        kept, made = kept[:5], made[:5]
        assert "reseller_access" in kept[4]
    assert kept == made


UNUSUAL: dict[str, Callable[[str], Any]] = {
    "older": partial(changed, "UPDATE alembic_version SET version_num = '0001'"),
    "no version": partial(changed, "DELETE FROM alembic_version"),
    "empty": partial(changed, "DROP TABLE alembic_version"),
    "sign-in": partial(changed, "INSERT INTO store_settings (name, value) VALUES ('sign_in', 'required')"),
    "inactive": partial(changed, "UPDATE admins SET status = 'inactive'"),
    "missing": lambda place: Path(place).unlink(),
    "damaged": lambda place: Path(place).write_bytes(b"SQLite format 3\x00" + bytes(500)),
}


@pytest.mark.parametrize("how", UNUSUAL)
def test_whatever_is_unusual_is_left_to_the_ordinary_way(how: str, place: str) -> None:
    """Thin line, start: an older schema, nobody of that name, a bad file: no rows now, and nothing is changed (P7)."""
    UNUSUAL[how](place)
    before = Path(place).read_bytes() if Path(place).exists() else None
    assert first_page.read(place, "ana", ALL_OF_IT) is None
    assert (Path(place).read_bytes() if Path(place).exists() else None) == before


def test_other_stores_admins_and_times_are_left_to_it_too(place: str) -> None:
    """Thin line, start: a server, an unknown admin, rare customers, a store that another program keeps for itself."""
    assert first_page.read("postgresql://ana@localhost/billia", "ana", ALL_OF_IT) is None
    assert first_page.read(place, "nobody", ALL_OF_IT) is None
    assert first_page.read(place, "\ud800", ALL_OF_IT) is None
    assert first_page.read(place, "administrator-north", ALL_OF_IT) is None, "there may be others further back"
    with closing(sqlite3.connect(place)) as raw:
        raw.execute("PRAGMA journal_mode=DELETE")
        raw.execute("BEGIN EXCLUSIVE")
        assert first_page.read(place, "ana", ALL_OF_IT) is None
