"""The pages of labels, the ribbon and the list, with real keys (R51, R55, R58-R65, R182, R189)."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
from rich.cells import cell_len
from textual import events
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.operations.desk import Desk
from billia_tui.operations.labels import attached as labels
from billia_tui.screens.labels.attached import LabelsScreen
from billia_tui.screens.labels.label_dialogs import LabelDialog
from billia_tui.vocabulary import Role
from billia_tui.widgets.panels.ribbon import cut
from tests import factories
from tests.operations.labels.kit import ORDERS, texts
from tests.screens.book import Book
from tests.screens.console import (
    LARGE,
    SMALL,
    close_dialog,
    console,
    go,
    open_dialog,
    press,
    settle,
    shown,
    the_list,
    the_page,
    told,
    until,
)
from tests.screens.labels.steps import management

Steps = Callable[[Pilot[Any], Book], Awaitable[object]]
SnapCompare = Callable[..., bool]
BROAD = (170, 30)


async def labels_of(pilot: Pilot[Any], customer_id: int) -> LabelsScreen:
    """Opens the labels of a customer from the details page."""
    await go(pilot, customer_id)
    await open_dialog(pilot, "l")
    page = pilot.app.screen
    assert isinstance(page, LabelsScreen)
    await until(pilot, lambda: page.customer is not None)
    return page


async def test_attaching_from_what_is_set_up(app: BilliaApp, desk: Desk, book: Book) -> None:
    """R58, R59, R63: pick the label, pick the value; it is on the page at once, and on the ribbon below."""
    async with app.run_test(size=LARGE) as pilot:
        page = await labels_of(pilot, book.plain)
        assert "No label is attached. a attaches one." in shown(pilot)
        await open_dialog(pilot, "a")
        assert "Region" in shown(pilot)
        await pilot.press("down", "down")
        await open_dialog(pilot, "enter")
        await pilot.press("down")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is page and bool(page.table.rows))
        assert "Tier: Silver attached" in told(app)
        await close_dialog(pilot, "escape")
        await until(pilot, lambda: "Labels Tier: Silver" in shown(pilot))
    assert texts(desk, book.plain) == ["Tier: Silver"]


def _shows(page: LabelsScreen, carried: list[str]) -> bool:
    return page.app.screen is page and [row.text for row in page.table.rows] == carried


async def test_keys_typed_ahead_reach_what_they_are_meant_for(app: BilliaApp, desk: Desk, book: Book) -> None:
    """Type-ahead: keys in one packet pick the label, then type or pick the value, then answer the question."""
    async with app.run_test(size=LARGE) as pilot:
        page = await labels_of(pilot, book.plain)
        for keys, carried in (
            (("a", "down", "enter", *"11", "backspace", "0", "enter"), ["Seats: 10"]),
            (("a", "down", "down", "enter", "enter"), ["Seats: 10", "Tier: Gold"]),
            (("a", "down", "down", "enter", "down", "enter", "enter"), ["Seats: 10", "Tier: Silver"]),
        ):
            for key in keys:
                app.post_message(events.Key(key, key if len(key) == 1 else None))
            await until(pilot, partial(_shows, page, carried))
            assert texts(desk, book.plain) == carried


async def test_replacing_asks(app: BilliaApp, desk: Desk, book: Book) -> None:
    """R62: another value is asked about, old → new; esc leaves the old one, enter replaces it."""
    async with app.run_test(size=LARGE) as pilot:
        page = await labels_of(pilot, book.kohler)
        await open_dialog(pilot, "enter")
        await pilot.press("home")
        await open_dialog(pilot, "enter")
        assert isinstance(app.screen, LabelDialog)
        assert "Tier: Silver → Gold" in shown(pilot)
        await close_dialog(pilot, "escape")
        assert texts(desk, book.kohler) == ["Tier: Silver"]
        await open_dialog(pilot, "enter")
        await pilot.press("home")
        await open_dialog(pilot, "enter")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: page.table.row is not None and page.table.row.value_name == "Gold")
    assert texts(desk, book.kohler) == ["Tier: Gold"]


async def test_a_replacement_by_two_admins(app: BilliaApp, desk: Desk, book: Book) -> None:
    """R189: the value that was asked about is another one by now: nothing is replaced before that is known."""
    async with app.run_test(size=LARGE) as pilot:
        page = await labels_of(pilot, book.maria)
        assert page.table.row is not None
        assert page.table.row.name == "Region"
        await open_dialog(pilot, "enter")
        desk.change(labels.attach, book.maria, 4, "asia", replace=True)
        await press(pilot, *"er", "enter")
        assert "Region is asia by now" in shown(pilot)
        assert "now saved: asia" in shown(pilot)
        assert texts(desk, book.maria)[0] == "Region: asia"
        await close_dialog(pilot, "enter")
    assert texts(desk, book.maria)[0] == "Region: eu-wester"


async def test_a_typed_value_is_checked(app: BilliaApp, desk: Desk, book: Book) -> None:
    """R61: what is not of the type is said at the field."""
    async with app.run_test(size=SMALL) as pilot:
        page = await labels_of(pilot, book.plain)
        await open_dialog(pilot, "a")
        await pilot.press("down")
        await open_dialog(pilot, "enter")
        await press(pilot, *"ten", "enter")
        assert "must be a whole number from 1 to 10" in shown(pilot)
        await press(pilot, "backspace", "backspace", "backspace", "7")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: bool(page.table.rows))
    assert texts(desk, book.plain) == ["Seats: 7"]


async def test_taking_off_asks(app: BilliaApp, desk: Desk, book: Book) -> None:
    """R63: removable after confirmation."""
    async with app.run_test(size=LARGE) as pilot:
        page = await labels_of(pilot, book.maria)
        await open_dialog(pilot, "d")
        assert "Take Region: eu-west off?" in shown(pilot)
        await close_dialog(pilot, "escape")
        await open_dialog(pilot, "d")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: len(page.table.rows) == 1)
        await open_dialog(pilot, "d")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: not page.table.rows)
        assert "(d take off)" in shown(pilot)
        await press(pilot, "d")
        assert "there is no label here" in told(app)
    assert texts(desk, book.maria) == []


async def test_the_labels_of_an_order(app: BilliaApp, desk: Desk, book: Book) -> None:
    """R59, R64: the same page for an order; only labels tied to Orders are offered."""
    order = factories.add_purchase(desk, book.plain)
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        page = LabelsScreen(book.plain, resource=ORDERS, object_id=order)
        app.push_screen(page)
        await until(pilot, lambda: page.customer is not None)
        assert f"Labels of order {order}" in shown(pilot)
        await pilot.press("a", "enter", "down", "enter")
        await until(pilot, lambda: bool(page.table.rows))
    assert texts(desk, order, ORDERS) == ["VIP: no"]


async def test_nothing_to_attach(book_desk: Desk, book: Book) -> None:
    """R51, R58: no free keys: without a label that is set up the page says where that is done."""
    app = console(book_desk)
    async with app.run_test(size=LARGE) as pilot:
        page = await labels_of(pilot, book.plain)
        await press(pilot, "a")
        assert app.screen is page
        assert "no label is set up for Users" in told(app)


# --- list and ribbon --------------------------------------------------------------------------------------------------


async def test_the_list_filtered_by_a_label(app: BilliaApp, book: Book) -> None:
    """R35, R58: picked from the filter; the count and the line say so, esc clears it, "All" too."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        await open_dialog(pilot, "f")
        assert "Tier: Gold" in shown(pilot)
        await pilot.press("end", "up")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: [row.id for row in the_list(pilot).table.rows] == [book.maria])
        assert "1 of 48   label tier=gold ✕ esc" in shown(pilot)
        await go(pilot, book.maria)
        assert the_page(pilot).customer_id == book.maria
        await close_dialog(pilot, "escape")
        await press(pilot, "escape")
        await until(pilot, lambda: len(the_list(pilot).table.rows) == 48)
        await open_dialog(pilot, "f")
        await pilot.press("end")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: [row.id for row in the_list(pilot).table.rows] == [book.kohler])
        await open_dialog(pilot, "f")
        await pilot.press("home")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: len(the_list(pilot).table.rows) == 48)


async def test_labels_in_the_list_where_there_is_room(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R63: a column of their own from 160 columns on, and what was attached meanwhile is in it."""
    for width, seen in ((159, False), (160, True)):
        fresh = app if seen else console(book_desk)
        async with fresh.run_test(size=(width, 40)) as pilot:
            await settle(pilot)
            assert ("LABELS" in shown(pilot), "Region: eu-west · Tier: Gold" in shown(pilot)) == (seen, seen)


@pytest.mark.parametrize(
    ("carried", "room", "text"),
    [
        ((), 8, "–"),
        (("Tier: Gold",), 10, "Tier: Gold"),
        (("Tier: Gold",), 9, "Tier: Go…"),
        (("Tier: Gold", "VIP: yes"), 21, "Tier: Gold · VIP: yes"),
        (("Tier: Gold", "VIP: yes"), 20, "Tier: Gold +1"),
        (("Tier: Gold", "VIP: yes", "Seats: 7"), 12, "Tier: Go… +2"),
        (("地区: 東京", "x"), 12, "地区: 東… +1"),
    ],
)
def test_what_the_ribbon_cuts(carried: tuple[str, ...], room: int, text: str) -> None:
    """R55: as many as fit, "+n" for the others, never wider than the room."""
    assert cut(carried, room) == text
    assert cell_len(text) <= room


# --- pictures ---------------------------------------------------------------------------------------------------------


def _labels_page(*keys: str, who: str = "maria") -> Steps:
    async def steps(pilot: Pilot[Any], book: Book) -> None:
        await labels_of(pilot, getattr(book, who))
        for key in keys:
            await (open_dialog(pilot, key) if key in {"a", "enter", "d"} else press(pilot, key))

    return steps


def _management(*keys: str) -> Steps:
    async def steps(pilot: Pilot[Any], book: Book) -> None:
        del book
        await management(pilot)
        if keys:
            await press(pilot, *keys[:-1])
            await open_dialog(pilot, keys[-1])

    return steps


async def add_wrong(pilot: Pilot[Any], book: Book) -> None:
    """R59, R60."""
    await _management("a")(pilot, book)
    await press(pilot, *"a b", "tab", "tab", "tab", "right", "right", "enter")


async def in_use(pilot: Pilot[Any], book: Book) -> None:
    """R65."""
    await _management("down", "down", "enter")(pilot, book)
    await press(pilot, *["tab"] * 6, *["up"] * 9, "home", *["delete"] * len("gold=Gold\n"), "enter")


async def typed(pilot: Pilot[Any], book: Book) -> None:
    """R61, R62."""
    await _labels_page("enter")(pilot, book)
    await press(pilot, *"er")


async def ribbon(pilot: Pilot[Any], book: Book) -> None:
    """R55."""
    await go(pilot, book.maria)
    await until(pilot, lambda: bool(getattr(pilot.app.screen, "place", None)))


async def filter_menu(pilot: Pilot[Any], book: Book) -> None:
    """R58."""
    del book
    await settle(pilot)
    await open_dialog(pilot, "f")


async def filtered(pilot: Pilot[Any], book: Book) -> None:
    """R58."""
    await filter_menu(pilot, book)
    await pilot.press("end", "up")
    await close_dialog(pilot, "enter")
    await until(pilot, lambda: len(the_list(pilot).table.rows) == 1)


async def help_page(pilot: Pilot[Any], book: Book) -> None:
    """R49."""
    await _labels_page()(pilot, book)
    await open_dialog(pilot, "question_mark")


STATES: dict[str, Steps] = {
    "labels": _labels_page(),
    "labels-none": _labels_page(who="plain"),
    "labels-pick": _labels_page("a"),
    "labels-replace": _labels_page("down", "enter", "down", "enter"),
    "labels-typed": typed,
    "labels-take-off": _labels_page("d"),
    "labels-help": help_page,
    "management": _management(),
    "management-add-wrong": add_wrong,
    "management-edit": _management("down", "down", "enter"),
    "management-in-use": in_use,
    "management-delete": _management("down", "down", "d"),
    "list-filter": filter_menu,
    "list-filtered": filtered,
    "ribbon": ribbon,
}


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("state", list(STATES))
def test_picture(snap_compare: SnapCompare, app: BilliaApp, book: Book, state: str, size: tuple[int, int]) -> None:
    """R47-R51, R55, R58-R65: what a person sees."""

    async def run_before(pilot: Pilot[Any]) -> None:
        await STATES[state](pilot, book)

    assert snap_compare(app, terminal_size=size, run_before=run_before)


def test_picture_of_a_broad_list(snap_compare: SnapCompare, app: BilliaApp) -> None:
    """R63: labels beside all other columns."""

    async def run_before(pilot: Pilot[Any]) -> None:
        await settle(pilot)

    assert snap_compare(app, terminal_size=BROAD, run_before=run_before)


def test_picture_of_management_to_look_at(snap_compare: SnapCompare, desk: Desk, book: Book) -> None:
    """R51: keys that are refused look refused."""

    async def run_before(pilot: Pilot[Any]) -> None:
        await _management()(pilot, book)
        await press(pilot, "a")

    other = console(Desk(desk.store, factories.admin(desk.store, "sam", Role.SUPPORT)))
    assert snap_compare(other, terminal_size=LARGE, run_before=run_before)
