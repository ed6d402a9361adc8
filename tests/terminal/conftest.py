"""A small store made by operations, and the console on a copy of it in a terminal of its own."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from billia_tui.db.file_copy import backup
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import status
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.store.opening import open_desk
from billia_tui.settings.config import DISPLAYS
from tests.terminal.program import Program, clean_environment, console_command

Start = Callable[..., Program]

FIRST_ROWS = "48 of 48"
"""What the list says once it has read all that it reads."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder starts the real program; with the plain display only in `make test-all`."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.terminal)
            callspec = getattr(item, "callspec", None)
            if callspec is not None and callspec.params.get("display") == "plain":
                item.add_marker(pytest.mark.long)


def add(desk: Desk, first: str, last: str) -> int:
    """An active customer."""
    address = f"customer-{first.lower()}@example.org"
    new = NewCustomer(first, last, address, "DE", "EUR", username=f"{first}.{len(last)}".lower())
    customer_id = desk.change(customers.add, new, then=AfterAdding.NOTHING)
    desk.change(status.activate, customer_id)
    return customer_id


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """48 customers, Maria Köhler among them; ana is the Administrator. Made once."""
    folder = tmp_path_factory.mktemp("made")
    desk = open_desk(str(folder / "made.db"), "ana", create=True)
    for number in range(30):
        add(desk, f"Person{number:02}", "Example")
    maria = add(desk, "Maria", "Köhler")
    desk.change(notes.add, maria, "Prefers to be called in the morning")
    for number in range(17):
        add(desk, f"Later{number:02}", "Example")
    desk.store.close()
    backup(folder / "made.db", folder / "copy.db")
    return folder / "copy.db"


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    """A copy for this test alone."""
    copy = tmp_path / "store.db"
    shutil.copy(made, copy)
    return copy


@pytest.fixture(params=DISPLAYS)
def display(request: pytest.FixtureRequest) -> str:
    """Which display the console is started with: the same keys give the same screens with each."""
    name: str = request.param
    return name


@pytest.fixture
def start(store: Path, tmp_path: Path, display: str) -> Iterator[Start]:
    """Starts the console on the store; whatever is left of it afterwards is killed."""
    with ExitStack() as stack:

        def started(
            *arguments: str,
            size: tuple[int, int] = (120, 40),
            command: list[str] | None = None,
            controlling: bool = True,
            **environment: str,
        ) -> Program:
            line = command or console_command("--database", str(store), *arguments)
            settings = clean_environment(tmp_path, **{"BILLIA_DISPLAY": display, **environment})
            return stack.enter_context(Program(line, settings, size, controlling=controlling))

        yield started


@pytest.fixture
def listed(start: Start) -> Program:
    """The console, its list read."""
    program = start("--no-mouse")
    program.wait_for(FIRST_ROWS)
    program.wait_quiet()
    return program
