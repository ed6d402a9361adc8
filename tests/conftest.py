"""What all tests share: a home of their own, stores on both databases, desks, customers.

`store` is a fresh store on SQLite and, in a second run of the test, on PostgreSQL; ana is its Administrator.
"""

import gc
import itertools
import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import hypothesis
import pytest
import time_machine

from billia_tui.db import file_copy
from billia_tui.db.store import Store, open_store
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.staff import admins
from billia_tui.vocabulary import Role
from tests import compiled, factories, postgres
from tests.made_once import made_once

SNAPSHOT_FOLDER = "TEXTUAL_SNAPSHOT_TEMPDIR"
"""Where the snapshot plugin's processes meet; it asks for it after each test."""

NOW = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)

MAIN_PICTURES = "test_snapshots"
"""The pictures of the two main screens are compared in every run, of their dialogs those that have the least room."""

STORE_OPTION = "--store"
LOGIN_OPTION = "--login"
SERVER_OPTION = "--server"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--store postgresql` runs the tests of the screens there; those of the operations always run on both."""
    parser.addoption(STORE_OPTION, choices=["sqlite", "postgresql"], default="sqlite", help="of the tests of screens")
    logins = "who opens the stores on PostgreSQL; `console` is the login that docs/team.md sets up"
    parser.addoption(LOGIN_OPTION, choices=["administrator", "console"], default="administrator", help=logins)
    server = "a server of one's own, as postgresql://postgres@/postgres?host=FOLDER; it is filled with databases"
    parser.addoption(SERVER_OPTION, default="", metavar="URL", help=server)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what only `make test-all` runs, so that `make test` stays within its time on two cores.

    These are the pictures of the further pages (their keys and texts are always tested), and the half on PostgreSQL of
    what is marked `dear`: each such test costs much and the database has little say (the other half always runs).
    """
    for item in items:
        small, large = "80x24" in item.name, "120x40" in item.name
        main = item.path.stem == MAIN_PICTURES and (small or not item.name.startswith("test_dialog"))
        if ((small or large) and not main) or (item.get_closest_marker("dear") and "postgresql" in item.name):
            item.add_marker(pytest.mark.long)


def pytest_configure() -> None:
    """Files of the tests go to memory where there is some, as nothing here has to survive a power cut."""
    memory = Path("/dev/shm")  # noqa: S108 - every file in it is made by pytest, in a folder of its own
    usable = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > MEMORY_NEEDED
    if usable and "PYTEST_DEBUG_TEMPROOT" not in os.environ:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(memory)
    compiled.once_for_all_engines()


def pytest_collection_finish() -> None:
    """The tests themselves stay to the end: looking through them for garbage took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


MEMORY_NEEDED = 4 * 2**30
"""Bytes that must be free there."""

hypothesis.settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    max_examples=60,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.register_profile(
    "long",
    hypothesis.settings.get_profile("steady"),
    derandomize=False,
    max_examples=int(os.environ.get("BILLIA_EXAMPLES", "2000")),
)
COURSES = int(os.environ.get("BILLIA_COURSES", "12"))
"""Courses of a state machine, and examples of what is as dear as one; `make soak` asks for more."""

hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test sees the home, the settings or the time zone of whoever runs it."""
    for name in list(os.environ):
        if name.startswith(("BILLIA_", "TEXTUAL_", "XDG_")) and name != SNAPSHOT_FOLDER:
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    return tmp_path


@pytest.fixture
def frozen() -> Iterator[time_machine.Traveller]:
    """The time stands still at 2026-03-02 14:05:00 UTC, and moves where the test moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this test run know."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def sqlite_template(shared_folder: Path) -> Path:
    """A store file without customers, without side files."""
    return made_once(shared_folder / "template", lambda: _template(shared_folder))


def _template(folder: Path) -> Path:
    store = open_store(str(folder / "made.db"), create=True)
    with store.writing() as session:
        admins.first(session, "ana")
    store.close()
    file_copy.backup(folder / "made.db", folder / "billia.db")
    return folder / "billia.db"


@pytest.fixture(scope="session")
def postgresql(shared_folder: Path, pytestconfig: pytest.Config) -> Iterator[postgres.Server]:
    """The server of this test run."""
    team, url = pytestconfig.getoption(LOGIN_OPTION) == "console", pytestconfig.getoption(SERVER_OPTION)
    with postgres.server(shared_folder, team=team, url=url) as server:
        yield server


@pytest.fixture
def sqlite_path(sqlite_template: Path, tmp_path: Path) -> Path:
    """The file of a fresh store of this test alone; only its owner can read it."""
    path = tmp_path / "billia.db"
    shutil.copy(sqlite_template, path)
    path.chmod(0o600)
    return path


@pytest.fixture
def sqlite_store(sqlite_path: Path) -> Iterator[Store]:
    """A fresh store on SQLite."""
    store = open_store(str(sqlite_path))
    yield store
    store.close()


@pytest.fixture(scope="session")
def postgresql_database(postgresql: postgres.Server) -> Iterator[str]:
    """The database that the tests of this worker share, one after another."""
    with postgresql.database() as url:
        yield url


@pytest.fixture
def postgresql_store(postgresql: postgres.Server, postgresql_database: str) -> Iterator[Store]:
    """A fresh store on PostgreSQL."""
    postgresql.reset(postgresql_database)
    store = open_store(postgresql.login(postgresql_database))
    yield store
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Store:
    """A fresh store, on each database."""
    made: Store = request.getfixturevalue(f"{request.param}_store")
    return made


@pytest.fixture
def desk(store: Store) -> Desk:
    """The desk of Administrator ana, who reaches every reseller."""
    return Desk(store, 1)


class DeskOfRole(Protocol):
    """Sits a new admin down at the store of the test."""

    def __call__(self, role: Role, reseller: str = "default", **values: Any) -> Desk:
        """The desk; `values` are columns of Admin."""
        ...


@pytest.fixture
def desk_of_role(store: Store) -> DeskOfRole:
    """Makes an admin of a role, at a reseller (made if need be), and gives the desk."""
    numbers = itertools.count(1)

    def make(role: Role, reseller: str = "default", **values: Any) -> Desk:
        reseller_id = factories.reseller(store, reseller)
        username = values.pop("username", f"{role.value.lower()}{next(numbers)}")
        return Desk(store, factories.admin(store, username, role, reseller_id=reseller_id, **values))

    return make


AddCustomer = Callable[..., int]
"""`add_customer(desk, **fields) -> id`; the fields are those of NewCustomer, and `then`."""


@pytest.fixture
def add_customer() -> AddCustomer:
    """Adds a customer by the operation itself; what a test does not name has a default, no mail is sent."""
    numbers = itertools.count(1)

    def add(desk: Desk, *, then: AfterAdding = AfterAdding.NOTHING, **fields: str) -> int:
        number = next(numbers)
        defaults = {
            "first_name": "Maria",
            "last_name": "Köhler",
            "email": f"customer{number}@example.org",
            "country": "DE",
            "currency": "EUR",
        }
        return desk.change(customers.add, NewCustomer(**{**defaults, **fields}), then=then)

    return add


@pytest.fixture
def sqlite_desk(sqlite_store: Store) -> Desk:
    """The same on SQLite alone, for rules in which no database has a say."""
    return Desk(sqlite_store, 1)
