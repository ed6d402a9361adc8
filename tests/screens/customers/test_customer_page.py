"""The details page: seven panels, each reached and worked with keys."""

import asyncio
import re
from typing import Any

import pytest

from billia_tui.app.app import BilliaApp
from billia_tui.errors import StoreLost
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import emails
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.log import lines as log
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.screens.affiliates.page import AffiliateScreen
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.customers.subscription_history import SubscriptionHistoryScreen
from billia_tui.screens.customers.wallet_history import WalletHistoryScreen
from billia_tui.screens.labels.attached import LabelsScreen
from billia_tui.screens.log.log import LogScreen
from billia_tui.screens.messages.mails import MailsScreen
from billia_tui.screens.messages.notifications import NotificationsScreen
from billia_tui.screens.orders.listing import PurchasesScreen
from billia_tui.screens.orders.page import PurchaseScreen
from billia_tui.screens.profiles.profiles import ProfilesScreen
from billia_tui.screens.services.listing import ServicesScreen
from billia_tui.screens.services.page import ServiceScreen
from billia_tui.widgets.panels.information import widths_of
from billia_tui.widgets.panels.notes import NotesPanel
from billia_tui.widgets.panels.services import ServicesPanel
from tests.screens.book import Book
from tests.screens.console import (
    LARGE,
    SMALL,
    close_dialog,
    go,
    open_dialog,
    press,
    shown,
    the_list,
    until,
)


async def test_seven_panels_in_view_at_once(app: BilliaApp, book: Book) -> None:
    """R47: all seven parts are in view at 120x40, with what each of them holds."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        text = shown(pilot)
        for heading in (
            "I Maria Petrova · Petrova Ltd · since 2026-03-02",
            "II Information",
            "III Emails (3)",
            "IV Companies (1)",
            "V ▸Services (5) │ Domains (4)",
            "VI Orders (6)",
            "VII User notes (2)",
        ):
            assert heading in text
        for fact in ("Wallet -14.20 EUR", "Credit limit 100.00 EUR", "Company · Reseller Default", "✖ Unpaid"):
            assert fact in text
        assert "‖ ON HOLD negative wallet" in text


async def test_the_kept_page_shows_nothing_of_the_customer_before(app: BilliaApp, book: Book) -> None:
    """R50, P3: the page is kept for the next customer, but what was on it is gone before the store has answered."""
    async with app.run_test(size=LARGE) as pilot:
        page = await go(pilot, book.maria)
        of_maria = ("maria.petrova", "Petrova Ltd", "-14.20 EUR", "Cloud server", "Callback on Thursday")
        assert all(text in shown(pilot) for text in of_maria)
        await press(pilot, "escape")
        answers, ask = asyncio.Event(), app.ask

        async def slow(*args: Any, **settings: Any) -> Any:
            await answers.wait()
            return await ask(*args, **settings)

        app.ask = slow  # type: ignore[method-assign] # the line to the store is slow
        the_list(pilot).open_customer(book.kohler)
        for _ in range(10):
            await pilot.pause(0.05)
            assert pilot.app.screen is not page or not [text for text in of_maria if text in shown(pilot)]
        assert pilot.app.screen is page
        answers.set()
        await until(pilot, lambda: "Maria Köhler" in shown(pilot))
        assert not [text for text in of_maria if text in shown(pilot)]


async def test_one_panel_at_a_time_on_a_small_screen(app: BilliaApp, book: Book) -> None:
    """R47, R49: at 80x24 the ribbon stays, digits open a panel each, the others are one line."""
    async with app.run_test(size=SMALL) as pilot:
        await go(pilot, book.maria)
        for key, content in (
            ("3", "billing@petrova.example.org"),
            ("4", "BG 204"),
            ("6", "✖ Unpaid"),
            ("7", "Callback"),
        ):
            await press(pilot, key)
            text = shown(pilot)
            assert content in text
            assert "Wallet -14.20 EUR" in text
            assert all(name in text for name in ("II Information", "III Emails", "VII User notes"))


async def test_panels_follow_in_their_order_on_a_small_screen(app: BilliaApp, book: Book) -> None:
    """R47: I to VII from top to bottom; tab goes through them."""
    async with app.run_test(size=SMALL) as pilot:
        page = await go(pilot, book.maria)
        text = shown(pilot)
        found = [
            text.index(name)
            for name in ("II Information", "III Emails", "IV Companies", "V ▸", "VI Orders", "VII User")
        ]
        assert found == sorted(found)
        seen = []
        for _ in range(6):
            await press(pilot, "tab")
            seen.append(
                next(i for i, panel in enumerate(page.panels, start=1) if panel.has_focus or panel.has_focus_within)
            )
        assert seen == [3, 4, 5, 6, 7, 1]


async def test_a_panel_that_is_asked_for_before_the_page_is_made(app: BilliaApp, book: Book) -> None:
    """R48: what comes from the palette at once finds its panel; the page may still be on its way."""
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: bool(the_list(pilot).table.rows))
        page = CustomerScreen()
        page.open_for(book.maria)
        page.fit_panels()
        page.show_title()  # a colleague's change may be heard of now
        page.open_panel(3)
        await app.push_screen(page)
        await until(pilot, lambda: page.panels[2].has_focus_within)
        assert page.panels[2].has_class("-open")


async def test_services_and_domains_are_two_tabs_of_three(app: BilliaApp, book: Book) -> None:
    """R107, R108, R110: never more than three rows, newest first, both counts in the title."""
    async with app.run_test(size=LARGE) as pilot:
        page = await go(pilot, book.maria)
        panel = page.panels[4]
        assert isinstance(panel, ServicesPanel)
        titles = [row.title for row in panel.table.rows]
        assert titles == ["Cloud server M", "Cloud server S", "Cloud server L · petrova.example"]
        await press(pilot, "5", "right")
        text = shown(pilot)
        assert "Services (5) │ ▸Domains (4)" in text
        assert "petrova-0.example" in text
        assert "petrova-3.example" not in text
        assert "see all (4)" in text


async def test_rows_open_their_pages_and_see_all(app: BilliaApp, book: Book) -> None:
    """R48, R57, R85, R86, R99, R109, R110, R131, R169: each key leads to its page, and esc comes back from it."""
    async with app.run_test(size=LARGE) as pilot:
        page = await go(pilot, book.maria)
        for keys_pressed, kind, fact in (
            (("5", "enter"), ServiceScreen, "srv-17.example.net"),
            (("6", "down", "enter"), PurchaseScreen, "Price in detail"),
            (("v",), ServicesScreen, "ACTIVATED"),
            (("o",), PurchasesScreen, "Bank transfer"),
            (("W",), WalletHistoryScreen, "double booking in February"),
            (("L",), LogScreen, "correct balance"),
            (("l",), LabelsScreen, "a attach"),
            (("f",), AffiliateScreen, "not an affiliate"),
            (("exclamation_mark",), NotificationsScreen, "Account on hold"),
            (("M",), MailsScreen, "No mail was written"),
            (("3", "S"), SubscriptionHistoryScreen, "never changed"),
            (("m",), ProfilesScreen, "CUSTOMER PANEL"),
        ):
            await pilot.press(*keys_pressed)
            await until(pilot, lambda kind=kind: isinstance(pilot.app.screen, kind))  # type: ignore[misc] # mypy knows no defaults here
            await until(pilot, lambda fact=fact: fact in shown(pilot))  # type: ignore[misc] # the same
            await close_dialog(pilot, "escape")
            assert pilot.app.screen is page


async def test_the_registration_address_cannot_be_deleted(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R88: the key says why; an additional address goes after a question."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        await press(pilot, "3", "home", "d")
        assert any("registration e-mail cannot be deleted" in str(note.message) for note in app._notifications)
        await press(pilot, "down")
        await open_dialog(pilot, "d")
        assert "Delete billing@petrova.example.org?" in shown(pilot)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "III Emails (2)" in shown(pilot))
        assert len(book_desk.ask(emails.page, book.maria, Window()).rows) == 2


async def test_add_in_a_panel(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R90, R174, R50: a in the panel adds, and the panel shows it at once."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        await press(pilot, "3")
        await open_dialog(pilot, "a")
        await pilot.press(*"second@example.net")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "second@example.net" in shown(pilot))
        await open_dialog(pilot, "n")
        await pilot.press(*"first line", "ctrl+n", *"second")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "VII User notes (1)" in shown(pilot))
        assert book_desk.ask(notes.page, book.kohler, Window()).rows[0].text == "first line\nsecond"


@pytest.mark.both_stores
async def test_wallet_below_zero_holds_by_itself(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R17-R19, R30: correct balance below zero: ON HOLD appears; add funds: it goes."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        await pilot.press("W")
        await until(pilot, lambda: isinstance(pilot.app.screen, WalletHistoryScreen))
        await open_dialog(pilot, "a")
        await press(pilot, *"-250.01", "tab", *"test")
        assert "puts the customer ON HOLD" in shown(pilot)
        await close_dialog(pilot, "enter")
        await close_dialog(pilot, "escape")
        await until(pilot, lambda: "‖ ON HOLD negative wallet" in shown(pilot))
        assert "(h hold)" not in shown(pilot)
        await open_dialog(pilot, "w")
        await press(pilot, *"0,01")
        assert "ends the automatic hold" in shown(pilot)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "ON HOLD" not in shown(pilot))
        assert book_desk.ask(customer_page.read, book.kohler).wallet.minor == 0


async def test_walk_through_the_list(app: BilliaApp, book: Book) -> None:
    """The keys of the design: ] and [ walk, the title says where; esc leads to the row of the last one (R42)."""
    async with app.run_test(size=LARGE) as pilot:
        page = await go(pilot, book.kohler)
        await until(pilot, lambda: "7 of 48" in shown(pilot))
        await press(pilot, "right_square_bracket")
        await until(pilot, lambda: page.customer is not None and page.customer.id == book.maria)
        await until(pilot, lambda: "8 of 48" in shown(pilot))
        assert "Petrova Ltd" in shown(pilot)
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is the_list(pilot))
        row = the_list(pilot).table.row
        assert row is not None
        assert row.id == book.maria


async def test_first_customer_has_none_before(app: BilliaApp, book: Book) -> None:
    """At the end of the list the key says so and nothing moves."""
    async with app.run_test(size=LARGE) as pilot:
        page = await go(pilot, book.fresh)
        await press(pilot, "left_square_bracket")
        assert page.customer_id == book.fresh
        assert any("first customer" in str(note.message) for note in app._notifications)


async def test_an_inactive_customer_shows_its_first_hour(app: BilliaApp, book: Book) -> None:
    """R9: "can log in until HH:MM" in the Information panel."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.fresh)
        assert "can log in until 15:05" in shown(pilot)


async def test_a_change_by_someone_else_comes_with_refresh(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R50: ctrl+r reads afresh; the cursor of a panel stays on its row."""
    async with app.run_test(size=LARGE) as pilot:
        page = await go(pilot, book.maria)
        await press(pilot, "7", "down")
        book_desk.change(wallet.add_funds, book.maria, "14.20")
        await press(pilot, "ctrl+r")
        await until(pilot, lambda: "Wallet 0.00 EUR" in shown(pilot))
        panel = page.panels[6]
        assert isinstance(panel, NotesPanel)
        assert panel.table.row is not None
        assert panel.table.row.line.startswith("Prefers")


async def test_a_lost_store_is_said_in_the_panels(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """P7: when the store fails each panel says so and how to go on; nothing crashes."""
    async with app.run_test(size=LARGE) as pilot:
        page = await go(pilot, book.maria)

        async def lost(*_args: object, **_kwargs: object) -> None:
            raise StoreLost("cannot reach the store; check the server")

        app.ask = lost  # type: ignore[method-assign, assignment] # the line to the store is cut
        await press(pilot, "ctrl+r")
        await until(pilot, lambda: "ctrl+r tries again" in shown(pilot))
        assert app.is_running
        assert pilot.app.screen is page


async def test_the_key_of_the_status_activates_and_blocks(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R5, R40, R77: of an Inactive customer either is chosen; of the others the only possible change is offered."""
    async with app.run_test(size=LARGE) as pilot:
        page = await go(pilot, book.fresh)
        for keys_pressed, said in ((("enter",), "Inactive → Active"), (("enter",), "Active → Blocked")):
            await open_dialog(pilot, "b")
            await pilot.press(*keys_pressed)
            await until(pilot, lambda: pilot.app.screen is page)
            assert said in str(list(app._notifications)[-1].message)
        assert book_desk.ask(customer_page.read, book.fresh).status == "Blocked"
        await open_dialog(pilot, "b")
        assert "Blocked → Active" in shown(pilot)


async def test_two_steps_into_the_panel_and_back(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R68-R71: prepare, open, banner on every page, everything as the customer; back to the same page; both logged."""
    async with app.run_test(size=LARGE) as pilot:
        page = await go(pilot, book.maria)
        await open_dialog(pilot, "i")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "Open User Panel" in shown(pilot))
        await pilot.press("i")
        await until(pilot, lambda: "Can be spent" in shown(pilot))
        assert "CUSTOMER PANEL · ana acts as maria.petrova@example.org" in shown(pilot)
        await press(pilot, "o")
        assert "CUSTOMER PANEL" in shown(pilot)
        await close_dialog(pilot, "escape")
        await close_dialog(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is page and app.panel is None)
        assert "Open User Panel" not in shown(pilot)
        assert app.desk is book_desk
        lines = book_desk.ask(log.page, book.maria, Window()).rows
        assert [line.action for line in lines[:2]] == ["impersonation ended", "impersonation started"]


async def test_a_blocked_customer_has_no_panel(app: BilliaApp, book: Book) -> None:
    """R72: the key is disabled and says why."""
    async with app.run_test(size=LARGE) as pilot:
        page = await go(pilot, book.blocked)
        await press(pilot, "i")
        assert pilot.app.screen is page
        assert any("cannot be impersonated" in str(note.message) for note in app._notifications)


async def test_information_lends_the_room_of_one_column_to_the_other(app: BilliaApp, book_desk: Desk) -> None:
    """R219: in two columns no fact is cut while the other column has blanks; the keys stay in line."""
    new = NewCustomer("Zoe", "Orr", "z@example.org", "CZ", "CZK", city="Hradec nad Moravicí", postcode="621 72")
    ident = book_desk.change(customers.add, new, then=AfterAdding.ACTIVATE)
    async with app.run_test(size=SMALL) as pilot:
        await go(pilot, ident)
        assert "City       621 72 Hradec nad Moravicí" in shown(pilot)
        lines = [line for line in shown(pilot).splitlines() if "Status  " in line or "On hold  " in line]
        assert len({re.search(r" [bh] ", line).start() for line in lines}) == 1  # type: ignore[union-attr] # it is there
        book_desk.change(customers.edit, ident, {"first_name": "Karl-Theodor Maximilian Ferdinand Freiherr"})
        await press(pilot, "ctrl+r")
        assert "Name       Karl-Theodor" in shown(pilot)
        assert "Freiherr Orr" in shown(pilot)  # in a line of its own: the panel has blank ones


def test_columns_of_facts() -> None:
    """R219: alike where nothing is cut, else one lends the other what it can spare."""
    assert [list(widths_of(needs, 76)) for needs in ([30, 20], [30, 40], [50, 40], [20, 70])] == [
        [38, 38],
        [36, 40],
        [38, 38],
        [20, 56],
    ]


async def test_what_is_said_of_the_balance_stays_in_line(app: BilliaApp, book: Book) -> None:
    """Where the sentence about the wallet takes two lines, the second one begins where the first does."""
    async with app.run_test(size=SMALL) as pilot:
        await go(pilot, book.maria)
        await press(pilot, "W")
        lines = shown(pilot).splitlines()
        first = next(number for number, line in enumerate(lines) if line.startswith(" last "))
        assert "TIME" not in lines[first + 1]
        assert lines[first + 1].startswith(" ")
