"""What comes from strangers or goes wrong: hostile text, a lost store, lost answers, other keys."""

from collections.abc import Callable
from typing import Any

import pytest
from textual import events

from billia_tui.db.models import Customer
from billia_tui.errors import StoreBusy, StoreLost
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.emails import EmailRow
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.screens.customers.dialogs.customer import AddCustomerDialog, DeleteCustomerDialog, EditCustomerDialog
from billia_tui.screens.customers.dialogs.emails import DeleteEmailDialog, EmailDialog
from billia_tui.screens.customers.dialogs.hold import HoldDialog, ReleaseDialog
from billia_tui.screens.customers.dialogs.money import AddFundsDialog, CorrectBalanceDialog, CreditLimitDialog
from billia_tui.screens.customers.dialogs.password import PasswordDialog
from billia_tui.screens.customers.dialogs.status import ActivateDialog, BlockDialog, SendActivationDialog
from billia_tui.screens.notes.note_dialogs import NoteDialog
from billia_tui.screens.profiles.company_dialogs import CompanyDialog
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field import faithful
from billia_tui.widgets.inputs import LineInput
from tests.conftest import AddCustomer
from tests.screens.console import SMALL, press, settle, shown
from tests.screens.customers.dialogs.conftest import Case, Host

HOSTILE = "[/red][@click=app.quit]x[/][bold"

OPENED: dict[str, Callable[[Case, EmailRow], Dialog]] = {
    "edit": lambda case, _: EditCustomerDialog(case.customer, case.desk.ask(customers.contact_data, case.id)),
    "block": lambda case, _: BlockDialog(case.customer),
    "activate": lambda case, _: ActivateDialog(case.customer),
    "hold": lambda case, _: HoldDialog(case.customer),
    "release": lambda case, _: ReleaseDialog(case.customer),
    "funds": lambda case, _: AddFundsDialog(case.customer),
    "correct": lambda case, _: CorrectBalanceDialog(case.customer),
    "limit": lambda case, _: CreditLimitDialog(case.customer),
    "password": lambda case, _: PasswordDialog(case.customer),
    "activation": lambda case, _: SendActivationDialog(case.customer),
    "email": lambda case, row: EmailDialog(case.customer, row),
    "email-delete": lambda case, row: DeleteEmailDialog(case.customer, row),
    "company": lambda case, _: CompanyDialog(case.customer, None),
    "note": lambda case, _: NoteDialog(case.customer, None),
    "add": lambda _, __: AddCustomerDialog([(1, HOSTILE)], may_activate=True),
    "delete": lambda case, _: DeleteCustomerDialog(case.customer, []),
    "obstacles": lambda case, _: DeleteCustomerDialog(case.customer, [HOSTILE]),
}


@pytest.mark.parametrize("name", list(OPENED))
async def test_markup_is_text_everywhere(host: Host, case: Case, add_customer: AddCustomer, name: str) -> None:
    """P5: brackets in username, names and reseller stand there as they are, in titles and hints too."""
    hostile = Case(case.desk, add_customer(case.desk, first_name=HOSTILE, last_name="[/]", username=HOSTILE))
    async with host.run_test(size=(120, 40)) as pilot:
        await host.show(pilot, OPENED[name](hostile, hostile.emails[0]))
        assert HOSTILE in shown(pilot)
        await press(pilot, "x", "enter")
        assert host.is_running


def _overwrite(case: Case, **values: str) -> None:
    with case.desk.store.writing() as session:
        customer = session.get_one(Customer, case.id)
        for name, value in values.items():
            setattr(customer, name, value)


@pytest.mark.parametrize("stored", ["می\u200cخواهم", "a\u0301\u0301\u0301\u0301\u0301", "a\x1b[2Jb", "x\u202ey"])
async def test_what_cannot_be_shown_is_never_changed(host: Host, case: Case, stored: str) -> None:
    """P5: such a field opens cleaned and read-only, says so, and the others can be saved without it."""
    _overwrite(case, first_name=stored)
    data = case.desk.ask(customers.contact_data, case.id)
    dialog = EditCustomerDialog(case.customer, data)
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, dialog)
        assert "✖ hidden characters; shown cleaned, kept as stored" in shown(pilot)
        assert "\x1b" not in shown(pilot)
        assert dialog.rows["last_name"].input.has_focus
        await press(pilot, *"-Ivanova", "enter")
        after = case.desk.ask(customers.contact_data, case.id)
        assert (after.first_name, after.last_name) == (stored, "Petrova-Ivanova")


def test_blanks_alone_do_not_close_a_field() -> None:
    """P5: a hard blank is shown as a blank; a line feed in a line is not."""
    assert faithful("10\u00a0000 Köhler 山田")
    assert not faithful("a\nb")
    assert faithful("a\nb", lines=True)


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+x"])
async def test_a_hidden_password_is_not_copied(host: Host, case: Case, key: str) -> None:
    """R52: the clipboard gets nothing of a masked field; what was typed stays."""
    dialog = PasswordDialog(case.customer)
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, dialog)
        await press(pilot, *"top-secret-1", "shift+home", key)
        assert host.clipboard == ""
        assert dialog.values["password"] == "top-secret-1"  # noqa: S105 - typed by the test
        assert "top-secret" not in shown(pilot)


async def test_lines_copied_here_are_pasted_as_one_line(host: Host, case: Case) -> None:
    """P5: what the console itself copied gets the same care as a paste from outside."""
    dialog = AddFundsDialog(case.customer)
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, dialog)
        host.copy_to_clipboard("one\ntwo")
        await press(pilot, "tab", "ctrl+v")
        assert dialog.values["note"] == "one two"


async def test_a_note_takes_a_paste_of_lines_but_nothing_hidden(host: Host, case: Case) -> None:
    """R174, P5: line feeds of every kind stay lines; an escape character refuses the whole paste in words."""
    dialog = NoteDialog(case.customer, None)
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, dialog)
        dialog.rows["text"].input.post_message(events.Paste("one\r\ntwo\tx"))
        dialog.rows["text"].input.post_message(events.Paste("bad\x1b]52;c;eA==\x07"))
        await settle(pilot)
        assert dialog.values["text"] == "one\ntwo    x"
        assert any("U+001B" in str(note.message) for note in host._notifications)


@pytest.mark.parametrize("error", [StoreBusy("the store is busy"), StoreLost("the store is gone")])
async def test_the_form_outlives_the_store(
    host: Host, case: Case, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P7, R188: the message stays in the form with all that was typed; the next enter tries again, once."""
    dialog = AddFundsDialog(case.customer)
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, dialog)

        async def refuse(*_: object, **__: object) -> None:
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(host, "change", refuse)
            await press(pilot, *"10", "enter")
            assert f"✖ {error}" in shown(pilot)
            assert "enter add" in shown(pilot)
        await press(pilot, "enter")
        assert host.answers == ["maria: wallet 0.00 EUR → 10.00 EUR"]


async def test_a_lost_answer_is_not_booked_again(host: Host, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """P1: saved, but the answer was lost: another amount is not booked on top, and the form says what to do."""
    dialog = AddFundsDialog(case.customer)
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, dialog)
        change = host.change

        async def answer_lost(*args: Any, **kwargs: Any) -> None:
            await change(*args, **kwargs)
            raise StoreLost("the store is gone")

        with monkeypatch.context() as patch:
            patch.setattr(host, "change", answer_lost)
            await press(pilot, *"10", "enter")
        await press(pilot, "0", "enter")
        assert "what you entered first was saved after all" in shown(pilot)
        assert [line.amount.minor for line in case.desk.ask(wallet.history, case.id, Window()).rows] == [1000]
        await press(pilot, "backspace", "enter")
        assert host.answers == ["maria: wallet 0.00 EUR → 10.00 EUR"]


async def test_a_mistake_is_gone_once_it_is_worked_on(host: Host, case: Case) -> None:
    """R152: a field that is being corrected does not go on saying that it is wrong."""
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, AddFundsDialog(case.customer))
        await press(pilot, *"1e3", "enter")
        assert "✖ is not a number" in shown(pilot)
        await press(pilot, "backspace", "backspace")
        assert "✖" not in shown(pilot)


async def test_the_line_of_keys_shows_the_users_own(case: Case) -> None:
    """Settings: a changed key works, and the dialog names it."""
    host = Host(case.desk)
    host.own_keys = {"save": "ctrl+o", "cancel": "left_square_bracket"}
    host.set_keymap(host.own_keys)
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, NoteDialog(case.customer, None))
        assert "ctrl+o save · ctrl+n new line · [ cancel" in shown(pilot)
        await press(pilot, *"hello", "ctrl+o")
        assert host.answers == ["maria: note added"]


async def test_nothing_blinks(host: Host, case: Case) -> None:
    """Over a slow line an open form sends nothing: no cursor blinks."""
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, AddCustomerDialog([(1, "Default")], may_activate=True))
        assert all(not field.cursor_blink for field in host.screen.query(LineInput))
