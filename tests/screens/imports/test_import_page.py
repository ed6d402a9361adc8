"""An import in the console with real keys: what a file would bring, then the work (R240)."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.db.models import Batch, Customer
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.batches import run as import_run
from billia_tui.screens.imports.dialog import ImportDialog
from billia_tui.screens.imports.page import ImportScreen
from billia_tui.screens.kinds.work_page import Stage
from billia_tui.settings import restricted
from billia_tui.settings.model import Settings
from billia_tui.vocabulary import Role
from tests.operations.imports.kit import customer_file, customer_line
from tests.operations.kit import everything, seat, stored
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, console, press, shown, the_list, told, until


@pytest.fixture
def clients(tmp_path: Path) -> Path:
    """A file of two customers and one that is none."""
    path = tmp_path / "clients.csv"
    lines = (customer_line(1), customer_line(2, last_name="\x1b[31mRed"), customer_line(3, country="XX"))
    path.write_text(customer_file(*lines))
    return path


async def asked(pilot: Pilot[Any]) -> None:
    """The form, from the palette."""
    await until(pilot, lambda: bool(the_list(pilot).table.rows))
    await press(pilot, "colon", *"import records", "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, ImportDialog))


async def rehearsed(pilot: Pilot[Any], file: Path, source: str = "old") -> ImportScreen:
    """The page, after the file and its source were typed."""
    await asked(pilot)
    form: Any = pilot.app.screen
    form.rows["file"].input.value = str(file)
    form.rows["source"].input.value = source
    await press(pilot, "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, ImportScreen))
    screen = pilot.app.screen
    assert isinstance(screen, ImportScreen)
    await until(pilot, lambda: screen.stage is Stage.READY and bool(screen.table.rows))
    screen.LOOK_FIRST = 0  # type: ignore[misc]  # of this screen alone
    return screen


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_what_a_file_would_bring_and_then_it_is_brought(
    app: BilliaApp, book: Book, book_desk: Desk, clients: Path, size: tuple[int, int]
) -> None:
    """R240, R237: columns and fields, records as they would be, reasons counted; stored by enter alone, then listed."""
    before = everything(book_desk.store)
    async with app.run_test(size=size) as pilot:
        screen = await rehearsed(pilot, clients)
        for text in (
            "customers · clients.csv · source old",
            "1 new, 0 changed, 0 unchanged   2 refused",
            "1 × country: 'XX' is no country",
            "1 × last_name: holds the hidden character U+001B",
            "Nothing is stored yet: enter does it, esc goes back.",
            "first name",
            "c1@example.org",
        ):
            assert text in shown(pilot)
        assert "\x1b" not in shown(pilot)
        assert everything(book_desk.store) == before
        await pilot.press("u")
        assert "Nothing was done here yet" in told(app)
        await pilot.press("enter")
        await until(pilot, lambda: screen.stage is Stage.OVER)
        assert "The refused rows are listed in" in shown(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is the_list(pilot) and "49 of 49" in shown(pilot))
    assert [row.username for row in stored(book_desk.store, Customer)][-1] == "c1@example.org"
    assert clients.with_name("clients.rejected.csv").is_file()


async def test_it_goes_back_by_u(app: BilliaApp, book: Book, book_desk: Desk, clients: Path) -> None:
    """R239: `u` on the result offers the import as a batch; whom nobody changed since goes."""
    async with app.run_test(size=SMALL) as pilot:
        screen = await rehearsed(pilot, clients)
        await pilot.press("enter")
        await until(pilot, lambda: screen.stage is Stage.OVER)
        (batch,) = stored(book_desk.store, Batch)  # a server gave a number to the rehearsal, too
        assert f"u takes batch {batch.id} back, as far as nobody changes its records." in shown(pilot)
        await pilot.press("u")
        await until(pilot, lambda: f"batch {batch.id}: import of 1 record" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "1 taken back" in told(app))
    assert [row.username for row in stored(book_desk.store, Customer) if row.deleted_at][-1] == "c1@example.org"


async def test_again_there_is_nothing_to_do(app: BilliaApp, book: Book, book_desk: Desk, clients: Path) -> None:
    """R240: what is there already is told, and enter does nothing; esc goes back."""
    async with app.run_test(size=SMALL) as pilot:
        await rehearsed(pilot, clients)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is the_list(pilot))
        assert len(stored(book_desk.store, Customer)) == 48
        for _ in range(2):
            screen = await rehearsed(pilot, clients)
            await pilot.press("enter")
            await until(pilot, lambda: screen.stage is Stage.OVER or "brings nothing new; esc" in told(app))  # noqa: B023 - at once
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is the_list(pilot))
        assert "This file brings nothing new; esc goes back" in told(app)
    assert len(stored(book_desk.store, Customer)) == 49


@pytest.mark.parametrize(
    ("text", "why"),
    [("a,b\n1,2\n", "has no column for"), (None, "No such file"), ("", "is required")],
)
async def test_a_file_that_cannot_be_taken_is_told_in_the_form(
    app: BilliaApp, book: Book, tmp_path: Path, text: str | None, why: str
) -> None:
    """R240, R50: the form stays, with what is wrong and what was typed."""
    path = tmp_path / "x.csv"
    if text:
        path.write_text(text)
    async with app.run_test(size=SMALL) as pilot:
        await asked(pilot)
        await press(pilot, "tab")
        dialog = app.screen
        assert isinstance(dialog, ImportDialog)
        if text != "":
            await press(pilot, *str(path))
        await pilot.press("enter")
        await until(pilot, lambda: why in shown(pilot))
        assert app.screen is dialog


async def test_who_may_not_is_told(book: Book, book_desk: Desk, clients: Path) -> None:
    """R182, R240: the rehearsal is refused as the work would be."""
    app = console(seat(book_desk, Role.MARKETING))
    async with app.run_test(size=SMALL) as pilot:
        await asked(pilot)
        app.screen.rows["file"].input.value = str(clients)  # type: ignore[attr-defined]  # it is the form
        await pilot.press("enter")
        await until(pilot, lambda: f"your role {Role.MARKETING} may not" in shown(pilot))


async def test_stopped(
    app: BilliaApp, book: Book, book_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R240: esc stops the work after the records that are on their way; what is stored stays, and is said."""
    monkeypatch.setattr(import_run, "TOGETHER", 1)
    path = tmp_path / "many.csv"
    path.write_text(customer_file(*(customer_line(number) for number in range(1, 41))))
    async with app.run_test(size=SMALL) as pilot:
        screen = await rehearsed(pilot, path)
        for key in ("enter", "escape"):  # in one packet: the pilot would wait between them, perhaps to the end
            app.post_message(events.Key(key, None))
        await until(pilot, lambda: screen.stage is Stage.OVER)
        assert "stopped; what was stored stays" in shown(pilot)
    assert 0 < len(stored(book_desk.store, Customer)) - 48 < 40


def own_folder(clients: Path) -> Path:
    """Ana's upload folder, with the file."""
    folder = clients.parent / "uploads" / "ana"
    folder.mkdir(parents=True)
    shutil.copy(clients, folder)
    return folder


async def test_over_ssh(
    app: BilliaApp, book: Book, book_desk: Desk, clients: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R240: a plain name of the admin's own upload folder; the page says which lines were refused."""
    folder = own_folder(clients)
    monkeypatch.setattr(restricted, "_settings", Settings("", "ana", uploads=folder.parent))
    async with app.run_test(size=SMALL) as pilot:
        screen = await rehearsed(pilot, Path("clients.csv"))
        await pilot.press("enter")
        await until(pilot, lambda: screen.stage is Stage.OVER)
        assert "Over SSH no list of them is written. Lines 3, 4" in shown(pilot)
    assert [path.name for path in folder.iterdir()] == ["clients.csv"]


async def test_not_over_ssh_without_a_folder(app: BilliaApp, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """P8: nobody names a file of the host."""
    monkeypatch.setattr(restricted, "_settings", Settings("", "ana"))
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: bool(the_list(pilot).table.rows))
        the_list(pilot).action_import_file()
        await until(pilot, lambda: "over SSH no file can be named here" in told(app))
