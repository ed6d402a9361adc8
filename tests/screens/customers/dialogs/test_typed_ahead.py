"""Keys that arrive together are obeyed in their order: what is saved is what was typed before `enter`."""

import pytest

from billia_tui.operations.log import lines as log
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.screens.customers.dialogs.money import AddFundsDialog
from billia_tui.screens.customers.dialogs.password import PasswordDialog
from billia_tui.screens.notes.note_dialogs import NoteDialog
from tests.screens.console import LARGE, settle
from tests.screens.customers.dialogs.conftest import Case, Host


def moved(case: Case) -> list[tuple[str, str]]:
    """The movements of the wallet, newest first."""
    return [(str(line.amount), line.note) for line in case.desk.ask(wallet.history, case.id, Window()).rows]


@pytest.mark.parametrize(
    ("pressed", "booked"),
    [
        pytest.param([*"10", "enter", "1", "5"], ("10.00 EUR", ""), id="letters after enter"),
        pytest.param([*"12", "backspace", "0", "enter"], ("10.00 EUR", ""), id="backspace"),
        pytest.param([*"20", "home", "1", "enter"], ("120.00 EUR", ""), id="cursor keys"),
        pytest.param([*"10", "tab", *"thanks", "enter"], ("10.00 EUR", "thanks"), id="next field"),
        pytest.param([*"1", "tab", *"hi", "shift+tab", "5", "enter"], ("15.00 EUR", "hi"), id="there and back"),
        pytest.param([*"10", "enter", "enter", "enter"], ("10.00 EUR", ""), id="enter three times"),
        pytest.param([*"10", "enter", "escape", "9"], ("10.00 EUR", ""), id="esc after enter"),
    ],
)
async def test_money_is_what_was_typed_before_enter(
    host: Host, case: Case, pressed: list[str], booked: tuple[str, str]
) -> None:
    """R24, P1: one movement, of the amount that stood there when enter was typed."""
    async with host.run_test(size=LARGE) as pilot:
        await host.show(pilot, AddFundsDialog(case.customer))
        host.burst(*pressed)
        assert "wallet 0.00 EUR → " in str(await host.answered(pilot))
        assert moved(case) == [booked]


async def test_a_choice_made_just_before_enter_counts(host: Host, case: Case) -> None:
    """R83: tab, tab, right, enter at once sends the link and sets no password."""
    async with host.run_test(size=LARGE) as pilot:
        await host.show(pilot, PasswordDialog(case.customer))
        host.burst("tab", "tab", "right", "enter")
        assert "reset link written to" in str(await host.answered(pilot))
        assert case.desk.ask(log.page, case.id, Window()).rows[0].action == "send reset link"


async def test_lines_keep_their_order(host: Host, case: Case) -> None:
    """R174: ctrl+n starts a line where it was typed, enter ends the note there."""
    async with host.run_test(size=LARGE) as pilot:
        await host.show(pilot, NoteDialog(case.customer, None))
        host.burst(*"one", "ctrl+n", *"two", "enter", *"three")
        assert await host.answered(pilot) == "maria: note added"
        assert case.notes[0].text == "one\ntwo"


async def test_esc_in_the_same_instant_saves_nothing(host: Host, case: Case) -> None:
    """Design of the dialogs: esc before enter closes, and the enter behind it finds no form."""
    async with host.run_test(size=LARGE) as pilot:
        await host.show(pilot, AddFundsDialog(case.customer))
        host.burst(*"10", "escape", "enter")
        await settle(pilot)
        assert host.answers == [None]
        assert moved(case) == []
