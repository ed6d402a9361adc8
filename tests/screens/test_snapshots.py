"""Pictures of every screen and state at both sizes. Look at each that changes before you accept it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.errors import StoreLost
from billia_tui.operations.customers import editing as customers
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, go, open_dialog, press, settle, the_list, until

Steps = Callable[[Pilot[Any], Book], Awaitable[object]]
SnapCompare = Callable[..., bool]


async def _typed(pilot: Pilot[Any], words: str) -> None:
    await press(pilot, "slash", *words)
    await until(pilot, lambda: the_list(pilot).query_shown.words == words)


async def the_list_alone(pilot: Pilot[Any], book: Book) -> None:
    """R33-R39."""
    await settle(pilot)


async def list_searched(pilot: Pilot[Any], book: Book) -> None:
    """R37."""
    await settle(pilot)
    await _typed(pilot, "maria")


async def list_nothing_found(pilot: Pilot[Any], book: Book) -> None:
    """R38."""
    await settle(pilot)
    await _typed(pilot, "nobody at all")


async def list_marked(pilot: Pilot[Any], book: Book) -> None:
    """Marks of the design."""
    await settle(pilot)
    await press(pilot, "space", "down", "space", "space")


async def list_sort_menu(pilot: Pilot[Any], book: Book) -> None:
    """R39."""
    await settle(pilot)
    await open_dialog(pilot, "s")


async def list_filter_menu(pilot: Pilot[Any], book: Book) -> None:
    """R35."""
    await settle(pilot)
    await open_dialog(pilot, "f")


async def list_refused(pilot: Pilot[Any], book: Book) -> None:
    """R51: why the activation e-mail cannot be sent."""
    await settle(pilot)
    the_list(pilot).table.go_to(book.kohler)
    await press(pilot, "A")


async def list_store_lost(pilot: Pilot[Any], book: Book) -> None:
    """P7."""
    await settle(pilot)
    _cut(pilot)
    await press(pilot, "ctrl+r")
    await until(pilot, lambda: not the_list(pilot).table.rows)


async def list_help(pilot: Pilot[Any], book: Book) -> None:
    """R49."""
    await settle(pilot)
    await open_dialog(pilot, "question_mark")


async def palette(pilot: Pilot[Any], book: Book) -> None:
    """Every action by name."""
    await settle(pilot)
    await open_dialog(pilot, "ctrl+p")


async def palette_customers(pilot: Pilot[Any], book: Book) -> None:
    """Jump to a customer."""
    await settle(pilot)
    await open_dialog(pilot, "ctrl+p")
    await press(pilot, *"mari")


async def customer(pilot: Pilot[Any], book: Book) -> None:
    """R47-R56."""
    await go(pilot, book.maria)
    await _placed(pilot)


async def customer_plain(pilot: Pilot[Any], book: Book) -> None:
    """R49: empty panels say so."""
    await go(pilot, book.plain)
    await _placed(pilot)


async def customer_inactive(pilot: Pilot[Any], book: Book) -> None:
    """R9."""
    await go(pilot, book.fresh)
    await _placed(pilot)


async def customer_blocked(pilot: Pilot[Any], book: Book) -> None:
    """R7, R77."""
    await go(pilot, book.blocked)
    await _placed(pilot)


async def customer_store_lost(pilot: Pilot[Any], book: Book) -> None:
    """P7, in every panel."""
    page = await go(pilot, book.maria)
    await _placed(pilot)
    _cut(pilot)
    await press(pilot, "ctrl+r")
    await until(pilot, lambda: page.panels[6].border_title is not None)


async def customer_help(pilot: Pilot[Any], book: Book) -> None:
    """R49."""
    await customer(pilot, book)
    await open_dialog(pilot, "question_mark")


def _panel(number: int) -> Steps:
    async def steps(pilot: Pilot[Any], book: Book) -> None:
        await customer(pilot, book)
        await press(pilot, str(number))

    return steps


def _page(*keys: str) -> Steps:
    async def steps(pilot: Pilot[Any], book: Book) -> None:
        await customer(pilot, book)
        page = pilot.app.screen
        await pilot.press(*keys)
        await until(pilot, lambda: pilot.app.screen is not page)

    return steps


async def domains_all(pilot: Pilot[Any], book: Book) -> None:
    """R119."""
    await _page("v")(pilot, book)
    await press(pilot, "right")


async def log_line(pilot: Pilot[Any], book: Book) -> None:
    """R186, R187."""
    await _page("L")(pilot, book)
    await press(pilot, "end")
    await open_dialog(pilot, "enter")


async def _placed(pilot: Pilot[Any]) -> None:
    """Where the customer stands in the list is counted last."""
    await until(pilot, lambda: bool(getattr(pilot.app.screen, "place", None)))


def _cut(pilot: Pilot[Any]) -> None:
    async def lost(*_args: object, **_kwargs: object) -> None:
        raise StoreLost("cannot reach the store at db.example.org/billia; check the server and --database")

    pilot.app.ask = pilot.app.change = lost  # type: ignore[attr-defined] # the line to the store is cut


STATES: dict[str, Steps] = {
    "list": the_list_alone,
    "list-searched": list_searched,
    "list-nothing-found": list_nothing_found,
    "list-marked": list_marked,
    "list-sort-menu": list_sort_menu,
    "list-filter-menu": list_filter_menu,
    "list-refused": list_refused,
    "list-store-lost": list_store_lost,
    "list-help": list_help,
    "palette": palette,
    "palette-customers": palette_customers,
    "customer": customer,
    "customer-plain": customer_plain,
    "customer-inactive": customer_inactive,
    "customer-blocked": customer_blocked,
    "customer-store-lost": customer_store_lost,
    "customer-help": customer_help,
    "panel-emails": _panel(3),
    "panel-companies": _panel(4),
    "panel-services": _panel(5),
    "panel-orders": _panel(6),
    "panel-notes": _panel(7),
    "services-all": _page("v"),
    "domains-all": domains_all,
    "orders-all": _page("o"),
    "service": _page("5", "enter"),
    "order": _page("6", "down", "enter"),
    "wallet-history": _page("W"),
    "log": _page("L"),
    "log-line": log_line,
}


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("state", list(STATES))
def test_screen(snap_compare: SnapCompare, app: BilliaApp, book: Book, state: str, size: tuple[int, int]) -> None:
    """R47-R51 and the design of the two main screens: what a person sees, state by state."""

    async def run_before(pilot: Pilot[Any]) -> None:
        await STATES[state](pilot, book)

    assert snap_compare(app, terminal_size=size, run_before=run_before)


@pytest.mark.parametrize("theme", ["billia-light", "ansi-dark", "ansi-light"])
@pytest.mark.parametrize("state", ["list", "customer"])
def test_theme(snap_compare: SnapCompare, app: BilliaApp, book: Book, state: str, theme: str) -> None:
    """R2: light and 16-colour themes say the same; no meaning hangs on colour alone."""

    async def run_before(pilot: Pilot[Any]) -> None:
        pilot.app.theme = theme
        await STATES[state](pilot, book)

    assert snap_compare(app, terminal_size=LARGE, run_before=run_before)


def _dialog(*keys: str, typed: str = "", then: tuple[str, ...] = ()) -> Steps:
    """On the details page of Maria: keys that open a dialog, what is typed into it, keys after that."""

    async def steps(pilot: Pilot[Any], book: Book) -> None:
        await customer(pilot, book)
        if keys[:-1]:
            await press(pilot, *keys[:-1])
        await open_dialog(pilot, keys[-1])
        await press(pilot, *typed, *then)

    return steps


def _list_dialog(who: str, key: str, *typed: str) -> Steps:
    async def steps(pilot: Pilot[Any], book: Book) -> None:
        await settle(pilot)
        the_list(pilot).table.go_to(getattr(book, who))
        await settle(pilot)
        await open_dialog(pilot, key)
        await press(pilot, *typed)

    return steps


async def conflict(pilot: Pilot[Any], book: Book) -> None:
    """R189."""
    await _dialog("e", then=("tab", "tab", "tab", "tab"), typed="")(pilot, book)
    await press(pilot, *" City")
    desk = pilot.app.desk  # type: ignore[attr-defined] # the console's
    desk.change(customers.edit, book.maria, {"city": "Plovdiv", "phone": "+359 2 1"})
    await press(pilot, "enter")


DIALOGS: dict[str, Steps] = {
    "edit": _dialog("e", typed="na"),
    "edit-conflict": conflict,
    "block": _dialog("b"),
    "activate": _list_dialog("blocked", "b"),
    "hold": _dialog("h"),
    "release": _list_dialog("held", "h"),
    "add-funds": _dialog("w", typed="25,50"),
    "add-funds-wrong": _dialog("w", typed="1,000.5O", then=("enter",)),
    "credit-limit": _dialog("c", typed="250"),
    "correct-balance": _page("W"),
    "password": _dialog("p", typed="secret", then=("tab", *"other", "enter")),
    "send-activation": _list_dialog("fresh", "A"),
    "email-add": _dialog("3", "a", typed="no-address", then=("enter",)),
    "email-edit": _dialog("3", "enter", typed="x"),
    "email-delete": _dialog("3", "down", "d"),
    "company-add": _dialog("4", "a", then=("enter",)),
    "company-edit": _dialog("4", "enter", typed="x"),
    "company-delete": _dialog("4", "d"),
    "note-add": _dialog("n", typed="first line", then=("ctrl+n", *"second")),
    "note-open": _dialog("7", "down", "enter"),
    "note-delete": _dialog("7", "d"),
    "add-customer": _list_dialog("fresh", "a"),
    "add-customer-wrong": _list_dialog("fresh", "a", "enter"),
    "delete": _list_dialog("fresh", "d"),
    "delete-refused": _list_dialog("maria", "d"),
    "dialog-store-lost": _dialog("w", typed="5"),
}


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("state", list(DIALOGS))
def test_dialog(snap_compare: SnapCompare, app: BilliaApp, book: Book, state: str, size: tuple[int, int]) -> None:
    """R26, R152, R189: what a dialog says before and after a mistake."""

    async def run_before(pilot: Pilot[Any]) -> None:
        await DIALOGS[state](pilot, book)
        if state == "correct-balance":
            await open_dialog(pilot, "a")
            await press(pilot, *"-5")
        if state == "dialog-store-lost":
            _cut(pilot)
            await press(pilot, "enter")

    assert snap_compare(app, terminal_size=size, run_before=run_before)
