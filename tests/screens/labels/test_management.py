"""Setting up which labels there are, with real keys (R61-R65)."""

from billia_tui.app.app import BilliaApp
from billia_tui.operations.desk import Desk
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.labels.component_data import ComponentData, with_value
from billia_tui.vocabulary import LabelType, Role
from tests import factories
from tests.operations.labels.kit import texts
from tests.screens.book import Book
from tests.screens.console import (
    LARGE,
    close_dialog,
    console,
    open_dialog,
    press,
    shown,
    told,
    until,
)
from tests.screens.labels.steps import management

# --- label management -------------------------------------------------------------------------------------------------


async def test_setting_up_a_label(app: BilliaApp, desk: Desk) -> None:
    """R59, R60, R64: one form; every mistake at its field, then the new label is in the list."""
    async with app.run_test(size=LARGE) as pilot:
        await management(pilot)
        await open_dialog(pilot, "a")
        await press(pilot, *"a b", "tab", "tab", "tab", "right", "right", "enter")
        text = shown(pilot)
        for said in ("may hold letters a-z", "is required", "must be a whole number"):
            assert said in text
        await press(pilot, "backspace", "backspace", "tab", *"Rooms", "tab", "tab", "tab", "1", "tab", "9")
        await press(pilot, "tab", *"1=Single", "ctrl+n", "2", "tab", "tab", "right")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "Rooms" in shown(pilot))
        assert "label Rooms added" in told(app)
    row = desk.ask(label_components.read, desk.ask(label_components.id_of, "a"))
    assert (row.name, row.type, row.lowest, row.highest) == ("Rooms", LabelType.RANGE, 1, 9)
    assert [(one.value, one.name) for one in row.values] == [("1", "Single"), ("2", "2")]
    assert row.resources == ("Users", "Orders")


async def test_what_is_in_use_needs_its_number(app: BilliaApp, desk: Desk, book: Book) -> None:
    """R65: enter alone does not take a value from anybody; the number typed does."""
    async with app.run_test(size=LARGE) as pilot:
        page = await management(pilot)
        await press(pilot, "down", "down")
        assert page.table.row is not None
        assert page.table.row.key == "tier"
        await open_dialog(pilot, "enter")
        await press(pilot, *["tab"] * 6, *["up"] * 9, "home", *["delete"] * len("gold=Gold\n"), "enter")
        assert "1 object carries it; type 1 to take it off" in shown(pilot)
        await press(pilot, "enter")
        assert texts(desk, book.maria) == ["Region: eu-west", "Tier: Gold"]
        await press(pilot, "1")
        await close_dialog(pilot, "enter")
        assert "label Tier changed, taken from 1" in told(app)
    assert texts(desk, book.maria) == ["Region: eu-west"]
    assert texts(desk, book.kohler) == ["Tier: Silver"]


async def test_deleting_a_label(app: BilliaApp, desk: Desk, book: Book) -> None:
    """R65: the question says how many carry it; their number has to be typed, and nothing where there are none."""
    async with app.run_test(size=LARGE) as pilot:
        page = await management(pilot)
        await press(pilot, "end")
        await open_dialog(pilot, "d")
        assert "Nothing carries it." in shown(pilot)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: len(page.table.rows) == 3)
        await press(pilot, "end")
        await open_dialog(pilot, "d")
        assert "2 objects carry it" in shown(pilot)
        await press(pilot, "3", "enter")
        assert "type 2 to take it off" in shown(pilot)
        await press(pilot, "backspace", "2")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: len(page.table.rows) == 2)
    assert texts(desk, book.maria) == ["Region: eu-west"]


async def test_two_admins_edit_one_label(app: BilliaApp, desk: Desk) -> None:
    """R189: refused with the fresh values; the next enter saves over them knowingly."""
    async with app.run_test(size=LARGE) as pilot:
        await management(pilot)
        await open_dialog(pilot, "enter")
        desk.change(label_components.edit, 4, with_value(ComponentData("region", "Area"), "eu-west"))
        await press(pilot, "tab", "s", "enter")
        text = shown(pilot)
        assert "someone saved this label meanwhile" in text
        assert "now saved: Area" in text
        await close_dialog(pilot, "enter")
    row = desk.ask(label_components.read, 4)
    assert (row.name, [one.value for one in row.values]) == ("Regions", ["eu-west"])


async def test_who_may_not_manage(desk: Desk) -> None:
    """R51, R64, R182: the list is there to look at; each key says why it does nothing."""
    app = console(Desk(desk.store, factories.admin(desk.store, "sam", Role.SUPPORT)))
    async with app.run_test(size=LARGE) as pilot:
        page = await management(pilot)
        text = shown(pilot)
        assert "Gold, Silver" in text
        assert all(said in text for said in ("(enter edit)", "(a add)", "(d delete)"))
        for number, key in enumerate(("a", "d", "enter"), 1):
            await press(pilot, key)
            assert app.screen is page
            assert len(app._notifications) == number
        assert "your role Support may not manage labels" in told(app)
