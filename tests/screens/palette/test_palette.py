"""The palette with real keys: customers, actions, queues and pages, from the first letter on."""

import asyncio
from functools import partial
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from billia_tui.app.app import BilliaApp
from billia_tui.errors import StoreLost
from billia_tui.keys import made as keys
from billia_tui.operations.bulk.actions import BulkAction
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import anything, queues
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.paging import Window
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.kinds.work_page import Stage
from billia_tui.screens.labels.attached import LabelsScreen
from billia_tui.screens.log.log import LogScreen
from billia_tui.screens.orders.page import PurchaseScreen
from billia_tui.screens.palette.customer_picker import CustomerPicker
from billia_tui.screens.palette.entries import Entry, LineKind, matching
from billia_tui.screens.palette.jump import FROM_DETAILS, FROM_LIST, PAGES
from billia_tui.screens.palette.palette import NOTHING, Palette
from billia_tui.screens.profiles.profiles import ProfilesScreen
from billia_tui.screens.settings.page import SettingsScreen
from billia_tui.screens.staff.resellers import ResellersScreen
from billia_tui.screens.timeline.page import TimelineScreen
from billia_tui.vocabulary import Role
from tests import factories
from tests.conftest import AddCustomer
from tests.screens.book import Book
from tests.screens.bulk.steps import dry_run
from tests.screens.console import (
    LARGE,
    SMALL,
    close_dialog,
    go,
    open_dialog,
    press,
    settle,
    shown,
    the_list,
    the_page,
    until,
)
from tests.screens.orders.kit import burst, told


async def open_palette(pilot: Pilot[Any], *typed: str) -> Palette:
    """The palette over whatever is shown, with something typed that was answered."""
    await open_dialog(pilot, "ctrl+p")
    palette = pilot.app.screen
    assert isinstance(palette, Palette)
    await press(pilot, *typed)
    return palette


async def reach(pilot: Pilot[Any], kind: type[Screen[Any]], *pressed: str) -> Any:
    """The screen to which keys lead that are typed into the palette in one go."""
    burst(pilot.app, "ctrl+p", *pressed)  # type: ignore[arg-type] # it is the console
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))
    return pilot.app.screen


def lines(palette: Palette) -> list[tuple[str, str, str]]:
    """What it shows: kind, text, key."""
    return [(row.kind.value, row.what, row.key) for row in palette.table.rows]


class Gate:
    """Holds answers to questions for customers back until they are let go, one at a time."""

    def __init__(self, app: BilliaApp) -> None:
        self.asked: list[str] = []
        self._open = asyncio.Semaphore(0)
        self._ask = app.ask
        app.ask = self.ask  # type: ignore[method-assign] # the line to the store is slow

    async def ask(self, operation: Any, *args: Any, **kwargs: Any) -> Any:
        """The real answer, late."""
        if operation is anything.look_up:
            self.asked.append(args[0])
            await self._open.acquire()
        return await self._ask(operation, *args, **kwargs)

    def let_go(self) -> None:
        """One answer more."""
        self._open.release()


async def test_keys_typed_ahead_reach_each_kind(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """Jump: customer, action, queue and page, from list, details and further pages; no key typed ahead is lost."""
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        page = await reach(pilot, CustomerScreen, *"petrova", "enter")
        assert page.customer_id == book.maria
        burst(app, "ctrl+p", *"add a n", "enter", *"by palette", "enter")
        written = partial(book_desk.ask, notes.page, book.maria, Window())
        await until(pilot, lambda: "by palette" in [note.text for note in written().rows])
        await until(pilot, lambda: app.screen is page)
        await reach(pilot, LogScreen, *"log", "enter")
        labels = await reach(pilot, LabelsScreen, *"attach", "enter")
        assert (labels.customer_id, len(app.screen_stack)) == (book.maria, 3)
        await reach(pilot, ResellersScreen, *"resell", "enter")
        assert len(app.screen_stack) == 2
        burst(app, "ctrl+p", *"on hold", "enter", "enter")
        await until(pilot, lambda: isinstance(app.screen, CustomerScreen) and app.screen.customer is not None)
        assert app.screen.customer_id == book.held  # type: ignore[attr-defined] # it is the page
        assert the_list(pilot).queue_name == "On hold"
        await reach(pilot, LogScreen, *"log", "enter")
        burst(app, "ctrl+p", *"customer list", "enter")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        details = (await reach(pilot, LogScreen, *"log of", "enter")).customer_id
        assert details == book.held  # of the row under the cursor
        await close_dialog(pilot, "escape")
        assert isinstance(app.screen, CustomerScreen)


async def test_the_lines(app: BilliaApp, book: Book, book_desk: Desk, add_customer: AddCustomer) -> None:
    """Jump: each line says what it is, with its key; who is named exactly is first; names are data."""
    hostile = add_customer(book_desk, first_name="[red]Zoë[/]", username="add")
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        table = the_list(pilot).table
        await press(pilot, "down", "down")
        at = table.row
        palette = await open_palette(pilot)
        assert lines(palette)[0] == ("action", "Search while typing; enter to the rows, esc clears", "/")
        assert ("queue", "On hold", "2") in lines(palette)
        await press(pilot, *"a")
        assert ("action", "Add a customer", "a") in lines(palette)
        await press(pilot, *"dd")
        assert lines(palette)[0] == ("customer", "[red]Zoë[/] Köhler · add · Inactive", str(hostile))
        assert "[red]Zoë[/] Köhler · add" in shown(pilot)
        assert lines(palette)[1][0] == "action"
        await press(pilot, *["backspace"] * 3, *str(book.kohler))
        assert lines(palette)[0] == ("customer", "Maria Köhler · customer-de6@example.org", str(book.kohler))
        await press(pilot, *["backspace"] * 3, *"kohler maria")
        assert lines(palette)[0][2] == str(book.kohler)
        await press(pilot, "x")
        assert "Nothing by that name." in shown(pilot)
        await close_dialog(pilot, "escape")
        assert table.row == at
        assert app.focused is table


async def test_late_answers(app: BilliaApp, book: Book) -> None:
    """Jump: what is known is there at once; one question at a time; a late answer is dropped, a chosen line stays."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        gate = Gate(app)
        await open_dialog(pilot, "ctrl+p")
        palette = app.screen
        assert isinstance(palette, Palette)
        await pilot.press("a")
        assert ("action", "Add a customer", "a") in lines(palette)
        await pilot.press("b", "backspace", "n")
        gate.let_go()
        await until_asked(pilot, gate, "a", "an")
        assert not customers_in(palette)
        gate.let_go()
        await until(pilot, lambda: str(book.fresh) in customers_in(palette))
        found = customers_in(palette)
        await pilot.press("a", "backspace")
        gate.let_go()
        gate.let_go()
        await until(pilot, lambda: customers_in(palette) == found)
        gate.asked.clear()
        await pilot.press("backspace", "backspace", "m", "down")
        chosen = palette.table.row
        assert chosen is not None
        assert chosen.kind is not LineKind.CUSTOMER
        gate.let_go()
        await until_asked(pilot, gate, "a", "m")
        gate.let_go()
        await until(pilot, lambda: len(customers_in(palette)) > 1)
        assert palette.table.row == chosen
        await pilot.press(*"aria", "enter")
        assert "looking …" in shown(pilot)
        assert app.screen is palette
        for _ in range(4):
            gate.let_go()
        await until(pilot, lambda: isinstance(app.screen, CustomerScreen))


async def until_asked(pilot: Pilot[Any], gate: Gate, *words: str) -> None:
    """Waits until the store was asked for all of these and nothing else; it has not answered the last one."""
    for _ in range(300):
        if len(gate.asked) >= len(words):
            break
        await pilot.pause(0.01)
    assert gate.asked == [*words]


def customers_in(palette: Palette) -> list[str]:
    """The ids of the customers that it shows."""
    return [row.key for row in palette.table.rows if row.kind is LineKind.CUSTOMER]


async def test_the_store_says_no(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """Jump: a number without a customer leads nowhere; without a store actions still do, and it is said."""

    async def lost(*_: object, **__: object) -> None:
        raise StoreLost("cannot reach the store")

    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        palette: Palette = await reach(pilot, Palette, *"999999", "enter")
        await until(pilot, lambda: palette.input.value == "999999" and palette.table.empty_text == NOTHING)
        assert app.screen is palette
        app.ask = lost  # type: ignore[method-assign,assignment] # the line to the store is cut
        await press(pilot, *["backspace"] * 6, *"leave the con")
        assert "cannot reach the store" in told(app)
        assert lines(palette) == [
            ("action", "Leave the console", "q"),
            ("action", "Leave the console; asks if something would be lost", "ctrl+c"),
        ]
        await close_dialog(pilot, "escape")


async def test_recent_customers(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """Jump: who was open before stands first, last one first, without the one that is open; those deleted are gone."""
    async with app.run_test(size=LARGE) as pilot:
        for customer_id in (book.kohler, book.fresh, book.maria):
            await go(pilot, customer_id)
            await press(pilot, "escape")
        await go(pilot, book.held)
        palette = await open_palette(pilot)
        assert customers_in(palette) == [str(book.maria), str(book.fresh), str(book.kohler)]
        assert [kind for kind, _, _ in lines(palette)[:4]] == ["customer", "customer", "customer", "action"]
        await press(pilot, "down", "enter")
        await until(pilot, lambda: getattr(app.screen, "customer_id", 0) == book.fresh)
        page = the_page(pilot)
        await until(pilot, lambda: page.customer is not None)
        assert page.customer is not None
        book_desk.change(customers.delete, book.fresh, typed_username=page.customer.username)
        await press(pilot, "escape")
        palette = await open_palette(pilot)
        await until(pilot, lambda: customers_in(palette) == [str(n) for n in (book.held, book.maria, book.kohler)])


async def test_rights_and_unfinished_work(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """Jump: what the role may not open says so and stays; work that goes on is not left; queues are as they are now."""
    app.desk = Desk(book_desk.store, factories.admin(book_desk.store, "ben", Role.SUPPORT))
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        refused = await open_palette(pilot, *"admins")
        assert "(Admins) not possible; enter says why" in shown(pilot)
        await press(pilot, "enter")
        assert "may not manage admins" in told(app)
        assert app.screen is refused
        await close_dialog(pilot, "escape")
        app.desk.change(queues.add, "Callbacks", "note:call")
        again = await open_palette(pilot, *"callb")
        await until(pilot, lambda: lines(again)[0][:2] == ("queue", "Callbacks"))
        await close_dialog(pilot, "escape")
        await press(pilot, "space")
        work = await dry_run(pilot, BulkAction.HOLD, *"asked by phone")
        work.stage = Stage.WORKING
        burst(app, "ctrl+p", *"customer list", "enter")
        await until(pilot, lambda: "The work goes on" in told(app))
        assert app.screen_stack[-1] is work
        work.stage = Stage.READY
        burst(app, "ctrl+p", *"customer list", "enter")
        await until(pilot, lambda: app.screen is the_list(pilot))


def test_which_lines_are_found() -> None:
    """Jump: the start of a line before that of a word, a place within one apart; accents and case do not count."""
    texts = ("Past the end", "Ends", "Suspend", "ÉND of it", "Bend, then go on")
    made = [Entry(text, LineKind.ACTION, text, found_by=(text,)) for text in texts]
    made.append(Entry("queue", LineKind.QUEUE, "Later", found_by=("Later",)))

    def found(words: str) -> list[list[str]]:
        return [[entry.id for entry in part] for part in matching(made, words)]

    assert found("end") == [["Ends", "ÉND of it", "Past the end"], ["Suspend", "Bend, then go on"]]
    assert found("e") == [["Ends", "ÉND of it"], []]
    assert found("end past") == [["Past the end"], []]
    assert found("i past end") == found("past end") == [["Past the end"], []]
    assert found("queue") == found("que lat") == [["queue"], []]


def test_pages_are_keys() -> None:
    """Jump: every page that it names is in the table of keys, and opened where its key works."""
    assert set(keys.by_id(PAGES)) == PAGES
    assert {entry.id for entry in keys.entries(keys.Where.LIST)} >= {*FROM_LIST}
    assert {entry.id for entry in keys.entries(keys.Where.DETAILS)} >= {*FROM_DETAILS}


async def test_an_order_by_its_number(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R213: two keys to the order from anywhere; `esc` leads back to the list."""
    order = factories.add_purchase(book_desk, book.maria)
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        page = await reach(pilot, PurchaseScreen, *f"#{order}", "enter")
        assert page.record_id == order
        await press(pilot, "escape")
        assert len(app.screen_stack) == 1


async def test_an_action_asks_for_its_customer(app: BilliaApp, book: Book) -> None:
    """Jump: from a page of the business too, all of a customer is offered; enter and esc work there."""
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await reach(pilot, SettingsScreen, *"settings", "enter")
        burst(app, "ctrl+p", *"unsubscribe", "enter")
        await until(pilot, lambda: isinstance(app.screen, CustomerPicker))
        assert "Type who it is" in shown(pilot)
        await press(pilot, *"petrova")
        assert customers_in(app.screen) == [str(book.maria)]  # type: ignore[arg-type] # it is one
        await close_dialog(pilot, "escape")
        assert isinstance(app.screen, SettingsScreen)
        burst(app, "ctrl+p", *"unsubscribe", "enter", *"petrova", "down", "up", "enter")
        await until(pilot, lambda: isinstance(app.screen, CustomerScreen) and not app.screen.is_awaited)
        assert the_page(pilot).customer_id == book.maria
        await until(pilot, lambda: "Pick one; s is: " in told(app))
        await press(pilot, "escape")
        burst(app, "ctrl+p", *"billing data", "enter")  # of the customer under the cursor
        await until(pilot, lambda: isinstance(app.screen, ProfilesScreen))
        await press(pilot, "escape", "escape")
        await reach(pilot, ResellersScreen, *"resell", "enter")
        timeline = await reach(pilot, TimelineScreen, *"timeline", "enter", *"petrova", "enter")
        assert timeline.customer_id == book.maria


@pytest.mark.parametrize("over_ssh", [False, True])
async def test_a_shell_to_go_back_to(
    app: BilliaApp, book: Book, monkeypatch: pytest.MonkeyPatch, *, over_ssh: bool
) -> None:
    """P8: over SSH, where it is refused, it is not offered either."""
    if over_ssh:
        monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
    else:
        monkeypatch.delenv("SSH_CONNECTION", raising=False)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        palette = await open_palette(pilot, *"shell")
        assert ("Back to the shell" in shown(pilot)) is not over_ssh
        assert (palette.table.empty_text == NOTHING) is over_ssh


WORDS = {
    "gdpr": "erase", "delete": "delete_customer", "refund": "refund_order", "suspend": "suspend_service",
    "export": "export_list", "csv": "export_list", "timeline": "timeline", "unsubscribe": "subscription",
    "nameserver": "name_servers", "unblock": "block", "add customer": "add_customer", "invoice": "make_invoice",
    "document": "order_documents", "sign out": "lock", "logout": "lock", "erase": "erase", "renew": "renew_now",
    "merge": "merge", "columns": "list_columns", "password": "password", "label": "labels", "queue": "queues",
    "undo": "undo", "mail": "mails", "theme": "setting theme", "timezone": "setting timezone",
    "settings": "settings",
    "bank transfer": "order_payment", "top up": "add_funds", "freeze": "hold", "dns": "name_servers",
    "resend": "retry_mail", "duplicate": "merge", "newsletter": "subscription", "what happened": "timeline",
    "audit": "log", "exit": "quit_console", "overdraft": "credit_limit", "dark mode": "setting theme",
    "local time": "setting timezone", "smtp": "setting mail.host", "spreadsheet": "export_list",
    "article 15": "record_file", "right to be forgotten": "erase", "catalogue": "products",
    "ways to pay": "payment_methods",
    "preferences": "settings", "remap": "settings", "reload": "read_afresh", "getting started": "set_up",
    "wizard": "set_up", "comment": "add_note", "deposit": "add_funds", "ban": "block", "chargeback": "refund_order",
    "extend": "renew_now", "tags": "label_management", "reset link": "password",
    "anonymise": "erase", "register": "add_customer", "rename": "edit", "bell": "notifications",
    "ledger": "wallet_history", "money back": "refund_order", "translation": "mail_templates",
    "keyboard": "setting layout",
    "billing data": "profiles", "thousands": "setting thousands", "staff": "admins", "brands": "resellers",
    "bounced": "mails", "set up a store": "set_up", "i add a note": "add_note",
}  # fmt: skip
"""What people type, and the action that they mean."""


@pytest.mark.parametrize("page", ["list", "details"])
async def test_the_words_that_people_type(app: BilliaApp, book: Book, page: str) -> None:
    """Each finds its action among the first two lines, also where it is done elsewhere or by a command."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        if page == "details":
            await go(pilot, book.maria)
        await open_palette(pilot)
        palette = app.screen
        assert isinstance(palette, Palette)
        missed = {}
        for word, meant in WORDS.items():
            palette.input.value = word
            await settle(pilot)
            first = [row.id for row in palette.table.rows[:2]]
            if meant not in first:
                missed[word] = first
        assert not missed


async def test_help_goes_on_below_where_it_began(app: BilliaApp, book: Book) -> None:
    """A line of the help that takes two stays in its column, at the first look and in another width."""
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await press(pilot, "question_mark", "slash", *"give it back")

        def in_line(*words: str) -> bool:
            places = [line.find(word) for line in shown(pilot).splitlines() for word in words if word in line]
            return len(places) >= len(words) and len(set(places)) == 1

        await until(pilot, lambda: in_line("In a queue: take", "colleagues see"))
        await pilot.resize_terminal(64, 24)
        await until(pilot, lambda: in_line("In a queue: take", "it back; colleagues"))
