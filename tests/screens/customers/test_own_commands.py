"""Commands of the user's own with a customer: typed keys, a real program, and what it was given."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from billia_tui.app import new_settings
from billia_tui.app.app import BilliaApp
from billia_tui.screens.customers.own_commands import OVER_SSH, CommandOutput, OwnCommandList
from billia_tui.screens.palette.customer_picker import CustomerPicker
from billia_tui.settings.model import Settings
from billia_tui.settings.own_commands import OwnCommand
from tests.screens.book import Book
from tests.screens.console import LARGE, LOOKS, SMALL, go, open_dialog, press, settle, shown, told, until

TELLS = (sys.executable, "-c", "import sys; print('|'.join(sys.argv[1:]))")
FAILS = (sys.executable, "-c", "import sys; print('no such host', file=sys.stderr); sys.exit(3)")
WAITS = (sys.executable, "-c", "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)")


def use(app: BilliaApp, *commands: OwnCommand) -> tuple[str, ...]:
    """The settings have these commands; gives what is told of their keys."""
    app.settings = lambda: Settings("x", "ana", commands=commands)
    return new_settings.use_commands(app, app.settings())


async def heard(pilot: Pilot[Any]) -> str:
    """The screen, once the command is over."""
    await until(pilot, lambda: isinstance(pilot.app.screen, CommandOutput) and "esc closes" in shown(pilot))
    return shown(pilot)


@pytest.mark.parametrize("size", [LARGE, SMALL])
async def test_one_is_picked_and_shows_what_it_says(app: BilliaApp, book: Book, size: tuple[int, int]) -> None:
    """`O`, enter: the program gets each value as one argument, no shell reads it."""
    use(app, OwnCommand("Tell", (*TELLS, "{id} {username}", "$(id)", "{email}")))
    async with app.run_test(size=size) as pilot:
        await go(pilot, book.maria)
        await open_dialog(pilot, "O")
        assert isinstance(pilot.app.screen, OwnCommandList)
        await pilot.press("enter")
        text = await heard(pilot)
        assert f"{book.maria} maria.petrova@example.org|$(id)|maria.petrova@example.org" in text
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, CommandOutput)


async def test_a_key_of_its_own(app: BilliaApp, book: Book) -> None:
    """On the list and on a customer's page; a key that means something already stays what it is, and that is told."""
    told_of = use(app, OwnCommand("Tell", (*TELLS, "{id}"), "f6"), OwnCommand("Edit", (*TELLS, "x"), "e"))
    assert told_of == ("e is edit; the command 'Edit' has no key now",)
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        await pilot.press("f6")
        await heard(pilot)
        await press(pilot, "escape")
        await go(pilot, book.maria)
        await pilot.press("f6")
        assert f" {book.maria} " in await heard(pilot)


async def test_where_no_customer_is_at_hand_one_is_asked_for(app: BilliaApp, book: Book) -> None:
    """From the palette on a page of the business."""
    use(app, OwnCommand("Look up", (*TELLS, "{username}")))
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        await press(pilot, "S")
        await press(pilot, "ctrl+p", *"look up", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerPicker))
        await press(pilot, *"petrova", "enter")
        assert "maria.petrova" in await heard(pilot)


async def test_one_that_says_a_line_and_one_that_fails(app: BilliaApp, book: Book) -> None:
    """`output = "say"` is a message; of "nothing" only a failure is told."""
    said = OwnCommand("Tell", (*TELLS, "{id}"), "f6", "say")
    fails = OwnCommand("Fail", FAILS, "f7", "nothing")
    use(app, said, fails, OwnCommand("Missing", ("no-such-program",), "f8", "nothing"))
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        await press(pilot, "f6", "f7", "f8")
        for words in (
            f"Tell: {book.maria}",
            "Fail ended with 3: no such host",
            "no-such-program cannot be run: No such file or directory",
        ):
            assert words in told(app)


async def test_leaving_stops_what_runs(app: BilliaApp, book: Book, tmp_path: Path) -> None:
    """R224: nothing runs on for nobody."""
    place = tmp_path / "pid"
    use(app, OwnCommand("Wait", (*WAITS, str(place)), "f6"))
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        await pilot.press("f6")
        await seen(pilot, lambda: place.exists() and place.read_text() != "")
        assert "esc stops it" in shown(pilot)
        await pilot.press("escape")
        await seen(pilot, lambda: not lives(int(place.read_text())))


async def seen(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Waits until it holds, while a command runs that does not end by itself."""
    for _ in range(LOOKS):
        if condition():
            return
        await pilot.pause(0.01)
    raise AssertionError("the command did not come to that")


def lives(process: int) -> bool:
    """Whether a process is there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


async def test_over_ssh_and_where_there_are_none(app: BilliaApp, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """P8: a restricted console has no settings of the caller; else it is said where commands are written."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        await press(pilot, "O")
        assert OVER_SSH in told(app)
        app.settings = lambda: Settings("x", "ana")
        await press(pilot, "O")
        assert "[[commands]]" in told(app)
        monkeypatch.setenv("SSH_CONNECTION", "1.2.3.4 5 6.7.8.9 22")
        await press(pilot, "O")
        assert told(app).count(OVER_SSH) == 2


async def test_not_in_the_panel_of_a_customer(app: BilliaApp, book: Book) -> None:
    """R177: there one is the customer, and its tools are not the staff's."""
    use(app, OwnCommand("Tell", (*TELLS, "{id}"), "f6"))
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        await pilot.press("i", "enter", "i")
        await until(pilot, lambda: app.panel is not None)
        await press(pilot, "f6")
        assert "Leave the Customer Panel first" in told(app)
