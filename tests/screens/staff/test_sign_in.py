"""Who is at the keyboard: signing in, the lock, and who is no admin any more, with real keys (R180, R181, P8)."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
from rich.segment import Segments
from textual.events import Paste
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.db.models import Admin, LogEntry
from billia_tui.db.store import open_store
from billia_tui.errors import SignedOut
from billia_tui.operations.desk import Desk
from billia_tui.operations.staff import changes as staff_changes
from billia_tui.operations.staff import credentials
from billia_tui.operations.staff.door import REFUSED, Door
from billia_tui.screens.staff.lock import LockScreen
from billia_tui.screens.staff.sign_in import NewPasswordScreen, SignInScreen
from billia_tui.vocabulary import AdminStatus, Role
from billia_tui.widgets.dialog import Dialog
from tests import factories
from tests.operations.kit import stored
from tests.operations.staff.kit import HASH, OTHER, SECRET, WRONG, code_of, give
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, open_dialog, press, settle, shown, the_list, until
from tests.screens.panel.visits import enter

AT_ONCE = 0.001
"""Minutes without a key, for tests that do not wait for one."""

CUSTOMER = "Köhler"
SnapCompare = Callable[..., bool]
Steps = Callable[[Pilot[Any]], Awaitable[object]]


@pytest.fixture
def door(book_desk: Desk, book_url: str) -> Door:
    """The door of a store of its own on the book; ana has a password."""
    give(book_desk.store, password_hash=HASH)
    return Door(open_store(book_url), "ana")


@pytest.fixture
def at_door(door: Door) -> BilliaApp:
    """The console that asks."""
    return BilliaApp(lambda: door)


async def comes(pilot: Pilot[Any], kind: type[Dialog], text: str = "") -> str:
    """Waits until such a screen is on top, at rest, and `text` on it; gives what is seen. Work below it goes on."""
    for _ in range(500):
        top = pilot.app.screen
        if isinstance(top, kind) and top.is_mounted and not top.saving and text in shown(pilot):
            return shown(pilot)
        await pilot.pause(0.01)
    raise AssertionError(f"no {kind.__name__} with {text!r}:\n{shown(pilot)}")


async def pasted(pilot: Pilot[Any], text: str) -> None:
    """Pastes into the field, then enter."""
    pilot.app.post_message(Paste(text))
    await pilot.pause()
    await pilot.press("enter")


async def typed(pilot: Pilot[Any], *texts: str) -> None:
    """Types into one field after the other, then enter."""
    for number, text in enumerate(texts):
        await pilot.press(*(["tab"] if number else []), *("space" if char == " " else char for char in text))
    await pilot.press("enter")


def passwords_shown(pilot: Pilot[Any]) -> list[str]:
    """What stands in the masked fields of the screen on top."""
    return [row.value for row in pilot.app.screen.rows.values() if row.field.kind == "hidden"]  # type: ignore[attr-defined]  # a form by then


async def test_a_wrong_password_then_the_right_one(at_door: BilliaApp) -> None:
    """R181, P8: nothing of the store is seen before; what was typed is gone from its field, and from every text."""
    async with at_door.run_test(size=SMALL) as pilot:
        assert CUSTOMER not in await comes(pilot, SignInScreen, "Username")
        await typed(pilot, WRONG)
        seen = await comes(pilot, SignInScreen, "✖")
        assert REFUSED.split(",")[0] in seen
        assert CUSTOMER not in seen
        assert passwords_shown(pilot) == [""]
        await typed(pilot, SECRET)
        await until(pilot, lambda: CUSTOMER in shown(pilot))
        assert "ana · Administrator" in shown(pilot).splitlines()[0]
        assert not [worker for worker in at_door.workers if SECRET in repr(worker) or WRONG in repr(worker)]


async def test_leaving_instead(at_door: BilliaApp) -> None:
    """R181, R224: esc clears what was typed, ctrl+c ends the console, and nobody was let in."""
    async with at_door.run_test(size=SMALL) as pilot:
        await comes(pilot, SignInScreen)
        await pilot.press(*"half")
        await pilot.press("escape")
        assert at_door.is_running
        screen = at_door.screen
        assert isinstance(screen, SignInScreen)
        assert not any(screen.values.values())
        await pilot.press("ctrl+c")
        await until(pilot, lambda: at_door.return_code == 0)
    assert at_door.return_code == 0
    assert at_door.desk is None


async def test_a_code_then_a_new_password(book_desk: Desk, at_door: BilliaApp) -> None:
    """R180: the new password comes before anything else; esc leads back and does not spend the code."""
    code = code_of(book_desk)
    async with at_door.run_test(size=SMALL) as pilot:
        await comes(pilot, SignInScreen)
        await pasted(pilot, code)
        assert CUSTOMER not in await comes(pilot, NewPasswordScreen, "Once more")
        await pilot.press("escape")
        await comes(pilot, SignInScreen, "as good as before")
        await pasted(pilot, code)
        await comes(pilot, NewPasswordScreen)
        await typed(pilot, OTHER, WRONG)
        await comes(pilot, NewPasswordScreen, "is not the same")
        assert passwords_shown(pilot) == ["", ""]
        await typed(pilot, OTHER, OTHER)
        await until(pilot, lambda: CUSTOMER in shown(pilot))
    assert [line.action for line in stored(book_desk.store, LogEntry)][-2:] == ["set password", "sign in"]


async def test_the_lock_hides_everything_and_keeps_what_was_typed(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """P5, P8: nothing of a customer is seen, whatever work behind it wants to show; then all is as it was."""
    give(book_desk.store, password_hash=HASH)
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        the_list(pilot).table.go_to(book.kohler)
        await open_dialog(pilot, "w")
        await press(pilot, *"25", "tab", *"note")
        form = app.screen
        await pilot.press("ctrl+l")
        await comes(pilot, LockScreen, "Locked")
        app.say(f"{CUSTOMER} was saved")
        app.push_screen(_Box(CUSTOMER))
        await typed(pilot, WRONG)
        seen = await comes(pilot, LockScreen, "✖")
        await pilot.press("escape", "ctrl+p", "ctrl+r", "ctrl+l")
        seen += await comes(pilot, LockScreen)
        assert CUSTOMER not in seen
        assert "25" not in seen
        assert passwords_shown(pilot) == [""]
        await typed(pilot, SECRET)
        await until(pilot, lambda: isinstance(app.screen, _Box))
        assert f"{CUSTOMER} was saved" in [note.message for note in app._notifications]
        await press(pilot, "escape")
        await until(pilot, lambda: app.screen is form)
        assert form.values == {**form.values, "amount": "25", "note": "note"}  # type: ignore[attr-defined]  # a form by then
        await press(pilot, "escape", "enter", "down")
        assert not isinstance(app.screen, Dialog)


class _Box(Dialog):
    """Something that work behind the lock opens."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.heading = text


async def test_idle_locks(book_desk: Desk) -> None:
    """Idle lock: after the set time without a key; what colleagues do is no key; a key is one."""
    give(book_desk.store, password_hash=HASH)
    app = BilliaApp(lambda: book_desk, idle_minutes=60, live=0.02)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.idle._minutes = AT_ONCE
        app.idle.begin()
        await comes(pilot, LockScreen, "Locked")
        app.idle._minutes = 60
        await typed(pilot, SECRET)
        await until(pilot, lambda: CUSTOMER in shown(pilot))
        before = app.idle._last
        app.live.look()
        await settle(pilot)
        assert app.idle._last == before
        await press(pilot, "down")
        assert app.idle._last > before


@pytest.mark.parametrize("form", [False, True])
async def test_who_has_no_password_cannot_unlock(book_desk: Desk, *, form: bool) -> None:
    """Idle lock: the console ends, unless a form has typed text: that is hidden once, then it ends as well."""
    app = BilliaApp(lambda: book_desk, idle_minutes=60)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+l")
        await until(pilot, lambda: "you have no password" in "".join(note.message for note in app._notifications))
        if form:
            await open_dialog(pilot, "w")
            await press(pilot, *"25")
        _time_passes(app)
        if form:
            assert CUSTOMER not in await comes(pilot, LockScreen, "You have no password")
            await pilot.press("enter")
            await until(pilot, lambda: "25" in shown(pilot))
            _time_passes(app)
            await comes(pilot, LockScreen, "You have no password")
            _time_passes(app)
        await _ended(pilot)
    assert app.return_code == 0


async def test_a_panel_ends_with_the_lock(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R70, R71: nobody is a customer behind the lock; going on is a new visit, and the page is the same."""
    give(book_desk.store, password_hash=HASH)
    async with app.run_test(size=LARGE) as pilot:
        await enter(pilot, book.maria)
        page = app.screen
        await open_dialog(pilot, "ctrl+p")
        await press(pilot, *"lock", "enter")
        await comes(pilot, LockScreen)
        await until(pilot, lambda: _visits(book_desk)[-1] == "impersonation ended")
        await typed(pilot, SECRET)
        await until(pilot, lambda: app.screen is page)
        assert _visits(book_desk) == ["impersonation started", "impersonation ended", "impersonation started"]


async def test_who_is_made_inactive_is_out(book_desk: Desk) -> None:
    """R181: at the next action, whatever form is open; with one line, and not the exit code of a good end."""
    ben = Desk(book_desk.store, factories.admin(book_desk.store, "ben", Role.SUPPORT))
    app = BilliaApp(lambda: ben)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await open_dialog(pilot, "w")
        await press(pilot, *"25")
        book_desk.change(staff_changes.edit, ben.admin_id, {"status": AdminStatus.INACTIVE})
        await pilot.press("enter")
        await _ended(pilot)
        (said,) = app._exit_renderables
        assert isinstance(said, Segments)
        line = "".join(segment.text for segment in said.segments)
    assert line == "billia: this admin is not active; ask an Administrator\n"
    assert app.return_code == 1
    with pytest.raises(SignedOut):
        ben.change(credentials.reset, 1, credentials.SignIn())
    assert stored(book_desk.store, Admin, username="ben")[0].status == AdminStatus.INACTIVE


def _time_passes(app: BilliaApp) -> None:
    """An hour without a key, at the end of which the timer looks."""
    app.idle._last -= 3600
    app.idle._look()


async def _ended(pilot: Pilot[Any]) -> None:
    """Waits until the console is being left."""
    for _ in range(300):
        if pilot.app._exit:
            return
        await pilot.pause(0.01)
    raise AssertionError("the console did not end")


def _visits(desk: Desk) -> list[str]:
    return [line.action for line in stored(desk.store, LogEntry) if "impersonation" in line.action]


# ── pictures ──


async def sign_in_page(pilot: Pilot[Any]) -> None:
    """R181."""
    await comes(pilot, SignInScreen)


async def sign_in_refused(pilot: Pilot[Any]) -> None:
    """R181: no hint."""
    await comes(pilot, SignInScreen)
    await typed(pilot, WRONG)
    await comes(pilot, SignInScreen, "✖")


async def new_password(pilot: Pilot[Any], desk: Desk) -> None:
    """R180: with a mistake."""
    await comes(pilot, SignInScreen)
    await pasted(pilot, code_of(desk))
    await comes(pilot, NewPasswordScreen)
    await typed(pilot, OTHER, WRONG)
    await comes(pilot, NewPasswordScreen, "is not the same")


async def lock(pilot: Pilot[Any]) -> None:
    """Idle lock."""
    await sign_in_page(pilot)
    await typed(pilot, SECRET)
    await until(pilot, lambda: CUSTOMER in shown(pilot))
    await pilot.press("ctrl+l")
    await comes(pilot, LockScreen)


async def lock_without_password(pilot: Pilot[Any]) -> None:
    """Idle lock: nothing to type."""
    await lock(pilot)
    top = pilot.app.screen
    assert isinstance(top, LockScreen)
    top.ask_nothing()
    await comes(pilot, LockScreen, "You have no password")


PICTURES: dict[str, Callable[..., Awaitable[None]]] = {
    "sign-in": sign_in_page,
    "fixed": sign_in_page,
    "refused": sign_in_refused,
    "new-password": new_password,
    "lock": lock,
    "lock-without-password": lock_without_password,
}


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("name", PICTURES)
def test_pictures(
    name: str, size: tuple[int, int], door: Door, book_desk: Desk, at_door: BilliaApp, snap_compare: SnapCompare
) -> None:
    """R180, R181: aligned, nothing cut, nothing of the page below, readable without colour."""
    door.fixed = name == "fixed"
    steps = partial(new_password, desk=book_desk) if name == "new-password" else PICTURES[name]
    assert snap_compare(at_door, terminal_size=size, run_before=steps)
