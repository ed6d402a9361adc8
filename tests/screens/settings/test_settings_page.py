"""The page of the settings with real keys: what clashes is said before it is used, and what is saved holds at once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from billia_tui.app.app import BilliaApp
from billia_tui.operations.desk import Desk
from billia_tui.screens.customers.dialogs.customer import EditCustomerDialog
from billia_tui.settings import config
from billia_tui.settings.model import Settings
from billia_tui.widgets.record_table import RecordTable
from tests.screens.book import Book
from tests.screens.console import LARGE, open_dialog, press, settle, shown, until
from tests.screens.orders.kit import told


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings file of this test."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = tmp_path / "billia" / "config.toml"
    path.parent.mkdir()
    path.write_text('# mine\ntheme = "billia-dark"\n')
    return path


def write(file: Path, text: str) -> None:
    """Somebody edits the file."""
    file.write_text(text)


def read_of(file: Path) -> str:
    """What stands in it."""
    return file.read_text()


async def test_settings_inside(book: Book, book_desk: Desk, file: Path) -> None:
    """A theme, a zone and a key at once; a clash beforehand; ctrl+r says what is wrong and goes on as before."""
    read: Callable[[], Settings] = lambda: config.load(environment={"BILLIA_ADMIN": "ana"})  # noqa: E731 - one line
    app = BilliaApp(lambda: book_desk, settings=read)
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        await press(pilot, "comma")
        assert app.screen.NAME == "Settings"  # type: ignore[attr-defined] # it is the page
        await until(pilot, lambda: "Theme" in shown(pilot))
        table = app.screen.query_one(RecordTable)
        names = [row.id for row in table.rows]
        await open_dialog(pilot, "enter")
        await press(pilot, "right", "enter")
        await until(pilot, lambda: app.theme == "billia-light")
        await press(pilot, "down", "down", "ctrl+r")
        assert ([row.id for row in table.rows], table.row and table.row.id) == (names, names[2])
        assert f"{len(names)} in all" in shown(pilot)
        await press(pilot, "home")
        await open_dialog(pilot, "ctrl+p")
        await press(pilot, *"time zone")
        await press(pilot, "enter")
        await until(pilot, lambda: "Usual: UTC" in shown(pilot) or "as usual: UTC" in shown(pilot))
        await press(pilot, *"Mars/X")
        assert "there is no time zone 'Mars/X'" in shown(pilot)
        await press(pilot, *["backspace"] * 6, *"Asia/Kolkata", "enter")
        await until(pilot, lambda: "Kolkata" in shown(pilot).splitlines()[0])
        await press(pilot, "slash", *"keys.edit", "enter")
        await open_dialog(pilot, "enter")
        await press(pilot, "backspace", "b")
        assert "b is edit and not block, which has no key now" in shown(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: app.own_keys.get("edit") == "b")
        assert read_of(file).startswith('# mine\ntheme = "billia-light"\ntimezone = "Asia/Kolkata"\n')
        await press(pilot, "escape", "escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await open_dialog(pilot, "b")
        assert type(app.screen) is EditCustomerDialog
        await press(pilot, "escape")
        write(file, 'theme = "billia-drak"\n')
        await press(pilot, "ctrl+r")
        assert "there is no theme 'billia-drak'; did you mean 'billia-dark'?" in told(app)
        assert app.theme == "billia-light"
        write(file, "")
        await press(pilot, "ctrl+r")
        assert (app.theme, dict(app.own_keys)) == ("billia-dark", {})
        assert "UTC" in shown(pilot).splitlines()[0]
