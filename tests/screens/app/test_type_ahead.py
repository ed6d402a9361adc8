"""Keys typed ahead: what holds them, and what lets them go."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest
from textual import events
from textual.app import App

import billia_tui
from billia_tui.app import type_ahead
from billia_tui.app.app import BilliaApp
from billia_tui.app.type_ahead import TypeAhead
from billia_tui.errors import Refused
from billia_tui.screens.finding.customer_list import CustomersScreen
from billia_tui.screens.notes.note_dialogs import NoteDialog
from billia_tui.widgets.pick_list import PickList
from billia_tui.widgets.record_table import RecordTable
from tests.screens.console import settle, the_list, until
from tests.screens.orders.kit import burst


class Clock(App[int]):
    """An application whose timers run when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.due: list[Callable[[], Awaitable[None]]] = []
        self.next: list[Callable[[], Awaitable[None]]] = []
        self.told: list[str] = []

    def call_later(self, callback: Callable[..., Awaitable[None]], *args: object, **_: object) -> bool:
        """Remembers what comes next."""
        self.next.append(partial(callback, *args))
        return True

    def notify(self, message: str, **_: object) -> None:
        """Remembers what was said."""
        self.told.append(message)

    async def turn(self) -> None:
        """Does what was to be done later."""
        while self.next:
            await self.next.pop(0)()

    def set_timer(self, delay: float, callback: object = None, **_: object) -> object:  # type: ignore[override]  # the test runs it
        """Remembers what is due."""
        assert delay
        self.due.append(callback)  # type: ignore[arg-type]  # as above
        return None


async def test_a_hold_is_ended_by_its_own_time_only() -> None:
    """Thin line: the time of a hold that is over do not end a later one, whose dialog is still on its way."""
    clock = Clock()
    keys = TypeAhead(clock, clock.on_event)
    keys.hold().end()
    await clock.turn()
    keys.hold()
    first, second = clock.due
    await first()
    assert keys.held
    await second()
    assert not keys.held


async def test_a_hold_that_is_over_leaves_a_later_one_alone() -> None:
    """A form that was refused lets no key go that waits for another one, and what arrived does not either."""
    clock = Clock()
    keys = TypeAhead(clock, clock.on_event)
    with keys.hold():
        keys.arrived()
        later = keys.hold()
    await clock.turn()
    assert keys.held
    later.end()
    await clock.turn()
    assert not keys.held


async def test_what_waited_too_long_reaches_nothing_else() -> None:
    """P1: of "w", "25.50" the digits went to a page that was read for longer than they waited, `t` to the timeline."""
    clock, reached = Clock(), []

    async def forward(key: events.Key) -> None:
        reached.append(key.key)

    keys = TypeAhead(clock, forward)
    keys.hold()
    for letter in "wt":
        await keys.take(events.Key(letter, letter))
    (too_long,) = clock.due
    await too_long()
    assert (keys.held, keys.is_busy, reached) == (False, False, [])
    assert clock.told == [type_ahead.DROPPED]


async def test_a_hold_ends_whatever_happens_in_it() -> None:
    """A mistake between asking and showing would freeze the keys until their time is over."""
    clock = Clock()
    keys = TypeAhead(clock, clock.on_event)
    with pytest.raises(ZeroDivisionError), keys.hold():
        raise ZeroDivisionError
    await clock.turn()
    assert not keys.held


async def refused() -> None:
    """A form that is not possible any more when it is asked for."""
    raise Refused("somebody was quicker")


async def test_a_form_that_is_refused_lets_the_keys_go(app: BilliaApp) -> None:
    """R51: it says why, and what was typed meanwhile goes on to the page."""
    async with app.run_test() as pilot:
        await settle(pilot)
        page = the_list(pilot)
        page.begin(refused, group="tried")
        begun = app.type_ahead.held
        await settle(pilot)
        assert (begun, app.type_ahead.held) == (True, False)
        page.begin(refused, "you may not")
        assert not app.type_ahead.held
        await until(pilot, lambda: len(app._notifications) == 2)
        assert [said.message for said in app._notifications] == ["somebody was quicker", "you may not"]


async def test_a_slow_key_is_not_overtaken(app: BilliaApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """P1: on a machine under load what a key opens is long on its way; the next one is meant for that, and waits."""
    gate, looked_thrice, looks = asyncio.Event(), asyncio.Event(), 0

    async def slow(table: RecordTable[object], event: events.Key) -> None:
        del table, event
        await gate.wait()

    async with app.run_test() as pilot:
        await settle(pilot)
        keys = app.type_ahead
        is_lost = keys._is_lost

        def looked() -> bool:
            nonlocal looks
            looks += 1
            if looks == 3:
                looked_thrice.set()
            return is_lost()

        monkeypatch.setattr(type_ahead, "LOST", 0.001)
        monkeypatch.setattr(keys, "_is_lost", looked)
        monkeypatch.setattr(RecordTable, "on_key", slow, raising=False)
        burst(app, "f", "down")
        try:
            await asyncio.wait_for(looked_thrice.wait(), 4)
            assert keys.waits
        finally:
            gate.set()
        await until(pilot, lambda: isinstance(app.screen, PickList) and not keys.is_busy)
        assert isinstance(app.screen, PickList)
        assert app.screen.table.row == app.screen.table.rows[1]  # `down` reached it


async def test_a_key_that_comes_alone_is_dealt_with_when_what_it_asks_for_has_begun(
    app: BilliaApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P1: `w` came when `enter` had gone its way and nothing waited; no page was on its way yet, it was refused."""
    opened: list[int] = []
    opened_by_then: list[list[int]] = []
    done = app.type_ahead.done

    async def looked() -> None:
        opened_by_then.append([*opened])
        await done()

    async with app.run_test() as pilot:
        await settle(pilot)
        monkeypatch.setattr(CustomersScreen, "open_customer", lambda _, customer_id: opened.append(customer_id))
        monkeypatch.setattr(app.type_ahead, "done", looked)
        app.post_message(events.Key("enter", "\r"))
        await until(pilot, lambda: bool(opened_by_then and opened))
        assert opened_by_then == [opened]


async def test_a_key_whose_form_is_gone_holds_up_nothing(app: BilliaApp) -> None:
    """Its mark does not come back: the console was busy until the next key, which waited for 0.3 s."""
    async with app.run_test() as pilot:
        await settle(pilot)
        keys = app.type_ahead
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, NoteDialog) and not keys.is_busy)
        await keys.take(events.Key("x", "x"))
        begun = keys.is_busy
        app.pop_screen()
        assert (begun, keys.is_busy) == (True, False)
        passed_on = keys.passed_on
        await keys.take(events.Key("down", None))
        assert keys.passed_on == passed_on + 1
        await settle(pilot)


async def test_a_key_on_its_way_while_the_console_is_left_is_no_mistake(app: BilliaApp) -> None:
    """R224: it came back up to the application when there was no page any more; a reference number was shown."""
    key = events.Key("down", None)
    async with app.run_test() as pilot:
        await settle(pilot)
        key._set_forwarded()
    await app.on_event(key)
    assert not app.screen_stack


SOURCE = Path(billia_tui.__file__).parent
OWNERS = {
    "screens/kinds/forms.py": "the one way to open a form",
    "screens/palette/palette.py": "hands keys over to the page below it",
}
"""Who holds keys among the screens; a page never does."""


@pytest.mark.parametrize("word", ["type_ahead", ".hold(", "_let_go", "_for_form", "_for_reading"])
def test_no_page_holds_keys_by_hand(word: str) -> None:
    """A forgotten release freezes the keys for a time: `begin` and `reading` of `Forms` own both."""
    pages = {path.relative_to(SOURCE).as_posix(): path.read_text() for path in (SOURCE / "screens").rglob("*.py")}
    assert [name for name, text in sorted(pages.items()) if word in text and name not in OWNERS] == []
    assert any(word in pages[name] for name in OWNERS)
