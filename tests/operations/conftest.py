"""A store with something of everything."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from billia_tui.db import file_copy
from billia_tui.db.store import open_store
from billia_tui.operations.desk import Desk
from tests import postgres
from tests.conftest import AddCustomer
from tests.operations import breaking, filled_postgres
from tests.operations.filled import fill
from tests.operations.orders.kit import Shop, open_shop


@pytest.fixture(autouse=True)
def every_change_breaks_first(monkeypatch: pytest.MonkeyPatch, shared_folder: Path) -> None:
    """P2, R188: no list of operations to keep; whatever a test changes was broken at every statement before."""
    broken = shared_folder / "broken"
    broken.mkdir(exist_ok=True)
    monkeypatch.setattr(Desk, "change", breaking.first(broken))


@pytest.fixture(scope="session")
def filled_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of such a store, filled once."""
    folder = tmp_path_factory.mktemp("filled")
    shutil.copy(sqlite_template, folder / "made.db")
    store = open_store(str(folder / "made.db"))
    fill(Desk(store, 1))
    store.close()
    file_copy.backup(folder / "made.db", folder / "filled.db")
    return folder / "filled.db"


@pytest.fixture
def sqlite_filled(filled_template: Path, tmp_path: Path) -> Iterator[Desk]:
    """The store that `tests.operations.filled` speaks of, on SQLite alone."""
    path = tmp_path / "filled.db"
    shutil.copy(filled_template, path)
    path.chmod(0o600)
    store = open_store(str(path))
    yield Desk(store, 1)
    store.close()


@pytest.fixture(scope="session")
def postgresql_filled_database(postgresql: postgres.Server) -> Iterator[str]:
    """A database of this worker with such a store, filled once."""
    with postgresql.database() as url:
        store = open_store(postgresql.login(url))
        fill(Desk(store, 1))
        store.close()
        filled_postgres.keep(url)
        yield url


@pytest.fixture
def postgresql_filled(postgresql: postgres.Server, postgresql_filled_database: str) -> Iterator[Desk]:
    """The same on PostgreSQL."""
    filled_postgres.restore(postgresql_filled_database)
    store = open_store(postgresql.login(postgresql_filled_database))
    yield Desk(store, 1)
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest) -> Desk:
    """The same on each database."""
    if request.param == "sqlite":
        copied: Desk = request.getfixturevalue("sqlite_filled")
        return copied
    on_server: Desk = request.getfixturevalue("postgresql_filled")
    return on_server


@pytest.fixture
def shop(desk: Desk, add_customer: AddCustomer) -> Shop:
    """A store where a customer can order, on each database."""
    return open_shop(desk, add_customer)


@pytest.fixture
def sqlite_shop(sqlite_desk: Desk, add_customer: AddCustomer) -> Shop:
    """The same on SQLite alone."""
    return open_shop(sqlite_desk, add_customer)
