"""The Customer Panel with real keys: in two steps, what is open there, and the way back (R66-R73)."""

from typing import Any

import pytest

from billia_tui.app.app import BilliaApp
from billia_tui.db.models import Impersonation
from billia_tui.errors import Forbidden
from billia_tui.operations.customers import impersonation, status
from billia_tui.operations.customers.panel_seat import PanelSeat
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.kinds.page import Page
from billia_tui.screens.orders.documents import DocumentsScreen
from billia_tui.screens.orders.listing import PurchasesScreen
from billia_tui.screens.orders.page import PurchaseScreen
from billia_tui.screens.palette.help import HelpScreen
from billia_tui.screens.palette.palette import Palette
from billia_tui.screens.panel.catalogue import CatalogueScreen
from billia_tui.screens.profiles.profiles import ProfilesScreen
from billia_tui.screens.services.listing import ServicesScreen
from billia_tui.screens.services.page import ServiceScreen
from billia_tui.vocabulary import Role
from tests import factories
from tests.operations.kit import actions_of, log_of, stored
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
    the_page,
    told,
    until,
)
from tests.screens.panel.visits import BANNER, banner_lines, enter, further, place, prepare

pytestmark = pytest.mark.usefixtures("shop")


# --- in and out ---------------------------------------------------------------------------------------------------


async def test_two_steps_in_and_one_out(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R68, R71, R73: `i` prepares, says so, `i` opens; esc leads back to the same page; both ends are in the log."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        assert "i impersonate" in shown(pilot)
        await open_dialog(pilot, "i")
        assert "The customer gets no message" in shown(pilot)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "i Open User Panel" in shown(pilot))
        assert actions_of(book_desk, book.kohler)[-1] != "impersonation started"
        await pilot.press("i")
        await until(pilot, lambda: BANNER in shown(pilot) and "Can be spent" in shown(pilot))
        assert stored(book_desk.store, Impersonation)[0].ended_at is None
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        await until(pilot, lambda: actions_of(book_desk, book.kohler)[-1] == "impersonation ended")
        assert the_page(pilot).customer_id == book.kohler
        await until(pilot, lambda: "i impersonate" in shown(pilot))
        assert BANNER not in shown(pilot)
        assert app.desk is not None
        assert app.desk.actor.acting_as is None
        await press(pilot, "w", *"5", "enter")
        await until(pilot, lambda: the_page(pilot).customer is not None and "255.00 EUR" in shown(pilot))
        assert log_of(book_desk, book.kohler)[0].who == "ana"


async def test_typed_at_once(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R68: over a slow line all keys come in one packet; each is meant for what the one before opened."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        await pilot.press("i", "enter", "i", "o", "escape", "escape")
        await until(pilot, lambda: actions_of(book_desk, book.kohler)[-1] == "impersonation ended")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        assert app.panel is None


async def test_preparing_is_for_one_customer(app: BilliaApp, book: Book) -> None:
    """R68: another customer has to be prepared again."""
    async with app.run_test(size=LARGE) as pilot:
        await prepare(pilot, book.kohler)
        await press(pilot, "right_square_bracket")
        await until(pilot, lambda: the_page(pilot).customer is not None and the_page(pilot).customer_id != book.kohler)
        await until(pilot, lambda: "i impersonate" in shown(pilot))
        await open_dialog(pilot, "i")
        assert app.panel is None


async def test_who_may_not_impersonate(book: Book, book_desk: Desk) -> None:
    """R51, R182: nor may Tech; the profiles can be read all the same, without banner and without a line in the log."""
    tech = Desk(book_desk.store, factories.admin(book_desk.store, "tom", Role.TECH))
    app = console(tech)
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        before = actions_of(book_desk, book.kohler)
        await press(pilot, "i")
        assert "your role Tech may not change passwords or impersonate" in told(app)
        await further(pilot, "m")
        assert "(a add person)" in shown(pilot)
        assert banner_lines(pilot) == []
        await press(pilot, "a")
        assert "your role Tech may not add or edit customers" in told(app)
        assert actions_of(book_desk, book.kohler) == before


async def test_quitting_inside_ends_it(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R71: ctrl+c from the depth of the panel: the end is in the log."""
    async with app.run_test(size=LARGE) as pilot:
        await enter(pilot, book.kohler)
        await further(pilot, "v")
        await pilot.press("ctrl+c")
    assert actions_of(Desk(book_desk.store, 1), book.kohler)[-2:] == ["impersonation started", "impersonation ended"]


async def test_blocked_meanwhile(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R7, R72: the next thing that is asked is refused, and says how to leave; leaving is logged."""
    async with app.run_test(size=LARGE) as pilot:
        home = await enter(pilot, book.kohler)
        book_desk.change(status.block, book.kohler)
        assert app.desk is not None
        app.desk.recognise_next()
        await press(pilot, "ctrl+r")
        await until(pilot, lambda: "the Customer Panel is closed; leave it · esc goes back" in shown(pilot))
        assert pilot.app.screen is home
        await pilot.press("escape")
        await until(pilot, lambda: actions_of(book_desk, book.kohler)[-1] == "impersonation ended")
        await until(pilot, lambda: "Blocked" in shown(pilot))


def test_blocked_in_the_moment_of_opening(book: Book, book_desk: Desk) -> None:
    """R71, R72: what was begun is ended, though no panel opens."""

    class TooLate(Desk):
        def change(self, operation: Any, /, *args: Any, **kwargs: Any) -> Any:
            done = super().change(operation, *args, **kwargs)
            if operation is impersonation.begin:
                book_desk.change(status.block, *args)
            return done

    with pytest.raises(Forbidden, match="the Customer Panel is closed"):
        PanelSeat.taken(TooLate(book_desk.store, book_desk.admin_id), book.kohler)
    assert actions_of(book_desk, book.kohler)[-3:] == ["impersonation started", "block", "impersonation ended"]


# --- the banner ---------------------------------------------------------------------------------------------------

PLACES: dict[str, tuple[tuple[str, ...], type[Page]]] = {
    "services": (("v",), ServicesScreen),
    "service": (("v", "enter"), ServiceScreen),
    "orders": (("o",), PurchasesScreen),
    "order": (("o", "enter"), PurchaseScreen),
    "documents": (("D",), DocumentsScreen),
    "profiles": (("m",), ProfilesScreen),
    "catalogue": (("a",), CatalogueScreen),
}


@pytest.mark.parametrize("name", PLACES)
async def test_the_banner_is_on_every_page(app: BilliaApp, book: Book, book_desk: Desk, name: str) -> None:
    """R69: right under the title, also after going to the end, and with help or palette open."""
    keys, screen = PLACES[name]
    place(book_desk, book.kohler)
    async with app.run_test(size=SMALL) as pilot:
        await enter(pilot, book.kohler)
        assert banner_lines(pilot) == [1]
        await further(pilot, *keys)
        assert isinstance(pilot.app.screen, screen)
        await press(pilot, "end")
        assert banner_lines(pilot) == [1]
        for key in ("question_mark", "colon"):
            await open_dialog(pilot, key)
            assert banner_lines(pilot) == [1]
            await close_dialog(pilot, "escape")
        assert shown(pilot).splitlines()[0].startswith(" billia  Customer Panel")


async def test_the_largest_dialog_leaves_the_banner_in_sight(app: BilliaApp, book: Book) -> None:
    """R69: a company with 13 fields on 24 lines."""
    async with app.run_test(size=SMALL) as pilot:
        await enter(pilot, book.maria)
        await further(pilot, "m", "A")
        assert "Invoices" in shown(pilot)
        assert banner_lines(pilot) == [1]


# --- what is not there (R177) -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("keys", "staff"), [(("o", "enter"), "tyeincL"), (("v", "enter"), "tcL")])
async def test_no_key_of_the_staff(
    app: BilliaApp, book: Book, book_desk: Desk, keys: tuple[str, ...], staff: str
) -> None:
    """R177: not in the key line, the help, the palette; pressed all the same, nothing is shown or done."""
    book_desk.change(notes.add, book.maria, "a secret of the staff")
    async with app.run_test(size=LARGE) as pilot:
        await enter(pilot, book.maria)
        await further(pilot, *keys)
        page = pilot.app.screen
        line = shown(pilot).splitlines()[-1]
        assert not any(f" {key} " in line or f"({key} " in line for key in staff)
        await open_dialog(pilot, "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        assert "Change the status" not in shown(pilot)
        assert "The log of" not in shown(pilot)
        await close_dialog(pilot, "escape")
        before = actions_of(book_desk, book.maria)
        for key in staff:
            await press(pilot, key)
            assert "secret" not in shown(pilot)
            while pilot.app.screen is not page:
                await close_dialog(pilot, "escape")
        assert actions_of(book_desk, book.maria) == before


async def test_the_palette_knows_no_customers(app: BilliaApp, book: Book) -> None:
    """R177: neither others nor this one can be jumped to, nor queues and pages of the staff; actions are found."""
    async with app.run_test(size=LARGE) as pilot:
        home = await enter(pilot, book.plain)
        await open_dialog(pilot, "colon")
        palette = pilot.app.screen
        assert isinstance(palette, Palette)
        assert {row.kind.value for row in palette.table.rows} == {"action", "page"}
        assert "Customer list" not in shown(pilot)
        for words in ("maria", "on hold", str(book.plain)):
            await press(pilot, *words)
            assert "Nothing by that name." in shown(pilot)
            await press(pilot, *["backspace"] * len(words))
        await close_dialog(pilot, "escape")
        app.open_customer(book.kohler)
        await settle(pilot)
        assert "Leave the Customer Panel first" in told(app)
        assert pilot.app.screen is home
        await open_dialog(pilot, "colon")
        await press(pilot, *"catalogue", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CatalogueScreen))
