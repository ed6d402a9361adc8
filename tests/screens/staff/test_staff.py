"""The pages of admins and resellers, with real keys (R51, R178-R185, R189)."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from argon2 import PasswordHasher
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.db.models import Admin, LogEntry, SignInCode
from billia_tui.operations.desk import Desk
from billia_tui.operations.staff import changes as staff_changes
from billia_tui.operations.staff import listing as staff
from billia_tui.operations.staff import resellers
from billia_tui.operations.staff.credentials import SignIn
from billia_tui.operations.staff.listing import AdminData
from billia_tui.operations.staff.resellers import NewReseller
from billia_tui.screens.staff.admin_dialogs import AddAdminDialog, CodeBox
from billia_tui.screens.staff.admins import AdminsScreen
from billia_tui.vocabulary import AdminStatus, Role
from tests import factories
from tests.operations.kit import stored
from tests.screens.console import LARGE, SMALL, close_dialog, console, open_dialog, press, settle, shown, told, until

SECRET = "correct horse battery"  # noqa: S105 - no one has it
NONE = SignIn(password_hash="x")  # noqa: S106 - no password

SnapCompare = Callable[..., bool]
Steps = Callable[[Pilot[Any]], Awaitable[object]]


@pytest.fixture
def desk(book_desk: Desk) -> Desk:
    """The book with three resellers and some admins more; ana is 1."""
    south = book_desk.change(resellers.add, NewReseller("SouthNet"))
    north = book_desk.change(resellers.add, NewReseller("EastWeb", panel_domain="panel.east.example"))
    book_desk.change(resellers.add, NewReseller("Ångström Cloud 株式会社", master=True))
    book_desk.change(resellers.set_access, north, [south, 1])
    for username, data in (
        ("rosa", AdminData("Rosa", "Núñez", role="Support")),
        ("ben.the.one.with.the.very.long.username", AdminData("Benjamin-Alexander", "Okafor-Lindqvist", role="Sales")),
        ("edda", AdminData("Edda", "Thorsen", "EastWeb", role="Administrator")),
        ("kenji", AdminData("健二", "山田", "SouthNet", role="Tech", developer="yes")),
    ):
        book_desk.change(staff_changes.add, username, data, NONE)
    kenji = book_desk.ask(staff.find, "kenji")
    book_desk.change(staff_changes.edit, kenji, {"status": "inactive"})
    return book_desk


@pytest.fixture
def app(desk: Desk) -> BilliaApp:
    """The console of ana."""
    return console(desk)


def admin(desk: Desk, username: str) -> Admin:
    """The row of an admin."""
    (row,) = stored(desk.store, Admin, username=username)
    assert isinstance(row, Admin)
    return row


async def admins_of(pilot: Pilot[Any], username: str = "") -> AdminsScreen:
    """Opens the page, the cursor on an admin."""
    await settle(pilot)
    await open_dialog(pilot, "S")
    page = pilot.app.screen
    assert isinstance(page, AdminsScreen)
    await until(pilot, lambda: bool(page.table.rows))
    if username:
        page.table.go_to(next(row.id for row in page.table.rows if row.username == username))
        await settle(pilot)
    return page


async def test_search_narrows_and_esc_clears(app: BilliaApp) -> None:
    """R178: by username, first or last name; esc clears first, then goes back."""
    async with app.run_test(size=LARGE) as pilot:
        page = await admins_of(pilot)
        assert "ben.the.one" in shown(pilot)
        await press(pilot, "slash", *"nunez")
        await until(pilot, lambda: "edda" not in shown(pilot))
        assert "Rosa Núñez" in shown(pilot)
        await press(pilot, *"x")
        await until(pilot, lambda: "No admin matches" in shown(pilot))
        await press(pilot, "escape")
        await until(pilot, lambda: "edda" in shown(pilot))
        await close_dialog(pilot, "escape")
        assert app.screen is not page


async def test_adding_with_a_password(app: BilliaApp, desk: Desk) -> None:
    """R179, R52: the form in the order of the rule; nothing typed in the masked fields is ever shown."""
    async with app.run_test(size=LARGE) as pilot:
        await admins_of(pilot)
        await open_dialog(pilot, "a")
        await press(pilot, *"eva", "tab", *"Eva", "tab", *"Lind", "tab", "right", "tab", "right", "tab", "right")
        await press(pilot, "tab", "tab", *SECRET, "tab", *"other")
        await press(pilot, "enter")
        assert "is not the same" in shown(pilot)
        await press(pilot, *["backspace"] * 5, *SECRET)
        assert SECRET not in shown(pilot)
        await close_dialog(pilot, "enter")
        assert "eva" in shown(pilot)
    made = admin(desk, "eva")
    assert (made.first_name, made.last_name, made.role, made.developer) == ("Eva", "Lind", Role.SALES, True)
    assert made.reseller_id != 1
    assert PasswordHasher().verify(made.password_hash or "", SECRET)


async def test_a_one_time_code_is_shown_once(app: BilliaApp, desk: Desk) -> None:
    """R180: in a box that only esc closes; afterwards it is on no screen and in no message; its hash is stored."""
    async with app.run_test(size=SMALL) as pilot:
        page = await admins_of(pilot, "rosa")
        await open_dialog(pilot, "p")
        await press(pilot, "right")
        assert "shown once" in shown(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, CodeBox))
        box = app.screen
        (kept,) = stored(desk.store, SignInCode)
        words = shown(pilot).split()
        (code,) = [word for word in words if hashlib.sha256(word.encode()).hexdigest() == kept.code_hash]
        await press(pilot, "enter", "q", "space")
        assert app.screen is box
        await close_dialog(pilot, "escape")
        assert app.screen is page
        assert code not in shown(pilot)
        assert "code was given" not in shown(pilot)  # no room at this size
        assert told(app) == "rosa: one-time code made"
    assert admin(desk, "rosa").must_change_password
    assert not any(code in line.before + line.after for line in stored(desk.store, LogEntry))


async def test_a_new_admin_gets_a_code(app: BilliaApp, desk: Desk) -> None:
    """R179, R180: "twice or generated"."""
    async with app.run_test(size=LARGE) as pilot:
        await admins_of(pilot)
        await open_dialog(pilot, "a")
        await press(pilot, *"eva", "tab", *"Eva", "tab", *"Lind", *["tab"] * 4, "right", "enter")
        await until(pilot, lambda: isinstance(app.screen, CodeBox))
        assert "One-time code · eva" in shown(pilot)
        await close_dialog(pilot, "escape")
        assert "‖ code was given" in shown(pilot)
    assert len(stored(desk.store, SignInCode, admin_id=admin(desk, "eva").id)) == 1


async def test_editing(app: BilliaApp, desk: Desk) -> None:
    """R179, R50: enter opens the form, old values under what changes, the list shows the new ones at once."""
    async with app.run_test(size=LARGE) as pilot:
        page = await admins_of(pilot, "rosa")
        await open_dialog(pilot, "enter")
        await press(pilot, "tab", "tab", "tab", "right", "tab", "right")
        text = shown(pilot)
        assert "was Support" in text
        assert "can sign in no more" in text
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: page.table.row is not None and page.table.row.status == AdminStatus.INACTIVE)
        assert "○ inactive" in shown(pilot)
        assert page.table.row is not None
        assert page.table.row.username == "rosa"
    assert (admin(desk, "rosa").role, admin(desk, "rosa").status) == (Role.SALES, AdminStatus.INACTIVE)


async def test_nobody_takes_their_own_role(app: BilliaApp, desk: Desk) -> None:
    """R181, R51: of oneself the form offers names only; deleting is shown as impossible and says why."""
    async with app.run_test(size=LARGE) as pilot:
        page = await admins_of(pilot, "ana")
        assert "(d delete)" in shown(pilot)
        await press(pilot, "d")
        assert app.screen is page
        assert "nobody can do this to themselves" in told(app)
        await open_dialog(pilot, "e")
        text = shown(pilot)
        assert "changed by another Administrator" in text
        form: Any = pilot.app.screen
        assert list(form.rows) == ["first_name", "last_name", "developer"]
        await press(pilot, *"Ana", "tab", *"Lima")
        await close_dialog(pilot, "enter")
        assert "Ana Lima" in shown(pilot)
    assert admin(desk, "ana").first_name == "Ana"


async def test_deleting(app: BilliaApp, desk: Desk) -> None:
    """R178: who has done nothing goes; who has worked stays, and the dialog says what to do instead."""
    rosa = Desk(desk.store, admin(desk, "rosa").id)
    with rosa.store.writing() as session:
        session.add(LogEntry(at=factories.THEN, admin_id=rosa.admin_id, object="x", object_id=1, action="x"))
    async with app.run_test(size=LARGE) as pilot:
        await admins_of(pilot, "rosa")
        await open_dialog(pilot, "d")
        await press(pilot, "enter")
        assert "rosa has worked here" in shown(pilot)
        await close_dialog(pilot, "escape")
        page = app.screen
        assert isinstance(page, AdminsScreen)
        page.table.go_to(admin(desk, "kenji").id)
        await open_dialog(pilot, "d")
        await close_dialog(pilot, "enter")
        assert "Admin kenji deleted" in told(app)
        assert "山田" not in shown(pilot)
    assert not stored(desk.store, Admin, username="kenji")


async def test_saved_by_someone_else_meanwhile(app: BilliaApp, desk: Desk) -> None:
    """R189: a choice that I left alone follows the other's; what I chose stays and is saved over it."""
    async with app.run_test(size=LARGE) as pilot:
        await admins_of(pilot, "rosa")
        await open_dialog(pilot, "e")
        await press(pilot, "tab", "tab", "tab", "right")
        ident = admin(desk, "rosa").id
        desk.change(staff_changes.edit, ident, {"status": "inactive", "role": "Tech", "last_name": "N."})
        await press(pilot, "enter")
        text = shown(pilot)
        assert "someone saved this admin meanwhile" in text
        assert "now saved: inactive" in text
        assert "now saved: Tech" in text
        await close_dialog(pilot, "enter")
    row = admin(desk, "rosa")
    assert (row.role, row.status, row.last_name) == (Role.SALES, AdminStatus.INACTIVE, "N.")


async def test_a_role_without_the_right(desk: Desk) -> None:
    """R182, R51: the page says why it is empty; no key of it opens anything."""
    app = console(Desk(desk.store, admin(desk, "rosa").id))
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        for key in ("S", "R"):
            await open_dialog(pilot, key)
            page = app.screen
            await until(pilot, lambda: "your role Support may not manage admins" in shown(pilot))
            await press(pilot, "a", "e", "p", "d", "enter")
            assert app.screen is page
            await close_dialog(pilot, "escape")


async def test_an_administrator_of_a_reseller(desk: Desk) -> None:
    """R185, R51: whoever reaches further is shown, and cannot be changed."""
    app = console(Desk(desk.store, admin(desk, "edda").id))
    async with app.run_test(size=LARGE) as pilot:
        page = await admins_of(pilot, "ana")
        for key in ("(e edit)", "(p password)", "(d delete)"):
            assert key in shown(pilot)
        await press(pilot, "p")
        assert app.screen is page
        assert "reach customers that you do not" in told(app)
        page.table.go_to(admin(desk, "kenji").id)
        await settle(pilot)
        assert "(p password)" not in shown(pilot)
        assert "rosa" in shown(pilot)


async def test_resellers(app: BilliaApp) -> None:
    """R184: name, master, access to others; enter shows all of one, its customers counted; nothing changes here."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        await open_dialog(pilot, "R")
        await until(pilot, lambda: "panel.east.example" in shown(pilot))
        text = shown(pilot)
        assert "Default, SouthNet" in text
        assert "all, later ones too" in text
        await press(pilot, "end", "up")
        await open_dialog(pilot, "enter")
        text = shown(pilot)
        assert "EastWeb · reseller" in text
        assert "Customers" in text
        await close_dialog(pilot, "escape")
        await close_dialog(pilot, "escape")


# --- pictures -----------------------------------------------------------------------------------------------------


async def _list(pilot: Pilot[Any]) -> None:
    await admins_of(pilot, "rosa")


async def _resellers(pilot: Pilot[Any]) -> None:
    await settle(pilot)
    await open_dialog(pilot, "R")
    await until(pilot, lambda: "SouthNet" in shown(pilot))


async def _facts(pilot: Pilot[Any]) -> None:
    await _resellers(pilot)
    await press(pilot, "down")
    await open_dialog(pilot, "enter")


async def _forbidden(pilot: Pilot[Any]) -> None:
    await admins_of(pilot, "ana")
    await press(pilot, "d")


async def _add(pilot: Pilot[Any]) -> None:
    await admins_of(pilot)
    await open_dialog(pilot, "a")
    assert isinstance(pilot.app.screen, AddAdminDialog)
    await press(pilot, *"two", "space", *"words", "enter")
    await until(pilot, lambda: "must not contain spaces" in shown(pilot))


def _dialog(*typed: str) -> Steps:
    async def steps(pilot: Pilot[Any]) -> None:
        await admins_of(pilot, "rosa")
        await open_dialog(pilot, typed[0])
        await press(pilot, *typed[1:])

    return steps


async def _code(pilot: Pilot[Any]) -> None:
    await admins_of(pilot, "rosa")
    pilot.app.push_screen(CodeBox("rosa", "ABCD-EFGH-JKMN-PQRS-TUVW"))
    await settle(pilot)


STATES: dict[str, Steps] = {
    "list": _list,
    "own-row-refused": _forbidden,
    "add": _add,
    "edit": _dialog("e", "tab", "tab", "tab", "right", "tab", "right"),
    "password": _dialog("p", "tab", *SECRET),
    "password-by-code": _dialog("p", "right"),
    "code": _code,
    "delete": _dialog("d"),
    "resellers": _resellers,
    "reseller": _facts,
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
def test_pictures(snap_compare: SnapCompare, app: BilliaApp, state: str, size: tuple[int, int]) -> None:
    """R49, R51: each state at both sizes."""

    async def run_before(pilot: Pilot[Any]) -> None:
        await STATES[state](pilot)
        await settle(pilot)

    assert snap_compare(app, terminal_size=size, run_before=run_before)
